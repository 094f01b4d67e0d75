/** The log with what is known of its durability: flushes share the disk's work, and what is cut off is told of no more. */
import type { RaftLog } from './raft-ports.ts'

export interface DurableLogOptions {
  readonly log: RaftLog
  /** {@link DurableLog.end} moved. */
  readonly moved: () => void
  readonly failed: (error: Error) => void
}

export class DurableLog {
  private flushing: Promise<void> | null = null
  /** Counts cuts: a flush begun before one says nothing of what was appended after it. */
  private cuts = 0
  private stopped = false
  private durableEnd: number

  constructor(private readonly options: DurableLogOptions) {
    this.durableEnd = options.log.logEndOffset
  }

  /** Everything before the offset is on the disk, now: whoever was told that it moved may find that the log was cut since. */
  get end(): number {
    return this.durableEnd
  }

  stop(): void {
    this.stopped = true
  }

  /** Something was appended: tells when it is durable. One flush under way at a time; what comes meanwhile shares the next. */
  appended(): void {
    this.flushing ??= this.flushAll().finally(() => {
      this.flushing = null
    })
  }

  private async flushAll(): Promise<void> {
    const { log, failed } = this.options
    try {
      for (let end = -1; !this.stopped && end !== log.logEndOffset; ) {
        end = log.logEndOffset
        const { cuts } = this
        await log.flush()
        if (cuts === this.cuts) this.moveTo(end)
      }
    } catch (error) {
      failed(error as Error)
    }
  }

  /** Drops everything at and beyond the offset. */
  truncateTo(offset: number): Promise<void> {
    return this.cut(offset, () => this.options.log.truncateTo(offset))
  }

  /** Drops everything; a snapshot up to the offset stands for it. */
  startAt(offset: number): Promise<void> {
    return this.cut(offset, () => this.options.log.startAt(offset))
  }

  private async cut(offset: number, change: () => Promise<void>): Promise<void> {
    const { log } = this.options
    this.cuts++
    this.durableEnd = Math.min(this.durableEnd, offset)
    await this.flushing
    await change()
    await log.flush()
    this.moveTo(log.logEndOffset)
  }

  private moveTo(end: number): void {
    this.durableEnd = end
    this.options.moved()
  }
}
