import { ByteReader, concat } from '../base/bytes.ts'

/** A part of a stream: a whole frame with its length, or any other bytes. */
export interface Piece {
  readonly bytes: Uint8Array
  readonly isFrame: boolean
}

/** Larger frames are let by as they come; nothing is ever gathered beyond that. */
const MOST_GATHERED = 16 * 1024 * 1024

/**
 * Knows where in a stream frames begin. While nobody wants frames it only counts along, and chunks go by untouched; from the
 * next frame on that is wanted they come whole.
 */
export class FrameCutter {
  /** Of the frame that goes by: its length as far as it has come, and how many of its bytes are still to come. */
  private readonly prefix = new Uint8Array(4)
  private prefixLength = 0
  private left = 0
  /** The frame that is gathered. */
  private parts: Uint8Array[] = []
  private held = 0

  /** What to hand on now, in order. */
  push(chunk: Uint8Array, wantsFrames: boolean): Piece[] {
    const pieces: Piece[] = []
    for (let at = 0; at < chunk.length; ) {
      const goesBy = this.left > 0 || this.prefixLength > 0 || (!wantsFrames && this.held === 0)
      at = goesBy ? this.letBy(chunk, at, wantsFrames, pieces) : this.gather(chunk, at, pieces)
    }
    return pieces
  }

  private letBy(chunk: Uint8Array, from: number, wantsFrames: boolean, pieces: Piece[]): number {
    let at = from
    while (at < chunk.length) {
      if (this.left > 0) {
        const taken = Math.min(this.left, chunk.length - at)
        this.left -= taken
        at += taken
      } else if (this.prefixLength === 0 && wantsFrames) break
      else at = this.readPrefix(chunk, at)
    }
    pieces.push({ bytes: chunk.subarray(from, at), isFrame: false })
    return at
  }

  private readPrefix(chunk: Uint8Array, at: number): number {
    this.prefix[this.prefixLength++] = chunk[at] as number
    if (this.prefixLength === 4) {
      this.prefixLength = 0
      const size = new ByteReader(this.prefix).int32()
      // No frame: whoever reads the stream will end it.
      this.left = size < 0 ? Number.POSITIVE_INFINITY : size
    }
    return at + 1
  }

  private gather(chunk: Uint8Array, at: number, pieces: Piece[]): number {
    const wanted = this.held < 4 ? 4 : 4 + this.size()
    const part = chunk.subarray(at, at + wanted - this.held)
    this.parts.push(part)
    this.held += part.length
    if (this.held >= 4 && isTooLarge(this.size())) this.giveUp(pieces)
    else if (this.held >= 4 && this.held === 4 + this.size()) pieces.push({ bytes: this.take(), isFrame: true })
    return at + part.length
  }

  private size(): number {
    if (this.parts.length > 1 && (this.parts[0] as Uint8Array).length < 4) this.parts = [concat(this.parts)]
    return new ByteReader(this.parts[0] as Uint8Array).int32()
  }

  private take(): Uint8Array {
    const [only] = this.parts
    const frame = only && this.parts.length === 1 ? only : concat(this.parts)
    this.parts = []
    this.held = 0
    return frame
  }

  private giveUp(pieces: Piece[]): void {
    const size = this.size()
    this.left = size < 0 ? Number.POSITIVE_INFINITY : size - (this.held - 4)
    pieces.push({ bytes: this.take(), isFrame: false })
  }
}

function isTooLarge(size: number): boolean {
  return size < 0 || size > MOST_GATHERED
}
