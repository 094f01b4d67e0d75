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
    },
  ) {}

  /** What is known of epochs and producers before goes too. Says whether it moved. */
  raise(offset: number, reason: string): boolean {
    if (offset <= this.offset) return false
    this.offset = offset
    this.parts.epochs.truncateFromStart(offset)
    this.parts.snapshots.logStartMoved(offset)
    this.parts.say(`Incremented log start offset to ${offset} due to ${reason}`)
    return true
  }
}
