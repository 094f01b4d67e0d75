import { Gunzip, gzipSync } from 'fflate'
import { type Codec, CorruptRecordError } from './compression.ts'
import { Output } from './output.ts'

/** Bytes inflated between two looks at the limit. */
const CHUNK = 16 * 1024
const LEVELS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const
const DEFAULT_LEVEL = 6
const OS_BYTE = 9
const TRAILER = 8

/** gzip with the header that Java writes: no time, no flags, unknown system. */
export const gzip: Codec = {
  compress(bytes, level = DEFAULT_LEVEL) {
    const packed = gzipSync(bytes, { level: LEVELS[level] ?? DEFAULT_LEVEL, mtime: 0 })
    packed[8] = 0
    packed[OS_BYTE] = 0xff
    return packed
  },

  decompress(bytes, maxSize) {
    if (bytes.length < TRAILER) throw new CorruptRecordError('gzip: cut short')
    const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - TRAILER)
    const output = new Output(trailer.getUint32(4, true), maxSize)
    const inflate = new Gunzip((chunk) => output.append(chunk))
    try {
      for (let at = 0; at < bytes.length; at += CHUNK) {
        inflate.push(bytes.subarray(at, at + CHUNK), at + CHUNK >= bytes.length)
      }
    } catch (error) {
      if (error instanceof CorruptRecordError) throw error
      throw new CorruptRecordError(`gzip: ${(error as Error).message}`)
    }
    return output.finish()
  },
}
