/** How a consumer lives with its group: rebalances within poll, listeners, committed offsets, automatic commits. */

import { hashMapOrder } from '../base/java-order.ts'
import type { Env } from '../env/env.ts'
import type { OffsetAndMetadata } from './admin-groups.ts'
import type { AssignableTopics } from './assignors/assignor.ts'
import { compareText } from './assignors/member-order.ts'
import type { ConsumerSettings } from './consumer-config.ts'
import { isRetriable, KafkaException } from './errors.ts'
import { GroupCoordinatorClient } from './group-coordinator-client.ts'
import { GroupMembership, type Joined } from './group-membership.ts'
import { partitionHash } from './java-order.ts'
import type { NetworkClient } from './network-client.ts'
import { OffsetCommits, type OffsetToCommit, offsetsText } from './offset-commits.ts'
import type { AssignedPartition, SubscriptionState } from './subscription-state.ts'
import { Deadline, sleep } from './timing.ts'
import { PartitionMap, partitionKey, type TopicPartition } from './topic-partition.ts'

const LOGGER = 'org.apache.kafka.clients.consumer.internals.ConsumerCoordinator'

/** Told within poll what a rebalance takes and gives; promises are awaited. */
export interface ConsumerRebalanceListener {
  onPartitionsRevoked?(partitions: readonly TopicPartition[]): void | Promise<void>
  onPartitionsAssigned?(partitions: readonly TopicPartition[]): void | Promise<void>
  /** Partitions that others may own already; absent: onPartitionsRevoked is called. */
  onPartitionsLost?(partitions: readonly TopicPartition[]): void | Promise<void>
}

export interface GroupHost {
  failed(error: KafkaException): void
  wake(): void
  subscribedTopics(): Promise<readonly string[]>
  assignableTopics(topics: readonly string[]): Promise<AssignableTopics>
  partitionCount(topic: string): number
}

export class ConsumerGroup {
  readonly commits: OffsetCommits
  rebalances = 0
  private readonly coordinator: GroupCoordinatorClient
  private readonly membership: GroupMembership
  private listener: ConsumerRebalanceListener = {}
  private finished: Joined | undefined
  private membershipLost = false
  private nextAutoCommitAt: number
  private autoCommitting = false
  /** The commit that a rebalance waits for. */
  private beforeJoin: { readonly isDone: boolean } | undefined
  private fetchingCommitted = false
  /** Partition counts that the leader assigned by. */
  private assignedBy: ReadonlyMap<string, number> | undefined

  constructor(
    private readonly env: Env,
    network: NetworkClient,
    private readonly subscription: SubscriptionState,
    private readonly settings: ConsumerSettings,
    private readonly host: GroupHost,
  ) {
    const groupId = settings.groupId ?? ''
    this.coordinator = new GroupCoordinatorClient(env, network, groupId, settings)
    this.membership = new GroupMembership(env, network, this.coordinator, groupId, settings, {
      subscribedTopics: () => host.subscribedTopics(),
      ownedPartitions: () => this.owned(),
      assignableTopics: (topics) => this.leaderTopics(topics),
      joined: (result) => {
        this.finished = result
        host.wake()
      },
      failed: (error) => host.failed(error),
      lost: () => {
        this.membershipLost = true
        this.finished = undefined
        host.wake()
      },
      wake: () => host.wake(),
    })
    const usesGroup = () => subscription.usesGroup
    this.commits = new OffsetCommits(this.coordinator, this.membership, groupId, settings.groupInstanceId, usesGroup)
    this.nextAutoCommitAt = env.clock.monotonic() + settings.autoCommitIntervalMs
    this.log = (level, message) => network.log(level, message, LOGGER)
  }

  private readonly log: (level: 'INFO' | 'WARN' | 'ERROR', message: string) => void

  private owned(): readonly TopicPartition[] {
    return this.membership.protocol === 'COOPERATIVE' ? this.subscription.assigned.keys() : []
  }

  private async leaderTopics(topics: readonly string[]): Promise<AssignableTopics> {
    this.subscription.groupTopics = new Set(topics)
    const assignable = await this.host.assignableTopics(topics)
    this.assignedBy = new Map(topics.map((topic) => [topic, assignable.get(topic)?.partitionCount ?? 0]))
    return assignable
  }

