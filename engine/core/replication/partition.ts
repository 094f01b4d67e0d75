import { assert } from '../base/assert.ts'
import type { Uuid } from '../base/uuid.ts'
import type { Clock } from '../env/env.ts'
import type { Log } from '../log/log.ts'
import type { AppendResult } from '../log/log-types.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import type { PendingIsr } from './isr-state.ts'
import { type FollowerView, LeaderReplicas } from './leader-replicas.ts'
import type { LogCopy } from './log-copy.ts'
import { type PartitionState, partitionName } from './partition-state.ts'
import type { IsrChannel, IsrOutcome, Peers } from './peers.ts'
import type { FollowerFetch, LeaderNow } from './remote-replica.ts'

/** Who reads: another replica, or a consumer by its isolation level. */
export type PartitionReader = 'replica' | 'read_uncommitted' | 'read_committed'

/** How a produce request, or a coordinator, wants to append. */
export interface AppendHow {
  readonly origin: 'client' | 'coordinator'
  /** -1: fails while the ISR is smaller than `min.insync.replicas`. */
  readonly requiredAcks: -1 | 0 | 1
}

/** Who is told of a partition's life. */
export interface PartitionListener {
  /** Anything that a parked request may wait for: high watermark, end, log start, leadership, failure. */
  moved(partition: Partition): void
  /** The disk failed; told once. */
  failed(partition: Partition, error: Error): void
  /** The leader asks for, or got, another ISR. */
  isrChanged(partition: Partition, change: { from: readonly number[]; to: readonly number[]; committed: boolean }): void
}

/** What all partitions of a broker stand on. */
export interface PartitionContext {
  readonly brokerId: number
  readonly clock: Pick<Clock, 'monotonic'>
  readonly peers: Pick<Peers, 'brokerEpoch' | 'eligibleEpoch' | 'isAlive'>
  readonly isr: IsrChannel
  /** `replica.lag.time.max.ms` */
  readonly lagTimeMaxMs: number
  readonly listener: PartitionListener
}

/** Errors by which the controller says that it did not take an ISR, and that the partition epoch was right. */
const REJECTED: ReadonlySet<number> = new Set([Errors.OPERATION_NOT_ATTEMPTED, Errors.INELIGIBLE_REPLICA])

/**
 * One partition with a replica on this broker (`core/cluster/Partition.scala`). As leader its high watermark is the least
 * end of the maximal ISR, where the leader's own end counts once its disk has it: an acknowledged record is durable. As
 * follower it takes over what the leader says; replica-fetcher.ts drives it.
 */
export class Partition {
  readonly topic: string
  readonly topicId: Uuid
  readonly index: number
  readonly name: string
  private state: PartitionState
  private hw: number
  /** All before this offset is on disk. */
  private durableEnd: number
  /** Whether a flush starts with the next turn: what is appended until then is in it. */
  private flushQueued = false
  /** Set for good when the disk failed: every request gets KAFKA_STORAGE_ERROR. */
  private failure: Error | null = null
  private removed = false
  /** The followers, while this broker leads. */
  private leading: LeaderReplicas | null = null
  private cutting = false
  /** Hears of every cut. */
  copy: LogCopy | null = null

  constructor(
    private readonly context: PartitionContext,
    private current: Log,
    state: PartitionState,
    highWatermark: number,
  ) {
    this.topic = state.topic
    this.topicId = state.topicId
    this.index = state.partition
    this.name = partitionName(state.topic, state.partition)
    this.durableEnd = current.logEndOffset
    this.hw = Math.min(Math.max(highWatermark, current.logStartOffset), current.logEndOffset)
    current.highWatermarkMoved(this.hw)
    this.state = state
    if (state.leader === context.brokerId) this.startLeading({ newTerm: true })
  }

