import { Decompress } from 'fzstd'
import { assert } from '../base/assert.ts'
import { type Codec, CorruptRecordError } from './compression.ts'
import { Output } from './output.ts'

const DEFAULT_LEVEL = 3
/** Bytes taken at a time; one block, of four bytes at least, gives 128 KiB at most. */
const CHUNK = 4 * 1024
/** What the decompressor of the Java client allows. */
const MOST_WINDOW = 2 ** 27

interface Compressor {
  compress(data: Uint8Array, level?: number): Uint8Array
}

let compressor: Compressor | undefined
let loading: Promise<void> | undefined

/** The loading of the compressor, which is WebAssembly and cannot start synchronously; undefined once it is there. */
export function zstdLoading(): Promise<void> | undefined {
  if (compressor) return undefined
  // What failed, say without network, is tried again when it is needed again.
  loading ??= load().finally(() => {
    loading = undefined
  })
  return loading
}

async function load(): Promise<void> {
  const { Zstd } = await import('@hpcc-js/wasm-zstd')
  compressor = await Zstd.load()
}

export const zstd: Codec = {
  compress(bytes, level = DEFAULT_LEVEL) {
    assert(compressor, 'compressorLoading() was not awaited')
    return compressor.compress(bytes, level).slice()
  },

  decompress(bytes, maxSize) {
    const output = new Output(bytes.length * 4, maxSize)
    if (bytes.length === 0) throw new CorruptRecordError('zstd: cut short')
    decompressStream(bytes, (piece) => output.take(piece))
    return output.finish()
  },

  stream: decompressStream,
}

function decompressStream(bytes: Uint8Array, give: (piece: Uint8Array) => boolean): void {
  if (bytes.length === 0) return
  if (windowSize(bytes) > MOST_WINDOW) throw new CorruptRecordError('zstd: Frame requires too much memory')
  let complete = false
  let wanted = true
  const stream = new Decompress((piece, final) => {
    if (final) complete = true
    wanted &&= give(piece)
  })
  try {
    for (let at = 0; at < bytes.length && wanted; at += CHUNK) {
      stream.push(bytes.subarray(at, at + CHUNK), at + CHUNK >= bytes.length)
    }
  } catch (error) {
    if (error instanceof CorruptRecordError) throw error
    throw new CorruptRecordError(`zstd: ${(error as Error).message}`)
  }
  if (wanted && !complete) throw new CorruptRecordError('zstd: cut short')
}

/** What the frame header demands as memory (RFC 8878, 3.1.1.1.2); a frame of a single segment is as large as its window. */
function windowSize(bytes: Uint8Array): number {
  const [descriptor = 0, window = 0] = bytes.subarray(4)
  if ((descriptor & 0x20) !== 0) return 0
  const base = 2 ** (10 + (window >> 3))
  return base + (base / 8) * (window & 7)
}
