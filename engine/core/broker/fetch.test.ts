/** Fetch, ListOffsets, DeleteRecords and OffsetForLeaderEpoch, in virtual time. */
import { beforeEach, describe, expect, test } from 'vitest'
import { batch, ORDERS, PartitionBench, sentBack, told } from '../../sim/partition-bench.ts'
import { utf8 } from '../base/utf8.ts'
import { DiskError } from '../env/env.ts'
import { LogConfig } from '../log/log-config.ts'
import type { TopicImage } from '../metadata/image.ts'
import { errorName } from '../protocol/errors.ts'
import { buildBatch } from '../record/batch.ts'
import { CorruptRecordError } from '../record/compression.ts'
import type { Partition } from '../replication/partition.ts'
import { listOffsets } from './handlers/02-list-offsets.ts'
import { deleteRecords } from './handlers/21-delete-records.ts'
import { offsetForLeaderEpoch } from './handlers/23-offset-for-leader-epoch.ts'

let bench: PartitionBench

beforeEach(async () => {
  bench = new PartitionBench()
  await bench.lead(3)
})

describe('fetch', () => {
  test('waits for records, no longer than it was told', async () => {
    expect(await bench.got({ 0: 0 }, { maxWaitMs: 700 })).toEqual(['0: [] hw 0'])
    expect(bench.world.scheduler.now).toBe(700)
    const fetching = bench.fetch({ 0: 0, 1: 0 }, { maxWaitMs: 10_000 })
    await bench.world.scheduler.run(100)
    await bench.sent({ 1: batch('a') })
    expect(told(await bench.settled(fetching))).toEqual(['0: [] hw 0', '1: [0-0] hw 1'])
    expect(bench.world.scheduler.now).toBe(800)
    expect(bench.purgatory.size).toBe(0)
  })

  test('waits until there are as many bytes as it wants', async () => {
    const size = batch('a').length
    const fetching = bench.fetch({ 0: 0, 1: 0 }, { maxWaitMs: 10_000, minBytes: 2 * size })
    await bench.sent({ 0: batch('a') })
    await bench.world.scheduler.run(100)
    expect(bench.purgatory.size).toBe(1)
    await bench.sent({ 1: batch('a') })
    expect(told(await bench.settled(fetching))).toEqual(['0: [0-0] hw 1', '1: [0-0] hw 1'])
  })

  test('gives whole batches up to its limits; the first may exceed them', async () => {
    const size = batch('a').length
    for (let at = 0; at < 4; at++) await bench.sent({ 0: batch('a'), 1: batch('b') })
    expect(await bench.got({ 0: 1 }, { partitionMaxBytes: 2 * size + 1 })).toEqual(['0: [1-1,2-2] hw 4'])
    expect(await bench.got({ 0: 0, 1: 0 }, { partitionMaxBytes: 1 })).toEqual(['0: [0-0] hw 4', '1: [] hw 4'])
    expect(await bench.got({ 1: 0, 0: 0 }, { maxBytes: 3 * size, partitionMaxBytes: 2 * size })).toEqual([
      '0: [0-0,1-1] hw 4',
      '1: [0-0] hw 4',
    ])
  })

  test.each<[string, Parameters<PartitionBench['fetch']>, string]>([
    ['beyond the end', [{ 0: 5 }], '0: OFFSET_OUT_OF_RANGE'],
    ['an unknown partition', [{ 9: 0 }], '9: UNKNOWN_TOPIC_OR_PARTITION'],
    ['of an older epoch', [{ 0: 0 }, { epoch: 1 }], '0: FENCED_LEADER_EPOCH'],
    ['of a newer epoch', [{ 0: 0 }, { epoch: 3 }], '0: UNKNOWN_LEADER_EPOCH'],
  ])('%s is answered at once with an error', async (_name, args, error) => {
    await bench.lead(1, { leaderEpoch: 2 })
    expect(await bench.got(...args)).toEqual([error])
    expect(bench.world.scheduler.now).toBe(0)
  })

  test('that is parked ends when its topic is deleted', async () => {
    const fetching = bench.fetch({ 0: 0 }, { maxWaitMs: 10_000 })
    await bench.world.scheduler.run(1)
    await bench.settled(bench.replicaManager.remove([{ topic: 'orders', topicId: ORDERS, partition: 0 }]))
    expect(told(await bench.settled(fetching))).toEqual(['0: NOT_LEADER_OR_FOLLOWER'])
  })

  test('in a session tells only news, parked or not', async () => {
    const first = await bench.settled(bench.fetch({ 0: 0, 1: 0 }, { sessionEpoch: 0, maxWaitMs: 0 }))
    const { sessionId } = first
    const next = bench.fetch({}, { sessionId, sessionEpoch: 1, maxWaitMs: 10_000 })
    await bench.sent({ 1: batch('a') })
    const second = await bench.settled(next)
    expect(second.sessionId).toBe(sessionId)
    expect(told(second)).toEqual(['1: [0-0] hw 1'])
    expect(await bench.got({}, { sessionId, sessionEpoch: 1 })).toEqual(['INVALID_FETCH_SESSION_EPOCH'])
  })
})

