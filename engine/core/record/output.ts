import { checkSize } from './compression.ts'

/** The output of a decompressor: grows, may be read back for matches, and is bounded. */
export class Output {
  bytes: Uint8Array
  length = 0

  constructor(
    expected: number,
    private readonly maxSize: number,
  ) {
    this.bytes = new Uint8Array(Math.min(Math.max(expected, 64), maxSize, 1 << 24))
  }

  /** Room for `more` bytes at the end; throws CorruptRecordError beyond the limit. */
  reserve(more: number): void {
    const needed = this.length + more
    checkSize(needed, this.maxSize)
    if (needed <= this.bytes.length) return
    const grown = new Uint8Array(Math.min(Math.max(needed, this.bytes.length * 2), this.maxSize))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length)
    this.bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  /** Repeats `count` bytes from `distance` back, which may overlap what they make. */
  copy(distance: number, count: number): void {
    this.reserve(count)
    const { bytes, length } = this
    if (distance >= count) bytes.copyWithin(length, length - distance, length - distance + count)
    else for (let i = 0; i < count; i++) bytes[length + i] = bytes[length + i - distance] as number
    this.length += count
  }

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }
}
