import { expect, test } from 'vitest'
import { utf8 } from '../../engine/core/base/utf8.ts'
import { batchesIn, buildBatch } from '../../engine/core/record/batch.ts'
import { codecLoading } from '../../engine/core/record/codecs.ts'
import type { PartitionState } from '../cluster/cluster-state.ts'
import type { Batches, StoredBatch } from './batch-source.ts'
import { type SearchProgress, searchKey } from './key-search.ts'

await codecLoading('gzip')

/** Batches of three records, keys k0 to k9 in turn; every second one compressed. */
const LOG: readonly StoredBatch[] = Array.from({ length: 100 }, (_, i) => {
  const records = [0, 1, 2].map((at) => ({ timestamp: i, key: utf8(`k${(i * 3 + at) % 10}`), value: utf8(`v${i}`) }))
  const bytes = buildBatch({ records, baseOffset: i * 3, compression: i % 2 === 0 ? 'none' : 'gzip' })
  return [...batchesIn(bytes)][0] as StoredBatch
})

const batches: Batches = {
  fetch: async (_brokers, _partition, offset) => {
    const first = LOG.findIndex(({ header }) => header.lastOffset >= offset)
    return {
      batches: first < 0 ? [] : LOG.slice(first, first + 7),
      highWatermark: 300,
      lastStableOffset: 300,
      logStartOffset: 0,
    }
  },
  ends: () => Promise.reject(new Error('not asked')),
}

async function search(key: string, signal = new AbortController().signal): Promise<SearchProgress> {
  let found: SearchProgress = { matches: [], upTo: -1, isOver: false }
  const partition = { topic: 't', partition: 0, logStartOffset: 0, highWatermark: 300 } as PartitionState
  await searchKey({ batches, brokers: [], partition, key, signal, tell: (progress) => (found = progress) })
  return found
}

test('finds each record of the key, and nothing of which it is only a part', async () => {
  const { matches, upTo, isOver } = await search('k7')
  expect(matches.map(({ offset }) => offset)).toEqual(Array.from({ length: 30 }, (_, i) => i * 10 + 7))
  expect([upTo, isOver]).toEqual([300, true])
  expect((await search('k')).matches).toEqual([])
})

test('ends when it is stopped', async () => {
  const stop = new AbortController()
  stop.abort()
  expect((await search('k7', stop.signal)).upTo).toBe(0)
})
