import type { PartitionState } from '../cluster/cluster-state.ts'
import type { BrokerProcess } from '../cluster/processes.ts'
import { touchedIn } from '../lessons/touched.ts'
import type { Page } from '../session/page.ts'
import { shownPartition } from '../session/selection.ts'
import { stageView } from '../session/settings.ts'
import { count, partitionColour } from '../ui/format.ts'
import { t } from '../ui/strings.ts'
import './broker-contents.css'
import { Traffic } from './traffic.tsx'

interface ContentsProps {
  page: Page
  broker: BrokerProcess
  isBroker: boolean
}

/** What a node does and holds: the requests that reach it, what is wrong with it, its replicas by role. */
export function BrokerContents({ page, broker, isBroker }: ContentsProps) {
  const partitions = partitionsOf(page)
  const most = Math.max(1, ...partitions.map((partition) => partition.highWatermark))
  const own = partitions.filter(({ replicas }) => replicas.includes(broker.nodeId))
  return (
    <>
      <Traffic page={page} nodeId={broker.nodeId} />
      <FaultChips page={page} nodeId={broker.nodeId} />
      {own.length === 0 && <p class="dim">{isBroker ? t('no replicas yet') : t('serves no clients')}</p>}
      <div class="held">
        {own.map((partition) => (
          <Replica
            key={`${partition.topic}-${partition.partition}`}
            partition={partition}
            broker={broker}
            most={most}
          />
        ))}
      </div>
    </>
  )
}

/** What the open lesson is about stands above what others left. */
function partitionsOf(page: Page): PartitionState[] {
  const topics = [...page.inspector.state.value.topics.values()].filter((topic) => !topic.internal)
  const ofLesson = touchedIn(page).topics
  const rank = (name: string) => (ofLesson.includes(name) ? 0 : 1)
  return topics.sort((a, b) => rank(a.name) - rank(b.name)).flatMap((topic) => topic.partitions)
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

type Role = 'lead' | 'sync' | 'behind' | 'off'

/** What a replica is to its partition: leader, in the ISR, catching up, or on a broker that does not answer. */
function roleOf({ leader, isr }: PartitionState, { nodeId, state }: BrokerProcess): Role {
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
