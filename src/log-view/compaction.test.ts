import { expect, test } from 'vitest'
import { foretold, type KeyedRecord, told } from './compaction.ts'

const record = (offset: number, key: string, value: string | null = 'v'): KeyedRecord => ({ offset, key, value })
const LOG = [record(0, 'a'), record(1, 'b'), record(2, 'a'), record(3, 'b', null), record(4, 'c'), record(5, 'a')]

test('the newest of each key before the active segment stays', () => {
  expect(foretold(LOG, 5)).toEqual(['removed', 'removed', 'newest', 'tombstone', 'newest', 'active'])
  expect(foretold(LOG, 6)).toEqual(['removed', 'removed', 'removed', 'tombstone', 'newest', 'newest'])
})

test('what was there before and is not there after was removed', () => {
  expect(told(LOG, [LOG[2], LOG[4], LOG[5], record(6, 'd')] as KeyedRecord[])).toEqual([
    'removed',
    'removed',
    'kept',
    'removed',
    'kept',
    'kept',
  ])
})
