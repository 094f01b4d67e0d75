/** What the members of a classic consumer group tell each other through the coordinator. */
import { ByteReader, ByteWriter } from '../base/bytes.ts'
import { read, write } from '../protocol/codec.ts'
import { ConsumerProtocolAssignment, ConsumerProtocolSubscription } from '../protocol/messages/consumer-protocol.ts'
import type { MemberSubscription } from './assignors/assignor.ts'
import { byTopic, type TopicPartition } from './topic-partition.ts'

const NEWEST = 3

/** A member's subscription as JoinGroup carries it: the version, then the fields. */
export function encodeSubscription(subscription: MemberSubscription): Uint8Array {
  const writer = new ByteWriter()
  writer.int16(NEWEST)
  write(ConsumerProtocolSubscription, NEWEST, writer, {
    topics: subscription.topics,
    userData: subscription.userData,
    ownedPartitions: topicLists(subscription.ownedPartitions),
    generationId: subscription.generationId,
    rackId: subscription.rackId === '' ? null : subscription.rackId,
  })
  return writer.finish().slice()
}

export function decodeSubscription(bytes: Uint8Array, groupInstanceId: string | null): MemberSubscription {
  const reader = new ByteReader(bytes)
  const version = Math.min(NEWEST, reader.int16())
  const { topics, userData, ownedPartitions, generationId, rackId } = read(
    ConsumerProtocolSubscription,
    version,
    reader,
  )
  return { topics, userData, ownedPartitions: flat(ownedPartitions), generationId, rackId, groupInstanceId }
}

export function encodeAssignment(
  partitions: readonly TopicPartition[],
  userData: Uint8Array | null = null,
): Uint8Array {
  const writer = new ByteWriter()
  writer.int16(NEWEST)
  write(ConsumerProtocolAssignment, NEWEST, writer, { assignedPartitions: topicLists(partitions), userData })
  return writer.finish().slice()
}

export function decodeAssignment(bytes: Uint8Array): TopicPartition[] {
  if (bytes.length === 0) return []
  const reader = new ByteReader(bytes)
  const version = Math.min(NEWEST, reader.int16())
  return flat(read(ConsumerProtocolAssignment, version, reader).assignedPartitions)
}

function topicLists(partitions: readonly TopicPartition[]): { topic: string; partitions: number[] }[] {
  return [...byTopic(partitions)].map(([topic, list]) => ({ topic, partitions: list.map((p) => p.partition) }))
}

function flat(topics: readonly { topic: string; partitions: readonly number[] }[]): TopicPartition[] {
  return topics.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition })))
}
