/** Clients when something goes wrong in user code, between brokers, or at the wrong time. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { SimWorld } from '../../sim/env.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { startOneNode } from '../../sim/one-node.ts'
import { Errors } from '../protocol/errors.ts'
import type { RequestInit, ResponseOf } from '../protocol/frame.ts'
import { Admin } from './admin.ts'
import { Channel } from './channel.ts'
import { KafkaConsumer, type OffsetCommitCallback } from './consumer.ts'
import type { KafkaException } from './errors.ts'
import { OffsetAndMetadata } from './java-names.ts'
import { KafkaProducer } from './producer.ts'

const CONFIG = { 'bootstrap.servers': 'localhost:9092' }

let world: SimWorld
/** Milliseconds that each chunk takes on the network. */
let latencyMs: number
let env: ReturnType<SimWorld['env']>

const settle = <T>(promise: Promise<T>): Promise<T> => world.scheduler.until(promise)

/** A broker with topic t of two partitions. */
beforeEach(async () => {
  latencyMs = 0
  world = new SimWorld(11, { delay: () => latencyMs })
  const disk = new MemoryDisk(() => world.scheduler.now)
  await settle(startOneNode(world.env('node-1', disk)))
  env = world.env('client', new MemoryDisk(() => 0))
  const admin = new Admin(CONFIG, env)
  await settle(admin.createTopics([{ name: 't', numPartitions: 2 }]))
  await settle(admin.close())
})

afterEach(() => vi.restoreAllMocks())

const producer = (config: Record<string, unknown> = {}) => new KafkaProducer({ ...CONFIG, ...config }, env)
const consumer = (config: Record<string, unknown> = {}) =>
  new KafkaConsumer({ ...CONFIG, 'auto.offset.reset': 'earliest', ...config }, env)

/** Sends `partition:value` one after the other. */
async function send(...records: string[]): Promise<void> {
  const sender = producer()
  for (const record of records) {
    const [partition, value] = record.split(':') as [string, string]
    await settle(sender.send({ topic: 't', partition: Number(partition), value }))
  }
  await settle(sender.close())
}

/** What polls give: values, or the error's name. */
async function polls(reader: KafkaConsumer, times: number): Promise<string[]> {
  const seen: string[] = []
  for (let i = 0; i < times; i++) {
    try {
      for (const { value } of await settle(reader.poll(500))) seen.push(String(value))
    } catch (error) {
      seen.push((error as KafkaException).name)
    }
  }
  return seen
}

/** Every value of the partition. */
async function valuesOf(partition: number): Promise<string[]> {
  const reader = consumer()
  reader.assign([{ topic: 't', partition }])
  return polls(reader, 4)
}

describe('a record that cannot be deserialized', () => {
  const picky = {
    'value.deserializer': {
      deserialize(_topic: string, data: Uint8Array): string {
        const text = new TextDecoder().decode(data)
        if (text === 'bad') throw new Error('cannot be read')
        return text
      },
    },
  }
  const [p0, p1] = [0, 1].map((partition) => ({ topic: 't', partition })) as [Place, Place]
  type Place = { topic: string; partition: number }
  const BAD = 'RecordDeserializationException'

  test('is told of at every poll until the user seeks behind it', async () => {
    await send('0:a', '0:bad', '0:c')
    const reader = consumer(picky)
    reader.assign([p0])
    expect(await polls(reader, 3)).toEqual(['a', BAD, BAD])
    expect(await settle(reader.position(p0))).toBe(1)
    reader.seek(p0, 2)
    expect(await polls(reader, 2)).toEqual(['c'])
  })

  test('takes nothing from other partitions', async () => {
    await send('0:a', '0:b', '1:bad', '1:c')
    const reader = consumer(picky)
    reader.assign([p0, p1])
    expect(await polls(reader, 3)).toEqual(['a', 'b', BAD, BAD])
    reader.seek(p1, 1)
    expect(await polls(reader, 2)).toEqual(['c'])
  })
})

