import { expect, test } from 'vitest'
import { utf8 } from '../../engine/core/base/utf8.ts'
import { batchesIn, buildBatch } from '../../engine/core/record/batch.ts'
import type { StoredBatch } from './batch-source.ts'
import { areGone, foretold, type KeyedRecord, keyedRecords, type LookedAt, told } from './compaction.ts'

const record = (offset: number, key: string, value: string | null = 'v'): KeyedRecord => ({
  offset,
  key: utf8(key),
  value: value === null ? null : utf8(value),
})
const RECORDS = [record(0, 'a'), record(1, 'b'), record(2, 'a'), record(3, 'b', null), record(4, 'c'), record(5, 'a')]
const LOG: LookedAt = { from: 0, upTo: 6, records: RECORDS }

/** Batches of a hundred records, each with a key of its own but for the last one, which has the first one's. */
function log(size: number): StoredBatch[] {
  const keyed = Array.from({ length: size }, (_, i) => ({
    timestamp: 0,
    key: utf8(`k${i % (size - 1)}`),
    value: utf8('v'),
  }))
  return Array.from({ length: size / 100 }, (_, i) => {
    const records = keyed.slice(i * 100, (i + 1) * 100)
    return [...batchesIn(buildBatch({ records, baseOffset: i * 100, compression: 'none' }))][0] as StoredBatch
  })
}

test('the newest of each key before the active segment stays', () => {
  expect(foretold(LOG, 5)).toEqual(['removed', 'removed', 'newest', 'tombstone', 'newest', 'active'])
  expect(foretold(LOG, 6)).toEqual(['removed', 'removed', 'removed', 'tombstone', 'newest', 'newest'])
})

test('what lies beyond the first five hundred counts', () => {
  const outcomes = foretold(keyedRecords(log(1000), 0), 1000)
  expect([outcomes[0], outcomes[1], outcomes[999]]).toEqual(['removed', 'newest', 'newest'])
})

test('nothing is called the newest while records before the active segment were not looked at', () => {
  const outcomes = foretold(keyedRecords(log(1000).slice(0, 9), 0), 1000)
  expect(new Set(outcomes)).toEqual(new Set(['unseen']))
  expect(foretold({ ...LOG, upTo: 6 }, 7).slice(2, 5)).toEqual(['removed', 'unseen', 'unseen'])
})

test('keys that begin alike for long are two', () => {
  const long = 'x'.repeat(60)
  const records = [record(0, `${long}1`), record(1, `${long}2`)]
  expect(foretold({ from: 0, upTo: 2, records }, 2)).toEqual(['newest', 'newest'])
})

test('what was there before and is not there after was removed', () => {
  const left = { ...LOG, upTo: 7, records: [RECORDS[2], RECORDS[4], RECORDS[5], record(6, 'd')] as KeyedRecord[] }
  expect(told(LOG, left).map(({ outcome }) => outcome)).toEqual([
    'removed',
    'removed',
    'kept',
    'removed',
    'kept',
    'kept',
  ])
  expect([areGone(LOG, left), areGone(left, left)]).toEqual([true, false])
})

test('of what lies outside the piece that is shown nothing is told', () => {
  const piece = { from: 4, upTo: 6, records: RECORDS.slice(4) }
  expect(told(LOG, piece).map(({ record: { offset }, outcome }) => [offset, outcome])).toEqual([
    [4, 'kept'],
    [5, 'kept'],
  ])
  expect(areGone(LOG, piece)).toBe(false)
})
