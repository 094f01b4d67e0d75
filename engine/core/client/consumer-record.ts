/** Records as a consumer hands them out. */
import { fromUtf8 } from '../base/utf8.ts'
import type { LogRecord, RecordHeader, TimestampType } from '../record/batch.ts'
import { KafkaException } from './errors.ts'
import type { Deserializer } from './serialization.ts'
import { parsePartitionKey, partitionKey, type TopicPartition } from './topic-partition.ts'

export interface ConsumerRecord<K = string, V = string> {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** ms since 1970; -1: none. */
  readonly timestamp: number
  readonly timestampType: TimestampType
  readonly key: K | null
  readonly value: V | null
  readonly headers: readonly RecordHeader[]
  /** Bytes; -1 for null. */
  readonly serializedKeySize: number
  readonly serializedValueSize: number
  readonly leaderEpoch: number | null
}

/** The text of the last header of that name; undefined when there is none. */
export function headerText(record: { readonly headers: readonly RecordHeader[] }, key: string): string | undefined {
  const value = record.headers.findLast((header) => header.key === key)?.value
  return value ? fromUtf8(value) : undefined
}

export interface Deserializers<K, V> {
  readonly key: Deserializer<K>
  readonly value: Deserializer<V>
}

/** Turns a record of a batch into what the user sees. Throws KafkaException when a deserializer fails. */
export function consumerRecord<K, V>(
  partition: TopicPartition,
  record: LogRecord,
  about: { timestampType: TimestampType; leaderEpoch: number },
  deserializers: Deserializers<K, V>,
): ConsumerRecord<K, V> {
  const { topic } = partition
  try {
    return {
      topic,
      partition: partition.partition,
      offset: record.offset,
      timestamp: record.timestamp,
      timestampType: about.timestampType,
      key: record.key === null ? null : deserializers.key.deserialize(topic, record.key),
      value: record.value === null ? null : deserializers.value.deserialize(topic, record.value),
      headers: record.headers,
      serializedKeySize: record.key?.length ?? -1,
      serializedValueSize: record.value?.length ?? -1,
      leaderEpoch: about.leaderEpoch < 0 ? null : about.leaderEpoch,
    }
  } catch (cause) {
    throw new KafkaException(
      `Error deserializing VALUE for partition ${partitionKey(partition)} at offset ${record.offset}. If needed, please seek past the record to continue consumption.`,
      { javaClass: 'org.apache.kafka.common.errors.RecordDeserializationException', cause },
    )
  }
}

/** What one poll gave: iterable in the order of partitions, then offsets. */
export class ConsumerRecords<K = string, V = string> {
  constructor(private readonly byPartition: ReadonlyMap<string, readonly ConsumerRecord<K, V>[]>) {}

  count(): number {
    let count = 0
    for (const list of this.byPartition.values()) count += list.length
    return count
  }

  isEmpty(): boolean {
    return this.byPartition.size === 0
  }

  partitions(): readonly TopicPartition[] {
    return [...this.byPartition.keys()].map(parsePartitionKey)
  }

  /** Records of one partition, or of all partitions of a topic. */
  records(of: TopicPartition | string): readonly ConsumerRecord<K, V>[] {
    if (typeof of !== 'string') return this.byPartition.get(partitionKey(of)) ?? []
    return [...this].filter((record) => record.topic === of)
  }

  *[Symbol.iterator](): IterableIterator<ConsumerRecord<K, V>> {
    for (const list of this.byPartition.values()) yield* list
  }
}
