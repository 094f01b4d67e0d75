import type { LinkFault } from '../cluster/faults.ts'
import type { Page } from '../session/page.ts'
import { shownLog } from '../session/selection.ts'
import { lazy } from '../ui/lazy.tsx'
import { t } from '../ui/strings.ts'
import { EventList } from './event-list.tsx'
import './under-brokers.css'
import '../ui/table.css'

const ServerLog = lazy(async () => (await import('../server-log/server-log.tsx')).ServerLog)

/** What is wrong with the links, a server log, the groups, and what happened lately. */
export function UnderBrokers({ page }: { page: Page }) {
  return (
    <>
      {shownLog.value !== null && <ServerLog page={page} nodeId={shownLog.value} />}
      <NobodyRuns page={page} />
      <LinkFaults page={page} />
      <Groups page={page} />
      <EventList events={page.events.events.value} />
    </>
  )
}

/** All nodes are down: one click brings the cluster back. */
function NobodyRuns({ page }: { page: Page }) {
  const nodes = page.brokers.value
  if (nodes.length === 0 || nodes.some(({ state }) => state !== 'killed' && state !== 'stopped')) return null
  return (
    <p class="links" role="status">
      {t('No node of the cluster runs.')}
      <button
        type="button"
        onClick={({ currentTarget, detail }) => {
          if (detail > 1) return
          // The button goes with the first node that starts: the keyboard goes on in the view.
          currentTarget.closest<HTMLElement>('[role=tabpanel]')?.focus()
          void page.act('fault', t('start all'), () => page.boot())
        }}
      >
        {t('start all')}
      </button>
    </p>
  )
}

function LinkFaults({ page }: { page: Page }) {
  const { faults } = page
  const mend = () => page.act('fault', t('mend all links'), () => faults.healLinks())
  if (faults.links.value.length === 0) return null
  return (
    <p class="links" role="status">
      {faults.links.value.map((fault) => (
        <span class="fault" key={`${fault.from}>${fault.to}`}>
          {linkText(fault)}
        </span>
      ))}
      <button
        type="button"
        onClick={({ currentTarget, detail }) => {
          if (detail > 1) return
          // The button goes with the last fault: the keyboard goes on in the view.
          currentTarget.closest<HTMLElement>('[role=tabpanel]')?.focus()
          void mend()
        }}
      >
        {t('mend all links')}
      </button>
    </p>
  )
}

function linkText({ from, to, cut, delayMs }: LinkFault): string {
  const end = (one: LinkFault['from']) => (typeof one === 'number' ? String(one) : t(one))
  const ways = [...(cut ? [`✂ ${t('cut')}`] : []), ...(delayMs > 0 ? [`+${delayMs} ms`] : [])]
  return `${end(from)} → ${end(to)} ${ways.join(' ')}`
}

function Groups({ page }: { page: Page }) {
  const { groups } = page.inspector.state.value
  if (groups.length === 0) return null
  return (
    <table class="plain groups">
      <thead>
        <tr>
          <th>{t('group')}</th>
          <th>{t('state')}</th>
          <th>{t('members')}</th>
          <th>{t('committed')}</th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <tr key={group.id}>
            <td>{group.id}</td>
            <td>{group.state}</td>
            <td>{group.members.length}</td>
            <td>
              {group.committed.map(({ topic, partition, offset }) => `${topic}-${partition} @ ${offset}`).join(', ')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
