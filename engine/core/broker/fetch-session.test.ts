import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { SeededRandom } from '../../sim/random.ts'
import { EMPTY_BYTES } from '../base/bytes.ts'
import { ZERO_UUID } from '../base/uuid.ts'
import { Errors, errorName } from '../protocol/errors.ts'
import type { RequestOf } from '../protocol/frame.ts'
import { type FetchContext, type FetchedPartition, FetchSessionCache } from './fetch-session.ts'

const CONSUMER = { version: 11, isFollower: false }

let now = 0
let cache: FetchSessionCache

function open(slots = 1000): void {
  now = 0
  cache = new FetchSessionCache({ monotonic: () => now }, new SeededRandom(1), slots)
}

beforeEach(() => open())

/** A request for partitions of topic `t`, some of them forgotten. */
function request(
  sessionId: number,
  sessionEpoch: number,
  partitions: readonly number[],
  forgotten: readonly number[] = [],
): RequestOf<'Fetch'> {
  const wanted = partitions.map((partition) => ({
    partition,
    currentLeaderEpoch: -1,
    fetchOffset: 0,
    lastFetchedEpoch: -1,
    logStartOffset: -1,
    partitionMaxBytes: 1000,
    replicaDirectoryId: ZERO_UUID,
    highWatermark: 0n,
  }))
  return {
    clusterId: null,
    replicaId: -1,
    replicaState: { replicaId: -1, replicaEpoch: -1 },
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: 1000,
    isolationLevel: 0,
    sessionId,
    sessionEpoch,
    topics: wanted.length > 0 ? [{ topic: 't', topicId: ZERO_UUID, partitions: wanted }] : [],
    forgottenTopicsData: forgotten.length > 0 ? [{ topic: 't', topicId: ZERO_UUID, partitions: [...forgotten] }] : [],
    rackId: '',
  }
}

interface News {
  readonly hw?: number
  readonly bytes?: number
  readonly error?: number
}

function data(partitionIndex: number, { hw = 0, bytes = 0, error = 0 }: News): FetchedPartition {
  return {
    partitionIndex,
    errorCode: error,
    highWatermark: hw,
    lastStableOffset: hw,
    logStartOffset: 0,
    divergingEpoch: { epoch: -1, endOffset: -1 },
    currentLeader: { leaderId: -1, leaderEpoch: -1 },
    snapshotId: { endOffset: -1, epoch: -1 },
    abortedTransactions: null,
    preferredReadReplica: -1,
    records: bytes > 0 ? new Uint8Array(bytes) : EMPTY_BYTES,
  }
}

/** Opens a request and answers it; what the log has, by partition. */
function ask(asked: RequestOf<'Fetch'>, log: Readonly<Record<number, News>>, from = CONSUMER) {
  const context = cache.open(asked, from)
  if (typeof context === 'number') return errorName(context)
  const answers = context.wanted.map(({ topic, topicId, partition }) => ({
    topic,
    topicId,
    data: data(partition, log[partition] ?? {}),
  }))
  const told = context.respond(answers)
  return { sessionId: told.sessionId, told: told.answers.map((one) => one.data.partitionIndex) }
}

/** Opens a session on partitions and gives its id. */
function session(partitions: readonly number[], from = CONSUMER): number {
  return (ask(request(0, 0, partitions), {}, from) as { sessionId: number }).sessionId
}

function wanted(context: FetchContext | number): number[] {
  return typeof context === 'number' ? [] : context.wanted.map(({ partition }) => partition)
}

describe('a session', () => {
  test('answers only what is new', () => {
    const id = session([0, 1])
    expect(ask(request(id, 1, []), {})).toEqual({ sessionId: id, told: [] })
    expect(ask(request(id, 2, []), { 1: { hw: 5 } })).toEqual({ sessionId: id, told: [1] })
    expect(ask(request(id, 3, []), { 1: { hw: 5 } })).toEqual({ sessionId: id, told: [] })
    expect(ask(request(id, 4, []), { 0: { bytes: 10 }, 1: { hw: 5 } })).toEqual({ sessionId: id, told: [0] })
  })

  test('tells an error each time, and the partition again when it is over', () => {
    const id = session([0])
    expect(ask(request(id, 1, []), { 0: { error: 6 } })).toEqual({ sessionId: id, told: [0] })
    expect(ask(request(id, 2, []), { 0: { error: 6 } })).toEqual({ sessionId: id, told: [0] })
    expect(ask(request(id, 3, []), {})).toEqual({ sessionId: id, told: [0] })
  })

  test('takes partitions in and forgets them; forgetting all ends it', () => {
    const id = session([0, 1])
    expect(wanted(cache.open(request(id, 1, [2], [0]), CONSUMER))).toEqual([1, 2])
    expect(ask(request(id, 2, [], [1, 2]), {})).toEqual({ sessionId: 0, told: [] })
    expect(ask(request(id, 3, []), {})).toBe('FETCH_SESSION_ID_NOT_FOUND')
  })

  test('serves a partition that had records last next time', () => {
    const id = session([0, 1, 2])
    ask(request(id, 1, []), { 0: { bytes: 1 } })
    expect(wanted(cache.open(request(id, 2, []), CONSUMER))).toEqual([1, 2, 0])
  })

  test('ends with epoch -1, which also reads without one', () => {
    const id = session([0])
    expect(ask(request(id, -1, [0]), {})).toEqual({ sessionId: 0, told: [0] })
    expect(cache.size).toBe(0)
  })

  test('is not made for nothing', () => {
    expect(session([])).toBe(0)
  })
})

