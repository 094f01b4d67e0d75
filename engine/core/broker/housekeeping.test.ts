import { expect, test } from 'vitest'
import { ServerBench } from '../../sim/server-bench.ts'
import type { Clock, TraceEvent } from '../env/env.ts'
import { type Chore, walkWallClock } from './housekeeping.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A wall clock at 0 that only jumps move, and what was done at which time. */
function walk(byMs: number, chores: readonly { name: string; everyMs: number; due: readonly number[] }[]) {
  let wall = 0
  const done: string[] = []
  const chore = ({ name, everyMs, due }: (typeof chores)[number]): Chore => ({
    everyMs,
    nextDue: (now) => Math.min(...due.filter((at) => at > now)),
    run: async () => {
      const last = `${name} at ${wall / MINUTE} min`
      if (due.some((at) => at <= wall && at > wall - everyMs)) done.push(last)
    },
  })
  const clock: Clock = { monotonic: () => 0, wall: () => wall }
  const env = { clock, trace: { log: () => {}, event: () => {} } }
  return walkWallClock(env, chores.map(chore), byMs, (ms) => void (wall += ms)).then(() => ({ done, wall }))
}

test('what falls due is done in its order, each when the broker would have looked', async () => {
  const { done, wall } = await walk(HOUR, [
    { name: 'retention', everyMs: 5 * MINUTE, due: [7 * MINUTE, 30 * MINUTE] },
    { name: 'offsets', everyMs: 10 * MINUTE, due: [12 * MINUTE, 2 * HOUR] },
  ])
  expect(done).toEqual(['retention at 10 min', 'offsets at 20 min', 'retention at 30 min'])
  expect(wall).toBe(HOUR)
})

test('a year with something due every minute makes a bounded number of stops', async () => {
  let stops = 0
  let wall = 0
  const chore: Chore = { everyMs: MINUTE, nextDue: (now) => now + 1, run: async () => void stops++ }
  const env = { clock: { monotonic: () => 0, wall: () => wall }, trace: { log: () => {}, event: () => {} } }
  await walkWallClock(env, [chore], 365 * DAY, (ms) => void (wall += ms))
  expect(stops).toBeLessThan(600)
  expect(wall).toBe(365 * DAY)
})

test('a process that was stopped while its clock was moved has one look at what is due', async () => {
  let looks = 0
  const chore: Chore = { everyMs: MINUTE, nextDue: (now) => now + 1, run: async () => void looks++ }
  const env = { clock: { monotonic: () => 0, wall: () => DAY }, trace: { log: () => {}, event: () => {} } }
  await walkWallClock(env, [chore], DAY, null)
  expect(looks).toBe(1)
})

/** The events of one kind, with the node that told them. */
function told(bench: ServerBench, ids: readonly number[], type: string): TraceEvent[] {
  return ids.flatMap((node) => {
    const events = bench.traces.get(node)?.events ?? []
    return events.filter((event) => event.type === type).map((event) => ({ node, ...event }))
  })
}

test('two days later each replica has let go of segments older than a day, and said so', async () => {
  const bench = await new ServerBench().three()
  await bench.makeTopic('orders', [1, 2, 3], {
    'message.timestamp.type': 'LogAppendTime',
    'retention.ms': String(DAY),
    'segment.ms': String(30 * MINUTE),
  })
  for (const value of ['a', 'b', 'c']) {
    await bench.sent(1, 'orders', value)
    for (const id of [1, 2, 3]) await bench.jump(id, HOUR)
  }
  await bench.pass(1000)
  for (const id of [1, 2, 3]) await bench.jump(id, 2 * DAY)
  const deleted = { type: 'segment.deleted', partition: 'orders-0' }
  expect(told(bench, [2], 'segment.deleted')).toMatchObject([0, 1, 2].map((baseOffset) => ({ ...deleted, baseOffset })))
  expect(told(bench, [1, 2, 3], 'log.start.moved').map(({ node, from, to }) => [node, from, to])).toEqual(
    [1, 2, 3].flatMap((node) => [
      [node, 0, 1],
      [node, 1, 2],
      [node, 2, 3],
    ]),
  )
  await bench.sent(1, 'orders', 'd')
  const topics = [{ topic: 'orders', partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }] }]
  const { responses } = await bench.asked(1, 'Fetch', { maxWaitMs: 0, minBytes: 1, topics }, 11)
  expect(responses[0]?.partitions[0]).toMatchObject({ errorCode: 1 })
})

test('offsets of an empty group expire a week after it, the group with them', async () => {
  const bench = await new ServerBench().cluster({ 1: { properties: { 'offsets.topic.replication.factor': '1' } } })
  await bench.makeTopic('orders', [1])
  await bench.asked(1, 'FindCoordinator', { keyType: 0, coordinatorKeys: ['g'] })
  await bench.pass(2000)
  const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0, committedOffset: 7 }] }]
  await bench.asked(1, 'OffsetCommit', { groupId: 'g', generationIdOrMemberEpoch: -1, topics }, 9)
  const groups = async () => (await bench.asked(1, 'ListGroups', {})).groups.map(({ groupId }) => groupId)
  await bench.jump(1, 6 * DAY)
  expect(await groups()).toEqual(['g'])
  await bench.jump(1, 2 * DAY)
  expect(await groups()).toEqual([])
  expect(told(bench, [1], 'offsets.expired')).toMatchObject([{ group: 'g', partitions: ['orders-0'], removed: true }])
})
