/** Calls end when the caller said, also while no broker answers. */
import { beforeEach, describe, expect, test } from 'vitest'
import { SimWorld } from '../../sim/env.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { startOneNode } from '../../sim/one-node.ts'
import { Admin } from './admin.ts'
import { KafkaConsumer } from './consumer.ts'
import { KafkaProducer } from './producer.ts'

const CONFIG = { 'bootstrap.servers': 'localhost:9092' }
const T0 = { topic: 't', partition: 0 }

let world: SimWorld
let env: ReturnType<SimWorld['env']>
/** Nothing that is sent arrives. */
let isCut: boolean

const settle = <T>(promise: Promise<T>): Promise<T> => world.scheduler.until(promise)

beforeEach(async () => {
  isCut = false
  world = new SimWorld(5, { delay: () => (isCut ? undefined : 0) })
  const disk = new MemoryDisk(() => world.scheduler.now)
  await settle(startOneNode(world.env('node-1', disk)))
  env = world.env('client', new MemoryDisk(() => 0))
  const admin = new Admin(CONFIG, env)
  await settle(admin.createTopics([{ name: 't', numPartitions: 1 }]))
  await settle(admin.close())
})

/** How a call ended, and after how many virtual milliseconds. */
async function timed(run: () => Promise<unknown>): Promise<{ outcome: string; tookMs: number }> {
  const before = world.scheduler.now
  const outcome = await settle(run().then(() => 'done', String))
  return { outcome, tookMs: world.scheduler.now - before }
}

/** A member of a group that has its partition and read what is there; what its listener was told. */
async function member(config: Record<string, unknown> = {}) {
  const told: string[] = []
  const consumer = new KafkaConsumer(
    { ...CONFIG, 'group.id': 'g', 'auto.offset.reset': 'earliest', 'auto.commit.interval.ms': 600_000, ...config },
    env,
  )
  const note = (what: string) => (partitions: readonly unknown[]) => void told.push(`${what} ${partitions.length}`)
  consumer.subscribe(['t'], { onPartitionsAssigned: note('assigned'), onPartitionsRevoked: note('revoked') })
  for (let i = 0; i < 12; i++) await settle(consumer.poll(500))
  expect(told).toEqual(['assigned 1'])
  return { consumer, told }
}

async function send(...values: string[]): Promise<void> {
  const producer = new KafkaProducer(CONFIG, env)
  for (const value of values) await settle(producer.send({ topic: 't', value }))
  await settle(producer.close())
}

const EXPIRED = 'org.apache.kafka.common.errors.TimeoutException: Timeout of'

describe('commitSync', () => {
  test.each([
    ['the caller’s milliseconds', 700, 700],
    ['the caller’s Duration', { toMillis: () => 900 }, 900],
    ['default.api.timeout.ms', undefined, 2000],
    ['one attempt at least, and no more', 0, 0],
  ])('keeps to %s', async (_what, timeout, ms) => {
    const { consumer } = await member({ 'default.api.timeout.ms': 2000 })
    isCut = true
    expect(await timed(() => consumer.commitSync([[T0, { offset: 0 }]], timeout))).toEqual({
      outcome: `${EXPIRED} ${ms}ms expired before successfully committing offsets {t-0=OffsetAndMetadata{offset=0, leaderEpoch=null, metadata=''}}`,
      tookMs: ms,
    })
  })

  test('of nothing is done at once', async () => {
    const { consumer } = await member()
    isCut = true
    expect(await timed(() => consumer.commitSync([], 0))).toEqual({ outcome: 'done', tookMs: 0 })
  })
})

test('committed keeps to the caller’s time', async () => {
  const { consumer } = await member()
  isCut = true
  expect(await timed(() => consumer.committed([T0], 700))).toEqual({
    outcome: `${EXPIRED} 700ms expired before the last committed offset for partitions [t-0] could be determined. Try tuning default.api.timeout.ms larger to relax the threshold.`,
    tookMs: 700,
  })
})

test('listTopics keeps to the caller’s time', async () => {
  const { consumer } = await member()
  isCut = true
  expect(await timed(() => consumer.listTopics(700))).toEqual({
    outcome: 'org.apache.kafka.common.errors.TimeoutException: Timeout expired while fetching topic metadata',
    tookMs: 700,
  })
})

test('endOffsets keeps to the caller’s time', async () => {
  const { consumer } = await member()
  isCut = true
  expect(await timed(() => consumer.endOffsets([T0], 700))).toEqual({
    outcome: 'org.apache.kafka.common.errors.TimeoutException: Failed to get offsets by times in 700ms',
    tookMs: 700,
  })
})

