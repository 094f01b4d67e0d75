import { expect, test } from 'vitest'
import { afterHearing, type SeenReplica } from './replica-rows.tsx'

test('a log that grows, is cut, and grows over the cut', () => {
  let seen: SeenReplica | undefined
  const hear = (end: number) => {
    seen = afterHearing(seen, 0, end)
    return [seen.end, seen.reached]
  }
  expect([hear(10), hear(15), hear(10), hear(12), hear(20), hear(20)]).toEqual([
    [10, 10],
    [15, 15],
    [10, 15],
    [12, 15],
    [20, 20],
    [20, 20],
  ])
})
