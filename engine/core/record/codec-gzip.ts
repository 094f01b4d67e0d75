import { Gunzip } from 'fflate'
import { gzip as deflate } from 'pako'
import { type Codec, CorruptRecordError } from './compression.ts'
import { Output } from './output.ts'

/** Bytes inflated at a time: they make at most about a thousand times as many. */
const CHUNK = 4 * 1024
const LEVELS = [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const
const DEFAULT_LEVEL = -1
const OS_BYTE = 9
const TRAILER = 8

/**
 * gzip, byte for byte as Java packs it: zlib's own deflate (pako 2 is its port; fflate and pako 3 find other matches) behind
 * Java's header: no time, no flags, unknown system.
 */
export const gzip: Codec = {
  compress(bytes, level = DEFAULT_LEVEL) {
    const packed = deflate(bytes, { level: LEVELS.find((one) => one === level) ?? DEFAULT_LEVEL })
    packed[8] = 0
    packed[OS_BYTE] = 0xff
    return packed
  },

  decompress(bytes, maxSize) {
    const output = new Output(sizeTold(bytes), maxSize)
    inflate(bytes, (piece) => output.take(piece))
    return output.finish()
  },

  stream: inflate,
}

/** The size modulo 2^32 that the trailer tells. */
function sizeTold(bytes: Uint8Array): number {
  if (bytes.length < TRAILER) throw new CorruptRecordError('gzip: cut short')
  return new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4).getUint32(0, true)
}

/** The trailer's checksum is left to the batch's. */
function inflate(bytes: Uint8Array, give: (piece: Uint8Array) => boolean): void {
  const told = sizeTold(bytes)
  let size = 0
  let wanted = true
  const stream = new Gunzip((piece) => {
    size += piece.length
    wanted &&= give(piece)
  })
  try {
    for (let at = 0; at < bytes.length && wanted; at += CHUNK) {
      stream.push(bytes.subarray(at, at + CHUNK), at + CHUNK >= bytes.length)
    }
  } catch (error) {
    if (error instanceof CorruptRecordError) throw error
    throw new CorruptRecordError(`gzip: ${(error as Error).message}`)
  }
  if (wanted && size >>> 0 !== told) throw new CorruptRecordError('gzip: another size than the trailer tells')
}