  /** Another after the replica has moved to another log dir: read it anew after every await. */
  get log(): Log {
    return this.current
  }
  get isLeader(): boolean {
    return this.leading !== null
  }
  get leaderId(): number {
    return this.state.leader
  }
  get leaderEpoch(): number {
    return this.state.leaderEpoch
  }
  get partitionEpoch(): number {
    return this.state.partitionEpoch
  }
  get replicas(): readonly number[] {
    return this.state.replicas
  }
  get isr(): readonly number[] {
    return this.state.isr
  }
  get highWatermark(): number {
    return this.hw
  }
  /** False while a new leader cannot know yet how far its predecessor had committed. */
  get highWatermarkIsKnown(): boolean {
    return this.hw >= (this.leading?.epochStart ?? 0)
  }
  /** Where a read_committed consumer must stop: the first offset that an open transaction may still undo. */
  get lastStableOffset(): number {
    const unstable = this.log.firstUnstableOffset
    return unstable === null ? this.hw : Math.min(unstable, this.hw)
  }
  /** Where a reader must stop: followers get everything, consumers what is committed. */
  endFor(reader: PartitionReader): number {
    if (reader === 'replica') return this.log.logEndOffset
    return reader === 'read_committed' ? this.lastStableOffset : this.hw
  }
  /** The end that this replica has on disk, which acks=1 waits for. */
  get durableEndOffset(): number {
    return this.durableEnd
  }
  /** `min.insync.replicas`, but never more than there are replicas. */
  get effectiveMinIsr(): number {
    return Math.min(this.log.config.minInsyncReplicas, this.state.replicas.length)
  }
  get enoughInSync(): boolean {
    return this.state.isr.length >= this.effectiveMinIsr
  }
  /** As {@link enoughInSync}, with those that the controller is asked to add: what an appended batch is judged by. */
  get enoughAfterAppend(): boolean {
    return (this.leading?.maximalIsr ?? this.state.isr).length >= this.effectiveMinIsr
  }
  /** What the leader knows of its followers; empty on a follower. */
  followers(): FollowerView[] {
    return this.leading?.followers() ?? []
  }
  follower(id: number): FollowerView | undefined {
    return this.leading?.follower(id)
  }

  private leaderNow(): LeaderNow {
    return { endOffset: this.log.logEndOffset, now: this.context.clock.monotonic() }
  }

  /** Takes what the metadata says now; a higher leader epoch with this broker as leader starts a term. */
  apply(state: PartitionState): void {
    assert(state.topicId === this.topicId, `${this.name}: topic id changed`)
    // The controller's answer to AlterPartition came before the metadata that it is in.
    if (state.partitionEpoch < this.state.partitionEpoch && state.leaderEpoch <= this.state.leaderEpoch) return
    const newTerm = state.leaderEpoch > this.state.leaderEpoch
    this.state = state
    if (state.leader === this.context.brokerId) this.startLeading({ newTerm })
    else this.leading = null
    this.advanceHighWatermark()
    this.context.listener.moved(this)
  }

  private startLeading({ newTerm }: { newTerm: boolean }): void {
    const { context, state } = this
    if (newTerm) this.log.assignEpoch(state.leaderEpoch)
    const rules = {
      brokerId: context.brokerId,
      lagTimeMaxMs: context.lagTimeMaxMs,
      eligibleEpoch: (broker: number) => context.peers.eligibleEpoch(broker),
    }
    if (!this.leading) this.leading = new LeaderReplicas(rules, state, this.leaderNow())
    else if (newTerm) this.leading.newTerm(state, this.leaderNow())
    else this.leading.adopt(state, context.clock.monotonic())
    this.advanceHighWatermark()
  }

  /** The replica is gone (topic deleted, or moved away): requests that wait for it end with an error. */
  markRemoved(): void {
    this.removed = true
    this.leading = null
    this.context.listener.moved(this)
  }

  /** Why this broker cannot serve a leader's request of `currentLeaderEpoch` (-1: any) now; 0: it can. */
  checkLeader(currentLeaderEpoch: number): ErrorCode {
    const refused = this.checkReplica(currentLeaderEpoch)
    if (refused !== Errors.NONE) return refused
    return this.isLeader ? Errors.NONE : Errors.NOT_LEADER_OR_FOLLOWER
  }

  /** As {@link checkLeader} for what a follower may answer too. */
  checkReplica(currentLeaderEpoch: number): ErrorCode {
    if (this.failure) return Errors.KAFKA_STORAGE_ERROR
    if (this.removed) return Errors.NOT_LEADER_OR_FOLLOWER
    if (currentLeaderEpoch < 0 || currentLeaderEpoch === this.state.leaderEpoch) return Errors.NONE
    return currentLeaderEpoch < this.state.leaderEpoch ? Errors.FENCED_LEADER_EPOCH : Errors.UNKNOWN_LEADER_EPOCH
  }

