import { describe, expect, test } from 'vitest'
import { SimWorld } from '../../sim/env.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { ONE_NODE } from '../../sim/one-node.ts'
import { utf8 } from '../base/utf8.ts'
import { Server } from '../broker/server.ts'
import { format } from '../metadata/format.ts'
import { Admin } from './admin.ts'
import { KafkaConsumer } from './consumer.ts'
import type { KafkaException } from './errors.ts'
import type { Partitioner } from './partitioner.ts'
import { KafkaProducer } from './producer.ts'

const CONFIG = { 'bootstrap.servers': 'localhost:9092' }

/** A broker and clients in virtual time. */
class Room {
  /** Milliseconds that each chunk takes on the network. */
  latencyMs = 0
  readonly world = new SimWorld(11, { delay: () => this.latencyMs })
  readonly disk = new MemoryDisk(() => this.world.scheduler.now)
  readonly clientEnv = this.world.env('client', new MemoryDisk(() => 0))
  private node!: ReturnType<SimWorld['env']>

  async boot(): Promise<this> {
    this.node = this.world.env('node-1', this.disk)
    await this.settle(Server.start(this.node, ONE_NODE))
    return this
  }

  static async open(topic?: string, numPartitions = 1): Promise<Room> {
    const room = new Room()
    const dirs = { logDirs: ['logs'], metadataLogDir: 'logs' }
    const env = room.world.env('format', room.disk)
    await format(env, { clusterId: 'c'.repeat(22), nodeId: 1, ...dirs, standalone: null, ignoreFormatted: false })
    await room.boot()
    if (topic !== undefined) {
      const admin = room.admin()
      await room.settle(admin.createTopics([{ name: topic, numPartitions }]))
      await admin.close()
    }
    return room
  }

  /** As kill -9. */
  kill(): void {
    this.node.kill()
  }

  settle<T>(promise: Promise<T>): Promise<T> {
    return this.world.scheduler.until(promise)
  }

  admin(): Admin {
    return new Admin(CONFIG, this.clientEnv)
  }
  producer(config: Record<string, unknown> = {}): KafkaProducer {
    return new KafkaProducer({ ...CONFIG, ...config }, this.clientEnv)
  }
  consumer(group: string | undefined, config: Record<string, unknown> = {}): KafkaConsumer {
    const groupConfig = group === undefined ? {} : { 'group.id': group }
    return new KafkaConsumer({ ...CONFIG, 'auto.offset.reset': 'earliest', ...groupConfig, ...config }, this.clientEnv)
  }

