/** MD5 (RFC 1321), for hashes that must be those of Kafka; not for secrets. */

const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const

/** `floor(2^32 * abs(sin(i + 1)))` */
const SINES = Int32Array.from({ length: 64 }, (_, i) => Math.floor(2 ** 32 * Math.abs(Math.sin(i + 1))) | 0)

/** For each of the 64 steps: which word of the block, and by how much to rotate. */
const WORDS = Uint8Array.from({ length: 64 }, (_, i) => {
  const round = i >> 4
  return ([i, 5 * i + 1, 3 * i + 5, 7 * i][round] as number) & 15
})
const ROTATIONS = Uint8Array.from({ length: 64 }, (_, i) => SHIFTS[i >> 4]?.[i & 3] as number)

/** The digest's four words (little-endian in its bytes) into `digest`. */
export function md5(data: Uint8Array, digest: Int32Array): void {
  digest[0] = 0x6745_2301
  digest[1] = 0xefcd_ab89 | 0
  digest[2] = 0x98ba_dcfe | 0
  digest[3] = 0x1032_5476
  const whole = data.length & ~63
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  for (let at = 0; at < whole; at += 64) block(view, at, digest)
  const rest = data.length - whole
  const last = new Uint8Array(rest < 56 ? 64 : 128)
  last.set(data.subarray(whole))
  last[rest] = 0x80
  const end = new DataView(last.buffer)
  end.setUint32(last.length - 8, data.length * 8, true)
  end.setUint32(last.length - 4, Math.floor(data.length / 2 ** 29), true)
  for (let at = 0; at < last.length; at += 64) block(end, at, digest)
}

function block(view: DataView, at: number, digest: Int32Array): void {
  let a = digest[0] as number
  let b = digest[1] as number
  let c = digest[2] as number
  let d = digest[3] as number
  for (let i = 0; i < 64; i++) {
    const mixed = i < 16 ? (b & c) | (~b & d) : i < 32 ? (d & b) | (~d & c) : i < 48 ? b ^ c ^ d : c ^ (b | ~d)
    const sum = (a + mixed + (SINES[i] as number) + view.getInt32(at + (WORDS[i] as number) * 4, true)) | 0
    const by = ROTATIONS[i] as number
    a = d
    d = c
    c = b
    b = (b + ((sum << by) | (sum >>> (32 - by)))) | 0
  }
  digest[0] = (digest[0] as number) + a
  digest[1] = (digest[1] as number) + b
  digest[2] = (digest[2] as number) + c
  digest[3] = (digest[3] as number) + d
}
