/**
 * CRC-32C (Castagnoli), the checksum of record batches and producer snapshots. Slicing by sixteen: sixteen bytes a step. A host
 * whose processor computes it may hand that in.
 */
const POLYNOMIAL = 0x82f63b78
const SLICES = 16

/** Of one byte. */
function firstTable(): Int32Array {
  return new Int32Array(256).map((_, n) => {
    let c = n
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ POLYNOMIAL : c >>> 1
    return c
  })
}

/** Of a byte with one more byte behind it than in the table before. */
function after(before: Int32Array): Int32Array {
  return before.map((c) => (T0[c & 0xff] as number) ^ (c >>> 8))
}

// In variables of their own: reading them out of an array costs a third of the speed.
const T0 = firstTable()
const T1 = after(T0)
const T2 = after(T1)
const T3 = after(T2)
const T4 = after(T3)
const T5 = after(T4)
const T6 = after(T5)
const T7 = after(T6)
const T8 = after(T7)
const T9 = after(T8)
const T10 = after(T9)
const T11 = after(T10)
const T12 = after(T11)
const T13 = after(T12)
const T14 = after(T13)
const T15 = after(T14)

/** The CRC-32C of some bytes as an unsigned 32-bit number. */
export type Crc32c = (bytes: Uint8Array) => number

/** Of so few bytes the call out of JavaScript takes longer than the tables. */
const FEW = 512

let ofMany: Crc32c | undefined

/** From here on what is long is given to `native`, which must compute the same. Of the whole process. */
export function useNativeCrc32c(native: Crc32c | undefined): void {
  ofMany = native
}

/** The CRC-32C of bytes[start, end) as an unsigned 32-bit number. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  return ofMany && end - start > FEW ? ofMany(bytes.subarray(start, end)) : sliced(bytes, start, end)
}

function sliced(bytes: Uint8Array, start: number, end: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let crc = -1
  let i = start
  for (const fast = end - SLICES; i <= fast; i += SLICES) {
    const a = crc ^ view.getInt32(i, true)
    const b = view.getInt32(i + 4, true)
    const c = view.getInt32(i + 8, true)
    const d = view.getInt32(i + 12, true)
    crc =
      (T15[a & 0xff] as number) ^
      (T14[(a >>> 8) & 0xff] as number) ^
      (T13[(a >>> 16) & 0xff] as number) ^
      (T12[a >>> 24] as number) ^
      (T11[b & 0xff] as number) ^
      (T10[(b >>> 8) & 0xff] as number) ^
      (T9[(b >>> 16) & 0xff] as number) ^
      (T8[b >>> 24] as number) ^
      (T7[c & 0xff] as number) ^
      (T6[(c >>> 8) & 0xff] as number) ^
      (T5[(c >>> 16) & 0xff] as number) ^
      (T4[c >>> 24] as number) ^
      (T3[d & 0xff] as number) ^
      (T2[(d >>> 8) & 0xff] as number) ^
      (T1[(d >>> 16) & 0xff] as number) ^
      (T0[d >>> 24] as number)
  }
  for (; i < end; i++) crc = (T0[(crc ^ (bytes[i] as number)) & 0xff] as number) ^ (crc >>> 8)
  return ~crc >>> 0
}