test.each([
  ['unknown session', 99, 1, 'FETCH_SESSION_ID_NOT_FOUND'],
  ['epoch of the past', 0, 1, 'FETCH_SESSION_ID_NOT_FOUND'],
])('%s', (_name, id, epoch, error) => {
  expect(ask(request(id, epoch, []), {})).toBe(error)
})

test('a wrong epoch, or topic ids where names were, are refused', () => {
  const id = session([0])
  expect(cache.open(request(id, 2, []), CONSUMER)).toBe(Errors.INVALID_FETCH_SESSION_EPOCH)
  expect(cache.open(request(id, 1, []), { ...CONSUMER, version: 13 })).toBe(Errors.FETCH_SESSION_TOPIC_ID_ERROR)
})

describe('when all slots are taken', () => {
  const follower = { version: 11, isFollower: true }

  test('a newcomer reads without a session until one has been idle long enough', () => {
    open(1)
    const id = session([0])
    expect(session([1])).toBe(0)
    now = 120_000
    expect(session([1])).toBe(0)
    now = 120_001
    expect(session([1])).not.toBe(0)
    expect(ask(request(id, 1, []), {})).toBe('FETCH_SESSION_ID_NOT_FOUND')
  })

  test('a follower takes the place of a consumer, not the other way round', () => {
    open(1)
    session([0])
    expect(session([1], follower)).not.toBe(0)
    expect(session([0])).toBe(0)
  })

  test('a bigger session takes the place of a smaller one of some age that is in use', () => {
    open(1)
    const id = session([0])
    now = 100_000
    ask(request(id, 1, []), {})
    now = 130_000
    expect(session([1])).toBe(0)
    expect(session([1, 2])).not.toBe(0)
  })
})

test('model: a client that believes what it was told always knows the newest high watermark', () => {
  const step = fc.record({
    hw: fc.dictionary(fc.constantFrom('0', '1', '2'), fc.nat(3)),
    add: fc.uniqueArray(fc.nat(2)),
    forget: fc.uniqueArray(fc.nat(2)),
    full: fc.boolean(),
  })
  const run = (steps: { hw: Record<string, number>; add: number[]; forget: number[]; full: boolean }[]) => {
    open(2)
    const log: Record<number, News> = {}
    const known = new Map<number, number>()
    let id = 0
    let epoch = 0
    for (const { hw, add, forget, full } of steps) {
      for (const [partition, rise] of Object.entries(hw))
        log[Number(partition)] = { hw: (log[Number(partition)]?.hw ?? 0) + rise }
      if (full || id === 0) known.clear()
      const left = full || id === 0 ? [] : forget.filter((partition) => !add.includes(partition))
      for (const partition of left) known.delete(partition)
      for (const partition of add) known.set(partition, known.get(partition) ?? -1)
      const context = cache.open(request(id, full || id === 0 ? 0 : epoch, add, left), CONSUMER)
      if (typeof context === 'number') throw new Error(errorName(context))
      expect([...wanted(context)].sort()).toEqual([...known.keys()].sort())
      const answers = context.wanted.map(({ topic, topicId, partition }) => ({
        topic,
        topicId,
        data: data(partition, log[partition] ?? {}),
      }))
      const told = context.respond(answers)
      for (const { data: one } of told.answers) known.set(one.partitionIndex, one.highWatermark)
      for (const [partition, seen] of known) expect(seen).toBe(log[partition]?.hw ?? 0)
      epoch = told.sessionId === id && !full ? epoch + 1 : 1
      id = told.sessionId
    }
  }
  fc.assert(fc.property(fc.array(step, { maxLength: 20 }), run), { numRuns: 200 })
})