describe('list offsets', () => {
  beforeEach(async () => {
    for (const timestamp of [100, 300, 200])
      await bench.sent({ 0: buildBatch({ records: [{ timestamp, key: null, value: utf8('v') }] }) })
  })

  test.each([
    ['earliest', -2, '0 at -1'],
    ['latest', -1, '3 at -1'],
    ['of the largest timestamp', -3, '1 at 300'],
    ['earliest local', -4, '0 at -1'],
    ['latest tiered, without tiers', -5, '-1 at -1'],
    ['at a time', 150, '1 at 300'],
    ['at a time after all', 301, '-1 at -1'],
    ['of an unknown kind', -9, 'UNSUPPORTED_VERSION'],
  ])('%s', async (_name, timestamp, found) => {
    expect(await bench.listed(timestamp)).toBe(found)
  })

  test('refuses what the version does not know', async () => {
    expect(await bench.listed(-3, 6)).toBe('UNSUPPORTED_VERSION')
  })
})

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at)

describe('every version can be answered, well and with an error', () => {
  test.each(range(3, 13))('Produce v%d', async (version) => {
    const to = version >= 13 ? { topic: '', topicId: ORDERS } : {}
    expect(await bench.sent({ 0: batch('a'), 9: batch('b') }, { version, ...to })).toEqual([
      'at 0',
      'UNKNOWN_TOPIC_OR_PARTITION',
    ])
    await bench.lead(1, { leader: 2, replicas: [2], leaderEpoch: 1 })
    expect(await bench.sent({ 0: batch('a') }, { version, ...to })).toEqual(['NOT_LEADER_OR_FOLLOWER'])
  })

  test.each(range(4, 18))('Fetch v%d', async (version) => {
    await bench.sent({ 0: batch('a') })
    const sessionEpoch = version >= 7 ? 0 : -1
    expect(await bench.got({ 0: 0, 1: 5 }, { version, sessionEpoch, isolationLevel: 1 })).toEqual([
      '0: [0-0] hw 1',
      '1: OFFSET_OUT_OF_RANGE',
    ])
    await bench.lead(1, { leader: 2, replicas: [2], leaderEpoch: 1 })
    expect(await bench.got({ 0: 0 }, { version })).toEqual(['0: NOT_LEADER_OR_FOLLOWER'])
  })

  test.each(range(1, 11))('ListOffsets v%d', async (version) => {
    await bench.sent({ 0: batch('a') })
    expect(await bench.listed(-1, version)).toBe('1 at -1')
    expect(await bench.listed(5, version)).toBe('0 at 1700000000000')
    expect(await bench.listed(-9, version)).toBe('UNSUPPORTED_VERSION')
  })
})

test('ListOffsets for one that only looks: any replica tells where its own log ends', async () => {
  const at = async (replicaId: number) => {
    const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0, currentLeaderEpoch: -1, timestamp: -1 }] }]
    const asked = listOffsets(bench.context(9), { replicaId, isolationLevel: 0, topics, timeoutMs: 0 }, bench.services)
    const found = (await bench.settled(sentBack('ListOffsets', 9, asked))).topics[0]?.partitions[0]
    return found?.errorCode ? errorName(found.errorCode) : found?.offset
  }
  await bench.sent({ 0: batch('a', 'b') })
  expect([await at(-1), await at(-2)]).toEqual([2, 2])
  await bench.lead(1, { leader: 2, replicas: [1, 2], leaderEpoch: 1 })
  expect([await at(-1), await at(-2)]).toEqual(['NOT_LEADER_OR_FOLLOWER', 2])
})

test('delete records moves the log start, and refuses what was not yet committed', async () => {
  await bench.sent({ 0: batch('a', 'b', 'c') })
  const ask = async (offset: number) => {
    const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0, offset }] }]
    const asked = deleteRecords(bench.context(2), { topics, timeoutMs: 1000 }, bench.services)
    const answer = await bench.settled(sentBack('DeleteRecords', 2, asked))
    return answer.topics[0]?.partitions[0]
  }
  expect(await ask(4)).toMatchObject({ errorCode: 1, lowWatermark: -1 })
  expect(await ask(2)).toMatchObject({ errorCode: 0, lowWatermark: 2 })
  expect(await bench.got({ 0: 1 })).toEqual(['0: OFFSET_OUT_OF_RANGE'])
  expect(await ask(-1)).toMatchObject({ errorCode: 0, lowWatermark: 3 })
  bench.config = LogConfig.DEFAULTS.with({ 'cleanup.policy': 'compact' })
  bench.replicaManager.updateConfig('orders')
  expect(await ask(3)).toMatchObject({ errorCode: 44 })
})

