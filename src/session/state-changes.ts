import type { ClusterState, PartitionState } from '../cluster/cluster-state.ts'

/** A change of the cluster that the metadata tells of. */
export type StateChange =
  | { readonly type: 'controller.changed'; readonly from: number; readonly to: number }
  | {
      readonly type: 'leader.changed'
      readonly partition: string
      readonly from: number
      readonly to: number
      readonly leaderEpoch: number
    }
  | {
      readonly type: 'isr.changed'
      readonly partition: string
      readonly from: readonly number[]
      readonly to: readonly number[]
    }

/** What changed from one reading of the cluster to the next; a first reading changes nothing. */
export function changesBetween(before: ClusterState, after: ClusterState): StateChange[] {
  if (before.clusterId !== after.clusterId) return []
  const controller: StateChange[] =
    before.controllerId !== after.controllerId
      ? [{ type: 'controller.changed', from: before.controllerId, to: after.controllerId }]
      : []
  const partitions = [...after.topics.values()].filter(({ internal }) => !internal).flatMap((topic) => topic.partitions)
  return [...controller, ...partitions.flatMap((now) => partitionChanges(earlier(before, now), now))]
}

function earlier(before: ClusterState, { topic, partition }: PartitionState): PartitionState | undefined {
  return before.topics.get(topic)?.partitions.find((one) => one.partition === partition)
}

function partitionChanges(before: PartitionState | undefined, now: PartitionState): StateChange[] {
  if (!before) return []
  const partition = `${now.topic}-${now.partition}`
  const changes: StateChange[] = []
  if (before.leaderEpoch !== now.leaderEpoch && before.leader !== now.leader)
    changes.push({
      type: 'leader.changed',
      partition,
      from: before.leader,
      to: now.leader,
      leaderEpoch: now.leaderEpoch,
    })
  if (!sameMembers(before.isr, now.isr)) changes.push({ type: 'isr.changed', partition, from: before.isr, to: now.isr })
  return changes
}

function sameMembers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one))
}
