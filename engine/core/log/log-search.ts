import { recordsIn } from '../record/batch.ts'
import type { AbortedTransaction, TimestampOffset } from './log-types.ts'
import type { Segment } from './segment.ts'

/**
 * The first record from the log start on that is not older than the timestamp: in the first segment that has a time so late,
 * and in no other (`UnifiedLog.searchOffsetInLocalLog`).
 */
export async function findTimestamp(
  segments: readonly Segment[],
  timestamp: number,
  logStartOffset: number,
): Promise<TimestampOffset | null> {
  const first = segments.find(({ largestTimestamp }) => largestTimestamp >= timestamp)
  return (await first?.offsetForTimestamp(timestamp, logStartOffset)) ?? null
}

/** The first record that has the largest timestamp of the log, which is -1 where no record has one. */
export async function findMaxTimestamp(segments: readonly Segment[]): Promise<TimestampOffset | null> {
  const [first, ...rest] = segments
  if (!first) return null
  const holder = rest.reduce((best, segment) => (segment.maxTimestamp > best.maxTimestamp ? segment : best), first)
  const batch = await holder.batchHolding(holder.offsetOfMaxTimestamp)
  const record = batch && recordsIn(batch.bytes).find(({ timestamp }) => timestamp === batch.header.maxTimestamp)
  if (!batch || !record) return null
  return { offset: record.offset, timestamp: record.timestamp, leaderEpoch: batch.header.partitionLeaderEpoch }
}

/** The aborted transactions that overlap [from, to). */
export function findAborted(segments: readonly Segment[], from: number, to: number): AbortedTransaction[] {
  const found: AbortedTransaction[] = []
  for (const segment of segments) {
    const part = segment.txnIndex.collect(from, to)
    found.push(...part.found)
    if (part.complete) break
  }
  return found
}
