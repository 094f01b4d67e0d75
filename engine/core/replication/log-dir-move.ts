/** One replica on its way into another log dir of its broker (`ReplicaAlterLogDirsThread`, KIP-113, KIP-858). */
import type { Env } from '../env/env.ts'
import { beginsBefore } from '../log/append-check.ts'
import type { Log } from '../log/log.ts'
import { CorruptRecordError } from '../record/batch.ts'
import type { LogCopy } from './log-copy.ts'
import type { Partition } from './partition.ts'
import { futureTruncationOffset } from './truncation.ts'

/** What a move does to the log dirs. */
export interface MoveSteps {
  /** Tells the controller where the replica will be; resolves when that is committed. */
  assign(): Promise<void>
  /** Puts the copy into the folder that it will have; it must not be used meanwhile. Rejects with DiskError. */
  settle(): Promise<Log>
  /** The copy is the partition's log from now on. */
  promote(): void
  /** The log that was: its files go. */
  retire(log: Log): Promise<void>
}

/** Limits what is copied. */
export interface MoveQuota {
  readonly isExceeded: boolean
  record(bytes: number): void
}

export interface LogDirMoveOptions {
  readonly env: Pick<Env, 'timers'>
  readonly partition: Partition
  /** What has been copied so far. */
  readonly copy: Log
  readonly quota: MoveQuota
  readonly steps: MoveSteps
}

/** Most bytes read in one piece. */
const CHUNK_BYTES = 1_048_576
/** How long a move waits when the quota holds it back, or there was nothing to read, ms. */
const PAUSE_MS = 100

/**
 * Copies the log until the copy has all, has the controller told, and puts the copy in the log's place between two appends.
 * The log goes on serving all the while. It is kept until the copy is on the disk: whichever has more counts after a crash.
 */
export class LogDirMove implements LogCopy {
  private log: Log
  private stopped = false
  private tellStopped!: () => void
  private readonly whenStopped: Promise<void>
  private cutAt = Number.POSITIVE_INFINITY
  private anewAt: number | null = null
  /** Counts cuts: what was read before one may be gone. */
  private cuts = 0

  constructor(private readonly options: LogDirMoveOptions) {
    this.log = options.copy
    this.whenStopped = new Promise((resolve) => {
      this.tellStopped = resolve
    })
  }

  cutTo(offset: number): void {
    this.cuts++
    this.cutAt = Math.min(this.cutAt, offset)
  }

  startedAnewAt(offset: number): void {
    this.cuts++
    this.anewAt = offset
    this.cutAt = Number.POSITIVE_INFINITY
  }

  /** Touches nothing any more once what is under way is done. */
  stop(): void {
    this.stopped = true
    this.tellStopped()
    if (this.options.partition.copy === this) this.options.partition.copy = null
  }

  private get isOver(): boolean {
    const { partition } = this.options
    return this.stopped || partition.isRemoved || partition.storageFailure !== null
  }

  /** Resolves whether the replica has moved: else it was stopped, or the partition is gone. Rejects with DiskError. */
  async run(): Promise<boolean> {
    const { partition } = this.options
    partition.copy = this
    // What compaction takes away from one of them, the other would keep for good.
    const { cleanable } = partition.log
    await cleanable.pause()
    try {
      return await this.move()
    } finally {
      cleanable.resume()
    }
  }

  private async move(): Promise<boolean> {
    const { steps } = this.options
    await this.cutWhatDiverges()
    await this.catchUp()
    if (!this.isOver) await Promise.race([steps.assign(), this.whenStopped])
    await this.catchUp()
    if (this.isOver) return false
    this.log = await steps.settle()
    const left = await this.takeOver()
    this.stop()
    if (!left) return false
    await this.log.flush()
    await steps.retire(left)
    return true
  }

