import type { ClusterState, GroupState } from '../cluster/cluster-state.ts'

/** Records of the topics that lie after what the group has committed; of a partition where it has committed nothing, all. */
export function lagOf(state: ClusterState, committed: GroupState['committed'], topics: Iterable<string>): number {
  const partitions = [...topics].flatMap((topic) => state.topics.get(topic)?.partitions ?? [])
  return partitions.reduce((sum, { topic, partition, logStartOffset, highWatermark }) => {
    const at = committed.find((one) => one.topic === topic && one.partition === partition)?.offset ?? logStartOffset
    return sum + Math.max(0, highWatermark - at)
  }, 0)
}
