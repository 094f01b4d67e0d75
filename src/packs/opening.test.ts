import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openPackAt } from './open-pack.ts'

const AT = 'https://a.example/packs/'
const PACK = 'pack: slow\ntitle: Slow\nlessons: [a/01-x, a/02-y]\n'

/** A body that comes in pieces, one in so many ms, until nobody wants it. */
function dripping(piece: Uint8Array, everyMs: number, signal: AbortSignal | null | undefined): Response {
  const stream = new ReadableStream({
    start(body) {
      const timer = setInterval(() => body.enqueue(piece), everyMs)
      signal?.addEventListener('abort', () => {
        clearInterval(timer)
        body.error(signal.reason)
      })
    },
  })
  return new Response(stream)
}

describe('a pack that is long on its way', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  /** A server whose lessons come byte by byte, and what it was asked for. */
  function slowServer() {
    const asked: string[] = []
    const [piece, answering] = [new TextEncoder().encode('x'), new Set<AbortSignal>()]
    const fetch: typeof globalThis.fetch = async (url, init) => {
      asked.push(String(url).slice(AT.length))
      if (String(url).endsWith('pack.yaml')) return new Response(PACK)
      answering.add(init?.signal as AbortSignal)
      return dripping(piece, 20_000, init?.signal)
    }
    const isAsked = () => [...answering].some(({ aborted }) => !aborted)
    return { fetch, asked, isAsked }
  }

  test('is stopped when it is not wanted any more', async () => {
    const { fetch, asked, isAsked } = slowServer()
    const stopped = new AbortController()
    const opened = openPackAt(AT, fetch, { signal: stopped.signal })
    const refused = expect(opened).rejects.toBe('enough')
    await vi.advanceTimersByTimeAsync(50_000)
    expect(isAsked()).toBe(true)
    stopped.abort('enough')
    await refused
    expect(isAsked()).toBe(false)
    expect(asked).toEqual(['pack.yaml', 'en/a/01-x.md', 'en/a/02-y.md'])
  })

  test('asks nothing of a server once it is stopped', async () => {
    const { fetch, asked } = slowServer()
    await expect(openPackAt(AT, fetch, { signal: AbortSignal.abort('enough') })).rejects.toBe('enough')
    expect(asked).toEqual([])
  })

  test('is given up after some minutes, though its server says something again and again', async () => {
    const { fetch, isAsked } = slowServer()
    const refused = expect(openPackAt(AT, fetch)).rejects.toThrow(`${AT}: not all of it came within 300 s`)
    await vi.advanceTimersByTimeAsync(290_000)
    expect(isAsked()).toBe(true)
    await vi.advanceTimersByTimeAsync(20_000)
    await refused
    expect(isAsked()).toBe(false)
    expect(vi.getTimerCount()).toBe(0)
  })
})

test('a zip that is too large says so, whatever its address', async () => {
  const bytes = new Uint8Array(17 * 1024 * 1024)
  bytes.set([0x50, 0x4b, 0x03, 0x04])
  const fetch = async () => new Response(bytes)
  for (const address of ['https://a.example/x.zip', 'https://a.example/download'])
    await expect(openPackAt(address, fetch)).rejects.toThrow(`${address} is larger than 16777216 bytes`)
})
