import { EMPTY_BYTES } from '../base/bytes.ts'
import type { Disk } from '../env/env.ts'
import { batchHeaderAt } from '../record/batch.ts'
import { AT, LOG_OVERHEAD, leastSizeAt } from '../record/header.ts'
import { OLD_FORMATS } from '../record/old-formats.ts'
import type { ReadRequest } from './log-types.ts'
import { ReadAhead } from './read-ahead.ts'
import type { Segment } from './segment.ts'

/** Bytes read beyond the wish, for what lies between an index entry and the batch wanted. */
const SLACK = 8 * 1024
const MOST_AT_ONCE = 4 * 1024 * 1024
/** Readers of one log whose places are known. */
const PLACES = 8

/** Where a read ended: the next offset, and the position of its batch. */
interface Place {
  readonly segment: Segment
  readonly offset: number
  readonly position: number
}

/**
 * Reads what a log does not keep in memory, whole batches straight from a segment's file. A reader that goes on where one
 * ended needs no index, and what it will want next is read meanwhile.
 */
export class ColdReader {
  private places: Place[] = []
  private readonly ahead: ReadAhead
  /** Counts the times that all was forgotten: a read that began before knows nothing that still holds. */
  private times = 0

  /** `isHot`: whether memory holds the batch of an offset. */
  constructor(
    disk: Disk,
    private readonly isHot: (offset: number) => boolean,
  ) {
    this.ahead = ReadAhead.of(disk)
  }

  /** The segments' files changed in another way than by appends. */
  forget(segments: readonly Segment[]): void {
    this.times++
    this.places = []
    for (const { log } of segments) this.ahead.forget(log)
  }

  /** Whole batches from the one that holds the offset. Undefined when all of the segment lies before. */
  async read(segment: Segment, request: ReadRequest): Promise<Uint8Array | undefined> {
    const { times } = this
    const known = this.places.find((place) => place.segment === segment && place.offset === request.offset)
    const length = Math.min(request.maxBytes + (known ? 0 : SLACK), MOST_AT_ONCE)
    let position = known?.position ?? segment.offsetIndex.lookup(request.offset).position
    let chunk = (known && (await this.ahead.take(segment.log, position))) ?? (await piece(segment, position, length))
    if ((chunk[AT.magic] ?? 2) < 2) await OLD_FORMATS.loading()
    let found = scan(chunk, request)
    while (found.to === found.from && found.lacks > 0) {
      position += found.from
      chunk = await piece(segment, position, Math.max(length, found.lacks))
      if (chunk.length < found.lacks) return undefined
      found = scan(chunk, request)
    }
    if (found.to === found.from) return EMPTY_BYTES
    const end = { segment, offset: found.next, position: position + found.to }
    if (times === this.times) this.remember(end, known ? length : 0)
    return chunk.subarray(found.from, found.to)
  }

  private remember(end: Place, expected: number): void {
    this.places = [end, ...this.places.slice(0, PLACES - 1)]
    const left = end.segment.size - end.position
    if (expected > 0 && left > 0 && !this.isHot(end.offset))
      this.ahead.start(end.segment.log, end.position, Math.min(expected, left))
  }
}

function piece(segment: Segment, position: number, length: number): Promise<Uint8Array> {
  return segment.log.read(position, Math.min(length, Math.max(0, segment.size - position)))
}

/** What is wanted of a chunk: the batches in [from, to), behind which `next` is the next offset. */
interface Found {
  readonly from: number
  readonly to: number
  readonly next: number
  /** Bytes needed from `to` on to find more; 0: the limits of the request end it. */
  readonly lacks: number
}

function scan(chunk: Uint8Array, { offset, maxBytes, upTo, minOneBatch }: ReadRequest): Found {
  let from = 0
  let to = 0
  let next = offset
  while (chunk.length - to >= leastSizeAt(chunk, to)) {
    const size = LOG_OVERHEAD + new DataView(chunk.buffer, chunk.byteOffset + to).getInt32(AT.batchLength)
    // What claims more than there is need not be a batch.
    if (to + size > chunk.length && to === from) return { from, to, next, lacks: size }
    if (to + size > chunk.length) return { from, to, next, lacks: 0 }
    const { lastOffset } = batchHeaderAt(chunk, to)
    const isBefore = lastOffset < offset
    const fits = to - from + size <= maxBytes || (to === from && minOneBatch)
    if (!isBefore && (!fits || lastOffset >= upTo)) return { from, to, next, lacks: 0 }
    to += size
    if (isBefore) from = to
    else next = lastOffset + 1
  }
  return { from, to, next, lacks: AT.records }
}
