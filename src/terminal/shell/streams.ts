/** Streams of bytes between commands. Back pressure: write resolves when there is room. */
export interface Reader {
  /** The next bytes; null at the end. Once `left` is aborted a read that still waits takes nothing, and rejects with the signal's reason. */
  read(left?: AbortSignal): Promise<Uint8Array | null>
}

export interface Writer {
  /** Rejects with a BrokenPipe once nobody reads any more. */
  write(bytes: Uint8Array): Promise<void>
}

const encoder = new TextEncoder()

/** Waits, or rejects with the signal's reason as soon as that is aborted. */
export function unlessLeft<T>(wait: Promise<T>, left: AbortSignal | undefined): Promise<T> {
  if (!left) return wait
  return new Promise((resolve, reject) => {
    const leave = () => reject(left.reason)
    if (left.aborted) leave()
    left.addEventListener('abort', leave)
    wait.then(resolve, reject).finally(() => left.removeEventListener('abort', leave))
  })
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
