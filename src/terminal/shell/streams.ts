/** Streams of bytes between commands. Back pressure: write resolves when there is room. */
export interface Reader {
  /** The next bytes; null at the end. */
  read(): Promise<Uint8Array | null>
}

export interface Writer {
  /** Rejects with {@link BrokenPipe} once nobody reads any more. */
  write(bytes: Uint8Array): Promise<void>
}

/** SIGPIPE: the reader is gone. A command that meets it ends quietly with 141. */
export class BrokenPipe extends Error {
  override readonly name = 'BrokenPipe'
}

const ROOM = 64 * 1024
const encoder = new TextEncoder()

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

  async read(): Promise<Uint8Array | null> {
    while (this.chunks.length === 0 && !this.ended) await this.changed()
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

/** A reader over bytes that are all there. */
export function readerOf(bytes: Uint8Array): Reader {
  let rest: Uint8Array | null = bytes.length > 0 ? bytes : null
  return {
    read: async () => {
      const chunk = rest
      rest = null
      return chunk
    },
  }
}

export const EMPTY_READER: Reader = { read: async () => null }
export const NULL_WRITER: Writer = { write: async () => {} }

/** Collects what is written. */
export class Collector implements Writer {
  private readonly chunks: Uint8Array[] = []
  async write(bytes: Uint8Array): Promise<void> {
    this.chunks.push(bytes)
  }
  bytes(): Uint8Array {
    const whole = new Uint8Array(this.chunks.reduce((sum, chunk) => sum + chunk.length, 0))
    let at = 0
    for (const chunk of this.chunks) {
      whole.set(chunk, at)
      at += chunk.length
    }
    return whole
  }
  text(): string {
    return new TextDecoder().decode(this.bytes())
  }
}

export function writeText(writer: Writer, text: string): Promise<void> {
  return writer.write(encoder.encode(text))
}

/** Everything up to the end. */
export async function readAll(reader: Reader): Promise<Uint8Array> {
  const all = new Collector()
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) await all.write(chunk)
  return all.bytes()
}

/** Lines without their line feeds; a last one without line feed too. */
export async function* linesOf(reader: Reader): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = parts.pop() as string
    yield* parts
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}
