import { expect, test } from 'vitest'
import { Library } from './library.ts'

test('lessons are numbered without gaps in the order of the course, whatever their files are called', () => {
  const files = {
    'en/rebalance/15-a.md': 1,
    'en/rebalance/17-b.md': 1,
    'en/retention/30-c.md': 1,
    'en/first-events/01-d.md': 1,
  }
  const { entries } = new Library(files)
  expect(entries.map(({ id, number }) => `${number} ${id}`)).toEqual([
    '1 first-events/01-d',
    '2 rebalance/15-a',
    '3 rebalance/17-b',
    '4 retention/30-c',
  ])
})
