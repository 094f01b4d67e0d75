/** What goes on within a consumer's calls that wait: rebalances, positions and fetches move on, and what failed or woke it is thrown. */
import type { ConsumerGroup } from './consumer-group.ts'
import type { ConsumerRecords, Deserializers } from './consumer-record.ts'
import type { ConsumerTopics } from './consumer-topics.ts'
import { TimeoutException, WakeupException } from './errors.ts'
import type { Fetcher } from './fetcher.ts'
import type { PositionValidation } from './position-validation.ts'
import type { Positions } from './positions.ts'
import type { SubscriptionState } from './subscription-state.ts'
import type { Deadline, Signal } from './timing.ts'
import { partitionKey, type TopicPartition } from './topic-partition.ts'

interface Parts {
  readonly subscription: SubscriptionState
  readonly topics: ConsumerTopics
  readonly group: ConsumerGroup | undefined
  readonly positions: Positions
  readonly validation: PositionValidation
  readonly fetcher: Fetcher
}

export class ConsumerLoop {
  private woken = false
  /** What is thrown next. */
  private failure: { readonly error: unknown } | undefined

  constructor(
    /** Something came that a call may wait for. */
    private readonly signal: Signal,
    private readonly parts: Parts,
  ) {}

  /** Records as soon as there are some, none when the time is up. */
  async poll<K, V>(deserializers: Deserializers<K, V>, deadline: Deadline): Promise<ConsumerRecords<K, V>> {
    const { topics, group, fetcher } = this.parts
    for (;;) {
      this.throwPending()
      topics.keepFresh()
      await group?.poll()
      this.findPositions()
      fetcher.sendFetches()
      const records = fetcher.collect(deserializers)
      if (!records.isEmpty()) {
        fetcher.sendFetches()
        return records
      }
      if (deadline.isOver) return records
      const pause = Math.min(deadline.left, group?.timeToNextTask() ?? deadline.left, 1000)
      await this.signal.wait(pause)
    }
  }

  /** The position of a partition as soon as it is known. */
  async position(partition: TopicPartition, deadline: Deadline): Promise<number> {
    const { subscription, topics } = this.parts
    for (;;) {
      const { position } = subscription.state(partition)
      if (position !== null) return position
      this.throwPending()
      if (deadline.isOver) {
        const what = `the position for partition ${partitionKey(partition)} could be determined`
        throw new TimeoutException(`Timeout of ${deadline.budgetMs}ms expired before ${what}`)
      }
      topics.keepFresh()
      this.findPositions()
      await this.signal.wait(Math.min(deadline.left, 1000))
    }
  }

  /** The call under way, or the next one, throws this. */
  fail(error: unknown): void {
    this.failure ??= { error }
    this.signal.raise()
  }

  /** The call under way, or the next one, throws WakeupException. */
  wakeup(): void {
    this.woken = true
    this.signal.raise()
  }

  private throwPending(): void {
    if (this.woken) {
      this.woken = false
      throw new WakeupException()
    }
    const failure = this.failure
    this.failure = undefined
    if (failure) throw failure.error
    this.parts.topics.refuseInvalid()
  }

  private findPositions(): void {
    const { subscription, group, positions, validation } = this.parts
    const states = subscription.needingPosition()
    if (group) group.fetchCommittedInBackground(states, (state, offset) => positions.initialize(state, offset))
    else for (const state of states) positions.initialize(state, undefined)
    positions.refuseMissing()
    positions.resetInBackground()
    validation.validateInBackground()
  }
}
