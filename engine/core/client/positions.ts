/** Finds where a consumer begins in partitions it has no position in: committed offsets, then auto.offset.reset. */
import type { Env } from '../env/env.ts'
import { Errors } from '../protocol/errors.ts'
import type { ConsumerSettings, ResetStrategy } from './consumer-config.ts'
import { exceptionOf, isRetriable, KafkaException, TimeoutException } from './errors.ts'
import type { Metadata } from './metadata.ts'
import type { NetworkClient, Node } from './network-client.ts'
import { type AssignedPartition, moveTo, type SubscriptionState } from './subscription-state.ts'
import { type Deadline, sleep } from './timing.ts'
import { byTopic, PartitionMap, partitionKey, type TopicPartition } from './topic-partition.ts'

/** An offset found by timestamp. */
export interface OffsetAndTimestamp {
  readonly offset: number
  readonly timestamp: number
  readonly leaderEpoch: number | null
}

const LATEST = -1
const EARLIEST = -2

export class Positions {
  private resetting = false

  constructor(
    private readonly env: Env,
    private readonly network: NetworkClient,
    private readonly metadata: Metadata,
    private readonly subscription: SubscriptionState,
    private readonly settings: ConsumerSettings,
    private readonly events: { moved(): void; failed(error: KafkaException): void },
  ) {}

  /** Puts a partition at its committed offset, or leaves it to the reset rule. */
  initialize(state: AssignedPartition, committed: { offset: number; leaderEpoch: number | null } | undefined): void {
    if (state.position !== null || state.reset !== null) return
    if (committed) {
      moveTo(state, committed.offset, committed.leaderEpoch)
      return
    }
    state.reset = this.settings.reset
  }

  /** Throws when partitions have no offset and the user wants no rule to decide. */
  refuseMissing(): void {
    const without = this.subscription.needingReset().filter((state) => state.reset === 'none')
    if (without.length === 0) return
    for (const state of without) state.reset = null
    const names = without.map((state) => partitionKey(state.partition)).join(', ')
    throw new KafkaException(`Undefined offset with no reset policy for partitions: [${names}]`, {
      javaClass: 'org.apache.kafka.clients.consumer.NoOffsetForPartitionException',
    })
  }

  /** Looks up the partitions that wait for a reset, in the background. */
  resetInBackground(): void {
    if (this.resetting) return
    const states = this.subscription.needingReset()
    if (states.length === 0) return
    this.resetting = true
    void this.reset(states)
      .catch((error: unknown) => this.trouble(error))
      .finally(() => {
        this.resetting = false
        this.events.moved()
      })
  }

  private async trouble(error: unknown): Promise<void> {
    if (!isRetriable(error)) this.events.failed(error as KafkaException)
    this.metadata.invalidate()
    await sleep(this.env, this.settings.retryBackoffMs)
  }

  private async reset(states: readonly AssignedPartition[]): Promise<void> {
    const wanted = states.map((state) => ({ state, reset: state.reset as ResetStrategy }))
    const asked = wanted.map(({ state, reset }) => [state.partition, this.timestampOf(reset)] as const)
    const found = await this.ask(new PartitionMap(asked))
    // Where the user went elsewhere meanwhile, the answer is of no use.
    const open = wanted.filter(({ state, reset }) => state.reset === reset)
    for (const { state } of open) {
      const offset = found.get(state.partition)
      if (offset) moveTo(state, offset.offset, null)
    }
    if (open.some(({ state }) => state.reset !== null)) {
      this.metadata.invalidate()
      await sleep(this.env, this.settings.retryBackoffMs)
    }
  }

  private timestampOf(reset: ResetStrategy): number {
    if (reset === 'earliest') return EARLIEST
    if (typeof reset === 'object') return this.env.clock.wall() - reset.durationMs
    return LATEST
  }

  /** Offsets for timestamps (-1 end, -2 beginning) of any partitions, retried until the time is up. */
  lookUp(asked: PartitionMap<number>, deadline: Deadline): Promise<PartitionMap<OffsetAndTimestamp | null>> {
    return deadline.bound(this.lookUpUntil(asked, deadline), () => tooLate(deadline))
  }

