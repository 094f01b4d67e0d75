import { gzip as deflate, Inflate } from 'pako'
import { type Codec, CorruptRecordError } from './compression.ts'
import { Output } from './output.ts'

/** Bytes inflated at a time: they make at most about a thousand times as many. */
const CHUNK = 4 * 1024
/** Bytes of a piece that is given. */
const PIECE = 64 * 1024
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
    const output = new Output(bytes.length * 2, maxSize)
    inflate(bytes, (piece) => output.take(piece))
    return output.finish()
  },

  stream: inflate,
}

/** Bytes behind a member and its trailer from which Java looks for another; fewer, or no member's, mean nothing to it. */
const LEAST_NEXT = 19

/** The members one after the other (RFC 1952). */
function inflate(bytes: Uint8Array, give: (piece: Uint8Array) => boolean): void {
  let begin = headerEnd(bytes, 0)
  if (begin === undefined) throw new CorruptRecordError('gzip: no gzip data')
  while (begin !== undefined) {
    const end = inflateMember(bytes, begin, give)
    begin = end !== undefined && bytes.length - end >= LEAST_NEXT ? headerEnd(bytes, end) : undefined
  }
}

/** Gives where the trailer ends, whose checksum is left to the batch's; undefined: no more is wanted. */
function inflateMember(bytes: Uint8Array, begin: number, give: (piece: Uint8Array) => boolean): number | undefined {
  let size = 0
  let wanted = true
  const member = new Member((piece) => {
    size += piece.length
    wanted &&= give(piece)
  })
  let at = begin
  while (wanted && !member.ended && at < bytes.length) at += member.take(bytes.subarray(at, at + CHUNK))
  if (!wanted) return undefined
  if (!member.ended || bytes.length - at < TRAILER) throw new CorruptRecordError('gzip: cut short')
  const told = new DataView(bytes.buffer, bytes.byteOffset + at + 4).getUint32(0, true)
  if (size >>> 0 !== told) throw new CorruptRecordError('gzip: another size than the trailer tells')
  return at + TRAILER
}

/** pako's stream with zlib's view of its input, which its types leave out. */
type ZlibInflate = Inflate & { readonly strm: { readonly next_in: number } }

/** The deflated bytes of one member. */
class Member {
  ended = false
  private readonly zlib: ZlibInflate

  constructor(give: (piece: Uint8Array) => void) {
    this.zlib = new Inflate({ raw: true, chunkSize: PIECE }) as ZlibInflate
    this.zlib.onData = (piece) => give(piece as Uint8Array)
    this.zlib.onEnd = () => {
      this.ended = true
    }
  }

  /** Gives how many of the bytes belong to the member. */
  take(bytes: Uint8Array): number {
    this.zlib.push(bytes)
    if (this.zlib.err !== 0) throw new CorruptRecordError(`gzip: ${this.zlib.msg || 'invalid data'}`)
    return this.zlib.strm.next_in
  }
}

const FLAGS = { headerCrc: 2, extra: 4, name: 8, comment: 16 } as const
const FIXED_HEADER = 10

/** Behind the header that begins here; undefined: none does. */
function headerEnd(bytes: Uint8Array, from: number): number | undefined {
  if (bytes[from] !== 0x1f || bytes[from + 1] !== 0x8b || bytes[from + 2] !== 8) return undefined
  const flags = bytes[from + 3] ?? 0
  let at = from + FIXED_HEADER
  if (flags & FLAGS.extra) at += 2 + (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256
  for (const flag of [FLAGS.name, FLAGS.comment]) if (flags & flag) at = behindZero(bytes, at)
  if (flags & FLAGS.headerCrc) at += 2
  return at <= bytes.length ? at : undefined
}

function behindZero(bytes: Uint8Array, from: number): number {
  const zero = bytes.indexOf(0, from)
  return zero < 0 ? Number.POSITIVE_INFINITY : zero + 1
}
