import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LatestOnly } from './latest-only.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const failing = (runs: string[], name: string, times: number) => async () => {
  runs.push(name)
  if (runs.filter((one) => one === name).length <= times) throw new Error(name)
}

test('what fails is tried again until it succeeds', async () => {
  const runs: string[] = []
  new LatestOnly().ask(failing(runs, 'a', 2))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(runs).toEqual(['a', 'a', 'a'])
})

test('what fails is not tried again when another was asked for, or nobody wants it', async () => {
  const runs: string[] = []
  const queue = new LatestOnly()
  queue.ask(failing(runs, 'a', 99))
  queue.ask(failing(runs, 'b', 0))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(runs).toEqual(['a', 'b'])
  queue.ask(failing(runs, 'c', 99))
  queue.stop()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(runs).toEqual(['a', 'b', 'c'])
})

test('of those asked for meanwhile only the last is run', async () => {
  const runs: string[] = []
  const queue = new LatestOnly()
  for (const name of ['a', 'b', 'c']) queue.ask(failing(runs, name, 0))
  await vi.advanceTimersByTimeAsync(0)
  expect(runs).toEqual(['a', 'c'])
})
