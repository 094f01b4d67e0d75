import { fromUtf8, utf8 } from './utf8.ts'

/** Bytes that do not have the form they claim: cut short, a negative length, an offset beyond 2^53. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
}

export const EMPTY_BYTES = new Uint8Array(0)

/** How many elements of arrays and tagged fields may still be read: each is an object, whatever it took on the wire. */
export interface ElementBudget {
  left: number
}

/** Reads big-endian values from bytes, bounds checked; every failure is a {@link DecodeError}. Slices are views, not copies. */
export class ByteReader {
  position = 0
  readonly bytes: Uint8Array
  private readonly view: DataView

  /** Without a budget, as many elements as the bytes hold. */
  constructor(
    bytes: Uint8Array,
    private readonly budget: ElementBudget | undefined = undefined,
  ) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get remaining(): number {
    return this.bytes.length - this.position
  }

  /** Takes so many elements from the budget. */
  claim(elements: number): void {
    if (!this.budget) return
    this.budget.left -= elements
    if (this.budget.left < 0) throw new DecodeError('more elements than a request may have')
  }

  /** Reads a part of what this one reads, on the same budget. */
  within(part: Uint8Array): ByteReader {
    return new ByteReader(part, this.budget)
  }

  private take(size: number): number {
    const at = this.position
    if (size < 0) throw new DecodeError(`negative size ${size}`)
    if (size > this.bytes.length - at) throw new DecodeError(`${size} bytes wanted, ${this.remaining} left`)
    this.position = at + size
    return at
  }

  int8(): number {
    return this.view.getInt8(this.take(1))
  }
  uint8(): number {
    return this.view.getUint8(this.take(1))
  }
  int16(): number {
    return this.view.getInt16(this.take(2))
  }
  uint16(): number {
    return this.view.getUint16(this.take(2))
  }
  int32(): number {
    return this.view.getInt32(this.take(4))
  }
  uint32(): number {
    return this.view.getUint32(this.take(4))
  }
  float64(): number {
    return this.view.getFloat64(this.take(8))
  }
  bigInt64(): bigint {
    return this.view.getBigInt64(this.take(8))
  }

  /** An int64 as a number; one beyond 2^53 is refused, for offsets and timestamps never are. */
  int64(): number {
    const at = this.take(8)
    const value = this.view.getInt32(at) * 0x1_0000_0000 + this.view.getUint32(at + 4)
    if (!Number.isSafeInteger(value)) throw new DecodeError('an int64 beyond 2^53')
    return value
  }

  raw(length: number): Uint8Array {
    const at = this.take(length)
    return this.bytes.subarray(at, at + length)
  }

  utf8(length: number): string {
    return fromUtf8(this.raw(length))
  }

  unsignedVarint(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.uint8()
      if (shift === 28 && byte > 0x0f) break
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
    throw new DecodeError('a varint of more than 32 bits')
  }

  /** A zig-zag varint of 32 bits. */
  varint(): number {
    const raw = this.unsignedVarint()
    return (raw >>> 1) ^ -(raw & 1)
  }

  unsignedVarlong(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.uint8()
      if (shift === 63n && byte > 1) break
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    throw new DecodeError('a varlong of more than 64 bits')
  }

  /** A zig-zag varlong as a number; beyond 2^53 it is refused. */
  varlong(): number {
    const start = this.position
    let value = 0
    let scale = 1
    for (let i = 0; i < 7; i++) {
      const byte = this.uint8()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
      scale *= 128
    }
    this.position = start
    return safeNumber(zigZagDecode(this.unsignedVarlong()))
  }
}

function zigZagDecode(raw: bigint): bigint {
  return (raw >> 1n) ^ -(raw & 1n)
}

function safeNumber(value: bigint): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new DecodeError('an int64 beyond 2^53')
  return number
}

/** Writes big-endian values into a buffer that grows; {@link finish} gives the bytes. */
export class ByteWriter {
  private buffer: Uint8Array
  private view: DataView
  length = 0

  constructor(capacity = 256) {
    this.buffer = new Uint8Array(capacity)
    this.view = new DataView(this.buffer.buffer)
  }

  private reserve(size: number): number {
    const at = this.length
    const needed = at + size
    if (needed > this.buffer.length) this.grow(needed)
    this.length = needed
    return at
  }

