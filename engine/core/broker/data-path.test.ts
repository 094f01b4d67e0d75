/** Produce, Fetch, ListOffsets, DeleteRecords and OffsetForLeaderEpoch over real logs on a memory disk, in virtual time. */
import { beforeEach, describe, expect, test } from 'vitest'
import { SimWorld } from '../../sim/env.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { utf8 } from '../base/utf8.ts'
import { ZERO_UUID } from '../base/uuid.ts'
import type { Disk, DiskFile, Env } from '../env/env.ts'
import { Log } from '../log/log.ts'
import { LogConfig } from '../log/log-config.ts'
import { ClusterImage } from '../metadata/image.ts'
import type { ApiName } from '../protocol/apis.ts'
import { errorName } from '../protocol/errors.ts'
import {
  decodeResponse,
  encodeResponse,
  type RequestOf,
  type ResponseInit,
  type ResponseOf,
} from '../protocol/frame.ts'
import { batchesIn, buildBatch } from '../record/batch.ts'
import type { PartitionState } from '../replication/partition-state.ts'
import { type ReplicaLogs, ReplicaManager } from '../replication/replica-manager.ts'
import { BrokerConfig } from './config.ts'
import { FetchSessionCache } from './fetch-session.ts'
import { type BrokerServices, CloseConnection, type RequestContext } from './handler.ts'
import { produce } from './handlers/00-produce.ts'
import { fetch as fetchHandler } from './handlers/01-fetch.ts'
import { listOffsets } from './handlers/02-list-offsets.ts'
import { deleteRecords } from './handlers/21-delete-records.ts'
import { offsetForLeaderEpoch } from './handlers/23-offset-for-leader-epoch.ts'
import { Purgatory } from './purgatory.ts'

const ORDERS = 'b3JkZXJzLW9yZGVycy0xMg'

/** A disk whose syncs wait while the gate is shut. */
class GatedDisk implements Disk {
  private waiting: (() => void)[] | null = null

  constructor(private readonly inner: Disk) {}

  shut(): void {
    this.waiting = []
  }
  lift(): void {
    const waiting = this.waiting ?? []
    this.waiting = null
    for (const go of waiting) go()
  }
  private pass(): Promise<void> {
    return this.waiting === null ? Promise.resolve() : new Promise((go) => this.waiting?.push(go))
  }

