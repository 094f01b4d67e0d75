import { Decompress } from 'fzstd'
import { assert } from '../base/assert.ts'
import { type Codec, CorruptRecordError } from './compression.ts'
import { Output } from './output.ts'

const DEFAULT_LEVEL = 3
/** Bytes taken between two looks at the limit; one block gives 128 KiB at most. */
const CHUNK = 16 * 1024

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
    let complete = false
    const stream = new Decompress((chunk, final) => {
      output.append(chunk)
      if (final) complete = true
    })
    try {
      for (let at = 0; at < bytes.length; at += CHUNK) {
        stream.push(bytes.subarray(at, at + CHUNK), at + CHUNK >= bytes.length)
      }
    } catch (error) {
      if (error instanceof CorruptRecordError) throw error
      throw new CorruptRecordError(`zstd: ${(error as Error).message}`)
    }
    if (!complete) throw new CorruptRecordError('zstd: cut short')
    return output.finish()
  },
}
