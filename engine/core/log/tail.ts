import { concat, EMPTY_BYTES } from '../base/bytes.ts'
import type { BatchHeader } from '../record/batch.ts'
import type { ReadRequest } from './log-types.ts'
import { slotAtOrBelow } from './offset-index.ts'

/** Bytes of a log's end that are kept in memory. */
const LIMIT = 2 * 1024 * 1024

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

  /** Adds a batch at the end; `segment`: base offset of the segment that holds it. */
  add(header: BatchHeader, bytes: Uint8Array, segment: number): void {
    this.batches.push({ lastOffset: header.lastOffset, segment, bytes })
    this.baseOffsets.push(header.baseOffset)
    this.bytes += bytes.length
    if (this.bytes > LIMIT * 1.5) this.shrink()
  }

  private shrink(): void {
    let drop = 0
    for (; this.bytes > LIMIT && drop < this.batches.length - 1; drop++)
      this.bytes -= this.batches[drop]?.bytes.length ?? 0
    this.batches = this.batches.slice(drop)
    this.baseOffsets = this.baseOffsets.slice(drop)
  }

  /** Forgets the batches of the segments up to this one. */
  dropThrough(segment: number): void {
    const kept = this.batches.findIndex((batch) => batch.segment > segment)
    if (kept < 0) return this.clear()
    for (const { bytes } of this.batches.slice(0, kept)) this.bytes -= bytes.length
    this.batches = this.batches.slice(kept)
    this.baseOffsets = this.baseOffsets.slice(kept)
  }

  clear(): void {
    this.batches = []
    this.baseOffsets = []
    this.bytes = 0
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