  private grow(needed: number): void {
    // Room for what follows a long field, so that it is not copied again for a few bytes.
    const next = new Uint8Array(Math.max(needed + 512, this.buffer.length * 2))
    next.set(this.buffer.subarray(0, this.length))
    this.buffer = next
    this.view = new DataView(next.buffer)
  }

  int8(value: number): void {
    const at = this.reserve(1)
    this.view.setInt8(at, value)
  }
  int16(value: number): void {
    const at = this.reserve(2)
    this.view.setInt16(at, value)
  }
  uint16(value: number): void {
    const at = this.reserve(2)
    this.view.setUint16(at, value)
  }
  int32(value: number): void {
    const at = this.reserve(4)
    this.view.setInt32(at, value)
  }
  uint32(value: number): void {
    const at = this.reserve(4)
    this.view.setUint32(at, value)
  }
  float64(value: number): void {
    const at = this.reserve(8)
    this.view.setFloat64(at, value)
  }
  bigInt64(value: bigint): void {
    const at = this.reserve(8)
    this.view.setBigInt64(at, value)
  }
  int64(value: number): void {
    if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe int64: ${value}`)
    const at = this.reserve(8)
    this.view.setInt32(at, Math.floor(value / 0x1_0000_0000))
    this.view.setUint32(at + 4, value >>> 0)
  }

  raw(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length)
    this.buffer.set(bytes, at)
  }

  unsignedVarint(value: number): void {
    let rest = value >>> 0
    while (rest > 0x7f) {
      this.int8((rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    this.int8(rest)
  }

  varint(value: number): void {
    this.unsignedVarint((value << 1) ^ (value >> 31))
  }

  varlong(value: number): void {
    let rest = value >= 0 ? value * 2 : -value * 2 - 1
    if (!Number.isSafeInteger(rest)) return this.bigVarlong(BigInt(value))
    while (rest > 0x7f) {
      this.int8((rest % 128) | 0x80)
      rest = Math.floor(rest / 128)
    }
    this.int8(rest)
  }

  private bigVarlong(value: bigint): void {
    this.unsignedVarlong(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)))
  }

  unsignedVarlong(value: bigint): void {
    let rest = value
    while (rest > 0x7fn) {
      this.int8(Number(rest & 0x7fn) | 0x80)
      rest >>= 7n
    }
    this.int8(Number(rest))
  }

  /** Overwrites four bytes that were written before: for lengths known afterwards. */
  patchInt32(at: number, value: number): void {
    this.view.setInt32(at, value)
  }
  patchUint32(at: number, value: number): void {
    this.view.setUint32(at, value)
  }

  utf8(text: string): void {
    this.raw(utf8(text))
  }

  /** What was written so far, as a view that later writes may overwrite or detach from. */
  finish(): Uint8Array {
    return this.buffer.subarray(0, this.length)
  }
}

/** From so many bytes on a {@link GatheringWriter} takes an array as it is. */
const BY_REFERENCE = 4 * 1024

/** Writes as {@link ByteWriter} does, but does not copy large arrays: they must not be changed afterwards. */
export class GatheringWriter extends ByteWriter {
  private readonly taken: { readonly at: number; readonly bytes: Uint8Array }[] = []
  private takenLength = 0

  /** Bytes written so far, those taken by reference too. */
  get totalLength(): number {
    return this.length + this.takenLength
  }

  override raw(bytes: Uint8Array): void {
    if (bytes.length < BY_REFERENCE) return super.raw(bytes)
    this.taken.push({ at: this.length, bytes })
    this.takenLength += bytes.length
  }

  /** All that was written, in order. */
  parts(): Uint8Array[] {
    const own = this.finish()
    const parts: Uint8Array[] = []
    let from = 0
    for (const { at, bytes } of this.taken) {
      if (at > from) parts.push(own.subarray(from, at))
      parts.push(bytes)
      from = at
    }
    if (own.length > from) parts.push(own.subarray(from))
    return parts
  }
}

/** One array of many, in order: a view when they lie one behind the other in one buffer, else a copy. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts
  if (!first) return EMPTY_BYTES
  if (parts.every((part, i) => i === 0 || follows(parts[i - 1] as Uint8Array, part))) {
    const last = parts.at(-1) as Uint8Array
    return new Uint8Array(first.buffer, first.byteOffset, last.byteOffset + last.length - first.byteOffset)
  }
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function follows(before: Uint8Array, part: Uint8Array): boolean {
  return part.buffer === before.buffer && part.byteOffset === before.byteOffset + before.length
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Lower-case hex, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}

export function fromHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)
  return bytes
}
