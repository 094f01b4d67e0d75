import { useEffect } from 'preact/hooks'
import type { ClusterState, PartitionState } from '../cluster/cluster-state.ts'
import type { Page } from '../session/page.ts'
import { count, partitionColour } from '../ui/format.ts'
import { t } from '../ui/strings.ts'
import './replica-rows.css'
import { type LogIdentity, type SeenReplica, SeenReplicas } from './seen-replicas.ts'

/** Kept while another view is shown, as a cut is seen only by what was before it. */
let seenReplicas: SeenReplicas | undefined

/** One row a replica: where its log begins and ends, and what of it is cut off or not yet there. */
export function ReplicaRows({ page, partition }: { page: Page; partition: PartitionState }) {
  seenReplicas ??= new SeenReplicas(page.events)
  const seen = seenReplicas
  const state = page.inspector.state.value
  const log = identityOf(state, partition)
  useEffect(() => void hear(page, seen, partition), [state, log.name])
  const known = seen.of(log)
  const all = [...known.values()]
  const from = Math.min(partition.logStartOffset, ...all.map(({ start }) => start))
  const to = Math.max(partition.highWatermark, from + 1, ...all.map(({ reached }) => reached))
  return (
    <div class="replicas" role="list" aria-label={t('replicas')}>
      {partition.replicas.map((id) => (
        <Row key={id} id={id} page={page} partition={partition} seen={known.get(id)} from={from} to={to} />
      ))}
    </div>
  )
}

function identityOf({ topics }: ClusterState, { topic, partition }: PartitionState): LogIdentity {
  return { topicId: topics.get(topic)?.id ?? '', name: `${topic}-${partition}` }
}

async function hear(page: Page, seen: SeenReplicas, partition: PartitionState): Promise<void> {
  const state = page.inspector.state.peek()
  const since = page.events.since.peek()
  const log = identityOf(state, partition)
  await Promise.all(
    partition.replicas.map(async (id) => {
      const ends = await page.batches.ends(state.brokers, partition, id).catch(() => undefined)
      if (ends) seen.hear(log, id, { since, start: ends.logStartOffset, end: ends.logEndOffset })
    }),
  )
}

interface RowProps {
  id: number
  page: Page
  partition: PartitionState
  seen: SeenReplica | undefined
  from: number
  to: number
}

type Role = 'leader' | 'in sync' | 'behind' | 'off'

function roleOf({ leader, isr }: PartitionState, id: number, runs: boolean): Role {
  if (!runs) return 'off'
  if (leader === id) return 'leader'
  return isr.includes(id) ? 'in sync' : 'behind'
}

function Row({ id, page, partition, seen: known, from, to }: RowProps) {
  const runs = page.brokers.value.some(({ nodeId, state }) => nodeId === id && state === 'running')
  const role = roleOf(partition, id, runs)
  const at = (offset: number) => `${((offset - from) / (to - from)) * 100}%`
  const width = (a: number, b: number) => `${((b - a) / (to - from)) * 100}%`
  const cut = known ? known.reached - known.end : 0
  const { highWatermark } = partition
  return (
    <div
      class={`replica ${role.replace(' ', '-')}`}
      role="listitem"
      style={{ '--c': partitionColour(partition.partition) }}
    >
      <span class="who">
        {t('broker')} {id}
      </span>
      <span class="what">{t(role)}</span>
      <span class="log" aria-hidden="true">
        {known && <b style={{ left: at(known.start), width: width(known.start, known.end) }} />}
        {known && cut > 0 && <s style={{ left: at(known.end), width: width(known.end, known.reached) }} />}
        {highWatermark >= 0 && <i style={{ left: at(highWatermark) }} />}
      </span>
      <span class="ends">{known ? textOf(known, highWatermark, role) : '–'}</span>
    </div>
  )
}

function textOf({ start, end, reached }: SeenReplica, highWatermark: number, role: Role): string {
  const range = `${count(start)} … ${count(end)}`
  if (role === 'off') return `${range} (${t('last seen')})`
  if (reached > end) return `${range} ✂ ${count(reached)}`
  const lag = highWatermark - end
  return lag > 0 ? `${range} (−${count(lag)})` : range
}