  /** Appends one batch, whose bytes it takes over, as leader and starts making it durable; nothing has been waited for when it returns. */
  append(batch: Uint8Array, how: AppendHow): AppendResult {
    const refused = this.checkLeader(-1)
    if (refused !== 0) return { error: refused, message: '' }
    if (how.requiredAcks === -1 && !this.enoughInSync) return { error: Errors.NOT_ENOUGH_REPLICAS, message: '' }
    const result = this.log.appendAsLeader(batch, {
      leaderEpoch: this.state.leaderEpoch,
      origin: how.origin,
      given: true,
    })
    if (result.error !== 0) return result
    if (this.durableEnd < this.log.logEndOffset) this.startFlushing()
    if (this.leading?.hasFollowers && !result.duplicate) this.context.listener.moved(this)
    return result
  }

  private startFlushing(): void {
    if (this.flushQueued) return
    this.flushQueued = true
    void Promise.resolve().then(() => {
      this.flushQueued = false
      return this.flush()
    })
  }

  /**
   * Several may be under way: the disk makes a transaction of what queued meanwhile (group commit). The log's flush ends
   * only when all before its end is durable, so whichever ends first, no hole is ever counted.
   */
  private async flush(): Promise<void> {
    const end = this.log.logEndOffset
    try {
      await this.log.flush()
    } catch (error) {
      if (!this.removed) this.fail(error as Error)
      return
    }
    if (this.removed || this.failure) return
    this.durableEnd = Math.max(this.durableEnd, Math.min(end, this.log.logEndOffset))
    this.advanceHighWatermark()
    this.context.listener.moved(this)
  }

  /** The disk failed under this replica: it serves nothing from now on. */
  fail(error: Error): void {
    if (this.failure) return
    this.context.listener.failed(this, error)
    this.goOffline(error)
  }

  /** As {@link fail}, where the failure of the log dir is known already. */
  goOffline(error: Error): void {
    if (this.failure) return
    this.failure = error
    this.context.listener.moved(this)
  }

  /** Whether the log may be replaced now: it is there and is not being cut. */
  get mayChangeLog(): boolean {
    return !this.cutting && !this.removed && !this.failure
  }

  /** The replica is in another log dir from now on. That log has all of the present one's; its own end need not be durable. */
  changeLog(log: Log): void {
    assert(this.mayChangeLog, `${this.name} cannot change its log now`)
    assert(log.logEndOffset === this.current.logEndOffset, `${log.dir} has not all of ${this.current.dir}`)
    this.current = log
    log.highWatermarkMoved(this.hw)
    this.context.listener.moved(this)
  }

  get isRemoved(): boolean {
    return this.removed
  }

  get storageFailure(): Error | null {
    return this.failure
  }

  /** Never back, and not while the ISR is below min ISR (KIP-966). Whether it moved. */
  private advanceHighWatermark(): boolean {
    if (!this.leading || !this.enoughInSync) return false
    const { durableEnd, leading } = this
    const candidate = leading.hasFollowers ? leading.leastEnd(durableEnd, this.leaderNow()) : durableEnd
    if (candidate <= this.hw) return false
    this.hw = candidate
    this.log.highWatermarkMoved(candidate)
    return true
  }

  /** A follower asks from an offset: all before is on its disk. Nothing happens for a broker that is none of the followers. */
  recordFetch(follower: number, fetch: FollowerFetch): void {
    const { leading } = this
    const logStart = leading?.follower(follower)?.logStartOffset
    if (!leading?.fetched(follower, fetch, this.leaderNow())) return
    const expanded = leading.expanded(follower, this.hw)
    if (expanded) this.changeIsr(leading, expanded)
    if (this.advanceHighWatermark() || fetch.logStartOffset !== logStart) this.context.listener.moved(this)
  }

  /** Asks the controller to drop followers that lag for longer than `replica.lag.time.max.ms`. Called now and then. */
  maybeShrinkIsr(): void {
    const { leading } = this
    if (!leading?.hasFollowers) return
    const shrunk = leading.shrunk(this.leaderNow())
    if (shrunk) this.changeIsr(leading, shrunk)
    // Time alone may have ended the wait for a follower outside the ISR.
    else if (this.advanceHighWatermark()) this.context.listener.moved(this)
  }

  private changeIsr(leading: LeaderReplicas, isr: readonly number[]): void {
    const { topicId, partition, leaderEpoch, partitionEpoch } = this.state
    const { brokerId, peers, listener } = this.context
    listener.isrChanged(this, { from: this.state.isr, to: isr, committed: false })
    const pending = leading.propose(isr, partitionEpoch)
    const members = isr.map((id) => {
      return { brokerId: id, brokerEpoch: id === brokerId ? peers.brokerEpoch : leading.brokerEpochOf(id) }
    })
    const proposal = { topicId, partition, leaderEpoch, partitionEpoch, isr: members }
    void this.context.isr.propose(proposal).then((outcome) => this.controllerSaid(leading, pending, outcome))
  }

