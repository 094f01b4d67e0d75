import { holdsFew, slotAtOrBelow, WARM_BYTES } from './index-slots.ts'
import type { LazyFile } from './lazy-file.ts'

export const TIME_ENTRY_SIZE = 12
const WARM = Math.floor(WARM_BYTES / TIME_ENTRY_SIZE)

export interface TimestampEntry {
  readonly timestamp: number
  readonly offset: number
}

/** `.timeindex`: largest timestamp so far → last offset of the batch that holds it. Timestamps grow strictly. */
export class TimeIndex {
  private timestamps: number[] = []
  private offsets: number[] = []

  constructor(
    readonly file: LazyFile,
    private readonly baseOffset: number,
    /** `segment.index.bytes` */
    private readonly maxBytes: number,
  ) {}

  get count(): number {
    return this.timestamps.length
  }

  /** One entry early: there must be room for the closing one. */
  get isFull(): boolean {
    return this.count >= Math.floor(this.maxBytes / TIME_ENTRY_SIZE) - 1
  }

  get lastEntry(): TimestampEntry {
    return { timestamp: this.timestamps.at(-1) ?? -1, offset: this.offsets.at(-1) ?? this.baseOffset }
  }

  /** Makes the file as long as it may become, as Kafka does for the segment that is appended to. */
  preallocate(): void {
    const most = this.maxBytes - (this.maxBytes % TIME_ENTRY_SIZE)
    holdsFew(this.count * TIME_ENTRY_SIZE, most)
    this.file.preallocate(most)
  }

  /** Takes over what a file holds, unchecked as in Kafka. */
  load(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    for (let at = 0; at + TIME_ENTRY_SIZE <= bytes.length; at += TIME_ENTRY_SIZE) {
      this.timestamps.push(Number(view.getBigInt64(at)))
      this.offsets.push(this.baseOffset + view.getInt32(at + 8))
    }
    if (this.file.length !== this.count * TIME_ENTRY_SIZE) this.file.truncate(this.count * TIME_ENTRY_SIZE)
  }

  /** Appends unless the timestamp did not grow, or the offset went back, which only a damaged file brings about. */
  maybeAppend(timestamp: number, offset: number): void {
    const last = this.lastEntry
    if (timestamp <= last.timestamp || offset < last.offset) return
    this.timestamps.push(timestamp)
    this.offsets.push(offset)
    const entry = new Uint8Array(TIME_ENTRY_SIZE)
    const view = new DataView(entry.buffer)
    view.setBigInt64(0, BigInt(timestamp))
    view.setInt32(8, offset - this.baseOffset)
    this.file.append(entry)
  }

  /** The entry with the greatest timestamp at or below the target: no record before its offset is younger. */
  lookup(timestamp: number): TimestampEntry {
    const slot = slotAtOrBelow(this.timestamps, timestamp, WARM)
    if (slot < 0) return { timestamp: -1, offset: this.baseOffset }
    return { timestamp: this.timestamps[slot] as number, offset: this.offsets[slot] as number }
  }

  /** Drops the entries at and beyond the offset. */
  truncateTo(offset: number): void {
    const kept = slotAtOrBelow(this.offsets, offset - 1, WARM) + 1
    this.timestamps.length = kept
    this.offsets.length = kept
    this.file.truncate(kept * TIME_ENTRY_SIZE)
  }

  reset(): void {
    this.truncateTo(Number.NEGATIVE_INFINITY)
  }
}

/** The entries in the bytes of a `.timeindex` file, as far as they grow. */
export function* timeEntries(bytes: Uint8Array, baseOffset: number): Iterable<TimestampEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let last = -1
  for (let at = 0; at + TIME_ENTRY_SIZE <= bytes.length; at += TIME_ENTRY_SIZE) {
    const timestamp = Number(view.getBigInt64(at))
    const relative = view.getInt32(at + 8)
    if (timestamp <= last || (timestamp === 0 && relative === 0 && last === -1 && isZero(bytes, at))) return
    last = timestamp
    yield { timestamp, offset: baseOffset + relative }
  }
}

/** A file that begins with zeros is preallocated, unless that one entry is all it has: a record of the year 1970. */
function isZero(bytes: Uint8Array, at: number): boolean {
  return bytes.length > at + TIME_ENTRY_SIZE
}
