import type { LeaderEpochCache } from './leader-epoch-cache.ts'
import type { ProducerSnapshots } from './snapshots.ts'

/** Where a log begins for its readers; it only moves forward. */
export class LogStart {
  constructor(
    public offset: number,
    private readonly parts: {
      readonly epochs: LeaderEpochCache
      readonly snapshots: ProducerSnapshots
      readonly say: (message: string) => void
      readonly moved: (from: number, to: number) => void
    },
  ) {}

  /** What is known of epochs and producers before goes too. An offset that is not beyond it changes nothing. */
  raise(offset: number, reason: string): void {
    if (offset <= this.offset) return
    const from = this.offset
    this.offset = offset
    this.parts.epochs.truncateFromStart(offset)
    this.parts.snapshots.logStartMoved(offset)
    this.parts.say(`Incremented log start offset to ${offset} due to ${reason}`)
    this.parts.moved(from, offset)
  }
}