  private controllerSaid(leading: LeaderReplicas, pending: PendingIsr, outcome: IsrOutcome): void {
    // Gone when the metadata came first, or the term is over.
    if (this.leading !== leading || leading.pending !== pending) return
    if (outcome.error !== 0) {
      // After other errors the metadata will show what became of the partition.
      if (REJECTED.has(outcome.error)) leading.rejected()
      return
    }
    const { leaderEpoch, partitionEpoch, isr } = outcome as Extract<IsrOutcome, { isr: unknown }>
    if (leaderEpoch !== this.state.leaderEpoch || partitionEpoch < this.state.partitionEpoch) return
    const from = this.state.isr
    this.state = { ...this.state, isr, partitionEpoch }
    leading.rejected()
    leading.adopt(this.state, this.context.clock.monotonic())
    this.context.listener.isrChanged(this, { from, to: isr, committed: true })
    this.advanceHighWatermark()
    this.context.listener.moved(this)
  }

  /** DeleteRecords: moves the log start to `offset` (-1: the high watermark). */
  deleteRecordsBefore(offset: number): ErrorCode {
    const refused = this.checkLeader(-1)
    if (refused !== Errors.NONE) return refused
    if (!this.log.config.deletesRecords) return Errors.POLICY_VIOLATION
    const before = offset === -1 ? this.hw : offset
    if (before < 0 || before > this.hw) return Errors.OFFSET_OUT_OF_RANGE
    if (before > this.log.logStartOffset) this.log.advanceLogStart(before)
    this.context.listener.moved(this)
    return Errors.NONE
  }

  /** The least log start of the live replicas: what DeleteRecords answers and waits for. */
  get lowWatermark(): number {
    const own = this.log.logStartOffset
    return this.leading?.leastLogStart(own, (id) => this.context.peers.isAlive(id)) ?? own
  }

  /**
   * Appends what was fetched from the leader as it is; resolves when the disk has it (or failed: {@link storageFailure}).
   * Throws CorruptRecordError.
   */
  appendAsFollower(batches: Uint8Array, leaderEpoch: number): Promise<void> {
    this.log.appendAsFollower(batches, leaderEpoch)
    return this.whenDurable()
  }

  /** Resolves when the disk has all that is in the log, or failed. */
  whenDurable(): Promise<void> {
    return this.durableEnd < this.log.logEndOffset ? this.flush() : Promise.resolve()
  }

  /** Takes over how far the leader has committed and where its log begins. */
  followLeader(leader: { readonly highWatermark: number; readonly logStartOffset: number }): void {
    const hw = Math.min(leader.highWatermark, this.log.logEndOffset)
    const start = leader.logStartOffset
    const moved = hw > this.hw || (start > this.log.logStartOffset && start <= Math.max(hw, this.hw))
    if (hw > this.hw) {
      this.hw = hw
      this.log.highWatermarkMoved(hw)
    }
    if (start > this.log.logStartOffset && start <= this.hw) this.log.advanceLogStart(start, 'leader offset increment')
    if (moved) this.context.listener.moved(this)
  }

  /** Drops what this follower has at and beyond the offset. */
  truncateTo(offset: number): Promise<void> {
    return this.cut(async () => {
      await this.log.truncateTo(offset)
      this.copy?.cutTo(offset)
    })
  }

  /** Drops all that this follower has; it goes on from the offset. */
  truncateFullyAndStartAt(offset: number): Promise<void> {
    return this.cut(async () => {
      await this.log.truncateFullyAndStartAt(offset)
      this.copy?.startedAnewAt(offset)
      this.hw = offset
    })
  }

  /** Flushes end first: one that began before must not count what is written afterwards in the same place. */
  private async cut(truncate: () => Promise<void>): Promise<void> {
    this.cutting = true
    try {
      await this.flush()
      if (this.failure || this.removed) return
      await truncate()
    } catch (error) {
      return this.fail(error as Error)
    } finally {
      this.cutting = false
    }
    this.durableEnd = Math.min(this.durableEnd, this.log.logEndOffset)
    this.hw = Math.min(this.hw, this.log.logEndOffset)
    // The transactions of what is left were read anew.
    this.log.highWatermarkMoved(this.hw)
    this.context.listener.moved(this)
  }
}
