import type { Env } from '../env/env.ts'
import { Errors } from '../protocol/errors.ts'
import type { ConsumerSettings } from './consumer-config.ts'
import { exceptionOf, IllegalArgumentException } from './errors.ts'
import type { Metadata, PartitionInfo } from './metadata.ts'
import type { OffsetAndTimestamp, Positions } from './positions.ts'
import type { SubscriptionState } from './subscription-state.ts'
import { Deadline, millis, type Span, sleep } from './timing.ts'
import { PartitionMap, partitionKey, type TopicPartition } from './topic-partition.ts'

interface Parts {
  readonly metadata: Metadata
  readonly positions: Positions
  readonly subscription: SubscriptionState
}

/** What a consumer can be asked of topics that it need not read: their partitions and the offsets in them. Rejects with TimeoutException. */
export class ConsumerQueries {
  constructor(
    private readonly env: Env,
    private readonly settings: ConsumerSettings,
    private readonly parts: Parts,
  ) {}

  private deadline(timeout: number | Span = this.settings.defaultApiTimeoutMs): Deadline {
    return new Deadline(this.env, millis(timeout))
  }

  /** Where each partition begins (`timestamp` -2) or ends (-1). */
  async ends(
    partitions: readonly TopicPartition[],
    timestamp: -2 | -1,
    timeout?: number | Span,
  ): Promise<PartitionMap<number>> {
    const asked = new PartitionMap(partitions.map((partition) => [partition, timestamp] as const))
    const found = await this.parts.positions.lookUp(asked, this.deadline(timeout))
    return new PartitionMap([...found].map(([partition, offset]) => [partition, offset?.offset ?? 0]))
  }

  /** The first record not older than a timestamp, for each partition; null where there is none. */
  offsetsForTimes(
    timestamps: Iterable<readonly [TopicPartition, number]>,
    timeout?: number | Span,
  ): Promise<PartitionMap<OffsetAndTimestamp | null>> {
    const asked = new PartitionMap(timestamps)
    for (const [partition, timestamp] of asked) {
      if (timestamp >= 0) continue
      throw new IllegalArgumentException(
        `The target time for partition ${partitionKey(partition)} is ${timestamp}. The target time cannot be negative.`,
      )
    }
    return this.parts.positions.lookUp(asked, this.deadline(timeout))
  }

  /** All topics with their partitions. */
  async topics(timeout?: number | Span): Promise<ReadonlyMap<string, readonly PartitionInfo[]>> {
    const { metadata, subscription } = this.parts
    const wanted = subscription.wantedTopics
    await metadata.ensure('all', this.deadline(timeout))
    const topics = new Map(metadata.allTopics().map((topic) => [topic.name, topic.partitions]))
    if (wanted !== 'all' && wanted.length > 0) metadata.invalidate()
    return topics
  }

  /** Partitions of one topic; an empty list when it does not exist and is not made by being asked for. */
  async partitionsOf(
    topic: string,
    { timeout, mayBeMade }: { readonly timeout: number | Span | undefined; readonly mayBeMade: boolean },
  ): Promise<readonly PartitionInfo[]> {
    const { metadata } = this.parts
    const deadline = this.deadline(timeout)
    for (;;) {
      await metadata.ensure([topic], deadline)
      const found = metadata.topic(topic)
      const code = metadata.errorOf(topic)
      if (found) return found.partitions
      if (code === Errors.UNKNOWN_TOPIC_OR_PARTITION && !mayBeMade) return []
      if (code !== Errors.NONE && !exceptionOf(code).retriable) throw exceptionOf(code, `Invalid topics: [${topic}]`)
      if (deadline.isOver) return []
      await sleep(this.env, Math.min(this.settings.retryBackoffMs, deadline.left))
    }
  }
}
