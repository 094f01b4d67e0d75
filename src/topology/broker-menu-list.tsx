import { Play, ScrollText, Skull, Snowflake, Square } from 'lucide'
import type { ClusterFaults, LinkEnd } from '../cluster/faults.ts'
import type { BrokerProcess, BrokerState } from '../cluster/processes.ts'
import type { Page } from '../session/page.ts'
import type { MenuItem } from '../ui/menu-item.ts'
import { MenuList } from '../ui/menu-list.tsx'
import { t } from '../ui/strings.ts'

interface BrokerMenuListProps {
  page: Page
  broker: BrokerProcess
  label: string
  close: () => void
}

/** Everything that can happen to a broker. */
export function BrokerMenuList({ page, broker, label, close }: BrokerMenuListProps) {
  const faults = [...networkItems(page, broker.nodeId), ...diskItems(page, broker.nodeId)]
  const asStep = ({ run, ...item }: MenuItem): MenuItem => {
    const text = `${t('broker')} ${broker.nodeId}${t(': ')}${item.text}`
    return run ? { ...item, run: () => void page.act('fault', text, run) } : item
  }
  const log = { text: t('server log'), icon: ScrollText, run: () => void showLog(broker.nodeId) }
  const items = [...processItems(page, broker).map(asStep), log, ...faults.map(asStep)]
  return <MenuList label={label} items={items} close={close} />
}

async function showLog(nodeId: number): Promise<void> {
  const { showServerLog } = await import('../session/links.ts')
  showServerLog(nodeId)
}

function processItems(page: Page, { nodeId, state }: BrokerProcess): MenuItem[] {
  const all: { readonly when: readonly BrokerState[]; readonly item: MenuItem }[] = [
    { when: ['stopped', 'killed'], item: { text: t('start'), icon: Play, run: () => void page.boot(nodeId) } },
    { when: ['running'], item: { text: t('stop (SIGTERM)'), icon: Square, run: () => page.stop(nodeId) } },
    {
      when: ['starting', 'running', 'paused', 'stopping'],
      item: { text: t('kill -9'), icon: Skull, run: () => page.kill(nodeId) },
    },
    {
      when: ['running'],
      item: { text: t('pause (SIGSTOP)'), icon: Snowflake, run: () => page.pause(nodeId, true) },
    },
    { when: ['paused'], item: { text: t('continue (SIGCONT)'), icon: Play, run: () => page.pause(nodeId, false) } },
  ]
  return all.flatMap(({ when, item }) => (when.includes(state) ? [item] : []))
}

/** How long everything takes on a slow link, and on a slow disk, ms. */
const SLOW_LINK_MS = 300
const SLOW_DISK_MS = 500

function networkItems(page: Page, nodeId: number): MenuItem[] {
  const { faults } = page
  const others = page.brokers.value.map((broker) => broker.nodeId).filter((id) => id !== nodeId)
  const cut = (text: string, end: LinkEnd): MenuItem => {
    const checked = isCut(faults, nodeId, end)
    return { text, checked, run: () => faults.changeLink(nodeId, end, { cut: !checked }) }
  }
  const slow = faults.links.value.some(({ from, to, delayMs }) => from === nodeId && to === 'anyone' && delayMs > 0)
  return [
    { text: t('network') },
    cut(t('cut off from everyone'), 'anyone'),
    ...(others.length > 0 ? [cut(t('cut off from the other nodes'), 'nodes')] : []),
    ...(others.length > 1 ? others.map((id) => cut(`${t('cut off from node')} ${id}`, id)) : []),
    cut(t('cut off from clients'), 'clients'),
    {
      text: `${t('slow')}${t(': ')}${SLOW_LINK_MS} ms`,
      checked: slow,
      run: () => faults.changeLink(nodeId, 'anyone', { delayMs: slow ? 0 : SLOW_LINK_MS }),
    },
  ]
}

function isCut(faults: ClusterFaults, a: LinkEnd, b: LinkEnd): boolean {
  return faults.links.value.some(({ from, to, cut }) => cut && ((from === a && to === b) || (from === b && to === a)))
}

function diskItems({ faults }: Page, nodeId: number): MenuItem[] {
  const { slowMs, full } = faults.diskOf(nodeId)
  return [
    { text: t('disk') },
    {
      text: `${t('slow')}${t(': ')}+${SLOW_DISK_MS} ms`,
      checked: slowMs > 0,
      run: () => faults.setDisk(nodeId, { full, slowMs: slowMs > 0 ? 0 : SLOW_DISK_MS }),
    },
    { text: t('full'), checked: full, run: () => faults.setDisk(nodeId, { slowMs, full: !full }) },
  ]
}
