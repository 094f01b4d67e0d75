import { type Reader, unlessLeft, type Writer } from './streams.ts'

/** SIGPIPE: the reader is gone. A command that meets it ends quietly with 141. */
export class BrokenPipe extends Error {
  override readonly name = 'BrokenPipe'
}

const ROOM = 64 * 1024

/** What `a | b` lays between its commands. */
export class Pipe implements Reader, Writer {
  private readonly chunks: Uint8Array[] = []
  private held = 0
  private ended = false
  private readerGone = false
  private wake: (() => void)[] = []

  async write(bytes: Uint8Array): Promise<void> {
    while (this.held > ROOM && !this.readerGone) await this.changed()
    if (this.readerGone) throw new BrokenPipe()
    this.chunks.push(bytes)
    this.held += bytes.length
    this.notify()
  }

  async read(left?: AbortSignal): Promise<Uint8Array | null> {
    while (this.chunks.length === 0 && !this.ended) await unlessLeft(this.changed(), left)
    const chunk = this.chunks.shift() ?? null
    this.held -= chunk?.length ?? 0
    this.notify()
    return chunk
  }

  /** No more will be written. */
  end(): void {
    this.ended = true
    this.notify()
  }

  /** Nobody reads any more. */
  abandon(): void {
    this.readerGone = true
    this.notify()
  }

  private changed(): Promise<void> {
    return new Promise((resolve) => this.wake.push(resolve))
  }

  private notify(): void {
    const waiting = this.wake
    this.wake = []
    for (const resolve of waiting) resolve()
  }
}
