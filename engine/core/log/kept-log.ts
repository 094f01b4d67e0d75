import type { Uuid } from '../base/uuid.ts'
import type { EpochEntry } from './leader-epoch-cache.ts'
import type { KeptProducers } from './producer-state.ts'

/**
 * What a log knew at a moment. One that goes on from that moment with all that it had written (undo) need not be recovered
 * or replayed, and knows what no checkpoint told yet. Plain data: it is carried from process to process.
 */
export interface KeptLog {
  readonly topicId: Uuid | null
  readonly epochs: readonly EpochEntry[]
  readonly logStartOffset: number
  readonly logEndOffset: number
  readonly recoveryPoint: number
  readonly producers: KeptProducers
}

/** A log with what its replica knew. */
export interface KeptReplica extends KeptLog {
  /** null: it has none. */
  readonly highWatermark: number | null
}
