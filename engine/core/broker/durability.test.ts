/** What was acknowledged, or shown to a consumer, is there after a kill; whatever the disk had not yet been told to keep may be gone. */
import { expect, test } from 'vitest'
import { SimWorld } from '../../sim/env.ts'
import { FaultyDisk } from '../../sim/faulty-disk.ts'
import { batch, PartitionBench } from '../../sim/partition-bench.ts'
import { fromUtf8 } from '../base/utf8.ts'
import { LogConfig } from '../log/log-config.ts'
import { batchesIn, recordsIn } from '../record/batch.ts'

const PARTITIONS = 2
const SMALL_SEGMENTS = LogConfig.DEFAULTS.with({ 'internal.segment.bytes': '400', 'index.interval.bytes': '100' })

/** `partition/offset` and the value there. */
type Records = Map<string, string>

function start(world: SimWorld, disk: FaultyDisk): PartitionBench {
  const bench = new PartitionBench(world, disk)
  bench.config = SMALL_SEGMENTS
  return bench
}

/** Everything that a consumer can read now. */
async function readAll(bench: PartitionBench): Promise<Records> {
  const found: Records = new Map()
  for (let partition = 0; partition < PARTITIONS; partition++) {
    for (let offset = 0, got = 1; got > 0; ) {
      const response = await bench.fetch({ [partition]: offset }, { maxWaitMs: 0 })
      const records = response.responses[0]?.partitions[0]?.records ?? new Uint8Array()
      got = records.length
      for (const { bytes } of batchesIn(records))
        for (const record of recordsIn(bytes)) {
          found.set(`${partition}/${record.offset}`, fromUtf8(record.value as Uint8Array))
          offset = record.offset + 1
        }
    }
  }
  return found
}

/** Producers and a consumer until the kill; gives what they were promised. */
async function live(bench: PartitionBench, world: SimWorld, killAfterMs: number): Promise<Records> {
  const promised: Records = new Map()
  const producer = async (name: string, partition: number, acks: number) => {
    for (let at = 0; ; at++) {
      const values = Array.from({ length: world.random.between(1, 4) }, (_, part) => `${name}-${at}-${part}`)
      const response = await bench.produce({ [partition]: batch(...values) }, { acks, timeoutMs: 100_000 })
      const { errorCode, baseOffset } = response?.responses[0]?.partitionResponses[0] ?? {
        errorCode: -1,
        baseOffset: 0,
      }
      if (errorCode !== 0) return
      for (const [part, value] of values.entries()) promised.set(`${partition}/${baseOffset + part}`, value)
    }
  }
  for (let at = 0; at < 4; at++) void producer(`p${at}`, at % PARTITIONS, at < 2 ? -1 : 1)
  await world.scheduler.run(killAfterMs)
  const seen = await readAll(bench)
  return new Map([...promised, ...seen])
}

test.each(Array.from({ length: 25 }, (_, seed) => seed))('seed %d', async (seed) => {
  const world = new SimWorld(seed)
  const delay = () =>
    new Promise<void>((resolve) => void world.scheduler.after(world.random.between(1, 30), () => resolve()))
  const disk = new FaultyDisk(world.random, { delay })
  const first = start(world, disk)
  await first.lead(PARTITIONS)
  const promised = await live(first, world, world.random.between(50, 400))
  first.env.kill()
  disk.crash()
  const second = start(world, disk)
  await second.lead(PARTITIONS, { leaderEpoch: 2 })
  const found = await readAll(second)
  expect(promised.size).toBeGreaterThan(0)
  for (const [place, value] of promised) expect(`${place} ${found.get(place)}`).toBe(`${place} ${value}`)
  expect(await second.sent({ 0: batch('after') })).toHaveLength(1)
})
