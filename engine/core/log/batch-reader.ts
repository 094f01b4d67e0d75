import { type BatchHeader, batchHeaderAt, CorruptRecordError } from '../record/batch.ts'
import { codecLoading } from '../record/codecs.ts'
import { AT, LEAST_LENGTH, LOG_OVERHEAD } from '../record/header.ts'
import { OLD_FORMATS } from '../record/old-formats.ts'

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
 * The batches of a file in [from, end), read in large chunks. Stops quietly before a batch that is cut, or claims more than
 * there is; throws CorruptRecordError at one whose header is impossible (`FileLogInputStream`). Checksums are the caller's
 * business.
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
  while (end - position > AT.crc) {
    const need = Math.min(AT.records, end - position)
    if (!have(need)) {
      chunk = await source.read(position, Math.min(Math.max(atOnce, AT.records), end - position))
      start = position
      if (!have(need)) return
    }
    if (position + sizeAt(chunk, position - start) > end) return
    if ((chunk[position - start + AT.magic] as number) < 2) await OLD_FORMATS.loading()
    const header = batchHeaderAt(chunk, position - start)
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

/** Throws CorruptRecordError when it is too small for a batch of any format. */
function sizeAt(bytes: Uint8Array, position: number): number {
  const size = new DataView(bytes.buffer, bytes.byteOffset + position + AT.batchLength, 4).getInt32(0)
  if (size >= LEAST_LENGTH) return LOG_OVERHEAD + size
  throw new CorruptRecordError(`Found record size ${size} smaller than minimum record overhead (${LEAST_LENGTH})`)
}
