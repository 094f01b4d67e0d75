/** Which partition a record goes to. */

import { partitionForKey } from '../base/hash.ts'
import type { Random } from '../env/env.ts'
import { ConfigException } from './errors.ts'
import type { TopicInfo } from './metadata.ts'

/** A partitioner of the user's. */
export interface Partitioner {
  /** The partition number for a record; `topic.partitions` has leader -1 for those that cannot take records now. */
  partition(
    record: { topic: string; key: unknown; keyBytes: Uint8Array | null; value: unknown; valueBytes: Uint8Array | null },
    topic: TopicInfo,
  ): number
}

/** `org.apache.kafka.clients.producer.RoundRobinPartitioner`: each record to the next available partition. */
export class RoundRobinPartitioner implements Partitioner {
  private readonly counters = new Map<string, number>()

  partition(record: { topic: string }, topic: TopicInfo): number {
    const next = this.counters.get(record.topic) ?? 0
    this.counters.set(record.topic, (next + 1) & 0x7fff_ffff)
    const available = availablePartitions(topic)
    const choices = available.length > 0 ? available : topic.partitions.map(({ partition }) => partition)
    return choices[next % choices.length] as number
  }
}

function availablePartitions(topic: TopicInfo): number[] {
  return topic.partitions.filter(({ leader }) => leader >= 0).map(({ partition }) => partition)
}

/** The user's partitioner, or undefined for the built-in one. */
export function partitionerOf(configured: unknown): Partitioner | undefined {
  if (configured === null || configured === undefined) return undefined
  if (typeof configured === 'object' && typeof (configured as Partial<Partitioner>).partition === 'function') {
    return configured as Partitioner
  }
  if (String(configured).replace(/^.*\./, '') === 'RoundRobinPartitioner') return new RoundRobinPartitioner()
  throw new ConfigException(
    `Invalid value ${String(configured)} for configuration partitioner.class: Class ${String(configured)} could not be found.`,
  )
}

/**
 * The built-in choice (KIP-794): by hash of the key; without one, sticky: the same partition until about `batchSize`
 * bytes went there, then another at random among those with a leader.
 */
export class BuiltInPartitioner {
  private readonly sticky = new Map<string, { partition: number; bytes: number }>()

  constructor(
    private readonly random: Random,
    private readonly options: { batchSize: number; ignoreKeys: boolean },
  ) {}

  choose(topic: TopicInfo, keyBytes: Uint8Array | null): number {
    if (keyBytes !== null && !this.options.ignoreKeys) return partitionForKey(keyBytes, topic.partitions.length)
    let current = this.sticky.get(topic.name)
    if (!current || current.partition >= topic.partitions.length) {
      current = { partition: this.next(topic), bytes: 0 }
      this.sticky.set(topic.name, current)
    }
    return current.partition
  }

  /** Counts what a keyless record took; `full`: it began a new batch or filled one. */
  produced(topic: TopicInfo, bytes: number, about: { batchReady: boolean }): void {
    const current = this.sticky.get(topic.name)
    if (!current) return
    current.bytes += bytes
    const { batchSize } = this.options
    if ((current.bytes >= batchSize && about.batchReady) || current.bytes >= 2 * batchSize) {
      this.sticky.set(topic.name, { partition: this.next(topic), bytes: 0 })
    }
  }

  private next(topic: TopicInfo): number {
    const available = availablePartitions(topic)
    const choices = available.length > 0 ? available : topic.partitions.map(({ partition }) => partition)
    return choices[Math.floor(this.random.float() * choices.length)] as number
  }
}
