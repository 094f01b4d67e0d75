/** The consumer, in the Java client's words. */
import type { Env } from '../env/env.ts'
import { Errors } from '../protocol/errors.ts'
import type { OffsetAndMetadata } from './admin-groups.ts'
import type { Config, ConfigInput } from './config-def.ts'
import { type ConsumerSettings, consumerConfig } from './consumer-config.ts'
import { ConsumerGroup, type ConsumerRebalanceListener, type GroupHost } from './consumer-group.ts'
import { ConsumerLoop } from './consumer-loop.ts'
import { consumerNetwork } from './consumer-network.ts'
import { ConsumerQueries } from './consumer-queries.ts'
import type { ConsumerRecords, Deserializers } from './consumer-record.ts'
import { ConsumerTopics } from './consumer-topics.ts'
import { IllegalArgumentException, IllegalStateException, KafkaException } from './errors.ts'
import { Fetcher } from './fetcher.ts'
import { Metadata, type PartitionInfo } from './metadata.ts'
import type { NetworkClient, Node } from './network-client.ts'
import type { OffsetToCommit } from './offset-commits.ts'
import { PositionValidation } from './position-validation.ts'
import { type OffsetAndTimestamp, Positions } from './positions.ts'
import { deserializerOf } from './serialization.ts'
import { moveTo, SubscriptionState } from './subscription-state.ts'
import { Deadline, millis, requireTimeout, Signal, type Span } from './timing.ts'
import { PartitionMap, type TopicPartition } from './topic-partition.ts'

export type { ConsumerRebalanceListener } from './consumer-group.ts'

/** Told how an asynchronous commit ended. */
type CommitAsyncArguments =
  | [callback?: OffsetCommitCallback | null]
  | [offsets: Iterable<readonly [TopicPartition, OffsetToCommit]>, callback?: OffsetCommitCallback | null]

export type OffsetCommitCallback = (offsets: PartitionMap<OffsetToCommit>, error: KafkaException | null) => void

/**
 * Reads records, alone or as a member of a group. One task at a time may use it; only {@link KafkaConsumer.wakeup} may
 * be called while another call waits.
 *
 * ```ts
 * const consumer = new KafkaConsumer({ 'bootstrap.servers': 'localhost:9092', 'group.id': 'g' }, env)
 * consumer.subscribe(['orders'])
 * for (const record of await consumer.poll(1000)) console.log(record.key, record.value)
 * await consumer.close()
 * ```
 */
export class KafkaConsumer<K = string, V = string> {
  private readonly config: Config
  private readonly settings: ConsumerSettings
  private readonly network: NetworkClient
  private readonly metadata: Metadata
  private readonly subscription = new SubscriptionState()
  private readonly fetcher: Fetcher
  private readonly positions: Positions
  private readonly validation: PositionValidation
  private readonly queries: ConsumerQueries
  private readonly topics: ConsumerTopics
  private readonly group: ConsumerGroup | undefined
  private readonly deserializers: Deserializers<K, V>
  private readonly loop: ConsumerLoop
  private closed = false
  private polling = false
  private unsubscribing = false