describe('a callback that throws', () => {
  const fails = () => {
    throw new Error('the callback is bad')
  }
  const LOGGED =
    /^ERROR \[Producer clientId=p\] Error executing user-provided callback on message for topic-partition 't-0'.*the callback is bad/

  test('changes nothing for the records, and is logged', async () => {
    const sender = producer({ 'client.id': 'p', 'linger.ms': 5 })
    const sent = ['a', 'b'].map((value) => sender.send({ topic: 't', partition: 0, value }, fails))
    const offsets = (await settle(Promise.all(sent))).map(({ offset }) => offset)
    expect(offsets).toEqual([0, 1])
    await settle(sender.send({ topic: 't', partition: 0, value: 'c' }))
    await settle(sender.close())
    expect(await valuesOf(0)).toEqual(['a', 'b', 'c'])
    expect(env.trace.lines.filter((line) => LOGGED.test(line))).toHaveLength(2)
  })

  test('does not stop the sends that wait behind it', async () => {
    const sender = producer({ 'client.id': 'p', 'max.block.ms': 500 })
    const refused = sender.send({ topic: 't', partition: 9, value: 'a' }, fails).catch(({ name }) => name)
    const behind = sender.send({ topic: 't', partition: 0, value: 'b' })
    expect(await settle(refused)).toBe('TimeoutException')
    expect(await settle(behind)).toMatchObject({ offset: 0 })
  })

  test('of a commit: the next poll throws what it threw', async () => {
    const reader = consumer({ 'group.id': 'g' })
    reader.assign([{ topic: 't', partition: 0 }])
    reader.commitAsync([[{ topic: 't', partition: 0 }, { offset: 0 }]], fails)
    await world.scheduler.run(1000)
    await expect(settle(reader.poll(0))).rejects.toThrow('the callback is bad')
    expect(await polls(reader, 1)).toEqual([])
  })
})

test('commitAsync takes what Java’s takes: nothing, a callback, offsets, or both', async () => {
  await send('0:a', '0:b')
  const reader = consumer({ 'group.id': 'g', 'enable.auto.commit': 'false' })
  const partition = { topic: 't', partition: 0 }
  reader.assign([partition])
  await polls(reader, 2)
  const said: unknown[] = []
  const tells: OffsetCommitCallback = (offsets, error) => said.push([offsets.get(partition)?.offset, error])
  const committed = async () => {
    await world.scheduler.run(1000)
    return (await settle(reader.committed([partition]))).get(partition)?.offset
  }
  reader.commitAsync(new Map([[partition, new OffsetAndMetadata(1)]]), tells)
  expect(await committed()).toBe(1)
  reader.commitAsync(tells)
  expect(await committed()).toBe(2)
  reader.commitAsync([[partition, { offset: 0 }]], null)
  expect(await committed()).toBe(0)
  reader.commitAsync()
  expect(await committed()).toBe(2)
  await settle(reader.poll(0))
  expect(said).toEqual([
    [1, null],
    [2, null],
  ])
})

test('a reset under way does not overwrite what the user asks for meanwhile', async () => {
  await send('0:a', '0:b')
  const reader = consumer({ 'group.id': 'g' })
  reader.assign([{ topic: 't', partition: 0 }])
  expect(await polls(reader, 2)).toEqual(['a', 'b'])
  latencyMs = 100
  reader.seekToEnd()
  await settle(reader.poll(0))
  reader.seekToBeginning()
  expect(await polls(reader, 4)).toEqual(['a', 'b'])
})

describe('an idempotent producer goes on under a new identity', () => {
  /**
   * What becomes of produce requests, one after the other: sent or not, and the error that is answered; then all is well. Gives
   * the requests that are made.
   */
  function answers(...plan: readonly ['sent' | 'kept', number, logStartOffset?: number][]): string[] {
    const left = [...plan]
    const asked: string[] = []
    const { request } = Channel.prototype
    let before: unknown
    vi.spyOn(Channel.prototype, 'request').mockImplementation(async function (this: Channel, ...args) {
      asked.push(args[0])
      if (args[0] !== 'Produce') return request.apply(this, args)
      const [what, errorCode, logStartOffset = 0] = left.shift() ?? ['sent', Errors.NONE]
      if (what === 'sent') before = await request.apply(this, args)
      const answer = structuredClone(before) as { body: ResponseOf<'Produce'> }
      for (const { partitionResponses } of answer.body.responses)
        for (const one of partitionResponses) Object.assign(one, { errorCode, logStartOffset })
      return answer as never
    })
    return asked
  }

  test('when the broker misses a sequence: the user sees nothing of it', async () => {
    const sender = producer()
    answers(['sent', Errors.NONE], ['kept', Errors.OUT_OF_ORDER_SEQUENCE_NUMBER])
    for (const value of ['a', 'b', 'c']) await settle(sender.send({ topic: 't', partition: 0, value }))
    expect(await valuesOf(0)).toEqual(['a', 'b', 'c'])
  })

  test('when the broker has forgotten the producer, also at a later try', async () => {
    const sender = producer({ 'retry.backoff.ms': 10 })
    const { UNKNOWN_PRODUCER_ID, NOT_ENOUGH_REPLICAS, NONE } = Errors
    const asked = answers(
      ['sent', NONE],
      ['kept', UNKNOWN_PRODUCER_ID],
      ['sent', NONE],
      ['kept', NOT_ENOUGH_REPLICAS],
      ['kept', UNKNOWN_PRODUCER_ID],
    )
    for (const value of ['a', 'b', 'c', 'd']) await settle(sender.send({ topic: 't', partition: 0, value }))
    expect(await valuesOf(0)).toEqual(['a', 'b', 'c', 'd'])
    expect(asked.filter((name) => name === 'InitProducerId')).toHaveLength(3)
  })

  test('but not while the broker cannot say where its log begins: the same is tried again', async () => {
    const sender = producer({ 'retry.backoff.ms': 10 })
    const unsure = ['kept', Errors.UNKNOWN_PRODUCER_ID, -1] as const
    const asked = answers(['sent', Errors.NONE], [...unsure], [...unsure])
    for (const value of ['a', 'b']) await settle(sender.send({ topic: 't', partition: 0, value }))
    expect(await valuesOf(0)).toEqual(['a', 'b'])
    expect(asked.filter((name) => name === 'InitProducerId')).toHaveLength(1)
  })

  test('when a record that may be in the log is refused for good: the next one is no duplicate', async () => {
    const sender = producer()
    answers(['sent', Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND], ['kept', Errors.INVALID_RECORD])
    const refused = sender.send({ topic: 't', partition: 0, value: 'a' }).catch(({ name }) => name)
    expect(await settle(refused)).toBe('InvalidRecordException')
    await settle(sender.send({ topic: 't', partition: 0, value: 'b' }))
    expect(await valuesOf(0)).toEqual(['a', 'b'])
  })
})

