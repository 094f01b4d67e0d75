import { expect, test } from 'vitest'
import { concat } from '../base/bytes.ts'
import { utf8 } from '../base/utf8.ts'
import type { FetchedReplica } from '../client/replica-reader.ts'
import { buildBatch } from '../record/batch.ts'
import { ReplicaComparison } from './replica-comparison.ts'

/** Batches of one value each, from offset 0. */
function replica(values: string, highWatermark: number): ReadonlyMap<string, FetchedReplica> {
  const batches = [...values].map((value, baseOffset) =>
    buildBatch({ records: [{ key: null, value: utf8(value), timestamp: 0 }], baseOffset, partitionLeaderEpoch: 0 }),
  )
  return new Map([['t-0', { highWatermark, records: concat(batches) }]])
}

function compared(...replicas: ReadonlyMap<string, FetchedReplica>[]) {
  const partition = { topic: 't', topicId: 'x', partition: 0, replicas: replicas.map((_, id) => id), offset: 0 }
  const comparison = new ReplicaComparison([partition])
  return { ...comparison.round(new Map(replicas.map((one, id) => [id, one]))), partition }
}

test('equal replicas: the offset moves to the high watermark', () => {
  const { findings, lag, partition } = compared(replica('abc', 3), replica('abc', 3))
  expect(findings).toEqual([])
  expect(partition.offset).toBe(3)
  expect(lag).toEqual({ records: 0, partition: 't-0', offset: 3 })
})

test('a follower that lags: what it lacks is the lag', () => {
  const { lag, partition } = compared(replica('abc', 3), replica('a', 3))
  expect(partition.offset).toBe(1)
  expect(lag).toEqual({ records: 2, partition: 't-0', offset: 1 })
})

test('what lies above a high watermark is not compared', () => {
  const { findings, partition } = compared(replica('abX', 2), replica('abc', 2))
  expect(findings).toEqual([])
  expect(partition.offset).toBe(2)
})

test('another batch at the same offset has another checksum', () => {
  const { findings } = compared(replica('abc', 3), replica('aXc', 3))
  expect(findings.map(({ text }) => text.replace(/checksum \d+/g, 'checksum N'))).toEqual([
    "t-0 has unmatched checksum at offset 1; replica 0's checksum N; replica 1's checksum N",
  ])
})

test('a broker that does not answer: nothing is compared', () => {
  const { partition, lag } = compared(replica('abc', 3), new Map())
  expect(partition.offset).toBe(0)
  expect(lag.records).toBe(3)
})
