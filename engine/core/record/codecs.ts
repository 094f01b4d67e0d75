import { Part } from '../base/part.ts'
import type { Compression } from './compression.ts'
import { AT, Attributes, LOG_OVERHEAD } from './layout.ts'
import { OLD_FORMATS } from './old-formats.ts'

/** The codecs: together larger than all else that a broker needs to start. */
const TABLE = new Part(() => import('./codec-table.ts'))

/**
 * What must be awaited before records of this compression are read or made; undefined when nothing must. Whoever takes batches
 * in at the edge (handlers, fetchers, readers of files) waits, so that everything behind is synchronous.
 */
export function codecLoading(compression: Compression): Promise<void> | undefined {
  return compression === 'none' ? undefined : TABLE.loading()
}

/** {@link codecLoading} for batches one after the other, as far as they are whole. */
export function codecsLoading(batches: Uint8Array | null): Promise<void> | undefined {
  if ((batches?.[AT.magic] ?? 2) < 2) return Promise.all([OLD_FORMATS.loading(), TABLE.loading()]).then(() => {})
  return TABLE.isLoaded || !batches || !hasCompressed(batches) ? undefined : TABLE.loading()
}

function hasCompressed(batches: Uint8Array): boolean {
  const view = new DataView(batches.buffer, batches.byteOffset, batches.length)
  let at = 0
  while (at + AT.records <= batches.length) {
    if ((view.getInt16(at + AT.attributes) & Attributes.compression) !== 0) return true
    const size = LOG_OVERHEAD + view.getInt32(at + AT.batchLength)
    if (size < AT.records) return false
    at += size
  }
  return false
}

/** As {@link codecLoading} for {@link compress}: zstd's compressor, which is WebAssembly and large, comes by itself. */
export function compressorLoading(compression: Compression): Promise<void> | undefined {
  if (compression !== 'zstd') return codecLoading(compression)
  return TABLE.isLoaded ? TABLE.now.zstdLoading() : TABLE.get().then(({ zstdLoading }) => zstdLoading())
}

/** The records of a batch as the codec stores them. */
export function compress(compression: Exclude<Compression, 'none'>, bytes: Uint8Array, level?: number): Uint8Array {
  return TABLE.now.CODECS[compression].compress(bytes, level)
}

/** The inverse; throws CorruptRecordError when malformed or larger than `maxSize` bytes. */
export function decompress(compression: Exclude<Compression, 'none'>, bytes: Uint8Array, maxSize: number): Uint8Array {
  return TABLE.now.CODECS[compression].decompress(bytes, maxSize)
}

/** {@link decompress} in pieces, each of them only lent, until `give` says false; throws CorruptRecordError when malformed. */
export function decompressStream(
  compression: Exclude<Compression, 'none'>,
  bytes: Uint8Array,
  give: (piece: Uint8Array) => boolean,
): void {
  TABLE.now.CODECS[compression].stream(bytes, give)
}