  private async lookUpUntil(
    asked: PartitionMap<number>,
    deadline: Deadline,
  ): Promise<PartitionMap<OffsetAndTimestamp | null>> {
    const found = new PartitionMap<OffsetAndTimestamp | null>()
    for (;;) {
      const missing = new PartitionMap([...asked].filter(([partition]) => !found.has(partition)))
      if (missing.size === 0) return found
      const topics = [...new Set(missing.keys().map(({ topic }) => topic))]
      if (this.metadata.needsRefresh(topics) || topics.some((topic) => !this.metadata.topic(topic))) {
        await this.metadata.ensure(topics, deadline)
      }
      try {
        for (const [partition, offset] of await this.ask(missing, { exact: true })) found.set(partition, offset)
      } catch (error) {
        if (!isRetriable(error)) throw error
        this.metadata.invalidate()
      }
      if (found.size < asked.size) await this.pauseOrGiveUp(deadline)
    }
  }

  private async pauseOrGiveUp(deadline: Deadline): Promise<void> {
    if (deadline.isOver) throw tooLate(deadline)
    this.metadata.invalidate()
    await sleep(this.env, Math.min(this.settings.retryBackoffMs, deadline.left))
  }

  /** Asks each leader once; partitions that could not be answered are absent. Null: no such offset. */
  private async ask(asked: PartitionMap<number>): Promise<PartitionMap<OffsetAndTimestamp>>
  private async ask(
    asked: PartitionMap<number>,
    about: { exact: true },
  ): Promise<PartitionMap<OffsetAndTimestamp | null>>
  private async ask(
    asked: PartitionMap<number>,
    about: { exact: boolean } = { exact: false },
  ): Promise<PartitionMap<OffsetAndTimestamp | null>> {
    const groups = new Map<Node, (TopicPartition & { timestamp: number })[]>()
    for (const [{ topic, partition }, timestamp] of asked) {
      const leader = this.metadata.leaderOf(topic, partition)
      if (leader) groups.set(leader, [...(groups.get(leader) ?? []), { topic, partition, timestamp }])
    }
    const found = new PartitionMap<OffsetAndTimestamp | null>()
    await Promise.all([...groups].map(([leader, list]) => this.askLeader(leader, list, found)))
    if (!about.exact) await this.replaceMissing(found)
    return found
  }

  private async askLeader(
    leader: Node,
    list: readonly (TopicPartition & { timestamp: number })[],
    found: PartitionMap<OffsetAndTimestamp | null>,
  ): Promise<void> {
    const topics = [...byTopic(list)].map(([name, partitions]) => ({
      name,
      partitions: partitions.map(({ partition, timestamp }) => ({
        partitionIndex: partition,
        currentLeaderEpoch: this.metadata.partition(name, partition)?.leaderEpoch ?? -1,
        timestamp,
      })),
    }))
    const isolationLevel = this.settings.readCommitted ? 1 : 0
    const timeoutMs = this.settings.requestTimeoutMs
    const { body } = await this.network.send(leader, 'ListOffsets', {
      replicaId: -1,
      isolationLevel,
      topics,
      timeoutMs,
    })
    for (const topic of body.topics) {
      for (const p of topic.partitions) {
        const partition = { topic: topic.name, partition: p.partitionIndex }
        if (p.errorCode === Errors.NONE) found.set(partition, foundOffset(p))
        else this.partitionError(p.errorCode)
      }
    }
  }

  private partitionError(errorCode: number): void {
    const error = exceptionOf(errorCode)
    if (!error.retriable) throw error
    this.metadata.invalidate()
  }

  /** A time after the last record means the end. */
  private async replaceMissing(found: PartitionMap<OffsetAndTimestamp | null>): Promise<void> {
    const missing = [...found].filter(([, offset]) => offset === null)
    if (missing.length === 0) return
    const ends = await this.ask(new PartitionMap(missing.map(([partition]) => [partition, LATEST] as const)))
    for (const [partition, offset] of ends) found.set(partition, offset)
  }
}

function foundOffset(answer: { offset: number; timestamp: number; leaderEpoch: number }): OffsetAndTimestamp | null {
  if (answer.offset < 0) return null
  const leaderEpoch = answer.leaderEpoch < 0 ? null : answer.leaderEpoch
  return { offset: answer.offset, timestamp: answer.timestamp, leaderEpoch }
}

function tooLate({ budgetMs }: Deadline): TimeoutException {
  return new TimeoutException(`Failed to get offsets by times in ${budgetMs}ms`)
}
