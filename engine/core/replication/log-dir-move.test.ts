/** Moves that go on with a copy of an earlier life; logs as `epoch value …`, a copy as the source was, or came to be, at some time. */
import { expect, test } from 'vitest'
import { batch, PartitionBench } from '../../sim/partition-bench.ts'
import { fromUtf8 } from '../base/utf8.ts'
import { Log } from '../log/log.ts'
import { batchesIn, recordsIn } from '../record/batch.ts'
import { stampBatch } from '../record/header.ts'
import { LogDirMove } from './log-dir-move.ts'

/** What was written in one leader epoch. */
interface Epoch {
  readonly epoch: number
  readonly values: readonly string[]
}

/** `0 a b, 2 c`: epoch 0 with a and b, then epoch 2 with c. */
function epochsOf(text: string): Epoch[] {
  return text
    .split(', ')
    .filter((part) => part !== '')
    .map((part) => {
      const [epoch, ...values] = part.split(' ')
      return { epoch: Number(epoch), values }
    })
}

class MoveBench {
  readonly bench = new PartitionBench()

  async source(text: string): Promise<void> {
    await this.bench.lead(1)
    for (const [at, { epoch, values }] of epochsOf(text).entries()) {
      await this.bench.lead(1, { leaderEpoch: epoch, partitionEpoch: at + 1 })
      for (const value of values) await this.bench.sent({ 0: batch(value) })
    }
  }

  /** What an earlier life of the broker had copied. */
  async copy(text: string): Promise<Log> {
    const { env, config } = this.bench
    const opening = { dir: 'b/orders-0', config, topicId: null, cleanShutdown: false, recoveryPoint: 0 }
    const more = { logStartOffset: 0, producerIdExpirationMs: () => 86_400_000 }
    const log = await this.bench.settled(Log.open({ env, ...opening, ...more }))
    for (const { epoch, values } of epochsOf(text)) {
      for (const value of values) {
        const bytes = batch(value)
        stampBatch(bytes, log.logEndOffset, epoch)
        log.appendAsFollower(bytes)
      }
    }
    return log
  }

  async move(copy: Log): Promise<string> {
    const { env, replicaManager } = this.bench
    const partition = replicaManager.get('orders', 0)
    if (!partition) throw new Error('no partition')
    const steps = { assign: async () => {}, settle: async () => copy, promote: () => {}, retire: async () => {} }
    const quota = { isExceeded: false, record: () => {} }
    const before = partition.log
    const moved = new LogDirMove({ env, partition, copy, quota, steps }).run()
    expect(await this.bench.settled(moved)).toBe(true)
    expect(copy.keep().epochs).toEqual(before.keep().epochs)
    return valuesOf(partition.log)
  }
}

async function valuesOf(log: Log): Promise<string> {
  const upTo = log.logEndOffset
  const { bytes } = await log.read({ offset: 0, upTo, maxBytes: 1_000_000, minOneBatch: true })
  const records = [...batchesIn(bytes)].flatMap((one) => [...recordsIn(one.bytes)])
  return records.map(({ value }) => fromUtf8(value as Uint8Array)).join(' ')
}

test.each([
  ['nothing was copied yet', '0 a b', ''],
  ['a part was copied', '0 a b c', '0 a'],
  ['the source lost its tail in a crash', '0 a', '0 a b c'],
  ['the source was cut, and went on under another leader', '0 a, 2 x y z', '0 a b c'],
  ['so far that the copy is no longer ahead', '0 a b, 2 x y', '0 a, 1 b c'],
  ['the copy has an epoch that the source lost', '0 a b', '0 a b, 1 c d'],
  ['which went on since under a later one', '0 a b, 2 x', '0 a b, 1 c d'],
  ['the source lost all', '', '0 a b'],
])('%s: the copy becomes what the source is', async (_what, source, copied) => {
  const bench = new MoveBench()
  await bench.source(source)
  const wanted = epochsOf(source).flatMap(({ values }) => values)
  expect(await bench.move(await bench.copy(copied))).toBe(wanted.join(' '))
})

test('a copy that begins inside a batch of the source takes the whole batch', async () => {
  const made = new MoveBench()
  const { bench } = made
  await bench.lead(1)
  await bench.sent({ 0: batch('a', 'b', 'c') })
  bench.replicaManager.get('orders', 0)?.deleteRecordsBefore(2)
  const copy = await made.copy('')
  await made.move(copy)
  expect([copy.logStartOffset, copy.logEndOffset]).toEqual([2, 3])
})

test('what cannot be copied now is not tried again without a pause', async () => {
  const made = new MoveBench()
  await made.source('0 a b')
  const log = made.bench.replicaManager.get('orders', 0)?.log as Log
  const read = log.read.bind(log)
  const asked: number[] = []
  log.read = async (request) => {
    asked.push(made.bench.world.scheduler.now)
    const found = await read(request)
    if (asked.length > 5) return found
    return { bytes: found.bytes.map((byte, at) => (at === found.bytes.length - 1 ? byte ^ 1 : byte)) }
  }
  expect(await made.move(await made.copy(''))).toBe('a b')
  expect((asked.at(-1) ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(500)
})