test('offset for leader epoch tells where an epoch ended', async () => {
  await bench.sent({ 0: batch('a', 'b') })
  await bench.lead(1, { leaderEpoch: 3 })
  await bench.sent({ 0: batch('c') })
  const ask = async (leaderEpoch: number) => {
    const topics = [{ topic: 'orders', partitions: [{ partition: 0, currentLeaderEpoch: 3, leaderEpoch }] }]
    const asked = offsetForLeaderEpoch(bench.context(4), { replicaId: -1, topics }, bench.services)
    const found = (await sentBack('OffsetForLeaderEpoch', 4, asked)).topics[0]?.partitions[0]
    return [found?.errorCode, found?.leaderEpoch, found?.endOffset]
  }
  expect(await ask(0)).toEqual([0, 0, 2])
  expect(await ask(2)).toEqual([0, 0, 2])
  expect(await ask(3)).toEqual([0, 3, 3])
  expect(await ask(4)).toEqual([0, -1, -1])
})

describe('what is wrong with one partition', () => {
  test.each([
    ['a damaged batch', new CorruptRecordError('bad'), 'CORRUPT_MESSAGE'],
    ['a file that is gone', new DiskError('missing', 'gone'), 'NOT_LEADER_OR_FOLLOWER'],
    ['a bad sector', new DiskError('io', 'bad sector'), 'KAFKA_STORAGE_ERROR'],
  ])('%s is told of it alone; the others are answered', async (_name, error, told) => {
    await bench.sent({ 0: batch('a'), 1: batch('b') })
    const { log } = bench.replicaManager.get('orders', 0) as Partition
    const fail = () => Promise.reject(error)
    Object.assign(log, { readSync: () => undefined, read: fail, offsetForTimestamp: fail })
    expect(await bench.got({ 0: 0, 1: 0 })).toEqual([`0: ${told}`, '1: [0-0] hw 1'])
    const partitions = [0, 1].map((partitionIndex) => ({ partitionIndex, currentLeaderEpoch: -1, timestamp: 0 }))
    const request = { replicaId: -1, isolationLevel: 0, timeoutMs: 0, topics: [{ name: 'orders', partitions }] }
    const { topics } = await bench.settled(
      sentBack('ListOffsets', 5, listOffsets(bench.context(5), request, bench.services)),
    )
    expect(topics[0]?.partitions.map(({ errorCode }) => errorName(errorCode))).toEqual([told, 'NONE'])
  })

  test('the replica of a topic that was deleted does not serve the one that has its name now', async () => {
    await bench.sent({ 0: batch('old') })
    const { name, partitions } = bench.image.topicsById.get(ORDERS) as TopicImage
    const another = { name, partitions: new Map(partitions), id: 'YW5vdGhlci1vcmRlcnMtMQ' }
    bench.image.topicIds.set('orders', another.id)
    bench.image.topicsById.set(another.id, another)
    expect(await bench.sent({ 0: batch('new') })).toEqual(['NOT_LEADER_OR_FOLLOWER'])
    expect(await bench.got({ 0: 0 })).toEqual(['0: NOT_LEADER_OR_FOLLOWER'])
    expect(bench.replicaManager.get('orders', 0)?.log.logEndOffset).toBe(1)
  })
})

test('a config that changes while the log is being made is that of the log', async () => {
  const late = new PartitionBench()
  late.disk.shut()
  const made = late.lead(1)
  await late.world.scheduler.run(10)
  late.config = new LogConfig(new Map([['retention.ms', '1234']]))
  late.replicaManager.updateConfig('orders')
  late.disk.lift()
  await made
  expect(late.replicaManager.get('orders', 0)?.log.config.texts.get('retention.ms')).toBe('1234')
})

test('just after an election a time below the high watermark is answered, what may lie beyond is not', async () => {
  const bench = new PartitionBench()
  await bench.lead(1)
  await bench.sent({ 0: batch('a') })
  await bench.lead(1, { replicas: [1, 2], isr: [1, 2], partitionEpoch: 1 })
  await bench.sent({ 0: batch('b') }, { acks: 1 })
  await bench.lead(1, { replicas: [1, 2], isr: [1, 2], partitionEpoch: 2, leaderEpoch: 1 })
  expect(await bench.listed(1_700_000_000_000)).toBe('0 at 1700000000000')
  expect(await bench.listed(1_700_000_000_001)).toBe('OFFSET_NOT_AVAILABLE')
  expect(await bench.listed(-1)).toBe('OFFSET_NOT_AVAILABLE')
  expect(await bench.listed(1_700_000_000_001, 4)).toBe('LEADER_NOT_AVAILABLE')
})