  private leadsNoMore(): void {
    this.assignedBy = undefined
    this.subscription.groupTopics = new Set()
  }

  /** The leader assigns anew when a topic has got more partitions or has come to be. */
  metadataChanged(): void {
    if (!this.assignedBy || !this.subscription.usesGroup) return
    for (const [topic, count] of this.assignedBy) {
      if (this.host.partitionCount(topic) !== count) return this.requestRejoin('cached metadata has changed')
    }
  }

  subscribed(listener: ConsumerRebalanceListener | undefined): void {
    this.listener = listener ?? {}
    this.membership.requestRejoin('subscription changed')
  }

  /**
   * Tells the listener that all is given up, lost where the generation is: when this returns that is done, or when the promise
   * settles that the listener gave. Throws what the listener threw (`ConsumerCoordinator.onLeavePrepare`).
   */
  prepareLeave(): void | Promise<void> {
    const partitions = this.subscription.assigned.keys()
    if (!this.subscription.usesGroup || partitions.length === 0) return undefined
    const event = this.membership.isStable ? 'onPartitionsRevoked' : this.lostEvent
    return thenAlways(
      () => this.call(event, partitions),
      () => this.subscription.setAssigned([]),
    )
  }

  /** Leaves the group in the background. */
  leave(): void {
    if (!this.subscription.usesGroup) return
    this.finished = undefined
    this.membershipLost = false
    this.beforeJoin = undefined
    void this.membership.leave('the consumer unsubscribed from all topics').catch(() => undefined)
  }

  requestRejoin(reason: string): void {
    this.membership.requestRejoin(reason)
  }

  describe(): { groupId: string; generationId: number; memberId: string; groupInstanceId: string | null } {
    const { groupInstanceId } = this.settings
    const { generation, memberId } = this.membership
    return { groupId: this.settings.groupId ?? '', generationId: generation, memberId, groupInstanceId }
  }

  /** The group's part of one turn of poll: what happened in the background is taken up, a rebalance begun if due. */
  async poll(): Promise<void> {
    this.membership.polled()
    if (this.subscription.usesGroup) {
      if (this.membershipLost) await this.giveUpLost()
      if (this.finished) await this.takeAssignment(this.finished)
      if (this.membership.rejoinNeeded && !this.membership.isJoining && this.subscription.kind !== 'none') {
        if (this.hasCommittedBeforeJoin()) await this.join()
      }
    }
    this.autoCommitInBackground()
  }

  private async giveUpLost(): Promise<void> {
    this.membershipLost = false
    this.beforeJoin = undefined
    const partitions = this.subscription.assigned.keys()
    if (partitions.length === 0) return
    this.subscription.setAssigned([])
    const failure = await this.tell(this.lostEvent, partitions)
    if (failure) throw failure
  }

  private get lostEvent(): keyof ConsumerRebalanceListener {
    return this.listener.onPartitionsLost ? 'onPartitionsLost' : 'onPartitionsRevoked'
  }

  /**
   * Commits in the background before the group is joined anew; whether that is over. A poll does not wait for it, the
   * rebalance does, as long as the group waits for this member.
   */
  private hasCommittedBeforeJoin(): boolean {
    if (!this.settings.autoCommit || this.membership.generation < 0) return true
    this.beforeJoin ??= this.beginCommitBeforeJoin()
    return this.beforeJoin.isDone
  }

  private beginCommitBeforeJoin(): { isDone: boolean } {
    const commit = { isDone: this.consumed().size === 0 }
    if (commit.isDone) return commit
    if (this.membership.protocol === 'EAGER')
      for (const state of this.subscription.assigned.values()) state.pendingRevocation = true
    void this.commitBeforeJoin().then(() => {
      commit.isDone = true
      this.host.wake()
    })
    return commit
  }

  private async join(): Promise<void> {
    this.beforeJoin = undefined
    await this.revokeBeforeJoin()
    this.membership.join()
  }

