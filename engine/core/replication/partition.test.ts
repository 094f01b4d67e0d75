import { expect, test } from 'vitest'
import { openLog, NOW as T } from '../../sim/log-bench.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { utf8 } from '../base/utf8.ts'
import type { Log } from '../log/log.ts'
import { buildBatch } from '../record/batch.ts'
import { controlKey, endTxnMarkerValue } from '../record/control.ts'
import { Partition, type PartitionContext } from './partition.ts'

const TOPIC = 'b3JkZXJzLW9yZGVycy0xMg'

async function open(disk: MemoryDisk): Promise<Log> {
  return (await openLog(disk, { clean: false, partition: 'orders-0' })).log
}

const CONTEXT = {
  brokerId: 1,
  clock: { monotonic: () => 0 },
  lagTimeMaxMs: 30_000,
  listener: { moved: () => {}, failed: () => {}, isrChanged: () => {} },
} as unknown as PartitionContext

function follower(log: Log, highWatermark: number): Partition {
  const place = { topic: 'orders', topicId: TOPIC, partition: 0, leader: 2, leaderEpoch: 0, partitionEpoch: 0 }
  return new Partition(CONTEXT, log, { ...place, replicas: [1, 2], isr: [1, 2] }, highWatermark)
}

/** A transaction of one record with its marker, then a plain record: offsets 0, 1 and 2. */
async function written(disk: MemoryDisk): Promise<Log> {
  const log = await open(disk)
  const by = { producerId: 7, producerEpoch: 0, transactional: true }
  const records = [{ timestamp: T, key: null, value: utf8('v') }]
  const marker = [{ timestamp: T, key: controlKey('COMMIT'), value: endTxnMarkerValue(0) }]
  log.appendAsLeader(buildBatch({ records, ...by, baseSequence: 0 }), { leaderEpoch: 0, origin: 'client' })
  log.appendAsLeader(buildBatch({ records: marker, ...by, control: true }), { leaderEpoch: 0, origin: 'coordinator' })
  log.appendAsLeader(buildBatch({ records }), { leaderEpoch: 0, origin: 'client' })
  await log.flush()
  return log
}

test('a transaction that ended below the high watermark is stable at once', async () => {
  expect(follower(await written(new MemoryDisk()), 1).lastStableOffset, 'its end is not committed').toBe(0)
  expect(follower(await written(new MemoryDisk()), 3).lastStableOffset).toBe(3)
})

test('a cut above it leaves it stable', async () => {
  const partition = follower(await written(new MemoryDisk()), 2)
  expect(partition.lastStableOffset).toBe(2)
  await partition.truncateTo(2)
  expect(partition.lastStableOffset).toBe(2)
})
