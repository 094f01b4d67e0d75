import { expect, test } from 'vitest'
import type { Admin } from '../../engine/core/client/admin.ts'
import { batchesIn, buildBatch } from '../../engine/core/record/batch.ts'
import { type ClusterState, EMPTY_STATE } from '../cluster/cluster-state.ts'
import type { Batches } from '../log-view/batch-source.ts'
import { FetchingReader } from './cluster-reader.ts'

const batch = (baseOffset: number, value: string) =>
  buildBatch({
    baseOffset,
    records: [{ timestamp: 0, key: new TextEncoder().encode('k'), value: new TextEncoder().encode(value) }],
  })

/** A log that tests change, and the reader of it. */
function logOf() {
  const log = { batches: [] as Uint8Array[], cleanings: 0, asked: [] as number[] }
  const state = (): ClusterState => {
    const size = log.batches.reduce((sum, bytes) => sum + bytes.length, 0)
    const place = { topic: 't', partition: 0, leader: 1, leaderEpoch: 0, replicas: [1], isr: [1], copies: new Map() }
    const highWatermark =
      1 + Math.max(-1, ...log.batches.map((bytes) => [...batchesIn(bytes)][0]?.header.lastOffset ?? -1))
    const partitions = [{ ...place, logStartOffset: 0, highWatermark, size }]
    return { ...EMPTY_STATE, topics: new Map([['t', { name: 't', id: 'id', internal: false, partitions }]]) }
  }
  const source = {
    fetch: async (_brokers: unknown, _partition: unknown, offset: number) => {
      log.asked.push(offset)
      const all = log.batches.flatMap((bytes) => [...batchesIn(bytes)])
      return { batches: all.filter(({ header }) => header.lastOffset >= offset) }
    },
  } as unknown as Batches
  const reader = new FetchingReader(
    state,
    source,
    async () => ({}) as Admin,
    () => log.cleanings,
  )
  return { log, values: async () => (await reader.records('t')).map(({ value }) => value) }
}

test('what was read once is not read again', async () => {
  const { log, values } = logOf()
  log.batches = [batch(0, 'a')]
  expect(await values()).toEqual(['a'])
  log.batches.push(batch(1, 'b'))
  expect(await values()).toEqual(['a', 'b'])
  expect(log.asked).toEqual([0, 1])
})

test('after a cleaning all is read anew, also when the log has grown beyond its old size meanwhile', async () => {
  const { log, values } = logOf()
  log.batches = [batch(0, 'a'), batch(1, 'b')]
  expect(await values()).toEqual(['a', 'b'])
  log.batches = [batch(1, 'b'), batch(2, 'c'), batch(3, 'd')]
  log.cleanings = 1
  expect(await values()).toEqual(['b', 'c', 'd'])
})
