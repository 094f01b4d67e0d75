/** Which partition a record goes to. */

import { partitionForKey } from '../base/hash.ts'
import type { Random } from '../env/env.ts'
import { ConfigException } from './errors.ts'
import type { PartitionInfo, TopicInfo } from './metadata.ts'

/** What a producer knows of the cluster (`org.apache.kafka.common.Cluster`). */
export class Cluster {
  constructor(private readonly topicOf: (name: string) => TopicInfo | undefined) {}

  /** By partition number; leader -1: it cannot take records now. Empty for a topic that is not known. */
  partitionsForTopic(topic: string): readonly PartitionInfo[] {
    return this.topicOf(topic)?.partitions ?? []
  }

  /** Those with a leader. */
  availablePartitionsForTopic(topic: string): readonly PartitionInfo[] {
    return this.partitionsForTopic(topic).filter(({ leader }) => leader >= 0)
  }

  /** null for a topic that is not known. */
  partitionCountForTopic(topic: string): number | null {
    return this.topicOf(topic)?.partitions.length ?? null
  }
}

/** A partitioner of the user's (`org.apache.kafka.clients.producer.Partitioner`). */
export interface Partitioner {
  /** The partition number for a record. */
  partition(
    topic: string,
    key: unknown,
    keyBytes: Uint8Array | null,
    value: unknown,
    valueBytes: Uint8Array | null,
    cluster: Cluster,
  ): number
}

/** `org.apache.kafka.clients.producer.RoundRobinPartitioner`: each record to the next available partition. */
export class RoundRobinPartitioner implements Partitioner {
  private readonly counters = new Map<string, number>()

  partition(...[topic, , , , , cluster]: Parameters<Partitioner['partition']>): number {
    const next = this.counters.get(topic) ?? 0
    this.counters.set(topic, (next + 1) & 0x7fff_ffff)
    const available = cluster.availablePartitionsForTopic(topic)
    const choices = available.length > 0 ? available : cluster.partitionsForTopic(topic)
    return (choices[next % choices.length] as PartitionInfo).partition
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
