/** `sticky` and `cooperative-sticky`: balanced, and as little moved as possible. */
import { ByteReader, ByteWriter } from '../../base/bytes.ts'
import { byTopic, partitionKey, type TopicPartition } from '../topic-partition.ts'
import type { AssignableTopics, ConsumerPartitionAssignor, GroupAssignment, MemberSubscription } from './assignor.ts'
import { type Claims, type MemberHistory, settleClaims } from './claims.ts'
import { constrainedAssign, type StickyResult } from './constrained-sticky.ts'
import { generalAssign } from './general-sticky.ts'
import { Racks } from './racks.ts'

const NO_GENERATION = -1

function assignSticky(
  topics: AssignableTopics,
  members: ReadonlyMap<string, MemberSubscription>,
  historyOf: (subscription: MemberSubscription) => MemberHistory,
): StickyResult {
  const subscribed = subscribedTopics(topics, members)
  const claims: Claims = settleClaims(subscribed, members, historyOf)
  if (claims.sameSubscriptions) return constrainedAssign(subscribed, members, claims, new Racks(subscribed, members))
  return generalAssign(subscribed, members, claims, previousOwners(members, claims, historyOf))
}

function subscribedTopics(
  topics: AssignableTopics,
  members: ReadonlyMap<string, MemberSubscription>,
): AssignableTopics {
  const names = new Set([...members.values()].flatMap((member) => member.topics))
  return new Map([...topics].filter(([name, topic]) => names.has(name) && topic.partitionCount > 0))
}

/** For partitions that a newer generation took over: the owner before that. */
function previousOwners(
  members: ReadonlyMap<string, MemberSubscription>,
  claims: Claims,
  historyOf: (subscription: MemberSubscription) => MemberHistory,
): ReadonlyMap<string, string> {
  const owner = new Map<string, string>()
  for (const [member, owned] of claims.owned) for (const partition of owned) owner.set(partitionKey(partition), member)
  const previous = new Map<string, { member: string; generation: number }>()
  for (const [member, subscription] of members) {
    const { partitions, generation } = historyOf(subscription)
    for (const partition of partitions) {
      const key = partitionKey(partition)
      const known = previous.get(key)
      if (owner.get(key) !== member && owner.has(key) && (!known || known.generation < generation)) {
        previous.set(key, { member, generation })
      }
    }
  }
  return new Map([...previous].map(([key, { member }]) => [key, member]))
}

/** `org.apache.kafka.clients.consumer.StickyAssignor`: remembers its partitions in its user data. */
export class StickyAssignor implements ConsumerPartitionAssignor {
  readonly name = 'sticky'
  readonly supportedProtocols = ['EAGER'] as const
  private last: MemberHistory | undefined

  subscriptionUserData(): Uint8Array | null {
    return this.last ? encodeHistory(this.last) : null
  }

  onAssignment(partitions: readonly TopicPartition[], generation: number): void {
    this.last = { partitions, generation }
  }

  assign(topics: AssignableTopics, members: ReadonlyMap<string, MemberSubscription>): GroupAssignment {
    return assignSticky(topics, members, ({ userData }) => decodeHistory(userData)).assignment
  }
}

/** User data: partitions by topic, then the generation. */
export function encodeHistory({ partitions, generation }: MemberHistory): Uint8Array {
  const writer = new ByteWriter()
  const topics = [...byTopic(partitions)]
  writer.int32(topics.length)
  for (const [topic, list] of topics) {
    writer.int16(topic.length)
    writer.utf8(topic)
    writer.int32(list.length)
    for (const { partition } of list) writer.int32(partition)
  }
  writer.int32(generation)
  return writer.finish().slice()
}

function decodeHistory(userData: Uint8Array | null): MemberHistory {
  if (userData === null || userData.length === 0) return { partitions: [], generation: NO_GENERATION }
  const reader = new ByteReader(userData)
  const partitions: TopicPartition[] = []
  for (let topics = reader.int32(); topics > 0; topics--) {
    const topic = reader.utf8(reader.int16())
    for (let count = reader.int32(); count > 0; count--) partitions.push({ topic, partition: reader.int32() })
  }
  return { partitions, generation: reader.remaining >= 4 ? reader.int32() : NO_GENERATION }
}

/** `org.apache.kafka.clients.consumer.CooperativeStickyAssignor`: what moves is given up in one rebalance and given out in the next. */
export class CooperativeStickyAssignor implements ConsumerPartitionAssignor {
  readonly name = 'cooperative-sticky'
  readonly supportedProtocols = ['COOPERATIVE', 'EAGER'] as const
  private generation = NO_GENERATION

  subscriptionUserData(): Uint8Array {
    const writer = new ByteWriter(4)
    writer.int32(this.generation)
    return writer.finish()
  }

  onAssignment(_partitions: readonly TopicPartition[], generation: number): void {
    this.generation = generation
  }

  assign(topics: AssignableTopics, members: ReadonlyMap<string, MemberSubscription>): GroupAssignment {
    const { assignment, transferring } = assignSticky(topics, members, cooperativeHistory)
    for (const [key, member] of transferring ?? transfersIn(members, assignment)) {
      const list = assignment.get(member) as TopicPartition[]
      assignment.set(
        member,
        list.filter((partition) => partitionKey(partition) !== key),
      )
    }
    return assignment
  }
}

function cooperativeHistory({ ownedPartitions, generationId, userData }: MemberSubscription): MemberHistory {
  const told = userData !== null && userData.length >= 4 ? new ByteReader(userData).int32() : NO_GENERATION
  return { partitions: ownedPartitions, generation: generationId >= 0 ? generationId : told }
}

function transfersIn(
  members: ReadonlyMap<string, MemberSubscription>,
  assignment: GroupAssignment,
): ReadonlyMap<string, string> {
  const added = new Map<string, string>()
  const revoked = new Set<string>()
  for (const [member, { ownedPartitions }] of members) {
    const owned = new Set(ownedPartitions.map(partitionKey))
    const assigned = new Set((assignment.get(member) ?? []).map(partitionKey))
    for (const key of assigned) if (!owned.has(key)) added.set(key, member)
    for (const key of owned) if (!assigned.has(key)) revoked.add(key)
  }
  return new Map([...added].filter(([key]) => revoked.has(key)))
}
