import { gzip } from './codec-gzip.ts'
import { lz4 } from './codec-lz4.ts'
import { snappy } from './codec-snappy.ts'
import { zstd, zstdLoading } from './codec-zstd.ts'
import type { Codec, Compression } from './compression.ts'

const CODECS: { readonly [name in Exclude<Compression, 'none'>]: Codec } = { gzip, snappy, lz4, zstd }

/**
 * What must be awaited before {@link compress} is called with this codec; undefined when nothing must. Only zstd's
 * compressor, which is WebAssembly and large, is loaded on its first need: producers and the handler of Produce, at the
 * edge, wait for it. Decompressing never needs to wait.
 */
export function compressorLoading(compression: Compression): Promise<void> | undefined {
  return compression === 'zstd' ? zstdLoading() : undefined
}

/** The records of a batch as the codec stores them. */
export function compress(compression: Exclude<Compression, 'none'>, bytes: Uint8Array, level?: number): Uint8Array {
  return CODECS[compression].compress(bytes, level)
}

/** The inverse; throws CorruptRecordError when malformed or larger than `maxSize` bytes. */
export function decompress(compression: Exclude<Compression, 'none'>, bytes: Uint8Array, maxSize: number): Uint8Array {
  return CODECS[compression].decompress(bytes, maxSize)
}

/** {@link decompress} in pieces, each of them only lent, until `give` says false; throws CorruptRecordError when malformed. */
export function decompressStream(
  compression: Exclude<Compression, 'none'>,
  bytes: Uint8Array,
  give: (piece: Uint8Array) => boolean,
): void {
  CODECS[compression].stream(bytes, give)
}
