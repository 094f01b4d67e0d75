import { type BatchHeader, recordsIn } from '../record/batch.ts'
import { type EndTxnMarker, endTxnMarker } from '../record/control.ts'
import type { ProducerState } from './producer-state.ts'
import type { Segment } from './segment.ts'
import type { ProducerSnapshots } from './snapshots.ts'

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
function replayBatch(state: ProducerState, header: BatchHeader, bytes: Uint8Array): void {
  if (header.producerId < 0) return
  const completed = state.apply(header, markerIn(header, bytes))
  if (completed) state.complete(completed)
}

/** Goes on from where the snapshots' state ends, through the batches of [from, to); `entering`: before a segment's first. */
export async function replayInto(
  state: ProducerState,
  snapshots: ProducerSnapshots,
  segments: readonly Segment[],
  { from, to, entering }: { from: number; to: number; entering?: (segment: Segment) => void },
): Promise<void> {
  for (const [i, segment] of segments.entries()) {
    const end = segments[i + 1]?.baseOffset ?? Number.POSITIVE_INFINITY
    if (end <= snapshots.mapEndOffset || segment.baseOffset >= to) continue
    const start = Math.max(segment.baseOffset, snapshots.mapEndOffset, from)
    snapshots.mapEndOffset = start
    entering?.(segment)
    for await (const { header, bytes } of segment.batches({ from: segment.offsetIndex.lookup(start).position })) {
      if (header.lastOffset < start) continue
      if (header.baseOffset >= to) break
      replayBatch(state, header, bytes)
      snapshots.mapEndOffset = header.lastOffset + 1
    }
  }
  snapshots.mapEndOffset = Math.max(snapshots.mapEndOffset, to)
}