test('a send waits for metadata no longer than max.block.ms', async () => {
  const producer = new KafkaProducer({ ...CONFIG, 'max.block.ms': 700 }, env)
  await settle(producer.send({ topic: 't', value: 'a' }))
  isCut = true
  expect(await timed(() => producer.send({ topic: 'u', value: 'b' }))).toEqual({
    outcome: 'org.apache.kafka.common.errors.TimeoutException: Topic u not present in metadata after 700 ms.',
    tookMs: 700,
  })
})

describe('poll before a rebalance, whose commit nobody answers', () => {
  test('returns in time; the rebalance waits for the commit, and nothing is handed out meanwhile', async () => {
    await send('a')
    const { consumer, told } = await member()
    await send('b')
    isCut = true
    consumer.enforceRebalance()
    for (let i = 0; i < 3; i++) {
      const { tookMs } = await timed(async () => expect((await consumer.poll(300)).count()).toBe(0))
      expect(tookMs).toBe(300)
    }
    expect(told).toEqual(['assigned 1'])
    isCut = false
    world.network.resume()
    const values: unknown[] = []
    for (let i = 0; i < 40; i++) for (const { value } of await settle(consumer.poll(500))) values.push(value)
    expect(told).toEqual(['assigned 1', 'revoked 1', 'assigned 1'])
    expect(values).toEqual(['b'])
  })

  test('begins it without the commit when the group would wait no longer', async () => {
    const { consumer, told } = await member({ 'max.poll.interval.ms': 8000, 'session.timeout.ms': 6000 })
    isCut = true
    consumer.enforceRebalance()
    for (let i = 0; i < 20; i++) await settle(consumer.poll(300))
    expect(told).toEqual(['assigned 1'])
    for (let i = 0; i < 20; i++) await settle(consumer.poll(300))
    expect(told).toEqual(['assigned 1', 'revoked 1'])
  })
})

describe('close', () => {
  test.each([
    ['milliseconds', 700],
    ['a Duration', { toMillis: () => 700 }],
  ])('of a consumer keeps to the caller’s time, %s', async (_what, timeout) => {
    const { consumer, told } = await member()
    isCut = true
    expect(await timed(() => consumer.close(timeout))).toEqual({ outcome: 'done', tookMs: 700 })
    expect(told).toEqual(['assigned 1', 'revoked 1'])
  })

  test('of a consumer takes no longer than a request may', async () => {
    const { consumer } = await member({ 'request.timeout.ms': 3000 })
    isCut = true
    expect((await timed(() => consumer.close(60_000))).tookMs).toBe(3000)
  })

  test.each([
    ['milliseconds', 700],
    ['a Duration', { toMillis: () => 700 }],
  ])('of a producer keeps to the caller’s time, %s', async (_what, timeout) => {
    const producer = new KafkaProducer(CONFIG, env)
    await settle(producer.send({ topic: 't', value: 'a' }))
    isCut = true
    const lost = producer.send({ topic: 't', value: 'b' }).then(() => 'sent', String)
    expect(await timed(() => producer.close(timeout))).toEqual({ outcome: 'done', tookMs: 700 })
    expect(await settle(lost)).not.toBe('sent')
  })

  test('of a producer refuses a time below zero', async () => {
    const producer = new KafkaProducer(CONFIG, env)
    await expect(producer.close(-1)).rejects.toThrow('The timeout cannot be negative.')
  })
})

describe('position', () => {
  test.each([
    ['the caller’s milliseconds', 700, 700],
    ['the caller’s Duration', { toMillis: () => 900 }, 900],
    ['default.api.timeout.ms', undefined, 2000],
  ])('keeps to %s', async (_what, timeout, ms) => {
    const consumer = new KafkaConsumer({ ...CONFIG, 'group.id': 'g', 'default.api.timeout.ms': 2000 }, env)
    consumer.assign([T0])
    isCut = true
    expect(await timed(() => consumer.position(T0, timeout))).toEqual({
      outcome: `${EXPIRED} ${ms}ms expired before the position for partition t-0 could be determined`,
      tookMs: ms,
    })
  })

  test('is asked of partitions that are assigned', async () => {
    const consumer = new KafkaConsumer({ ...CONFIG, 'group.id': 'g' }, env)
    const { outcome } = await timed(() => consumer.position(T0))
    expect(outcome).toContain('You can only check the position for partitions assigned to this consumer.')
  })

  test('offsets are looked up for as long as a Duration says', async () => {
    const consumer = new KafkaConsumer(CONFIG, env)
    isCut = true
    expect((await timed(() => consumer.endOffsets([T0], { toMillis: () => 600 }))).tookMs).toBe(600)
  })
})
