import { type Signal, signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ClusterState, PartitionState } from '../cluster/cluster-state.ts'
import type { ClusterEvent } from '../session/event-log.ts'
import type { Page } from '../session/page.ts'
import { count, partitionColour } from '../ui/format.ts'
import { t } from '../ui/strings.ts'
import './replica-rows.css'

/** What was last heard of a replica. */
export interface SeenReplica {
  readonly start: number
  readonly end: number
  /** How far it reached before it was cut; its own end while it never was. */
  readonly reached: number
}

/** By partition and node; kept while another view is shown, as a cut is seen only by what was before it. */
const seen: Signal<ReadonlyMap<string, ReadonlyMap<number, SeenReplica>>> = signal(new Map())

/** What is known of a replica after it has told its ends. */
export function afterHearing(before: SeenReplica | undefined, start: number, end: number): SeenReplica {
  const reached = before && end < before.end ? before.end : Math.max(end, before?.reached ?? end)
  return { start, end, reached }
}

/** One row a replica: where its log begins and ends, and what of it is cut off or not yet there. */
export function ReplicaRows({ page, partition }: { page: Page; partition: PartitionState }) {
  const state = page.inspector.state.value
  const name = `${partition.topic}-${partition.partition}`
  useEffect(() => void hear(page, state, partition), [state, name])
  const known = withCuts(seen.value.get(name) ?? new Map(), name, page.events.events.value)
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

/** A cut that nobody looked at is known by what its broker said. */
function withCuts(
  known: ReadonlyMap<number, SeenReplica>,
  name: string,
  events: readonly ClusterEvent[],
): ReadonlyMap<number, SeenReplica> {
  const cuts = events.filter(({ type, partition }) => type === 'log.truncated' && partition === name)
  return new Map(
    [...known].map(([id, replica]) => {
      const from = Number(cuts.findLast(({ nodeId }) => nodeId === id)?.['from'] ?? 0)
      return [id, { ...replica, reached: Math.max(replica.reached, from) }]
    }),
  )
}

async function hear(page: Page, { brokers }: ClusterState, partition: PartitionState): Promise<void> {
  const name = `${partition.topic}-${partition.partition}`
  await Promise.all(
    partition.replicas.map(async (id) => {
      const ends = await page.batches.ends(brokers, partition, id).catch(() => undefined)
      if (!ends) return
      const known = seen.value.get(name) ?? new Map<number, SeenReplica>()
      const now = afterHearing(known.get(id), ends.logStartOffset, ends.logEndOffset)
      seen.value = new Map([...seen.value, [name, new Map([...known, [id, now]])]])
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