  /** With the eager protocol everything is given up first; else what is subscribed to no more (`ConsumerCoordinator.onJoinPrepare`). */
  private async revokeBeforeJoin(): Promise<void> {
    const owned = this.subscription.assigned.keys()
    const isCooperative = this.membership.protocol === 'COOPERATIVE'
    const kept = isCooperative ? owned.filter(({ topic }) => this.subscription.topics.has(topic)) : []
    if (kept.length === owned.length) return
    const failure = await this.tell('onPartitionsRevoked', without(owned, kept))
    this.subscription.setAssigned(kept)
    if (failure) throw failure
  }

  private async takeAssignment(joined: Joined): Promise<void> {
    this.finished = undefined
    this.rebalances++
    if (!joined.isLeader) this.leadsNoMore()
    const before = this.subscription.assigned.keys()
    const added = without(joined.partitions, before)
    const revoked = without(before, joined.partitions)
    const failures: (KafkaException | undefined)[] = []
    if (revoked.length > 0) {
      failures.push(await this.tell('onPartitionsRevoked', revoked))
      this.requestRejoin('need to revoke partitions and re-join')
    }
    this.subscription.setAssigned(hashMapOrder(joined.partitions, partitionHash))
    failures.push(await failureOf(() => joined.assignor.onAssignment(joined.partitions, joined.generation)))
    this.nextAutoCommitAt = this.env.clock.monotonic() + this.settings.autoCommitIntervalMs
    failures.push(await this.tell('onPartitionsAssigned', added))
    const first = failures.find((failure) => failure)
    if (first) throw first
  }

  /** What the listener threw, for the caller to throw when its own part is done. */
  private tell(
    event: keyof ConsumerRebalanceListener,
    partitions: readonly TopicPartition[],
  ): Promise<KafkaException | undefined> {
    return failureOf(() => this.call(event, partitions))
  }

  private call(event: keyof ConsumerRebalanceListener, partitions: readonly TopicPartition[]): void | Promise<void> {
    return this.listener[event]?.([...partitions].sort(byTopicAndNumber))
  }

  /** Milliseconds until poll has something to do for the group. */
  timeToNextTask(): number {
    // One that is under way may last as long as a request: until it is over there is nothing to wake up for.
    return this.mayAutoCommit
      ? Math.max(0, this.nextAutoCommitAt - this.env.clock.monotonic())
      : Number.MAX_SAFE_INTEGER
  }

  private get mayAutoCommit(): boolean {
    return this.settings.autoCommit && !this.autoCommitting && !this.beforeJoin
  }

  /** Offsets of what was handed out so far. */
  consumed(): PartitionMap<OffsetToCommit> {
    const offsets = new PartitionMap<OffsetToCommit>()
    for (const [partition, { position, offsetEpoch }] of this.subscription.assigned) {
      if (position !== null) offsets.set(partition, { offset: position, leaderEpoch: offsetEpoch })
    }
    return offsets
  }

  private autoCommitInBackground(): void {
    if (!this.mayAutoCommit) return
    if (this.env.clock.monotonic() < this.nextAutoCommitAt) return
    this.nextAutoCommitAt = this.env.clock.monotonic() + this.settings.autoCommitIntervalMs
    if (this.subscription.usesGroup && !this.membership.isStable) return
    this.autoCommitting = true
    const offsets = this.consumed()
    this.commits
      .commit(offsets)
      .catch((error: unknown) => this.autoCommitFailed(offsets, error))
      .finally(() => {
        this.autoCommitting = false
      })
  }

  private autoCommitFailed(offsets: PartitionMap<OffsetToCommit>, error: unknown): void {
    if (isRetriable(error)) this.nextAutoCommitAt = this.env.clock.monotonic() + this.settings.retryBackoffMs
    else this.log('WARN', `Asynchronous auto-commit of offsets ${offsetsText(offsets)} failed: ${messageOf(error)}`)
  }

  /** The time that is up is told to nobody, as in Java. */
  private async commitAtClose(deadline: Deadline): Promise<void> {
    const offsets = this.consumed()
    const failure = await messageIfFailed(this.commits.commitWithRetries(offsets, deadline))
    if (failure !== null && !deadline.isOver)
      this.log('WARN', `Synchronous auto-commit of offsets ${offsetsText(offsets)} failed: ${failure}`)
  }

