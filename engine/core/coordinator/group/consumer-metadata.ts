/** What consumers write into the fields that are opaque to a coordinator. Unknown newer versions read as the newest known. */
import { ByteReader, DecodeError } from '../../base/bytes.ts'
import { read } from '../../protocol/codec.ts'
import { ConsumerProtocolAssignment, ConsumerProtocolSubscription } from '../../protocol/messages/consumer-protocol.ts'

const NEWEST = 3

/** Topics of a subscription. Throws DecodeError. */
export function topicsIn(subscription: Uint8Array): string[] {
  return subscriptionOf(subscription).topics.slice()
}

/** The same, none where nothing can be read. */
export function subscribedIn(subscription: Uint8Array): string[] {
  return readable(() => topicsIn(subscription))
}

/** `orders-0` …: what a member that joins keeps working on; none: it has given all up, or nothing can be read. */
export function ownedIn(subscription: Uint8Array): string[] {
  return readable(() => names(subscriptionOf(subscription).ownedPartitions))
}

/** `orders-0` …: what a member was assigned; none where nothing can be read. */
export function assignedIn(assignment: Uint8Array): string[] {
  if (assignment.length === 0) return []
  return readable(() => {
    const { reader, version } = opened(assignment)
    return names(read(ConsumerProtocolAssignment, version, reader).assignedPartitions)
  })
}

function subscriptionOf(bytes: Uint8Array): ConsumerProtocolSubscription {
  const { reader, version } = opened(bytes)
  return read(ConsumerProtocolSubscription, version, reader)
}

function opened(bytes: Uint8Array): { reader: ByteReader; version: number } {
  const reader = new ByteReader(bytes)
  const version = reader.int16()
  if (version < 0) throw new DecodeError(`version ${version} of the consumer protocol`)
  return { reader, version: Math.min(version, NEWEST) }
}

function names(topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[]): string[] {
  return topics.flatMap(({ topic, partitions }) => partitions.map((partition) => `${topic}-${partition}`))
}

function readable(decode: () => string[]): string[] {
  try {
    return decode()
  } catch (error) {
    if (error instanceof DecodeError) return []
    throw error
  }
}
