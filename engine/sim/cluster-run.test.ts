/** What the simulator stands on: the same seed gives the same run, its checks find what they are for, planted bugs are caught. */
import { describe, expect, test } from 'vitest'
import { check, type FinalLog } from './checks.ts'
import { runSeed } from './cluster-run.ts'
import { History } from './history.ts'
import { findPlanted, PLANTED } from './planted.ts'

test('a seed gives the same story every time, another gives another', { timeout: 60_000 }, async () => {
  const [first, again, other] = [await runSeed(12), await runSeed(12), await runSeed(13)]
  expect(again.hash).toBe(first.hash)
  expect(other.hash).not.toBe(first.hash)
})

describe('the checks find', () => {
  const producer = { acks: 'all', idempotent: true, inOrder: true } as const

  /** A history in which `p` sent p/0, p/1 … to partition 0, over a log with these values at offsets 0, 1 …. */
  function found(values: readonly string[], change: (history: History) => void = () => {}): string[] {
    const history = new History()
    history.producers.set('p', producer)
    for (let number = 0; number < 4; number++)
      history.sent.set(`p/${number}`, { producer: 'p', number, place: 'orders-0' })
    change(history)
    const log: FinalLog = new Map([['orders-0', new Map(values.map((value, offset) => [offset, value]))]])
    return check(history, log)
  }

  test('nothing in a good run', () => {
    const good = (history: History) => {
      history.acknowledged.set('p/1', 1)
      history.seen.push({ reader: 'r', place: 'orders-0', offset: 0, value: 'p/0' })
      history.committedUpTo('orders-0', 1)
    }
    expect(found(['p/0', 'p/1', 'p/3'], good)).toEqual([])
  })

  test.each<[what: string, values: string[], change: (history: History) => void, problem: RegExp]>([
    ['a loss', ['p/0'], (h) => h.acknowledged.set('p/1', 1), /p\/1 was acknowledged at orders-0\/1/],
    ['an invention', ['p/0', 'x/1'], () => {}, /nobody sent it/],
    ['a duplicate', ['p/0', 'p/0'], () => {}, /there twice/],
    ['another order', ['p/1', 'p/0'], () => {}, /comes after p\/1/],
    [
      'a record that changed',
      ['p/0'],
      (h) => h.seen.push({ reader: 'r', place: 'orders-0', offset: 0, value: 'p/2' }),
      /there is now p\/0/,
    ],
    [
      'a commit beyond what was read',
      ['p/0'],
      (h) => h.committedUpTo('orders-0', 1),
      /no member of the group has read/,
    ],
  ])('%s', (_what, values, change, problem) => {
    expect(found(values, change).join('\n')).toMatch(problem)
  })
})

describe('a planted bug is caught', { timeout: 120_000 }, () => {
  const quick = PLANTED.filter(({ withinSeeds }) => withinSeeds <= 5)

  test.each(quick)('$name', async (bug) => {
    expect(await findPlanted(bug)).not.toBeNull()
  })
})
