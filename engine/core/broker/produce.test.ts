/** Produce, in virtual time. */
import { beforeEach, describe, expect, test } from 'vitest'
import { batch, ORDERS, PartitionBench } from '../../sim/partition-bench.ts'
import { LogConfig } from '../log/log-config.ts'
import { AT, computedCrc } from '../record/header.ts'
import type { PartitionState } from '../replication/partition-state.ts'
import { CloseConnection } from './handler.ts'

let bench: PartitionBench

beforeEach(async () => {
  bench = new PartitionBench()
  await bench.lead(3)
})

describe('produce', () => {
  test('gives the base offset once the batch is on disk', async () => {
    expect(await bench.sent({ 0: batch('a', 'b') })).toEqual(['at 0'])
    expect(await bench.sent({ 0: batch('c'), 2: batch('d') }, { acks: 1 })).toEqual(['at 2', 'at 0'])
    expect(await bench.got({ 0: 0, 2: 0 })).toEqual(['0: [0-1,2-2] hw 3', '2: [0-0] hw 1'])
  })

  test.each([1, -1])('acks=%d waits for the disk; nobody reads before it has the batch', async (acks) => {
    bench.disk.shut()
    let answered = false
    const sending = bench.produce({ 0: batch('a') }, { acks }).then((answer) => {
      answered = true
      return answer
    })
    await bench.world.scheduler.run(400)
    expect(answered).toBe(false)
    expect(await bench.got({ 0: 0 }, { maxWaitMs: 0 })).toEqual(['0: [] hw 0'])
    bench.disk.lift()
    await bench.settled(sending)
    expect(await bench.got({ 0: 0 })).toEqual(['0: [0-0] hw 1'])
  })

  test('times out when the disk does not answer', async () => {
    bench.disk.shut()
    expect(await bench.sent({ 0: batch('a') }, { timeoutMs: 700 })).toEqual(['REQUEST_TIMED_OUT'])
    expect(bench.world.scheduler.now).toBe(700)
  })

  test('with acks=0 gets no answer, and the connection closed on an error', async () => {
    expect(await bench.produce({ 0: batch('a') }, { acks: 0 })).toBeNull()
    await expect(bench.produce({ 7: batch('a') }, { acks: 0 })).rejects.toThrow(CloseConnection)
  })

  test.each<[string, Parameters<PartitionBench['produce']>, string]>([
    ['other acks', [{ 0: batch('a') }, { acks: 5 }], 'INVALID_REQUIRED_ACKS'],
    ['an unknown partition', [{ 9: batch('a') }], 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['an unknown topic', [{ 0: batch('a') }, { topic: 'nosuch' }], 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['an unknown topic id', [{ 0: batch('a') }, { version: 13, topic: '' }], 'UNKNOWN_TOPIC_ID'],
    ['no records', [{ 0: new Uint8Array() }], 'INVALID_RECORD'],
    ['two batches', [{ 0: new Uint8Array([...batch('a'), ...batch('b')]) }], 'INVALID_RECORD'],
    ['an older format', [{ 0: batch('a').fill(1, 16, 17) }], 'INVALID_RECORD'],
    ['a wrong checksum', [{ 0: batch('a').fill(0, 17, 19) }], 'CORRUPT_MESSAGE'],
    ['a size that no batch has', [{ 0: new Uint8Array(12) }], 'CORRUPT_MESSAGE'],
    ['a format to come', [{ 0: batch('a').fill(3, 16, 17) }], 'CORRUPT_MESSAGE'],
    ['a codec that nobody knows', [{ 0: compressedBy(5) }], 'UNKNOWN_SERVER_ERROR'],
    ['half a batch', [{ 0: batch('a').subarray(0, 65) }], 'INVALID_RECORD'],
  ])('%s is refused', async (_name, args, error) => {
    expect(await bench.sent(...args)).toEqual([error])
  })

  test.each([
    ['3 zeros', new Uint8Array(3), 'at 0'],
    ['11 zeros', new Uint8Array(11), 'at 0'],
    ['12 zeros', new Uint8Array(12), 'CORRUPT_MESSAGE'],
    ['17 zeros', new Uint8Array(17), 'CORRUPT_MESSAGE'],
    ['14 bytes of a batch', batch('b').subarray(0, 14), 'at 0'],
    ['40 bytes of a batch', batch('b').subarray(0, 40), 'at 0'],
    ['60 bytes of a batch', batch('b').subarray(0, 60), 'at 0'],
    ['40 bytes of a format to come', batch('b').fill(3, 16, 17).subarray(0, 40), 'CORRUPT_MESSAGE'],
  ])('behind a batch: %s', async (_what, rest, said) => {
    expect(await bench.sent({ 0: new Uint8Array([...batch('a'), ...rest]) })).toEqual([said])
    if (said === 'at 0') expect(await bench.sent({ 0: batch('c') })).toEqual(['at 1'])
  })

  test('to a topic id works from v13 on', async () => {
    expect(await bench.sent({ 0: batch('a') }, { version: 13, topic: '', topicId: ORDERS })).toEqual(['at 0'])
  })

  test('with acks=all needs min.insync.replicas, with acks=1 not', async () => {
    bench.config = LogConfig.DEFAULTS.with({ 'min.insync.replicas': '2' })
    bench.replicaManager.updateConfig('orders')
    await bench.lead(1, { replicas: [1, 2], partitionEpoch: 1 })
    expect(await bench.sent({ 0: batch('a') })).toEqual(['NOT_ENOUGH_REPLICAS'])
    expect(await bench.sent({ 0: batch('a') }, { acks: 1 })).toEqual(['at 0'])
  })

  test('to a partition led elsewhere names the leader', async () => {
    await bench.lead(1, { leader: 2, replicas: [1, 2], isr: [1, 2], leaderEpoch: 4 })
    const response = await bench.produce({ 0: batch('a') })
    expect(response?.responses[0]?.partitionResponses[0]).toMatchObject({
      errorCode: 6,
      currentLeader: { leaderId: 2, leaderEpoch: 4 },
    })
  })

  test('that waits when leadership is lost ends with NOT_LEADER_OR_FOLLOWER', async () => {
    bench.disk.shut()
    const sending = bench.sent({ 0: batch('a') })
    await bench.replicaManager.apply([{ ...state(0), leader: 2, replicas: [1, 2], leaderEpoch: 1 }])
    expect(await sending).toEqual(['NOT_LEADER_OR_FOLLOWER'])
  })
})

function compressedBy(codec: number): Uint8Array {
  const bytes = batch('a')
  const view = new DataView(bytes.buffer)
  view.setInt16(AT.attributes, codec)
  view.setUint32(AT.crc, computedCrc(bytes))
  return bytes
}

function state(partition: number): PartitionState {
  return {
    topic: 'orders',
    topicId: ORDERS,
    partition,
    leader: 1,
    leaderEpoch: 0,
    partitionEpoch: 0,
    replicas: [1],
    isr: [1],
  }
}
