import { concat, EMPTY_BYTES } from '../base/bytes.ts'
import type { Disk } from '../env/env.ts'
import type { BatchHeader } from '../record/batch.ts'
import { slotAtOrBelow } from './index-slots.ts'
import type { ReadRequest } from './log-types.ts'

/** Bytes of a log's end that are kept in memory. */
const LIMIT = 2 * 1024 * 1024
/** Bytes of all ends on a disk together, and how far they are brought down when they are more. */
const LIMIT_OF_ALL = 64 * 1024 * 1024
const RELIEVED = 48 * 1024 * 1024

/** The memory of all tails of a disk, so that it is bounded however many logs there are. */
class TailMemory {
  private static readonly ofDisks = new WeakMap<Disk, TailMemory>()
  private readonly tails = new Set<Tail>()
  private bytes = 0
  /** Counts what is added, to tell who was last. */
  turn = 0

  static of(disk: Disk): TailMemory {
    let memory = TailMemory.ofDisks.get(disk)
    if (!memory) TailMemory.ofDisks.set(disk, (memory = new TailMemory()))
    return memory
  }

  /** The tail has more bytes, or fewer. */
  changed(tail: Tail, bytes: number): void {
    this.bytes += bytes
    if (tail.size === 0) this.tails.delete(tail)
    else if (bytes === tail.size) this.tails.add(tail)
    if (bytes > 0 && this.bytes > LIMIT_OF_ALL) this.relieve()
  }

  /** The tails to which nothing was added for longest lose half first. */
  private relieve(): void {
    const byAge = [...this.tails].sort((a, b) => a.lastTurn - b.lastTurn)
    while (this.bytes > RELIEVED)
      for (const tail of byAge) {
        if (this.bytes <= RELIEVED) return
        tail.halve()
      }
  }
}

interface TailBatch {
  readonly lastOffset: number
  readonly segment: number
  readonly bytes: Uint8Array
}

/** The newest batches of a log, in memory: what consumers and followers that keep up read. */
export class Tail {
  private batches: TailBatch[] = []
  private baseOffsets: number[] = []
  private bytes = 0
  private readonly memory: TailMemory
  /** When something was added last. */
  lastTurn = 0

  /** @param disk that of the log, whose tails share a bound */
  constructor(disk: Disk) {
    this.memory = TailMemory.of(disk)
  }

  /** Bytes that it keeps. */
  get size(): number {
    return this.bytes
  }

  /** Adds a batch at the end; `segment`: base offset of the segment that holds it. */
  add(header: BatchHeader, bytes: Uint8Array, segment: number): void {
    this.batches.push({ lastOffset: header.lastOffset, segment, bytes })
    this.baseOffsets.push(header.baseOffset)
    this.lastTurn = this.memory.turn++
    this.count(bytes.length)
    if (this.bytes > LIMIT * 1.5) this.shrinkTo(LIMIT)
  }

  private count(bytes: number): void {
    this.bytes += bytes
    this.memory.changed(this, bytes)
  }

  /** Gives the older half back, or the only batch. */
  halve(): void {
    if (this.batches.length <= 1) this.clear()
    else this.shrinkTo(this.bytes / 2)
  }

  private shrinkTo(limit: number): void {
    let batches = 0
    for (let left = this.bytes; left > limit && batches < this.batches.length - 1; batches++)
      left -= this.batches[batches]?.bytes.length ?? 0
    this.drop(batches)
  }

  private drop(batches: number): void {
    const dropped = this.batches.slice(0, batches).reduce((sum, { bytes }) => sum + bytes.length, 0)
    this.batches = this.batches.slice(batches)
    this.baseOffsets = this.baseOffsets.slice(batches)
    if (dropped > 0) this.count(-dropped)
  }

  /** Forgets the batches of the segments up to this one. */
  dropThrough(segment: number): void {
    const kept = this.batches.findIndex((batch) => batch.segment > segment)
    this.drop(kept < 0 ? this.batches.length : kept)
  }

  clear(): void {
    this.drop(this.batches.length)
  }

  /** Whether {@link read} answers from the offset on. */
  holds(offset: number): boolean {
    return slotAtOrBelow(this.baseOffsets, offset) >= 0
  }

  /** Undefined when the offset lies before what is kept. */
  read(request: ReadRequest): Uint8Array | undefined {
    let at = slotAtOrBelow(this.baseOffsets, request.offset)
    if (at < 0) return undefined
    // An offset in the hole behind a batch (a control record that was compacted away) belongs to the next one.
    if ((this.batches[at] as TailBatch).lastOffset < request.offset) at++
    const first = this.batches[at]
    if (!first) return EMPTY_BYTES
    const parts: Uint8Array[] = []
    let size = 0
    for (; at < this.batches.length; at++) {
      const batch = this.batches[at] as TailBatch
      const fits = size + batch.bytes.length <= request.maxBytes || (parts.length === 0 && request.minOneBatch)
      if (!fits || batch.lastOffset >= request.upTo || batch.segment !== first.segment) break
      parts.push(batch.bytes)
      size += batch.bytes.length
    }
    return parts.length === 0 ? EMPTY_BYTES : concat(parts)
  }
}
