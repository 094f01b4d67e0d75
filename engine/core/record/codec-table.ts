import { gzip } from './codec-gzip.ts'
import { lz4 } from './codec-lz4.ts'
import { snappy } from './codec-snappy.ts'
import { zstd } from './codec-zstd.ts'
import type { Codec, Compression } from './compression.ts'

export { zstdLoading } from './codec-zstd.ts'

export const CODECS: { readonly [name in Exclude<Compression, 'none'>]: Codec } = { gzip, snappy, lz4, zstd }
