import type { ClusterState, GroupState, PartitionState } from './cluster-state.ts'

type Committed = GroupState['committed']

/**
 * Records of the topics that lie after what a group has committed; the topics are those in which it has committed something,
 * unless given.
 */
export function lagOf(
  state: ClusterState,
  committed: Committed,
  topics: Iterable<string> = topicsOf(committed),
): number {
  const partitions = [...topics].flatMap((topic) => state.topics.get(topic)?.partitions ?? [])
  return partitions.reduce((sum, partition) => sum + lagIn(partition, committed), 0)
}

/** The same of one partition: where nothing is committed all its records wait (kafka-consumer-groups.sh has no number for it). */
export function lagIn(
  { topic, partition, logStartOffset, highWatermark }: PartitionState,
  committed: Committed,
): number {
  const at = committed.find((one) => one.topic === topic && one.partition === partition)?.offset ?? logStartOffset
  return Math.max(0, highWatermark - at)
}

/** Topics in which something is committed. */
export function topicsOf(committed: Committed): ReadonlySet<string> {
  return new Set(committed.map(({ topic }) => topic))
}
