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

  /** {@link append}, as the taker of a stream that wants all of it. */
  take(bytes: Uint8Array): true {
    this.append(bytes)
    return true
  }

  /** Repeats `count` bytes from `distance` back, which may overlap what they make. */
  copy(distance: number, count: number): void {
    this.reserve(count)
    const { bytes, length } = this
    if (distance >= count) bytes.copyWithin(length, length - distance, length - distance + count)
    else for (let i = 0; i < count; i++) bytes[length + i] = bytes[length + i - distance] as number
    this.length += count
  }

  /** The bytes that are there now. */
  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }
}

/** Bytes that a match may reach back. */
const WINDOW = 64 * 1024

/** An output that hands its bytes on and keeps only what matches may still reach. */
export class StreamOutput extends Output {
  private given = 0
  /** False once the taker wants no more. */
  wanted = true

  constructor(private readonly give: (piece: Uint8Array) => boolean) {
    super(4 * WINDOW, Number.POSITIVE_INFINITY)
  }

  override append(bytes: Uint8Array): void {
    super.append(bytes)
    this.handOn()
  }

  override copy(distance: number, count: number): void {
    for (let left = count; left > 0 && this.wanted; left -= WINDOW) {
      super.copy(distance, Math.min(left, WINDOW))
      this.handOn()
    }
  }

  private handOn(): void {
    if (this.length < 3 * WINDOW) return
    this.drain()
    this.bytes.copyWithin(0, this.length - WINDOW, this.length)
    this.length = WINDOW
    this.given = WINDOW
  }

  /** Hands on what is left. */
  drain(): void {
    if (this.wanted && this.given < this.length) this.wanted = this.give(this.bytes.subarray(this.given, this.length))
    this.given = this.length
  }
}
