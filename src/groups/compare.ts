/** What each assignor would give a group: our own assignors on its real subscriptions. */
import type { AssignableTopics, MemberSubscription } from '../../engine/core/client/assignors/assignor.ts'
import { assignorOf } from '../../engine/core/client/assignors/assignor-registry.ts'
import { encodeHistory } from '../../engine/core/client/assignors/sticky-assignors.ts'
import { partitionKey, type TopicPartition } from '../../engine/core/client/topic-partition.ts'

/** A member as it stands before the assignment. */
export interface Participant {
  readonly memberId: string
  readonly instanceId: string | null
  readonly topics: readonly string[]
  readonly owned: readonly TopicPartition[]
}

export const ASSIGNORS = ['range', 'roundrobin', 'sticky', 'cooperative-sticky'] as const
export type AssignorName = (typeof ASSIGNORS)[number]

/** What an assignor gives. */
export interface Proposal {
  readonly assignor: AssignorName
  /** Partitions by member id, in order of topic and number. */
  readonly partitions: ReadonlyMap<string, readonly TopicPartition[]>
  /** Partitions that another member had before. */
  readonly moved: number
  /** Partitions that nobody works on for a time: of eager assignors all that were owned. */
  readonly stopped: number
  /** How many rebalances it takes: cooperative members give up in a first one what they hand over in a second. */
  readonly rebalances: number
  /** Fewest and most partitions of a member. */
  readonly spread: readonly [least: number, most: number]
}

/** `generation`: of the group, before. */
export function proposals(
  members: readonly Participant[],
  topics: ReadonlyMap<string, number>,
  generation: number,
): Proposal[] {
  return ASSIGNORS.map((assignor) => proposal(assignor, members, topics, generation))
}

function proposal(
  assignor: AssignorName,
  members: readonly Participant[],
  topics: ReadonlyMap<string, number>,
  generation: number,
): Proposal {
  const first = assigned(assignor, members, topics, generation)
  const settled =
    assignor === 'cooperative-sticky' ? assigned(assignor, owning(members, first), topics, generation) : first
  const partitions = new Map([...settled].map(([id, list]) => [id, inOrder(list)]))
  const sizes = [...partitions.values()].map(({ length }) => length)
  const before = ownersIn(members)
  const moved = [...partitions].flatMap(([id, list]) =>
    list.filter((one) => (before.get(partitionKey(one)) ?? id) !== id),
  )
  const isCooperative = assignor === 'cooperative-sticky'
  return {
    assignor,
    partitions,
    moved: moved.length,
    stopped: isCooperative ? moved.length : before.size,
    rebalances: isCooperative && moved.length > 0 ? 2 : 1,
    spread: [Math.min(...sizes), Math.max(...sizes)],
  }
}

function assigned(
  assignor: AssignorName,
  members: readonly Participant[],
  topics: ReadonlyMap<string, number>,
  generation: number,
): ReadonlyMap<string, TopicPartition[]> {
  const assignable: AssignableTopics = new Map(
    [...topics].map(([name, partitionCount]) => [name, { name, partitionCount, racks: [] }]),
  )
  const subscriptions = new Map(members.map((one) => [one.memberId, subscriptionOf(one, assignor, generation)]))
  return assignorOf(assignor).assign(assignable, subscriptions)
}

/** As the member would send it with that assignor. */
function subscriptionOf(
  { topics, owned, instanceId }: Participant,
  assignor: AssignorName,
  generation: number,
): MemberSubscription {
  const isNew = owned.length === 0
  return {
    topics,
    userData: assignor === 'sticky' && !isNew ? encodeHistory({ partitions: owned, generation }) : null,
    ownedPartitions: assignor === 'cooperative-sticky' ? owned : [],
    generationId: isNew ? -1 : generation,
    rackId: null,
    groupInstanceId: instanceId,
  }
}

function owning(
  members: readonly Participant[],
  partitions: ReadonlyMap<string, readonly TopicPartition[]>,
): Participant[] {
  return members.map((member) => ({ ...member, owned: partitions.get(member.memberId) ?? [] }))
}

function ownersIn(members: readonly Participant[]): ReadonlyMap<string, string> {
  return new Map(members.flatMap(({ memberId, owned }) => owned.map((one) => [partitionKey(one), memberId] as const)))
}

function inOrder(partitions: readonly TopicPartition[]): TopicPartition[] {
  return [...partitions].sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1))
}

/** Splits `orders-0`. */
export function partitionOf(name: string): TopicPartition {
  const at = name.lastIndexOf('-')
  return { topic: name.slice(0, at), partition: Number(name.slice(at + 1)) }
}
