/** The indexes of a segment that was found. */
import { concat, EMPTY_BYTES } from '../base/bytes.ts'
import type { LazyFile } from './lazy-file.ts'
import { OFFSET_ENTRY_SIZE } from './offset-index.ts'
import type { Segment } from './segment.ts'
import { TIME_ENTRY_SIZE } from './time-index.ts'
import type { TxnEntry } from './txn-index.ts'

/**
 * Reads the index files; their last entry tells the largest timestamp. Gives what the transaction index cannot have.
 * `trimmed`: they were closed, and all that is in them are entries; else zeros at their end are none, and an empty segment
 * has none at all.
 */
export async function loadIndexes(segment: Segment, { trimmed }: { trimmed: boolean }): Promise<TxnEntry | undefined> {
  const { offsetIndex, timeIndex, txnIndex, baseOffset } = segment
  if (segment.size === 0 && !trimmed) {
    for (const file of segment.files()) file.holdsNothing()
    return undefined
  }
  const entries = trimmed ? wholeOf : beforeZeros
  offsetIndex.load(await entries(offsetIndex.file, OFFSET_ENTRY_SIZE))
  timeIndex.load(await entries(timeIndex.file, TIME_ENTRY_SIZE))
  const { timestamp, offset } = timeIndex.lastEntry
  segment.maxTimestamp = timestamp
  segment.offsetOfMaxTimestamp = offset
  return txnIndex.load(await wholeOf(txnIndex.file), baseOffset)
}

async function wholeOf(file: LazyFile): Promise<Uint8Array> {
  return file.length === 0 ? EMPTY_BYTES : file.read(0, file.length)
}

/** A whole number of entries of either index. */
const CHUNK = 8 * 12 * 512

/** The entries of an index that may be preallocated: no more of it is read than is needed. */
async function beforeZeros(file: LazyFile, entrySize: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for (let at = 0; at < file.length; at += CHUNK) {
    const chunk = await file.read(at, CHUNK)
    chunks.push(chunk)
    if (isZero(chunk.subarray(-entrySize))) break
  }
  return withoutZeros(concat(chunks), entrySize, file.length)
}

function withoutZeros(bytes: Uint8Array, entrySize: number, length: number): Uint8Array {
  let end = bytes.length - (bytes.length % entrySize)
  while (end > 0 && isZero(bytes.subarray(end - entrySize, end))) end -= entrySize
  // One entry of zeros alone is a record of the year 1970.
  return end === 0 && length === entrySize ? bytes : bytes.subarray(0, end)
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0)
}