test('a producer forgets a topic that it has not sent to for metadata.max.idle.ms', async () => {
  const admin = new Admin(CONFIG, env)
  await settle(admin.createTopics([{ name: 'u', numPartitions: 1 }]))
  const asked: string[] = []
  const { request } = Channel.prototype
  vi.spyOn(Channel.prototype, 'request').mockImplementation(async function (this: Channel, ...args) {
    if (args[0] === 'Metadata') asked.push(names(args[1] as RequestInit<'Metadata'>))
    return request.apply(this, args) as never
  })
  const sender = producer({ 'metadata.max.idle.ms': 5000, 'metadata.max.age.ms': 1000 })
  const send = (topic: string) => settle(sender.send({ topic, partition: 0, value: 'x' }))
  /** What was asked of while it sent to t alone for so many seconds. */
  const during = async (seconds: number) => {
    asked.length = 0
    for (let passed = 0; passed < seconds; passed++) {
      await world.scheduler.run(1000)
      await send('t')
    }
    return [...new Set(asked)]
  }
  for (const topic of ['t', 'u']) await send(topic)
  expect(await during(4)).toEqual(['t,u'])
  await during(3)
  expect(await during(4)).toEqual(['t'])
  asked.length = 0
  await send('u')
  expect(asked).toEqual(['u'])
  expect(await during(2)).toEqual(['t,u'])
})

test('partitionsFor of a producer that is idle tells what is no older than metadata.max.age.ms', async () => {
  const sender = producer({ 'metadata.max.age.ms': 1000 })
  const count = async () => (await settle(sender.partitionsFor('t'))).length
  expect(await count()).toBe(2)
  const admin = new Admin(CONFIG, env)
  await settle(admin.createPartitions([['t', { totalCount: 3 }]]))
  expect(await count()).toBe(2)
  await world.scheduler.run(1500)
  expect(await count()).toBe(3)
})

function names({ topics }: RequestInit<'Metadata'>): string {
  return (topics ?? []).map(({ name }) => name).join()
}

test('a producer that is closed in time leaves no send unsettled, not even those that wait for memory', async () => {
  const sender = producer({ 'buffer.memory': 400, 'batch.size': 100 })
  await settle(sender.send({ topic: 't', partition: 0, value: 'first' }))
  latencyMs = 1_000_000
  const sent = Array.from({ length: 20 }, () => sender.send({ topic: 't', partition: 0, value: 'x'.repeat(50) }))
  const ended = Promise.all(sent.map((one) => one.then(String, ({ message }) => String(message))))
  await settle(sender.close(1000))
  const messages = new Set(await settle(ended))
  expect(messages).toContain('Producer closed while allocating memory')
  expect(world.scheduler.now).toBeLessThan(10_000)
})

test('the next batch leaves before the program hears of the one before', async () => {
  const seen: string[] = []
  const request = Channel.prototype.request
  vi.spyOn(Channel.prototype, 'request').mockImplementation(function (this: Channel, name, body, options) {
    if (name === 'Produce') seen.push('request')
    return request.call(this, name, body, options) as never
  })
  const sender = producer({ 'max.in.flight.requests.per.connection': 1, 'batch.size': 1 })
  for (const value of ['a', 'b']) void sender.send({ topic: 't', partition: 0, value }, () => seen.push(value))
  await settle(sender.close())
  expect(seen).toEqual(['request', 'request', 'a', 'b'])
})
