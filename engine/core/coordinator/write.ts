/** What a decision of a coordinator comes to: records to append, and what follows. */
import type { ErrorCode } from '../protocol/errors.ts'

/** One record of a coordinator's log; value null: a tombstone. */
export interface CoordinatorRecord {
  readonly key: Uint8Array
  readonly value: Uint8Array | null
}

/** Hands an answer over; the shard holds it back until all that was written before is committed. */
export type Reply<T> = (answer: T) => void

/** Soft state (who waits, timers) may change while deciding; what is to survive a restart changes only by replaying `records`. */
export interface Write {
  readonly records: readonly CoordinatorRecord[]
  /** Runs when the records are in the log and replayed; may ask for another write. */
  readonly applied?: () => Write | undefined
  /** Runs instead when the log refused them: nothing was replayed. */
  readonly refused?: (error: ErrorCode) => Write | undefined
}

/** Nothing to write. */
export const NO_WRITE: Write = { records: [] }
