import { Play } from 'lucide'
import type { PartitionState } from '../cluster/cluster-state.ts'
import type { BrokerProcess } from '../cluster/processes.ts'
import type { Page } from '../session/page.ts'
import { shownPartition } from '../session/selection.ts'
import { stageView } from '../session/settings.ts'
import { count, partitionColour } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { lazy } from '../ui/lazy.tsx'
import { t } from '../ui/strings.ts'
import { Traffic } from './traffic.tsx'

const BrokerMenu = lazy(async () => (await import('./broker-menu.tsx')).BrokerMenu)

interface BrokerProps {
  page: Page
  broker: BrokerProcess
  partitions: readonly PartitionState[]
  /** Records of the longest log, for the scale. */
  most: number
}

/** One node: its state, its replicas by role, and its menu of faults. */
export function BrokerCard({ page, broker, partitions, most }: BrokerProps) {
  const { nodeId, state } = broker
  const down = state === 'stopped' || state === 'killed'
  const own = partitions.filter(({ replicas }) => replicas.includes(nodeId))
  const isBroker = rolesOf(broker).includes('broker')
  return (
    <section class={`broker ${down ? 'down' : state}`} aria-label={`${t('broker')} ${nodeId}`}>
      <h3>
        {isBroker ? t('broker') : t('controller')} {nodeId}
        {nodeId === page.inspector.state.value.controllerId && !down && (
          <span class="star" title={t('active controller')}>
            ★{isBroker && <span class="wide"> {t('controller')}</span>}
          </span>
        )}
        <span class="addr">:{portOf(broker)}</span>
        {state !== 'running' && <span class="dim">{t(state)}</span>}
        {down && (
          <button type="button" onClick={() => void page.boot(nodeId)}>
            <Icon icon={Play} /> {t('start')}
          </button>
        )}
        {page.started.value && <BrokerMenu page={page} broker={broker} />}
      </h3>
      <Traffic page={page} nodeId={nodeId} />
      <FaultChips page={page} nodeId={nodeId} />
      {own.length === 0 && <p class="dim">{isBroker ? t('no replicas yet') : t('serves no clients')}</p>}
      {own.map((partition) => (
        <Replica key={`${partition.topic}-${partition.partition}`} partition={partition} broker={broker} most={most} />
      ))}
    </section>
  )
}

function FaultChips({ page: { faults }, nodeId }: { page: Page; nodeId: number }) {
  const links = faults.links.value.filter(({ from, to }) => from === nodeId || to === nodeId)
  const disk = faults.diskOf(nodeId)
  const chips = [
    links.some(({ cut }) => cut) && t('link cut'),
    links.some(({ delayMs }) => delayMs > 0) && t('link slow'),
    disk.slowMs > 0 && t('disk slow'),
    disk.full && t('disk full'),
  ].filter((text) => text !== false)
  if (chips.length === 0) return null
  return (
    <p class="faults">
      {chips.map((text) => (
        <span class="fault" key={text}>
          {text}
        </span>
      ))}
    </p>
  )
}

function rolesOf({ properties }: BrokerProcess): string {
  return properties.get('process.roles') ?? 'broker'
}

function portOf({ properties }: BrokerProcess): string {
  return /\/\/[^:]*:(\d+)/.exec(properties.get('listeners') ?? '')?.[1] ?? '9092'
}

type Role = 'lead' | 'sync' | 'behind' | 'off'

/** What a replica is to its partition: leader, in the ISR, catching up, or on a broker that does not answer. */
export function roleOf({ leader, isr }: PartitionState, { nodeId, state }: BrokerProcess): Role {
  if (state !== 'running') return 'off'
  if (leader === nodeId) return 'lead'
  return isr.includes(nodeId) ? 'sync' : 'behind'
}

function Replica({ partition, broker, most }: { partition: PartitionState; broker: BrokerProcess; most: number }) {
  const { topic, partition: index, highWatermark, logStartOffset, copies } = partition
  const role = roleOf(partition, broker)
  const lag = role === 'lead' ? 0 : (copies.get(broker.nodeId)?.lag ?? 0)
  const end = Math.max(0, highWatermark - lag)
  const width = `${Math.max(end > 0 ? 2 : 0, (end / most) * 100)}%`
  const gone = `${(logStartOffset / most) * 100}%`
  const behind = role === 'behind' && lag > 0 ? `−${count(lag)}` : t(role)
  return (
    <button
      type="button"
      class={`rep ${role}`}
      style={{ '--c': partitionColour(index), '--w': width, '--g': gone }}
      title={`${topic}-${index}: ${logStartOffset} … ${end}${lag > 0 ? ` (${count(lag)} ${t('behind')})` : ''}`}
      onClick={() => {
        shownPartition.value = { topic, partition: index }
        stageView.value = 'log'
      }}
    >
      <span class="name">
        <span class="topic">{topic}</span>-{index}
      </span>
      <span class="log">
        <b />
      </span>
      <span class="num">{count(end)}</span>
      <span class="role">{behind}</span>
    </button>
  )
}