  list(prefix: string) {
    return this.inner.list(prefix)
  }
  remove(path: string) {
    return this.inner.remove(path)
  }
  rename(from: string, to: string) {
    return this.inner.rename(from, to)
  }
  async open(path: string): Promise<DiskFile> {
    const file = await this.inner.open(path)
    const sync = () => this.pass().then(() => file.sync())
    return new Proxy(file, {
      get: (target, name) => {
        if (name === 'sync') return sync
        const value = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }
}

/** An answer as a client of the version gets it. */
async function sentBack<N extends ApiName>(
  name: N,
  version: number,
  answer: ResponseInit<N> | null | Promise<ResponseInit<N> | null>,
): Promise<ResponseOf<N>> {
  const body = await answer
  if (body === null) throw new Error('no response')
  return decodeResponse(name, version, encodeResponse(name, version, 1, body).subarray(4)).body
}

class Bench {
  readonly world = new SimWorld(3)
  readonly disk = new GatedDisk(new MemoryDisk())
  readonly env: Env = this.world.env('1', this.disk)
  readonly image = new ClusterImage()
  readonly purgatory = new Purgatory(this.env.timers)
  config = LogConfig.DEFAULTS
  private readonly logs = new Map<string, Log>()
  readonly replicaManager = new ReplicaManager({
    env: this.env,
    brokerId: 1,
    logs: this.replicaLogs(),
    logConfig: () => this.config,
    checkpointIntervalMs: 5000,
  })
  readonly services = {
    env: this.env,
    config: new BrokerConfig(new Map([['node.id', '1']])),
    image: this.image,
    replicaManager: this.replicaManager,
    fetchSessions: new FetchSessionCache(this.env.clock, this.env.random),
    purgatory: this.purgatory,
  } as unknown as BrokerServices

  constructor() {
    this.replicaManager.onMove((partition) => this.purgatory.check(partition))
  }

  private replicaLogs(): ReplicaLogs {
    return {
      getOrCreate: async (topic, partition, topicId, config) => {
        const dir = `data/${topic}-${partition}`
        const opening = { dir, config, topicId, cleanShutdown: true, recoveryPoint: 0, logStartOffset: 0 }
        const log = await Log.open({ env: this.env, ...opening, producerIdExpirationMs: 86_400_000 })
        this.logs.set(`${topic}-${partition}`, log)
        return log
      },
      deleteLog: async (topic, partition) => {
        await this.logs.get(`${topic}-${partition}`)?.delete()
      },
      highWatermark: () => 0,
      checkpointHighWatermarks: async () => {},
    }
  }

  /** Partitions of `orders` as the metadata has them now. */
  async lead(partitions: number, change: Partial<PartitionState> = {}): Promise<void> {
    const states = Array.from({ length: partitions }, (_, partition) => ({
      topic: 'orders',
      topicId: ORDERS,
      partition,
      leader: 1,
      leaderEpoch: 0,
      partitionEpoch: 0,
      replicas: [1],
      isr: [1],
      ...change,
    }))
    const image = (state: PartitionState) => ({
      ...state,
      directories: [],
      removingReplicas: [],
      addingReplicas: [],
      elr: [],
      lastKnownElr: [],
      leaderRecoveryState: 0,
    })
    const topic = { name: 'orders', id: ORDERS, partitions: new Map(states.map((one) => [one.partition, image(one)])) }
    this.image.topicIds.set('orders', ORDERS)
    this.image.topicsById.set(ORDERS, topic)
    await this.settled(this.replicaManager.apply(states))
  }

  settled<T>(promise: Promise<T>): Promise<T> {
    return this.world.scheduler.until(promise)
  }

  context(version: number): RequestContext {
    const header = { apiKey: 0, apiVersion: version, correlationId: 1, clientId: 'c' }
    const connection = { id: 1, closed: false }
    return { header, version, clientId: 'c', clientHost: '/h', listener: 'PLAINTEXT', role: 'broker', connection }
  }

  async produce(
    batches: Readonly<Record<number, Uint8Array | null>>,
    options: { acks?: number; version?: number; topic?: string; topicId?: string; timeoutMs?: number } = {},
  ) {
    const { acks = -1, version = 11, topic = 'orders', topicId = ZERO_UUID, timeoutMs = 1000 } = options
    const partitionData = Object.entries(batches).map(([index, records]) => ({ index: Number(index), records }))
    const request: RequestOf<'Produce'> = {
      transactionalId: null,
      acks,
      timeoutMs,
      topicData: [{ name: topic, topicId, partitionData }],
    }
    const answer = await produce(this.context(version), request, this.services)
    return answer && sentBack('Produce', version, answer)
  }

  /** The outcome of each partition: base offset or error. */
  async sent(...args: Parameters<Bench['produce']>): Promise<string[]> {
    const response = await this.settled(this.produce(...args))
    const partitions = response?.responses.flatMap((topic) => topic.partitionResponses) ?? []
    return partitions.map(({ errorCode, baseOffset }) => (errorCode ? errorName(errorCode) : `at ${baseOffset}`))
  }

  fetch(
    offsets: Readonly<Record<number, number>>,
    options: Partial<RequestOf<'Fetch'>> & { version?: number; partitionMaxBytes?: number; epoch?: number } = {},
  ): Promise<ResponseOf<'Fetch'>> {
    const { version = 11, partitionMaxBytes = 1_000_000, epoch = -1, ...rest } = options
    const partitions = Object.entries(offsets).map(([partition, fetchOffset]) => ({
      partition: Number(partition),
      currentLeaderEpoch: epoch,
      fetchOffset,
      lastFetchedEpoch: -1,
      logStartOffset: -1,
      partitionMaxBytes,
      replicaDirectoryId: ZERO_UUID,
      highWatermark: 0n,
    }))
    const request: RequestOf<'Fetch'> = {
      clusterId: null,
      replicaId: -1,
      replicaState: { replicaId: -1, replicaEpoch: -1 },
      maxWaitMs: 500,
      minBytes: 1,
      maxBytes: 50_000_000,
      isolationLevel: 0,
      sessionId: 0,
      sessionEpoch: -1,
      topics:
        partitions.length > 0
          ? [{ topic: version >= 13 ? '' : 'orders', topicId: version >= 13 ? ORDERS : ZERO_UUID, partitions }]
          : [],
      forgottenTopicsData: [],
      rackId: '',
      ...rest,
    }
    return sentBack('Fetch', version, fetchHandler(this.context(version), request, this.services))
  }

  /** What was fetched, `partition: offsets hw` or the error. */
  async got(...args: Parameters<Bench['fetch']>): Promise<string[]> {
    return told(await this.settled(this.fetch(...args)))
  }
}

function told(response: ResponseOf<'Fetch'>): string[] {
  if (response.errorCode !== 0) return [errorName(response.errorCode)]
  return response.responses
    .flatMap((topic) => topic.partitions)
    .map(({ partitionIndex, errorCode, records, highWatermark }) => {
      const batches = [...batchesIn(records ?? new Uint8Array())].map(
        ({ header }) => `${header.baseOffset}-${header.lastOffset}`,
      )
      return `${partitionIndex}: ${errorCode ? errorName(errorCode) : `[${batches}] hw ${highWatermark}`}`
    })
}

/** One batch of records with these values. */
function batch(...values: string[]): Uint8Array {
  return buildBatch({
    records: values.map((value) => ({ timestamp: 1_700_000_000_000, key: null, value: utf8(value) })),
  })
}

let bench: Bench

beforeEach(async () => {
  bench = new Bench()
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

  test.each<[string, Parameters<Bench['produce']>, string]>([
    ['other acks', [{ 0: batch('a') }, { acks: 5 }], 'INVALID_REQUIRED_ACKS'],
    ['an unknown partition', [{ 9: batch('a') }], 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['an unknown topic', [{ 0: batch('a') }, { topic: 'nosuch' }], 'UNKNOWN_TOPIC_OR_PARTITION'],
    ['an unknown topic id', [{ 0: batch('a') }, { version: 13, topic: '' }], 'UNKNOWN_TOPIC_ID'],
    ['no records', [{ 0: new Uint8Array() }], 'INVALID_RECORD'],
    ['two batches', [{ 0: new Uint8Array([...batch('a'), ...batch('b')]) }], 'INVALID_RECORD'],
    ['an older format', [{ 0: batch('a').fill(1, 16, 17) }], 'INVALID_RECORD'],
    ['a wrong checksum', [{ 0: batch('a').fill(0, 17, 19) }], 'CORRUPT_MESSAGE'],
    ['half a batch', [{ 0: batch('a').subarray(0, 65) }], 'CORRUPT_MESSAGE'],
  ])('%s is refused', async (_name, args, error) => {
    expect(await bench.sent(...args)).toEqual([error])
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

  test.each<[string, Parameters<Bench['fetch']>, string]>([
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

async function list(timestamp: number, version = 11): Promise<string> {
  const partitions = [{ partitionIndex: 0, currentLeaderEpoch: -1, timestamp }]
  const request = { replicaId: -1, isolationLevel: 0, topics: [{ name: 'orders', partitions }], timeoutMs: 0 }
  const asked = listOffsets(bench.context(version), request, bench.services)
  const answer = await bench.settled(sentBack('ListOffsets', version, asked))
  const found = answer.topics[0]?.partitions[0]
  return found?.errorCode ? errorName(found.errorCode) : `${found?.offset} at ${found?.timestamp}`
}

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
    expect(await list(timestamp)).toBe(found)
  })

  test('refuses what the version does not know', async () => {
    expect(await list(-3, 6)).toBe('UNSUPPORTED_VERSION')
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
    await bench.lead(1, { leader: 2, replicas: [1, 2], leaderEpoch: 1 })
    expect(await bench.sent({ 0: batch('a') }, { version, ...to })).toEqual(['NOT_LEADER_OR_FOLLOWER'])
  })

  test.each(range(4, 18))('Fetch v%d', async (version) => {
    await bench.sent({ 0: batch('a') })
    const sessionEpoch = version >= 7 ? 0 : -1
    expect(await bench.got({ 0: 0, 1: 5 }, { version, sessionEpoch, isolationLevel: 1 })).toEqual([
      '0: [0-0] hw 1',
      '1: OFFSET_OUT_OF_RANGE',
    ])
    await bench.lead(1, { leader: 2, replicas: [1, 2], leaderEpoch: 1 })
    expect(await bench.got({ 0: 0 }, { version })).toEqual(['0: NOT_LEADER_OR_FOLLOWER'])
  })

  test.each(range(1, 11))('ListOffsets v%d', async (version) => {
    await bench.sent({ 0: batch('a') })
    expect(await list(-1, version)).toBe('1 at -1')
    expect(await list(5, version)).toBe('0 at 1700000000000')
    expect(await list(-9, version)).toBe('UNSUPPORTED_VERSION')
  })
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
