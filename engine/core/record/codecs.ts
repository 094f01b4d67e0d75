import { gzip } from './codec-gzip.ts'
import { lz4 } from './codec-lz4.ts'
import { snappy } from './codec-snappy.ts'
import { loadZstd, zstd } from './codec-zstd.ts'
import type { Codec, Compression } from './compression.ts'

const CODECS: { readonly [name in Exclude<Compression, 'none'>]: Codec } = { gzip, snappy, lz4, zstd }

/** Must be awaited once at the start of a process that may compress with zstd; the other codecs need no start. */
export async function loadCodecs(): Promise<void> {
  await loadZstd()
}

/** The records of a batch as the codec stores them. */
export function compress(compression: Exclude<Compression, 'none'>, bytes: Uint8Array, level?: number): Uint8Array {
  return CODECS[compression].compress(bytes, level)
}

/** The inverse; throws CorruptRecordError when malformed or larger than `maxSize` bytes. */
export function decompress(compression: Exclude<Compression, 'none'>, bytes: Uint8Array, maxSize: number): Uint8Array {
  return CODECS[compression].decompress(bytes, maxSize)
}