  /** Values of a partition, in order. */
  async values(topic: string, count: number, partition = 0): Promise<(string | null)[]> {
    const consumer = this.consumer(undefined)
    consumer.assign([{ topic, partition }])
    const values: (string | null)[] = []
    for (let polls = 0; values.length < count && polls < 50; polls++) {
      for (const record of await this.settle(consumer.poll(500))) values.push(record.value)
    }
    for (const record of await this.settle(consumer.poll(1000))) values.push(record.value)
    await this.settle(consumer.close())
    return values
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => String(i))

describe('producer', () => {
  test('offsets count up, keys choose partitions, timestamps and headers arrive', async () => {
    const room = await Room.open('t', 3)
    const producer = room.producer()
    const sent = ['a', 'b', 'a'].map((key, i) =>
      producer.send({ topic: 't', key, value: `${i}`, timestamp: 1000 + i, headers: { h: 'x' } }),
    )
    const [first, , third] = await room.settle(Promise.all(sent))
    expect(third).toMatchObject({ partition: first?.partition, offset: 1, timestamp: 1002, serializedKeySize: 1 })
    await room.settle(producer.close())
  })

  test('full batches go out until max.in.flight.requests.per.connection wait for an answer', async () => {
    const room = await Room.open('t')
    const producer = room.producer({ 'batch.size': 100 })
    await room.settle(producer.send({ topic: 't', value: 'start' }))
    room.latencyMs = 50
    const started = room.world.scheduler.now
    await room.settle(
      Promise.all(Array.from({ length: 10 }, () => producer.send({ topic: 't', value: 'x'.repeat(60) }))),
    )
    // Two round trips for ten batches, where one at a time would need ten.
    expect(room.world.scheduler.now - started).toBeLessThan(300)
    room.latencyMs = 0
    await room.settle(producer.close())
  })

  test('a producer that is closed at once waits neither for linger nor for anything else', async () => {
    const room = await Room.open('t')
    const before = room.world.scheduler.now
    const producer = room.producer({ 'linger.ms': 5000 })
    void producer.send({ topic: 't', value: 'only' })
    await room.settle(producer.close())
    expect(room.world.scheduler.now - before).toBeLessThan(1000)
    expect(await room.values('t', 1)).toEqual(['only'])
  })

  test('a broker that dies and comes back costs nothing and duplicates nothing', async () => {
    const room = await Room.open('t')
    const producer = room.producer({ 'batch.size': 100, 'linger.ms': 0, 'request.timeout.ms': 1000 })
    await room.settle(producer.send({ topic: 't', value: 'start' }))
    const sent = numbers(60).map((value) => producer.send({ topic: 't', value }))
    await room.world.scheduler.run(0)
    room.kill()
    await room.world.scheduler.run(3000)
    await room.boot()
    await room.settle(Promise.all(sent))
    await room.settle(producer.close())
    expect(await room.values('t', 61)).toEqual(['start', ...numbers(60)])
  })

  test('a node that cannot be reached uses up no retries: the records wait for it', async () => {
    const room = await Room.open('t')
    const producer = room.producer({ retries: 1, 'retry.backoff.ms': 10 })
    await room.settle(producer.send({ topic: 't', value: 'before' }))
    room.kill()
    await room.world.scheduler.run(100)
    const waiting = producer.send({ topic: 't', value: 'meanwhile' })
    waiting.catch(() => {})
    await room.world.scheduler.run(15_000)
    await room.boot()
    await room.settle(waiting)
    expect(await room.values('t', 2)).toEqual(['before', 'meanwhile'])
  })

  test('what nobody takes in time fails with the words of the Java client', async () => {
    const room = await Room.open('t')
    const producer = room.producer({ 'delivery.timeout.ms': 3000, 'request.timeout.ms': 1000, 'linger.ms': 0 })
    await room.settle(producer.send({ topic: 't', value: 'start' }))
    room.kill()
    const error = await room.settle(producer.send({ topic: 't', value: 'lost' }).catch((e: KafkaException) => e))
    expect(String(error)).toMatch(
      /TimeoutException: Expiring 1 record\(s\) for t-0:\d+ ms has passed since batch creation/,
    )
  })

  test('a record larger than the broker takes is refused, its neighbours are not', async () => {
    const room = await Room.open('t')
    const producer = room.producer({ 'max.request.size': 5_000_000, 'batch.size': 4_000_000, 'linger.ms': 50 })
    const fits = producer.send({ topic: 't', value: 'small' })
    const big = producer.send({ topic: 't', value: 'x'.repeat(2_000_000) })
    const error = await room.settle(big.catch((e: KafkaException) => e))
    expect(error).toMatchObject({ name: 'RecordTooLargeException' })
    expect(await room.settle(fits)).toMatchObject({ offset: 0 })
  })

  test('a record counts with the lengths of its fields against max.request.size (DefaultRecord.recordSizeUpperBound)', async () => {
    const room = await Room.open('t')
    const producer = room.producer({ 'max.request.size': 85 })
    const error = await room.settle(producer.send({ topic: 't', value: 'v' }).catch((e: KafkaException) => e))
    expect(String(error)).toMatch(/The message is 86 bytes when serialized which is larger than 85/)
    const headers = [{ key: 'k', value: null }]
    const second = producer.send({ topic: 't', key: 'key', value: 'v', headers }).catch((e: KafkaException) => e)
    expect(String(await room.settle(second))).toMatch(/The message is 92 bytes/)
  })

  test.each([
    [-1, 'Invalid partition: -1. Partition number should always be non-negative or null.'],
    [Number.NaN, 'Invalid partition: NaN. Partition number should always be non-negative or null.'],
  ])('a record for partition %d is refused at once', async (partition, message) => {
    const room = await Room.open('t')
    const error = await room.settle(
      room
        .producer()
        .send({ topic: 't', value: 'x', partition })
        .catch((e: KafkaException) => e),
    )
    expect(error).toMatchObject({ name: 'IllegalArgumentException', message })
  })

  test('a partitioner has what Java gives it', async () => {
    const room = await Room.open('t')
    const given: unknown[][] = []
    const partition: Partitioner['partition'] = (...all) => {
      const cluster = all[5]
      given.push([...all.slice(0, 5), cluster.partitionsForTopic('t').length, cluster.partitionCountForTopic('none')])
      return cluster.availablePartitionsForTopic('t')[0]?.partition ?? -1
    }
    const producer = room.producer({ 'partitioner.class': { partition } })
    await room.settle(producer.send({ topic: 't', key: 'k', value: 'v' }))
    expect(given).toEqual([['t', 'k', utf8('k'), 'v', utf8('v'), 1, null]])
  })

  test.each([-1, Number.NaN, 0.5])('a partitioner that says %d is refused at once', async (partition) => {
    const room = await Room.open('t')
    const producer = room.producer({ 'partitioner.class': { partition: () => partition } })
    const started = room.world.scheduler.now
    const error = await room.settle(producer.send({ topic: 't', value: 'x' }).catch((e: KafkaException) => e))
    expect(String(error)).toBe(
      `java.lang.IllegalArgumentException: The partitioner generated an invalid partition number: ${partition}. Partition number should always be non-negative.`,
    )
    expect(room.world.scheduler.now - started).toBeLessThan(1000)
  })

  test('buffer.memory holds senders back without losing order', async () => {
    const room = await Room.open('t')
    const producer = room.producer({ 'buffer.memory': 400, 'batch.size': 100 })
    const sent = numbers(80).map((value) => producer.send({ topic: 't', value }))
    await room.settle(Promise.all(sent))
    expect(await room.values('t', 80)).toEqual(numbers(80))
  })
})

describe('consumer', () => {
  test('two members share partitions; what one leaves, the other gets where it was committed', async () => {
    const room = await Room.open('t', 2)
    const producer = room.producer()
    for (const partition of [0, 1])
      await room.settle(producer.send({ topic: 't', partition, value: `first ${partition}` }))
    const one = room.consumer('g')
    const two = room.consumer('g')
    for (const member of [one, two]) member.subscribe(['t'])
    const values: (string | null)[] = []
    const poll = async () => {
      for (const records of await Promise.all([one.poll(500), two.poll(500)]))
        for (const r of records) values.push(r.value)
    }
    for (let i = 0; i < 12; i++) await room.settle(poll())
    expect([one.assignment().length, two.assignment().length]).toEqual([1, 1])
    expect([...new Set(values)].sort()).toEqual(['first 0', 'first 1'])
    await room.settle(one.close())
    for (const partition of [0, 1])
      await room.settle(producer.send({ topic: 't', partition, value: `second ${partition}` }))
    const rest: (string | null)[] = []
    for (let i = 0; i < 12; i++) for (const record of await room.settle(two.poll(500))) rest.push(record.value)
    expect(rest.sort()).toEqual(['second 0', 'second 1'])
    await room.settle(two.close())
  })

  test('cooperative members keep what they own through a rebalance', async () => {
    const room = await Room.open('t', 4)
    const strategy = { 'partition.assignment.strategy': 'cooperative-sticky' }
    const one = room.consumer('g', strategy)
    const two = room.consumer('g', strategy)
    const revoked: number[] = []
    one.subscribe(['t'], { onPartitionsRevoked: (partitions) => void revoked.push(partitions.length) })
    for (let i = 0; i < 6; i++) await room.settle(one.poll(500))
    two.subscribe(['t'])
    for (let i = 0; i < 24; i++) await room.settle(Promise.all([one.poll(500), two.poll(500)]))
    expect([one.assignment().length, two.assignment().length]).toEqual([2, 2])
    expect(revoked).toEqual([2])
  })

  test('positions: seek, end, beginning, by time, paused, committed', async () => {
    const room = await Room.open('t')
    const producer = room.producer()
    for (const [i, value] of numbers(5).entries())
      await room.settle(producer.send({ topic: 't', value, timestamp: 100 * i }))
    const partition = { topic: 't', partition: 0 }
    const consumer = room.consumer('g')
    consumer.assign([partition])
    consumer.seek(partition, 3)
    const values = async () => [...(await room.settle(consumer.poll(1000)))].map(({ value }) => value)
    expect(await values()).toEqual(['3', '4'])
    consumer.seekToBeginning()
    expect(await room.settle(consumer.position(partition))).toBe(0)
    consumer.pause([partition])
    expect(await values()).toEqual([])
    consumer.resume([partition])
    expect(await values()).toEqual(numbers(5))
    const at = await room.settle(consumer.offsetsForTimes([[partition, 250]]))
    expect(at.get(partition)).toMatchObject({ offset: 3, timestamp: 300 })
    await room.settle(consumer.commitSync([[partition, { offset: 2, metadata: 'note' }]]))
    const committed = await room.settle(consumer.committed([partition]))
    expect(committed.get(partition)).toMatchObject({ offset: 2, metadata: 'note' })
    expect((await room.settle(consumer.endOffsets([partition]))).get(partition)).toBe(5)
  })

  describe('the leader comes back with a log that lacks what was read', () => {
    const partition = { topic: 't', partition: 0 }

    /** Reads ten records, of which the leader loses five and writes two others in their place. */
    async function cut(reset: string) {
      const room = await Room.open('t')
      const first = room.producer()
      await room.settle(Promise.all(numbers(5).map((value) => first.send({ topic: 't', value }))))
      const size = (await room.disk.list('logs/t-0/')).find(({ path }) => path.endsWith('.log'))?.size ?? 0
      await room.settle(Promise.all(numbers(5).map((value) => first.send({ topic: 't', value: `lost ${value}` }))))
      const consumer = room.consumer('g', { 'auto.offset.reset': reset, 'enable.auto.commit': false })
      consumer.assign([partition])
      consumer.seek(partition, 0)
      for (let read = 0; read < 10; ) read += (await room.settle(consumer.poll(1000))).count()
      const file = await room.disk.open('logs/t-0/00000000000000000000.log')
      room.kill()
      file.truncate(size)
      await room.boot()
      const second = room.producer()
      await room.settle(Promise.all(['new 0', 'new 1'].map((value) => second.send({ topic: 't', value }))))
      const values: (string | null)[] = []
      const poll = async () => {
        for (let polls = 0; values.length < 2 && polls < 20; polls++)
          for (const { value } of await consumer.poll(1000)) values.push(value)
        return values
      }
      return { room, consumer, poll }
    }

    test('it goes on where the logs part', async () => {
      const { room, consumer, poll } = await cut('latest')
      expect(await room.settle(poll())).toEqual(['new 0', 'new 1'])
      expect(await room.settle(consumer.position(partition))).toBe(7)
      await room.settle(consumer.commitSync())
      const { leaderEpoch } = (await room.settle(consumer.committed([partition]))).get(partition) ?? {}
      expect(leaderEpoch).toBeGreaterThan(0)
    })

    test('without a rule the user is told', async () => {
      const { room, poll } = await cut('none')
      expect(String(await room.settle(poll().catch((e: KafkaException) => e)))).toBe(
        "org.apache.kafka.clients.consumer.LogTruncationException: Truncated partitions detected with divergent offsets {t-0=OffsetAndMetadata{offset=5, leaderEpoch=0, metadata=''}}",
      )
    })

    test('a committed offset beyond the end is found out by its epoch', async () => {
      const { room, consumer } = await cut('latest')
      await room.settle(consumer.commitSync([[partition, { offset: 6, leaderEpoch: 0 }]]))
      const next = room.consumer('g', { 'auto.offset.reset': 'latest' })
      next.assign([partition])
      const values: (string | null)[] = []
      for (let polls = 0; values.length < 2 && polls < 20; polls++)
        for (const { value } of await room.settle(next.poll(1000))) values.push(value)
      // By its offset alone it would begin with the second.
      expect(values).toEqual(['new 0', 'new 1'])
    })
  })

  test('wakeup ends a poll; without an offset and a rule a poll says so', async () => {
    const room = await Room.open('t')
    const consumer = room.consumer('g', { 'auto.offset.reset': 'none' })
    consumer.subscribe(['t'])
    const polls = async () => {
      for (;;) await consumer.poll(500)
    }
    const error = await room.settle(polls().catch((e: KafkaException) => e))
    expect(String(error)).toContain('Undefined offset with no reset policy for partitions: [t-0]')
    const waiting = consumer.poll(60_000).catch((e: KafkaException) => e)
    consumer.wakeup()
    expect(await room.settle(waiting)).toMatchObject({ name: 'WakeupException' })
  })

  test('a member that does not poll loses its place', async () => {
    const room = await Room.open('t')
    const consumer = room.consumer('g', { 'max.poll.interval.ms': 10_000, 'session.timeout.ms': 6000 })
    consumer.subscribe(['t'])
    for (let i = 0; i < 4; i++) await room.settle(consumer.poll(500))
    await room.world.scheduler.run(30_000)
    const admin = room.admin()
    const group = (await room.settle(admin.describeConsumerGroups(['g']))).get('g')
    expect(group).toMatchObject({ state: 'Empty', members: [] })
  })
})

describe('admin', () => {
  test('errors have the names and words of the Java client, each thing its own', async () => {
    const room = await Room.open('t')
    const admin = room.admin()
    const outcomes = await room.settle(admin.createTopics([{ name: 't' }, { name: 'u' }]).outcomes())
    expect(outcomes.get('t')?.error).toMatchObject({
      name: 'TopicExistsException',
      message: "Topic 't' already exists.",
    })
    expect(outcomes.get('u')).toHaveProperty('value')
    await expect(room.settle(admin.deleteTopics(['nope']))).rejects.toThrow(
      'This server does not host this topic-partition.',
    )
  })

  test('nobody there: gives up after the time for the call', async () => {
    const room = new Room()
    const admin = room.admin()
    const start = room.world.scheduler.now
    const error = await room.settle(admin.listTopics().catch((e: KafkaException) => e))
    expect(String(error)).toContain('Timed out waiting for a node assignment. Call: listTopics')
    expect(room.world.scheduler.now - start).toBeGreaterThanOrEqual(60_000)
  })
})
