import { type BatchHeader, recordsIn } from '../record/batch.ts'
import { type EndTxnMarker, endTxnMarker } from '../record/control.ts'
import type { ProducerState } from './producer-state.ts'
import type { Segment } from './segment.ts'

/** The end-of-transaction marker that a control batch of a producer holds. */
export function markerIn(header: BatchHeader, bytes: Uint8Array): EndTxnMarker | undefined {
  if (!header.control || header.producerId < 0) return undefined
  const [record] = recordsIn(bytes)
  return record && endTxnMarker(record)
}

/** Takes a stored batch into the producer state and, when it aborts a transaction, into the segment's index. */
export function applyBatch(state: ProducerState, segment: Segment, header: BatchHeader, bytes: Uint8Array): void {
  if (header.producerId < 0) return
  const completed = state.apply(header, markerIn(header, bytes))
  if (!completed) return
  const lastStableOffset = state.lastStableOffset(completed)
  if (completed.aborted) segment.txnIndex.append({ ...completed, lastStableOffset })
  state.complete(completed)
}

/** The same where the index is there already: only the state. */
export function replayBatch(state: ProducerState, header: BatchHeader, bytes: Uint8Array): void {
  if (header.producerId < 0) return
  const completed = state.apply(header, markerIn(header, bytes))
  if (completed) state.complete(completed)
}
