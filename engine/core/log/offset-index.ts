import { assert } from '../base/assert.ts'
import { holdsFew, slotAtOrBelow, WARM_BYTES } from './index-slots.ts'
import type { LazyFile } from './lazy-file.ts'

export const OFFSET_ENTRY_SIZE = 8
const WARM = WARM_BYTES / OFFSET_ENTRY_SIZE

export interface OffsetPosition {
  readonly offset: number
  readonly position: number
}

/** `.index`: last offset of a batch → position at which it starts, for one batch in about `index.interval.bytes`. */
export class OffsetIndex {
  private offsets: number[] = []
  private positions: number[] = []

  constructor(
    readonly file: LazyFile,
    private readonly baseOffset: number,
    /** `segment.index.bytes` */
    private readonly maxBytes: number,
  ) {}

  get count(): number {
    return this.offsets.length
  }

  /** Of its last entry; that of the segment's begin when there is none. */
  get lastOffset(): number {
    return this.offsets.at(-1) ?? this.baseOffset - 1
  }

  get isFull(): boolean {
    return this.count >= Math.floor(this.maxBytes / OFFSET_ENTRY_SIZE)
  }

  /** Makes the file as long as it may become, as Kafka does for the segment that is appended to. */
  preallocate(): void {
    const most = this.maxBytes - (this.maxBytes % OFFSET_ENTRY_SIZE)
    holdsFew(this.count * OFFSET_ENTRY_SIZE, most)
    this.file.preallocate(most)
  }

  /** Takes over what a file holds, unchecked as in Kafka: entries that are damaged mislead those who look them up. */
  load(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    for (let at = 0; at + OFFSET_ENTRY_SIZE <= bytes.length; at += OFFSET_ENTRY_SIZE) {
      this.offsets.push(this.baseOffset + view.getInt32(at))
      this.positions.push(view.getInt32(at + 4))
    }
    if (this.file.length !== this.count * OFFSET_ENTRY_SIZE) this.file.truncate(this.count * OFFSET_ENTRY_SIZE)
  }

  append(offset: number, position: number): void {
    assert(offset > (this.offsets.at(-1) ?? -1), `offset index of ${this.baseOffset}: ${offset} is not beyond the last`)
    this.offsets.push(offset)
    this.positions.push(position)
    const entry = new Uint8Array(OFFSET_ENTRY_SIZE)
    const view = new DataView(entry.buffer)
    view.setInt32(0, offset - this.baseOffset)
    view.setInt32(4, position)
    this.file.append(entry)
  }

  /** The greatest entry at or below the offset; the start of the segment when there is none. */
  lookup(offset: number): OffsetPosition {
    const slot = slotAtOrBelow(this.offsets, offset, WARM)
    if (slot < 0) return { offset: this.baseOffset, position: 0 }
    return { offset: this.offsets[slot] as number, position: Math.max(0, this.positions[slot] as number) }
  }

  /** Drops the entries at and beyond the offset. */
  truncateTo(offset: number): void {
    const kept = slotAtOrBelow(this.offsets, offset - 1, WARM) + 1
    this.offsets.length = kept
    this.positions.length = kept
    this.file.truncate(kept * OFFSET_ENTRY_SIZE)
  }

  reset(): void {
    this.truncateTo(Number.NEGATIVE_INFINITY)
  }
}

/** The entries in the bytes of an `.index` file, as far as they grow. */
export function* offsetEntries(bytes: Uint8Array, baseOffset: number): Iterable<OffsetPosition> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let last = -1
  for (let at = 0; at + OFFSET_ENTRY_SIZE <= bytes.length; at += OFFSET_ENTRY_SIZE) {
    const relative = view.getInt32(at)
    if (relative <= last || (relative === 0 && view.getInt32(at + 4) === 0)) return
    last = relative
    yield { offset: baseOffset + relative, position: view.getInt32(at + 4) }
  }
}
