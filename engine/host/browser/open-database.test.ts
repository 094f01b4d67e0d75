import { expect, test } from 'vitest'
import { again } from './open-database.ts'

const failing = (name: string) => new DOMException('Internal error opening backing store for indexedDB.open.', name)

/** What comes of it when the browser fails so many times, and how long was waited. */
async function opened(failures: number, name = 'UnknownError') {
  const waits: number[] = []
  let left = failures
  const work = async () => {
    if (left-- > 0) throw failing(name)
    return 'open'
  }
  const outcome = await again(work, async (ms) => void waits.push(ms)).catch((error: Error) => error.name)
  return [outcome, ...waits]
}

test.each([
  [0, 'UnknownError', ['open']],
  [2, 'UnknownError', ['open', 100, 300]],
  [9, 'UnknownError', ['UnknownError', 100, 300, 900, 2700]],
  [1, 'QuotaExceededError', ['QuotaExceededError']],
])('%i times %s', async (failures, name, expected) => {
  expect(await opened(failures, name)).toEqual(expected)
})
