import { assert } from '../base/assert.ts'
import type { Uuid } from '../base/uuid.ts'
import type { Log } from '../log/log.ts'
import type { AppendResult } from '../log/log-types.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import { type PartitionState, partitionName } from './partition-state.ts'

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
}

/**
 * One partition with a replica on this broker, as its leader sees it (`core/cluster/Partition.scala`). The high
 * watermark is the least end of the ISR, where the leader's own end counts once its disk has it: an acknowledged record
 * is durable. Followers' ends come with replication.
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
  /** A flush begins at the end of this turn, for all that the turn appends. */
  private flushQueued = false
  /** Set for good when the disk failed: every request gets KAFKA_STORAGE_ERROR. */
  private failure: Error | null = null
  private removed = false
  /** The log's end when this term began. */
  private epochStart = 0

  constructor(
    private readonly brokerId: number,
    readonly log: Log,
    state: PartitionState,
    highWatermark: number,
    private readonly listener: PartitionListener,
  ) {
    this.topic = state.topic
    this.topicId = state.topicId
    this.index = state.partition
    this.name = partitionName(state.topic, state.partition)
    this.durableEnd = log.logEndOffset
    this.hw = Math.min(Math.max(highWatermark, log.logStartOffset), log.logEndOffset)
    this.state = state
    if (this.isLeader) this.startLeading()
  }

  get isLeader(): boolean {
    return this.state.leader === this.brokerId && !this.removed
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
    return this.hw >= this.epochStart
  }
  /** Where a read_committed consumer must stop: the first offset that an open transaction may still undo. */
  get lastStableOffset(): number {
    const unstable = this.log.firstUnstableOffset
    return unstable === null ? this.hw : Math.min(unstable, this.hw)
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

  /** Takes what the metadata says now; a higher leader epoch with this broker as leader starts a term. */
  apply(state: PartitionState): void {
    assert(state.topicId === this.topicId, `${this.name}: topic id changed`)
    const newTerm = state.leaderEpoch > this.state.leaderEpoch
    this.state = state
    if (newTerm && this.isLeader) this.startLeading()
    this.advanceHighWatermark()
    this.listener.moved(this)
  }

  private startLeading(): void {
    this.log.assignEpoch(this.state.leaderEpoch)
    this.epochStart = this.log.logEndOffset
    this.advanceHighWatermark()
  }

  /** The replica is gone (topic deleted, or moved away): requests that wait for it end with an error. */
  markRemoved(): void {
    this.removed = true
    this.listener.moved(this)
  }

  /** Why this broker cannot serve a leader's request of `currentLeaderEpoch` (-1: any) now; 0: it can. */
  checkLeader(currentLeaderEpoch: number): ErrorCode {
    if (this.failure) return Errors.KAFKA_STORAGE_ERROR
    if (currentLeaderEpoch >= 0) {
      if (currentLeaderEpoch < this.state.leaderEpoch) return Errors.FENCED_LEADER_EPOCH
      if (currentLeaderEpoch > this.state.leaderEpoch) return Errors.UNKNOWN_LEADER_EPOCH
    }
    return this.isLeader ? Errors.NONE : Errors.NOT_LEADER_OR_FOLLOWER
  }

  /** Appends one batch as leader and starts making it durable; nothing has been waited for when it returns. */
  append(batch: Uint8Array, how: AppendHow): AppendResult {
    const refused = this.checkLeader(-1)
    if (refused !== 0) return { error: refused, message: '' }
    if (how.requiredAcks === -1 && !this.enoughInSync) return { error: Errors.NOT_ENOUGH_REPLICAS, message: '' }
    const result = this.log.appendAsLeader(batch, { leaderEpoch: this.state.leaderEpoch, origin: how.origin })
    if (result.error !== 0) return result
    if (this.durableEnd < this.log.logEndOffset) this.startFlushing()
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
    this.listener.moved(this)
  }

  /** The disk failed under this replica: it serves nothing from now on. */
  fail(error: Error): void {
    if (this.failure) return
    this.failure = error
    this.listener.failed(this, error)
    this.listener.moved(this)
  }

  get storageFailure(): Error | null {
    return this.failure
  }

  /** Never back, and not while the ISR is below min ISR (KIP-966). */
  private advanceHighWatermark(): void {
    if (!this.isLeader || !this.enoughInSync) return
    const candidate = Math.min(...this.state.isr.map((replica) => this.endOf(replica)))
    if (candidate <= this.hw) return
    this.hw = candidate
    this.log.highWatermarkMoved(candidate)
  }

  /** How far a replica is known to be. */
  private endOf(replica: number): number {
    return replica === this.brokerId ? this.durableEnd : this.hw
  }

  /** DeleteRecords: moves the log start to `offset` (-1: the high watermark). */
  deleteRecordsBefore(offset: number): ErrorCode {
    const refused = this.checkLeader(-1)
    if (refused !== Errors.NONE) return refused
    if (!this.log.config.deletesRecords) return Errors.POLICY_VIOLATION
    const before = offset === -1 ? this.hw : offset
    if (before < 0 || before > this.hw) return Errors.OFFSET_OUT_OF_RANGE
    if (before > this.log.logStartOffset) this.log.advanceLogStart(before)
    this.listener.moved(this)
    return Errors.NONE
  }

  /** The least log start of the live replicas: what DeleteRecords answers and waits for. */
  get lowWatermark(): number {
    return this.log.logStartOffset
  }
}