  /** Throws ConfigException, or KafkaException around it, when the configuration does not do. */
  constructor(
    input: ConfigInput,
    private readonly env: Env,
  ) {
    const { config, settings } = consumerConfig(input)
    this.config = config
    this.settings = settings
    const signal = new Signal(env)
    this.network = consumerNetwork(env, config, settings.requestTimeoutMs)
    this.metadata = new Metadata(env, this.network, {
      retryBackoffMs: settings.retryBackoffMs,
      retryBackoffMaxMs: settings.retryBackoffMaxMs,
      maxAgeMs: config.number('metadata.max.age.ms'),
      allowAutoTopicCreation: config.boolean('allow.auto.create.topics'),
    })
    const failed = (error: KafkaException) => this.loop.fail(error)
    const moved = () => signal.raise()
    this.fetcher = new Fetcher(this.network, this.metadata, this.subscription, settings, { arrived: moved, failed })
    const { network, metadata, subscription } = this
    this.positions = new Positions(env, network, metadata, subscription, settings, { moved, failed })
    this.validation = new PositionValidation(env, network, metadata, subscription, settings, { moved, failed })
    this.queries = new ConsumerQueries(env, settings, { metadata, positions: this.positions, subscription })
    this.topics = new ConsumerTopics(env, this.network, this.metadata, this.subscription, settings, {
      failed,
      refreshed: () => this.group?.metadataChanged(),
      patternChanged: () => this.group?.requestRejoin('cached metadata has changed'),
      wake: moved,
    })
    this.group = this.makeGroup({ failed, wake: moved })
    const { topics, group, positions, validation, fetcher } = this
    this.loop = new ConsumerLoop(signal, { subscription, topics, group, positions, validation, fetcher })
    this.deserializers = {
      key: deserializerOf(config.any('key.deserializer'), 'key.deserializer'),
      value: deserializerOf(config.any('value.deserializer'), 'value.deserializer'),
    }
    config.warnUnknown(env.trace, 'org.apache.kafka.clients.consumer.ConsumerConfig')
  }

  private makeGroup(told: Pick<GroupHost, 'failed' | 'wake'>): ConsumerGroup | undefined {
    if (this.settings.groupId === null) return undefined
    return new ConsumerGroup(this.env, this.network, this.subscription, this.settings, {
      ...told,
      subscribedTopics: () => this.topics.refreshed(),
      assignableTopics: (topics) => this.topics.assignable(topics),
      partitionCount: (topic) => this.metadata.topic(topic)?.partitions.length ?? 0,
    })
  }

  /** Subscribes to topics by name, or to all whose whole name matches a pattern; replaces what was subscribed before. */
  subscribe(topics: readonly string[] | RegExp, listener?: ConsumerRebalanceListener): void {
    this.requireOpen()
    const group = this.requireGroup()
    if (!(topics instanceof RegExp) && topics.length === 0) return this.unsubscribeUnawaited()
    if (topics instanceof RegExp) this.subscription.subscribePattern(topics)
    else this.subscribeNames(topics)
    group.subscribed(listener)
    this.metadata.invalidate()
  }

  private subscribeNames(topics: readonly string[]): void {
    if (topics.some((topic) => typeof topic !== 'string' || topic.trim() === '')) {
      throw new IllegalArgumentException('Topic collection to subscribe to cannot contain null or empty topic')
    }
    this.subscription.subscribeTopics(topics)
  }

  /** Reads exactly these partitions, without a group's rebalances. */
  assign(partitions: readonly TopicPartition[]): void {
    this.requireOpen()
    if (partitions.length === 0) return this.unsubscribeUnawaited()
    this.subscription.assignManually(partitions)
    this.metadata.invalidate()
  }

  /**
   * Gives up the subscription or assignment; a group is left in the background. The listener is told before, and what it
   * throws is thrown; a promise is returned, and is to be awaited, when the listener returns one.
   */
  unsubscribe(): void | Promise<void> {
    this.requireOpen()
    const told = this.group?.prepareLeave()
    if (!told) return this.leave()
    this.unsubscribing = true
    return told
      .then(() => this.leave())
      .finally(() => {
        this.unsubscribing = false
      })
  }

  /** What a listener that takes its time throws, the next poll throws. */
  private unsubscribeUnawaited(): void {
    this.unsubscribe()?.catch((error: unknown) => this.loop.fail(error))
  }

  private leave(): void {
    this.group?.leave()
    this.subscription.unsubscribe()
  }

  /**
   * Waits up to `timeout` (ms) for records. Rebalances, heartbeats' answers, commits at intervals and rebalance listeners
   * happen within it, so it must be called at least every `max.poll.interval.ms`. Rejects with WakeupException after
   * {@link wakeup}, and with what went wrong.
   */
  async poll(timeout: number | Span): Promise<ConsumerRecords<K, V>> {
    this.requireOpen()
    if (this.polling) throw concurrent('Another poll is under way.')
    if (this.subscription.kind === 'none') {
      throw new IllegalStateException('Consumer is not subscribed to any topics or assigned any partitions')
    }
    this.polling = true
    try {
      return await this.loop.poll(this.deserializers, new Deadline(this.env, millis(timeout)))
    } finally {
      this.polling = false
    }
  }

