/** `range`: topic by topic, consecutive partitions to members in order (KIP-881: with racks, local ones first). */
import { textsInHashOrder } from '../../base/java-order.ts'
import type { TopicPartition } from '../topic-partition.ts'
import type { AssignableTopics, ConsumerPartitionAssignor, GroupAssignment, MemberSubscription } from './assignor.ts'
import { compareMembers, type Member } from './member-order.ts'

export class RangeAssignor implements ConsumerPartitionAssignor {
  readonly name = 'range'
  readonly supportedProtocols = ['EAGER'] as const

  subscriptionUserData(): null {
    return null
  }

  onAssignment(): void {}

  assign(topics: AssignableTopics, members: ReadonlyMap<string, MemberSubscription>): GroupAssignment {
    const assignment: GroupAssignment = new Map([...members.keys()].map((id) => [id, []]))
    const states = topicStates(topics, members)
    const racked = states.filter(usesRacks)
    for (const group of sameMembers(racked)) {
      for (const topic of group) assignWithinRacks(topic, () => true, assignment)
    }
    for (const topic of states) assignRanges(topic, assignment)
    for (const list of assignment.values()) list.sort(byTopicOrder(states))
    return assignment
  }
}

/** One topic while it is being handed out. */
interface TopicState {
  readonly topic: string
  /** Racks by member; undefined where it named none. */
  readonly members: ReadonlyMap<string, string | null>
  readonly racks: readonly (readonly string[])[]
  readonly partitionCount: number
  readonly unassigned: Set<number>
  /** How many partitions each member has got. */
  readonly taken: Map<string, number>
  readonly quota: number
  /** Members that still may get one more than the quota. */
  extra: number
}

function topicStates(topics: AssignableTopics, members: ReadonlyMap<string, MemberSubscription>): TopicState[] {
  const consumers = new Map<string, Member[]>()
  for (const [id, subscription] of members) {
    for (const topic of subscription.topics) {
      const list = consumers.get(topic) ?? []
      consumers.set(topic, list)
      list.push({ id, groupInstanceId: subscription.groupInstanceId, rackId: subscription.rackId })
    }
  }
  const states: TopicState[] = []
  for (const topic of textsInHashOrder([...consumers.keys()])) {
    const list = consumers.get(topic) as Member[]
    const info = topics.get(topic)
    if (!info || info.partitionCount === 0) continue
    list.sort(compareMembers)
    states.push({
      topic,
      members: new Map(list.map(({ id, rackId }) => [id, rackId])),
      racks: info.racks,
      partitionCount: info.partitionCount,
      unassigned: new Set(Array.from({ length: info.partitionCount }, (_, p) => p)),
      taken: new Map(),
      quota: Math.floor(info.partitionCount / list.length),
      extra: info.partitionCount % list.length,
    })
  }
  return states
}

/** Racks count when members name some, partitions have some, and not every partition is on all of the members' racks. */
function usesRacks({ members, racks }: TopicState): boolean {
  const memberRacks = new Set([...members.values()].filter((rack): rack is string => rack !== null && rack !== ''))
  if (memberRacks.size === 0 || racks.length === 0) return false
  const allRacks = new Set(racks.flat())
  if (![...memberRacks].some((rack) => allRacks.has(rack))) return false
  return !racks.every((partitionRacks) => [...allRacks].every((rack) => partitionRacks.includes(rack)))
}

/** Topics with the same members are co-partitioned where their counts agree; the order of groups is of no effect. */
function sameMembers(states: readonly TopicState[]): TopicState[][] {
  const groups = new Map<string, TopicState[]>()
  for (const state of states) {
    const key = [...state.members.keys()].join('\n')
    groups.set(key, [...(groups.get(key) ?? []), state])
  }
  return [...groups.values()]
}

function maxAssignable(state: TopicState, member: string): number {
  const limit = state.quota + (state.extra > 0 ? 1 : 0)
  return Math.max(0, limit - (state.taken.get(member) ?? 0))
}

function give(state: TopicState, member: string, partitions: readonly number[], assignment: GroupAssignment): void {
  const list = assignment.get(member) as TopicPartition[]
  for (const partition of partitions) {
    list.push({ topic: state.topic, partition })
    state.unassigned.delete(partition)
  }
  const before = state.taken.get(member) ?? 0
  const after = before + partitions.length
  state.taken.set(member, after)
  if (after > state.quota && before <= state.quota) state.extra -= after - state.quota
}

function assignWithinRacks(
  state: TopicState,
  mayTake: (member: string, partition: number) => boolean,
  assignment: GroupAssignment,
): void {
  for (const [member, rack] of state.members) {
    const local = [...state.unassigned].filter(
      (partition) => rack !== null && state.racks[partition]?.includes(rack) && mayTake(member, partition),
    )
    give(state, member, local.slice(0, maxAssignable(state, member)), assignment)
  }
}

function assignRanges(state: TopicState, assignment: GroupAssignment): void {
  for (const member of state.members.keys()) {
    if (state.unassigned.size === 0) return
    give(state, member, [...state.unassigned].slice(0, maxAssignable(state, member)), assignment)
  }
}

/** Partitions are listed topic by topic in the order of Java's HashMap, ascending. */
function byTopicOrder(states: readonly TopicState[]): (a: TopicPartition, b: TopicPartition) => number {
  const order = new Map(states.map(({ topic }, index) => [topic, index]))
  return (a, b) => (order.get(a.topic) as number) - (order.get(b.topic) as number) || a.partition - b.partition
}
