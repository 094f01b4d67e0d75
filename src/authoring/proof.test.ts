import { afterEach, expect, test, vi } from 'vitest'
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

afterEach(() => void vi.useRealTimers())

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

test('a proof that says more than any does is ended, and its texts are cut; what is none is left out', async () => {
  const lines: ProofLine[] = []
  let slow = 0
  const heard = { line: (line: ProofLine) => lines.push(line), slow: () => slow++ }
  const ended = proveHere('intro/01-a', new Map(), heard, new AbortController().signal)
  await vi.dynamicImportSettled()
  await new Promise((resolve) => setTimeout(resolve))
  say({ type: 'proof', name: 'x'.repeat(1000), faults: [{ toString: 1 }, 5n ** 9n, 'y'.repeat(5000)] })
  expect(lines[0]).toEqual({ name: 'x'.repeat(500), faults: ['', '', 'y'.repeat(2000)] })
  for (let i = 0; i < 100_000; i++) say({ type: 'begins', step: 's' })
  await ended
  expect(lines.at(-1)).toEqual({ name: 'intro/01-a', faults: ['s: it said more than a proof ever does'] })
  expect(slow).toBeLessThanOrEqual(10_000)
  const before = lines.length
  say({ type: 'proof', name: 'late', faults: [] })
  expect(lines).toHaveLength(before)
})

test('the lines of a proof are bounded in all', async () => {
  const lines: ProofLine[] = []
  const ended = proveHere(
    'a/b',
    new Map(),
    { line: (line) => lines.push(line), slow: () => {} },
    new AbortController().signal,
  )
  await new Promise((resolve) => setTimeout(resolve))
  const faults = Array.from({ length: 100 }, () => 'y'.repeat(2000))
  for (let i = 0; i < 1000; i++) say({ type: 'proof', name: 'x', faults })
  await ended
  const text = lines.flatMap(({ faults }) => faults).join('').length
  expect(text).toBeLessThan(2_500_000)
})