  /** The next poll hands out records from this offset on. */
  seek(partition: TopicPartition, offset: number | OffsetToCommit): void {
    const position = typeof offset === 'number' ? offset : offset.offset
    if (position < 0) throw new IllegalArgumentException('seek offset must not be a negative number')
    moveTo(
      this.subscription.state(partition),
      position,
      typeof offset === 'number' ? null : (offset.leaderEpoch ?? null),
    )
  }

  seekToBeginning(partitions: readonly TopicPartition[] = this.assignment()): void {
    this.requestReset(partitions, 'earliest')
  }

  seekToEnd(partitions: readonly TopicPartition[] = this.assignment()): void {
    this.requestReset(partitions, 'latest')
  }

  private requestReset(partitions: readonly TopicPartition[], reset: 'earliest' | 'latest'): void {
    for (const partition of partitions) {
      const state = this.subscription.state(partition)
      state.position = null
      state.reset = reset
    }
  }

  /** Offset of the next record of a partition, looked up if need be. Rejects with TimeoutException. */
  async position(
    partition: TopicPartition,
    timeout: number | Span = this.settings.defaultApiTimeoutMs,
  ): Promise<number> {
    this.requireOpen()
    if (!this.subscription.assigned.has(partition)) {
      throw new IllegalStateException('You can only check the position for partitions assigned to this consumer.')
    }
    return this.loop.position(partition, new Deadline(this.env, millis(timeout)))
  }

  /** Committed offsets of the group, null where there is none. */
  async committed(
    partitions: readonly TopicPartition[],
    timeout: number | Span = this.settings.defaultApiTimeoutMs,
  ): Promise<PartitionMap<OffsetAndMetadata | null>> {
    const found = await this.requireGroup().committed(partitions, new Deadline(this.env, millis(timeout)))
    return new PartitionMap(partitions.map((partition) => [partition, found.get(partition) ?? null]))
  }

  /** Commits the given offsets, or all positions, and waits for the answer. Rejects with TimeoutException. */
  async commitSync(
    offsets?: Iterable<readonly [TopicPartition, OffsetToCommit]>,
    timeout: number | Span = this.settings.defaultApiTimeoutMs,
  ): Promise<void> {
    const group = this.requireGroup()
    const wanted = offsets ? new PartitionMap(offsets) : group.consumed()
    await group.commits.commitWithRetries(wanted, new Deadline(this.env, millis(timeout)))
  }

  /** Commits all positions, or the given offsets, once and in the background. What the callback throws, the next poll throws. */
  commitAsync(...[first, second]: CommitAsyncArguments): void {
    const group = this.requireGroup()
    const isCallback = typeof first === 'function' || !first
    const callback = isCallback ? first : second
    const wanted = isCallback ? group.consumed() : new PartitionMap(first)
    group.commits
      .commit(wanted)
      .then(
        () => callback?.(wanted, null),
        (error: KafkaException) => callback?.(wanted, error),
      )
      .catch((thrown: unknown) => this.loop.fail(thrown))
  }

  /** Stops handing out records of partitions; the group membership stays. */
  pause(partitions: readonly TopicPartition[]): void {
    for (const partition of partitions) this.subscription.state(partition).paused = true
  }

  resume(partitions: readonly TopicPartition[]): void {
    for (const partition of partitions) this.subscription.state(partition).paused = false
  }

  paused(): readonly TopicPartition[] {
    return this.subscription.assigned
      .values()
      .filter((state) => state.paused)
      .map((state) => state.partition)
  }

  /** Partitions that it reads now. */
  assignment(): readonly TopicPartition[] {
    return this.subscription.assigned.keys()
  }

  /** Topics that it subscribes to; with a pattern, those that match now. */
  subscribedTopics(): ReadonlySet<string> {
    return this.subscription.topics
  }

