import { expect, test, vi } from 'vitest'
import { proveHere } from './proof.ts'
import type { ProofLine } from './proof-messages.ts'

let say: (message: unknown) => void = () => {}
const stopped = vi.fn()
vi.mock('../notebook/runner.ts', () => ({
  startJob: async (_worker: string, _input: unknown, hear: typeof say) => {
    say = hear
    return stopped
  },
}))
vi.mock('./proof-worker.ts?script', () => ({ default: '' }))

test('of a proof that does not end it is told at which step it was, and meanwhile too', async () => {
  vi.useFakeTimers()
  const lines: ProofLine[] = []
  const slow: string[] = []
  const heard = { line: (line: ProofLine) => lines.push(line), slow: (step: string) => slow.push(step) }
  const ended = proveHere('intro/01-a', new Map(), heard, new AbortController().signal)
  await vi.advanceTimersByTimeAsync(59_000)
  say({ type: 'proof', name: 'written well', faults: [] })
  say({ type: 'begins', step: 'en/intro/01-a.md:9:1 @run cities' })
  await vi.advanceTimersByTimeAsync(59_000)
  expect(lines).toHaveLength(1)
  expect(slow).toEqual(['', '', 'en/intro/01-a.md:9:1 @run cities'])
  await vi.advanceTimersByTimeAsync(1000)
  await ended
  expect(lines.slice(1)).toEqual([
    { name: 'intro/01-a', faults: ['en/intro/01-a.md:9:1 @run cities: no end after 60 s'] },
  ])
  expect(stopped).toHaveBeenCalled()
})
