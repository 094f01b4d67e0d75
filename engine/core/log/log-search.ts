import { concat, EMPTY_BYTES } from '../base/bytes.ts'
import { recordsIn } from '../record/batch.ts'
import type { AbortedTransaction, ReadRequest, TimestampOffset } from './log-types.ts'
import type { Segment } from './segment.ts'

/** Bytes read beyond the wish, for what lies between an index entry and the batch wanted. */
const SLACK = 8 * 1024
const MOST_AT_ONCE = 4 * 1024 * 1024

/** Whole batches from one segment's file, from the one that holds the offset. Undefined when all of it lies before. */
export async function readSegment(segment: Segment, request: ReadRequest): Promise<Uint8Array | undefined> {
  const { offset, maxBytes, upTo, minOneBatch } = request
  const parts: Uint8Array[] = []
  let size = 0
  const { position } = segment.offsetIndex.lookup(offset)
  for await (const { header, bytes } of segment.batches({
    from: position,
    chunk: Math.min(maxBytes + SLACK, MOST_AT_ONCE),
  })) {
    if (header.lastOffset < offset) continue
    const fits = size + header.size <= maxBytes || (parts.length === 0 && minOneBatch)
    if (!fits || header.lastOffset >= upTo) return parts.length === 0 ? EMPTY_BYTES : concat(parts)
    parts.push(bytes)
    size += header.size
  }
  return parts.length === 0 ? undefined : concat(parts)
}

/** The first record from the log start on that is not older than the timestamp. */
export async function findTimestamp(
  segments: readonly Segment[],
  timestamp: number,
  logStartOffset: number,
): Promise<TimestampOffset | null> {
  for (const segment of segments) {
    if (segment.maxTimestamp < timestamp) continue
    const found = await segment.offsetForTimestamp(timestamp, logStartOffset)
    if (found) return found
  }
  return null
}

/** The first record that has the largest timestamp of the log. */
export async function findMaxTimestamp(segments: readonly Segment[]): Promise<TimestampOffset | null> {
  const [first, ...rest] = segments
  if (!first) return null
  const holder = rest.reduce((best, segment) => (segment.maxTimestamp > best.maxTimestamp ? segment : best), first)
  if (holder.maxTimestamp < 0) return null
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