  /**
   * What an earlier life of the broker copied, the log may have lost since: to another leader, or with its unflushed tail in a
   * crash. The copy follows it as a replica follows its leader, and asks again while it is cut in an epoch of its own.
   */
  private async cutWhatDiverges(): Promise<void> {
    const { partition } = this.options
    for (let asked: number | undefined; asked !== this.lastEpoch && !this.isOver; ) {
      asked = this.lastEpoch
      const answer = partition.log.endOffsetForEpoch(asked)
      await this.log.truncateTo(futureTruncationOffset(this.log, answer, partition.highWatermark))
    }
  }

  private get lastEpoch(): number {
    return this.log.latestEpoch ?? -1
  }

  private async catchUp(): Promise<void> {
    while (!this.isOver) {
      await this.applyCuts()
      if (this.log.logEndOffset >= this.options.partition.log.logEndOffset) return
      await this.copySome()
    }
  }

  /** The log that was replaced; null: the move is over without that. */
  private async takeOver(): Promise<Log | null> {
    while (!this.isOver) {
      await this.applyCuts()
      const before = this.options.partition.log
      if (this.tryTakeOver()) return before
      await this.copySome()
    }
    return null
  }

  /** Without a pause: nothing is appended or cut meanwhile. */
  private tryTakeOver(): boolean {
    const { partition, steps } = this.options
    const { log: from } = partition
    if (this.isOver || !partition.mayChangeLog || this.hasCuts) return false
    while (this.log.logEndOffset < from.logEndOffset) {
      const hot = from.readSync(this.next(from))
      if (!hot || hot.bytes.length === 0 || beginsBefore(this.log, hot.bytes) !== undefined) return false
      this.log.appendAsFollower(hot.bytes)
    }
    // An epoch that has begun without a record yet is in no batch.
    const { latestEpoch = -1 } = from
    if (latestEpoch > this.lastEpoch) this.log.assignEpoch(latestEpoch)
    if (from.logStartOffset > this.log.logStartOffset)
      this.log.advanceLogStart(from.logStartOffset, 'leader offset increment')
    partition.changeLog(this.log)
    steps.promote()
    return true
  }

  private next(from: Log) {
    return { offset: this.log.logEndOffset, upTo: from.logEndOffset, maxBytes: CHUNK_BYTES, minOneBatch: true }
  }

  private get hasCuts(): boolean {
    return this.anewAt !== null || this.cutAt < this.log.logEndOffset
  }

  private async applyCuts(): Promise<void> {
    while (this.hasCuts && !this.isOver) {
      const { anewAt, cutAt } = this
      this.anewAt = null
      this.cutAt = Number.POSITIVE_INFINITY
      if (anewAt !== null) await this.log.truncateFullyAndStartAt(anewAt)
      if (cutAt < this.log.logEndOffset) await this.log.truncateTo(cutAt)
    }
  }

  private async copySome(): Promise<void> {
    const { partition, quota } = this.options
    const { log: from } = partition
    if (quota.isExceeded || this.log.logEndOffset >= from.logEndOffset) return this.pause()
    // Retention was quicker.
    if (this.log.logEndOffset < from.logStartOffset) return this.log.truncateFullyAndStartAt(from.logStartOffset)
    const { cuts } = this
    const { bytes } = await from.read(this.next(from))
    if (this.isOver || cuts !== this.cuts) return
    if (bytes.length === 0) return this.pause()
    await this.append(bytes)
  }

  private async append(bytes: Uint8Array): Promise<void> {
    try {
      const from = beginsBefore(this.log, bytes)
      if (from !== undefined) await this.log.truncateFullyAndStartAt(from)
      this.log.appendAsFollower(bytes)
    } catch (error) {
      if (!(error instanceof CorruptRecordError)) throw error
      // What was compacted meanwhile has other batches: begin anew.
      await this.log.truncateFullyAndStartAt(this.options.partition.log.logStartOffset)
      return this.pause()
    }
    this.options.quota.record(bytes.length)
    await this.log.flush()
  }

  private pause(): Promise<void> {
    return new Promise((resume) => void this.options.env.timers.after(PAUSE_MS, resume))
  }
}
