import { MOST_LESSON_BYTES, MOST_PACK_BYTES } from './pack.ts'
import { PackError, SizeFault, sizeFault, TOO_LARGE } from './pack-error.ts'

/** Longest that nothing may come from a server, ms. */
const PATIENCE_MS = 30_000
/** Longest that a pack may be on its way, ms. */
const MOST_MS = 300_000

/** A file, and where it was found: a server may lead elsewhere. */
export interface Fetched {
  readonly url: URL
  readonly bytes: Uint8Array
}

/** Fetches the files of one pack, which has so many bytes in all. */
export class Fetcher {
  private left = MOST_PACK_BYTES

  /** `stopped`: nothing is asked for any more. */
  constructor(
    private readonly fetch: typeof globalThis.fetch,
    private readonly stopped: AbortSignal,
  ) {}

  /** A lesson, or `pack.yaml`. Rejects with PackError. */
  file(url: URL): Promise<Fetched> {
    return this.get(url, { most: MOST_LESSON_BYTES })
  }

  /** What may be a zip. Rejects with PackError. */
  whole(url: URL): Promise<Fetched> {
    return this.get(url, { most: MOST_PACK_BYTES })
  }

  /** What may be a zip or a folder: of what is no zip only the beginning is fetched. Undefined: nothing can be fetched there. */
  async zipAt(url: URL): Promise<Fetched | undefined> {
    return this.get(url, { most: MOST_PACK_BYTES, begins: 'PK' }).catch((error: unknown) => {
      this.stopped.throwIfAborted()
      if (error instanceof SizeFault) throw error
      return undefined
    })
  }

  private async get(
    url: URL,
    { most, begins = '' }: { readonly most: number; readonly begins?: string },
  ): Promise<Fetched> {
    const waiting = new Waiting(url, this.stopped)
    const response = await waiting.for((signal) => this.ask(url, signal))
    if (!response.ok) throw new PackError(`${url.href}: ${response.status} ${response.statusText}`)
    const found = new URL(response.url || url.href)
    const parts: Uint8Array[] = []
    let size = 0
    for (const reader = response.body?.getReader(); reader; ) {
      const { done, value } = await waiting.for(() => reader.read())
      if (done) break
      size += value.length
      if (size > most) throw sizeFault(url.href, most)
      this.left -= value.length
      if (this.left < 0) throw new PackError(TOO_LARGE)
      parts.push(value)
      if (startsWith(parts[0], begins)) continue
      void reader.cancel()
      break
    }
    return { url: found, bytes: joined(parts) }
  }

  private ask(url: URL, signal: AbortSignal): Promise<Response> {
    const { fetch } = this
    return fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer', signal }).catch((error: unknown) => {
      throw new PackError(`${url.href} cannot be fetched (its server must allow other sites to read it): ${error}`)
    })
  }
}

/** Waits for a server, each time only so long, and no longer than anybody does. */
class Waiting {
  private readonly ended = new AbortController()

  constructor(
    private readonly url: URL,
    private readonly stopped: AbortSignal,
  ) {
    stopped.addEventListener('abort', () => this.ended.abort())
  }

  async for<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.stopped.throwIfAborted()
    let timer: ReturnType<typeof setTimeout> | undefined
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new PackError(`${this.url.href}: nothing came for ${PATIENCE_MS / 1000} s`))
        this.ended.abort()
      }, PATIENCE_MS)
    })
    try {
      return await Promise.race([work(this.ended.signal), tooLong])
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Fetches what is at an address until `signal` says that it is not wanted any more, or it took too long. Rejects with the reason. */
export async function inTime<T>(
  address: string,
  signal: AbortSignal | undefined,
  work: (stopped: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController()
  const stop = () => ended.abort(signal?.reason)
  const late = () => ended.abort(new PackError(`${address}: not all of it came within ${MOST_MS / 1000} s`))
  const timer = setTimeout(late, MOST_MS)
  signal?.addEventListener('abort', stop)
  if (signal?.aborted) stop()
  try {
    return await work(ended.signal)
  } catch (error) {
    ended.signal.throwIfAborted()
    throw error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
    // What is on its way still belongs to a pack that cannot be opened.
    ended.abort()
  }
}

function startsWith(bytes: Uint8Array | undefined, text: string): boolean {
  return [...text].every((char, i) => (bytes?.[i] ?? char.charCodeAt(0)) === char.charCodeAt(0))
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
