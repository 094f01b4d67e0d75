/** What the walk tells of one record. */
export interface WalkedRecord {
  /** Its place in the batch, from 0. */
  readonly index: number
  /** Bytes; negative: null. */
  readonly keySize: number
  /** As {@link keySize}. */
  readonly valueSize: number
  readonly offsetDelta: number
  /** Not exact beyond 2^53. */
  readonly timestampDelta: number
}

/**
 * {@link RecordWalk} over records that lie there whole and uncompressed. False where anything about them is odd: the walk
 * says what. Records that were told of by then are to be forgotten.
 */
export function walkPlain(bytes: Uint8Array, count: number, onRecord: (record: WalkedRecord) => void): boolean {
  const cursor = new VarintCursor(bytes)
  const record = { index: 0, keySize: 0, valueSize: 0, offsetDelta: 0, timestampDelta: 0 }
  for (let i = 0; i < count; i++) {
    const size = cursor.next()
    const end = cursor.at + size
    cursor.at++
    record.index = i
    record.timestampDelta = cursor.next()
    record.offsetDelta = cursor.next()
    record.keySize = cursor.pass()
    record.valueSize = cursor.pass()
    const headers = cursor.next()
    // Too many to be there, or too few.
    if (headers < 0 || headers > bytes.length) return false
    for (let header = 0; header < headers; header++) {
      if (cursor.pass() < 0) return false
      cursor.pass()
    }
    if (cursor.isOdd || cursor.at !== end) return false
    onRecord(record)
  }
  return cursor.at === bytes.length
}

/** Varints one after the other. Beyond the end they are 0, and {@link isOdd} says so. */
class VarintCursor {
  at = 0
  isOdd = false

  constructor(private readonly bytes: Uint8Array) {}

  next(): number {
    const { bytes } = this
    let raw = 0
    let scale = 1
    for (let i = 0; i < 7; i++) {
      const byte = bytes[this.at++]
      if (byte === undefined) break
      raw += (byte & 0x7f) * scale
      if (byte < 0x80) return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2
      scale *= 128
    }
    this.isOdd = true
    return 0
  }

  /** Passes over bytes with their length before them; gives the length, negative for null. */
  pass(): number {
    const length = this.next()
    if (length > 0) this.at += length
    return length
  }
}

/** What the next byte of the records belongs to. */
type Field =
  | 'size'
  | 'attributes'
  | 'timestamp'
  | 'offset'
  | 'key'
  | 'value'
  | 'header count'
  | 'header key'
  | 'header value'

/** Bits of the longest varint, that of a 64 bit value. */
const MOST_BITS = 70

/**
 * Walks over the records of a batch without making them, from pieces cut anywhere, as `DefaultRecord.readPartiallyFrom`
 * does: keys, values and headers are passed over, so that a batch costs no more memory than one piece.
 */
export class RecordWalk {
  /** What is wrong with the records; null: nothing so far. */
  problem: string | null = null
  private field: Field = 'size'
  private index = 0
  /** Bytes of the present key or value to pass over. */
  private skip = 0
  private raw = 0
  private bits = 0
  private headersLeft = 0
  /** Bytes of the present record's body, by its size and as walked. */
  private bodySize = 0
  private bodyWalked = 0
  private keySize = 0
  private valueSize = 0
  private offsetDelta = 0
  private timestampDelta = 0

  constructor(
    private readonly count: number,
    private readonly options: {
      /** Kafka looks at the sizes of records only where they are not compressed. */
      readonly checksSizes: boolean
      readonly onRecord: (record: WalkedRecord) => void
    },
  ) {}

  /** Takes the next bytes; false: they are not wanted any more. */
  push(piece: Uint8Array): boolean {
    let at = 0
    while (at < piece.length && this.problem === null) {
      if (this.index === this.count) this.problem = 'records still remaining in file'
      else if (this.skip > 0) at += this.pass(piece.length - at)
      else this.takeByte(piece[at++] as number)
    }
    return this.problem === null
  }

  /** No more bytes come; gives what is wrong, or null. */
  end(): string | null {
    if (this.problem === null && this.index < this.count) this.problem = 'premature EOF reached'
    return this.problem
  }

  private pass(available: number): number {
    const passed = Math.min(this.skip, available)
    this.skip -= passed
    this.bodyWalked += passed
    if (this.skip === 0) this.next()
    return passed
  }

  private takeByte(byte: number): void {
    this.bodyWalked++
    if (this.field === 'attributes') return this.next()
    this.raw += (byte & 0x7f) * 2 ** this.bits
    this.bits += 7
    if (byte < 0x80) this.takeVarint()
    else if (this.bits >= MOST_BITS) this.problem = 'a varint without end'
  }

  private takeVarint(): void {
    const { raw } = this
    this.raw = 0
    this.bits = 0
    this.takeValue(raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2)
  }

  private takeValue(value: number): void {
    switch (this.field) {
      case 'size':
        this.bodySize = value
        this.bodyWalked = 0
        break
      case 'timestamp':
        this.timestampDelta = value
        break
      case 'offset':
        this.offsetDelta = value
        break
      case 'key':
        this.keySize = value
        break
      case 'value':
        this.valueSize = value
        break
      case 'header count':
        if (value < 0) this.problem = `Found invalid number of record headers ${value}`
        this.headersLeft = value
        break
      case 'header key':
        if (value < 0) this.problem = `Invalid negative header key size ${value}`
        break
    }
    if (HAS_BYTES.has(this.field) && value > 0) this.skip = value
    else this.next()
  }

  private next(): void {
    if (this.field === 'header value') this.headersLeft--
    const atEnd = this.field === 'header count' || this.field === 'header value'
    if (atEnd && this.headersLeft <= 0) this.endRecord()
    else this.field = FOLLOWING[this.field]
  }

  private endRecord(): void {
    if (this.options.checksSizes && this.bodyWalked !== this.bodySize)
      this.problem ??= `Invalid record size: expected ${this.bodySize} bytes in record payload, but read ${this.bodyWalked}`
    if (this.problem !== null) return
    const { index, keySize, valueSize, offsetDelta, timestampDelta } = this
    this.index++
    this.field = 'size'
    this.options.onRecord({ index, keySize, valueSize, offsetDelta, timestampDelta })
  }
}

const HAS_BYTES: ReadonlySet<Field> = new Set(['key', 'value', 'header key', 'header value'])

const FOLLOWING: { readonly [field in Field]: Field } = {
  size: 'attributes',
  attributes: 'timestamp',
  timestamp: 'offset',
  offset: 'key',
  key: 'value',
  value: 'header count',
  'header count': 'header key',
  'header key': 'header value',
  'header value': 'header key',
}