  private async commitBeforeJoin(): Promise<void> {
    const deadline = new Deadline(this.env, this.settings.maxPollIntervalMs)
    const failure = await messageIfFailed(this.commits.commitWithRetries(this.consumed(), deadline))
    if (failure === null) return
    const why = deadline.isOver
      ? 'joinPrepare timeout. Will continue to join group'
      : `${failure}. Will continue to join group.`
    this.log('ERROR', `Asynchronous auto-commit of offsets failed: ${why}`)
  }

  committed(partitions: readonly TopicPartition[], deadline: Deadline): Promise<PartitionMap<OffsetAndMetadata>> {
    return this.commits.committed(partitions, deadline, { requireStable: this.settings.readCommitted })
  }

  /** Looks up where the group stands in partitions without a position; `found` is told for each. */
  fetchCommittedInBackground(
    states: readonly AssignedPartition[],
    found: (state: AssignedPartition, offset: OffsetAndMetadata | undefined) => void,
  ): void {
    if (this.fetchingCommitted || states.length === 0) return
    this.fetchingCommitted = true
    void this.fetchCommitted(states, found).finally(() => {
      this.fetchingCommitted = false
      this.host.wake()
    })
  }

  private async fetchCommitted(
    states: readonly AssignedPartition[],
    found: (state: AssignedPartition, offset: OffsetAndMetadata | undefined) => void,
  ): Promise<void> {
    try {
      const partitions = states.map((state) => state.partition)
      const offsets = await this.committed(partitions, new Deadline(this.env, this.settings.defaultApiTimeoutMs))
      for (const state of states) found(state, offsets.get(state.partition))
    } catch (error) {
      if (!isRetriable(error)) this.host.failed(error as KafkaException)
      await sleep(this.env, this.settings.retryBackoffMs)
    }
  }

  /** Commits where that is automatic, calls the listener, leaves; then throws what the listener threw. */
  async close(deadline: Deadline): Promise<void> {
    const holdsPlace = !this.subscription.usesGroup || this.membership.generation >= 0
    if (this.settings.autoCommit && holdsPlace && this.coordinator.known) {
      await this.commitAtClose(deadline)
    }
    const failure = await failureOf(() => this.prepareLeave())
    await this.membership.close('the consumer is being closed', deadline)
    if (failure) throw failure
  }
}

function messageIfFailed(work: Promise<void>): Promise<string | null> {
  return work.then(() => null, messageOf)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Runs the user's code; undefined when it threw nothing. */
async function failureOf(run: () => void | Promise<void>): Promise<KafkaException | undefined> {
  try {
    await run()
    return undefined
  } catch (cause) {
    return callbackFailure(cause)
  }
}

/** Runs the user's code and, whatever that does, `after`: at once, unless the code takes its time. */
function thenAlways(run: () => void | Promise<void>, after: () => void): void | Promise<void> {
  let running: void | Promise<void>
  try {
    running = run()
  } catch (cause) {
    after()
    throw callbackFailure(cause)
  }
  if (!isPromise(running)) return after()
  return failureOf(() => running).then((failure) => {
    after()
    if (failure) throw failure
  })
}

/** What a listener returns may be anything. */
function isPromise(returned: unknown): returned is Promise<void> {
  return typeof (returned as Promise<void> | undefined)?.then === 'function'
}

function callbackFailure(cause: unknown): KafkaException {
  if (cause instanceof KafkaException) return cause
  return new KafkaException('User rebalance callback throws an error', { cause })
}

/** Java gives listeners sorted sets. */
function byTopicAndNumber(a: TopicPartition, b: TopicPartition): number {
  return compareText(a.topic, b.topic) || a.partition - b.partition
}

function without(partitions: readonly TopicPartition[], others: readonly TopicPartition[]): TopicPartition[] {
  const keys = new Set(others.map(partitionKey))
  return partitions.filter((partition) => !keys.has(partitionKey(partition)))
}
