import { type BatchHeader, batchHeaderAt } from '../record/batch.ts'
import { codecLoading } from '../record/codecs.ts'
import { AT } from '../record/header.ts'

/** Bytes read from a file at once when batches are gone through. */
const CHUNK = 256 * 1024

/** A batch and where it lies in its file. */
export interface StoredBatch {
  readonly header: BatchHeader
  readonly bytes: Uint8Array
  readonly position: number
}

/** What batches are read from. */
export interface BatchSource {
  read(position: number, length: number): Promise<Uint8Array>
}

/**
 * The batches of a file in [from, end), read in large chunks. Stops quietly before a batch that is cut; throws
 * CorruptRecordError at one whose header is impossible. Checksums are the caller's business.
 */
export async function* batchesFrom(
  source: BatchSource,
  range: { from: number; end: number; chunk?: number },
): AsyncGenerator<StoredBatch, void> {
  const { end, chunk: atOnce = CHUNK } = range
  let position = range.from
  let chunk = new Uint8Array(0) as Uint8Array
  let start = position
  const have = (size: number) => start + chunk.length - position >= size
  while (end - position >= AT.records) {
    if (!have(AT.records)) {
      chunk = await source.read(position, Math.min(Math.max(atOnce, AT.records), end - position))
      start = position
      if (!have(AT.records)) return
    }
    const header = batchHeaderAt(chunk, position - start)
    if (position + header.size > end) return
    if (!have(header.size)) {
      chunk = await source.read(position, Math.min(Math.max(atOnce, header.size), end - position))
      start = position
      if (!have(header.size)) return
    }
    const loading = codecLoading(header.compression)
    if (loading) await loading
    yield { header, bytes: chunk.subarray(position - start, position - start + header.size), position }
    position += header.size
  }
}