  /** Records between the position and the high watermark of the last fetch; undefined when one is unknown. */
  currentLag(partition: TopicPartition): number | undefined {
    const { position, highWatermark } = this.subscription.state(partition)
    return position === null || highWatermark === null ? undefined : highWatermark - position
  }

  beginningOffsets(partitions: readonly TopicPartition[], timeout?: number | Span): Promise<PartitionMap<number>> {
    return this.queries.ends(partitions, -2, timeout)
  }

  /** Offsets after the last record that this consumer could read (its isolation level counts). */
  endOffsets(partitions: readonly TopicPartition[], timeout?: number | Span): Promise<PartitionMap<number>> {
    return this.queries.ends(partitions, -1, timeout)
  }

  /** The first record not older than a timestamp, for each partition; null where there is none. */
  offsetsForTimes(
    timestamps: Iterable<readonly [TopicPartition, number]>,
    timeout?: number | Span,
  ): Promise<PartitionMap<OffsetAndTimestamp | null>> {
    return this.queries.offsetsForTimes(timestamps, timeout)
  }

  /** All topics with their partitions. */
  listTopics(timeout?: number | Span): Promise<ReadonlyMap<string, readonly PartitionInfo[]>> {
    return this.queries.topics(timeout)
  }

  /** Partitions of one topic; an empty list when it does not exist. */
  partitionsFor(topic: string, timeout?: number | Span): Promise<readonly PartitionInfo[]> {
    return this.queries.partitionsOf(topic, { timeout, mayBeMade: this.config.boolean('allow.auto.create.topics') })
  }

  /** Who it is in its group. */
  groupMetadata(): { groupId: string; generationId: number; memberId: string; groupInstanceId: string | null } {
    return this.requireGroup().describe()
  }

  /** Joins a new rebalance at the next poll. */
  enforceRebalance(reason = 'rebalance enforced by user'): void {
    this.requireGroup().requestRejoin(reason)
  }

  /** Brokers as metadata has them. */
  nodes(): readonly Node[] {
    return this.network.candidates()
  }

  /** Totals by the names of the Java client's metrics. */
  metrics(): ReadonlyMap<string, number> {
    const { records, bytes, requests } = this.fetcher.totals
    return new Map([
      ['records-consumed-total', records],
      ['bytes-consumed-total', bytes],
      ['fetch-total', requests],
      ['rebalance-total', this.group?.rebalances ?? 0],
    ])
  }

  /** Makes the poll under way, or the next one, reject with WakeupException. */
  wakeup(): void {
    this.loop.wakeup()
  }

  /** Does at once what the Java client does when it is made: rejects when no bootstrap server's host is known. */
  resolve(): Promise<void> {
    return this.network.resolve()
  }

  /** Commits if it does so by itself, leaves the group, and lets go of the connections: no longer than a request may take. */
  async close(timeout: number | Span = 30_000): Promise<void> {
    const timeoutMs = requireTimeout(millis(timeout))
    if (this.closed) return
    this.requireOpen()
    this.closed = true
    try {
      await this.group?.close(new Deadline(this.env, Math.min(timeoutMs, this.settings.requestTimeoutMs)))
    } catch (cause) {
      throw new KafkaException('Failed to close kafka consumer', { cause })
    } finally {
      this.fetcher.close()
      this.network.close()
    }
  }

  private requireOpen(): void {
    if (this.closed) throw new IllegalStateException('This consumer has already been closed.')
    if (this.unsubscribing) throw concurrent('It is unsubscribing.')
  }

  private requireGroup(): ConsumerGroup {
    if (this.group) return this.group
    throw new KafkaException(
      'To use the group management or offset commit APIs, you must provide a valid group.id in the consumer configuration.',
      { javaClass: 'org.apache.kafka.common.errors.InvalidGroupIdException', code: Errors.INVALID_GROUP_ID },
    )
  }
}

function concurrent(why: string): KafkaException {
  return new KafkaException(`KafkaConsumer is not safe for multi-threaded access. ${why}`, {
    javaClass: 'java.util.ConcurrentModificationException',
  })
}
