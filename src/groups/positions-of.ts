import type { TopicPartition } from '../../engine/core/client/topic-partition.ts'
import type { ClusterState, GroupState } from '../cluster/cluster-state.ts'
import { lagIn, topicsOf } from '../cluster/lag.ts'
import { type GroupHistory, heldBy, nameOf } from './history.ts'

/** Where a group stands in a partition. */
export interface Position {
  readonly name: string
  readonly at: TopicPartition
  readonly owner: string | null
  readonly committed: number | null
  readonly end: number
  /** null: it has committed nothing in the whole topic. */
  readonly lag: number | null
}

/** Of each partition that somebody in the group has, or of a topic in which it has committed something. */
export function positionsOf(
  group: GroupState | undefined,
  state: ClusterState,
  history: GroupHistory | undefined,
): readonly Position[] {
  const owners = new Map<string, string>()
  for (const lane of history?.lanes ?? []) for (const name of heldBy(lane)) owners.set(name, nameOf(lane))
  const all = group?.committed ?? []
  const committed = new Map(all.map(({ topic, partition, offset }) => [`${topic}-${partition}`, offset]))
  const topics = topicsOf(all)
  const partitions = [...state.topics.values()].flatMap((topic) => topic.partitions)
  return partitions.flatMap((one) => {
    const { topic, partition, highWatermark: end } = one
    const name = `${topic}-${partition}`
    const owner = owners.get(name) ?? null
    if (!topics.has(topic) && owner === null) return []
    const lag = topics.has(topic) ? lagIn(one, all) : null
    return [{ name, at: { topic, partition }, owner, committed: committed.get(name) ?? null, end, lag }]
  })
}
