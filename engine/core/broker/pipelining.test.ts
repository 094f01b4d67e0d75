/** Several requests on one connection before the first answer, in virtual time on a disk that takes its time. */
import { describe, expect, test } from 'vitest'
import { type SimEnv, SimWorld } from '../../sim/env.ts'
import { FaultyDisk } from '../../sim/faulty-disk.ts'
import { batch } from '../../sim/partition-bench.ts'
import type { Connection } from '../env/env.ts'
import { format } from '../metadata/format.ts'
import type { ApiName } from '../protocol/apis.ts'
import { errorName } from '../protocol/errors.ts'
import { decodeResponse, encodeRequest, FrameSplitter, type RequestInit } from '../protocol/frame.ts'
import { compressorLoading } from '../record/codecs.ts'
import { Server } from './server.ts'

const PROPERTIES = new Map([
  ['process.roles', 'broker,controller'],
  ['node.id', '1'],
  ['controller.quorum.voters', '1@localhost:9093'],
  ['listeners', 'PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093'],
  ['controller.listener.names', 'CONTROLLER'],
  ['log.dirs', 'logs'],
  ['offsets.topic.replication.factor', '1'],
])

/** Versions that the client speaks. */
const VERSIONS = { Produce: 9, ListOffsets: 6, CreateTopics: 7 } as const
type Spoken = keyof typeof VERSIONS

const SYNC_MS = 100

/** A node with the partition `orders-0` and a client connection to it. */
class Wire {
  private readonly splitter = new FrameSplitter(1_000_000)
  private readonly asked = new Map<number, Spoken>()
  /** Answers in the order in which they came: `#correlation outcome`, and `closed`. */
  readonly heard: string[] = []
  private sent = 0

  private constructor(
    readonly world: SimWorld,
    readonly disk: FaultyDisk,
    readonly node: SimEnv,
    private readonly connection: Connection,
  ) {
    connection.onData((bytes) => {
      for (const frame of this.splitter.push(bytes)) this.hear(frame)
    })
    connection.onClose(() => this.heard.push('closed'))
  }

  static async open(): Promise<Wire> {
    const world = new SimWorld(5)
    const disk = new FaultyDisk(world.random)
    const node = world.env('node-1', disk)
    const dirs = { logDirs: ['logs'], metadataLogDir: 'logs' }
    await format(node, { clusterId: 'c'.repeat(22), nodeId: 1, ...dirs, standalone: null, ignoreFormatted: false })
    await world.scheduler.until(Server.start(node, PROPERTIES))
    const client = world.env('client', disk)
    const wire = new Wire(world, disk, node, await world.scheduler.until(client.network.connect('localhost', 9092)))
    await wire.makeTopic('orders')
    return wire
  }

  async makeTopic(name: string, configs: { name: string; value: string }[] = []): Promise<void> {
    const topic = { name, numPartitions: 1, replicationFactor: 1, configs }
    this.send('CreateTopics', { topics: [topic], timeoutMs: 1000 })
    await this.hears(1)
    this.heard.length = 0
  }

  /** From now on each sync takes {@link SYNC_MS}. */
  slowDown(): void {
    const { scheduler } = this.world
    this.disk.faults.delay = () => new Promise((resolve) => void scheduler.after(SYNC_MS, resolve))
  }

  private send<N extends Spoken>(name: N, body: RequestInit<N>): void {
    const correlationId = this.sent++
    this.asked.set(correlationId, name)
    this.connection.send(encodeRequest(name, VERSIONS[name], { correlationId, clientId: 'c' }, body))
  }

  produce(records: Uint8Array | null = batch('a'), acks = -1): void {
    this.produceTo(['orders'], records, acks)
  }

  produceTo(topics: readonly string[], records: Uint8Array | null, acks = -1): void {
    const topicData = topics.map((name) => ({ name, partitionData: [{ index: 0, records }] }))
    this.send('Produce', { acks, timeoutMs: 10_000, topicData })
  }

  askEnd(): void {
    const partitions = [{ partitionIndex: 0, timestamp: -1 }]
    this.send('ListOffsets', { replicaId: -1, topics: [{ name: 'orders', partitions }] })
  }

  sendRaw(bytes: Uint8Array): void {
    this.connection.send(bytes)
  }

  /** Waits for so many answers; gives the virtual milliseconds that it took. */
  async hears(count: number): Promise<number> {
    const { scheduler } = this.world
    const started = scheduler.now
    for (let waited = 0; this.heard.length < count && waited < 5000; waited++) await scheduler.run(1)
    return scheduler.now - started
  }

  private hear(frame: Uint8Array): void {
    const correlationId = new DataView(frame.buffer, frame.byteOffset).getInt32(0)
    const name = this.asked.get(correlationId) as ApiName
    this.heard.push(`#${correlationId} ${this.outcome(name, frame)}`)
  }

  private outcome(name: ApiName, frame: Uint8Array): string {
    if (name === 'Produce') {
      const { body } = decodeResponse(name, VERSIONS.Produce, frame)
      const partition = body.responses[0]?.partitionResponses[0]
      return partition?.errorCode ? errorName(partition.errorCode) : `at ${partition?.baseOffset}`
    }
    if (name !== 'ListOffsets') return name
    return `end ${decodeResponse(name, VERSIONS.ListOffsets, frame).body.topics[0]?.partitions[0]?.offset}`
  }
}

const BROKEN = new Uint8Array([0, 0, 0, 2, 0, 0])

describe('produces of one connection', () => {
  // Other parts of the program are all there when a test begins; this one, WebAssembly, is not.
  test('do not overtake one that waits for its compressor', async () => {
    const wire = await Wire.open()
    await wire.makeTopic('packed', [{ name: 'compression.type', value: 'zstd' }])
    wire.produceTo(['orders', 'packed'], batch('a', 'b', 'c'))
    wire.produce()
    wire.produceTo(['packed', 'orders'], batch('d'))
    wire.produce()
    await wire.world.scheduler.run(10)
    expect(compressorLoading('zstd')).toBeDefined()
    await compressorLoading('zstd')
    await wire.hears(4)
    wire.produce()
    await wire.hears(5)
    expect(wire.heard).toEqual(['#2 at 0', '#3 at 3', '#4 at 3', '#5 at 5', '#6 at 6'])
  })

  test('share the disk’s time and are answered in their order', async () => {
    const wire = await Wire.open()
    wire.slowDown()
    for (let sent = 0; sent < 8; sent++) wire.produce()
    const took = await wire.hears(8)
    expect(wire.heard).toEqual(Array.from({ length: 8 }, (_, at) => `#${at + 1} at ${at}`))
    expect(took).toBeLessThan(3 * SYNC_MS)
  })

  test('that come while the disk works do not wait for it to begin theirs', async () => {
    const wire = await Wire.open()
    wire.slowDown()
    wire.produce()
    await wire.world.scheduler.run(SYNC_MS / 2)
    wire.produce()
    expect(await wire.hears(2)).toBeLessThan(1.2 * SYNC_MS)
    expect(wire.heard).toEqual(['#1 at 0', '#2 at 1'])
  })

  test('that are refused are answered after those before them', async () => {
    const wire = await Wire.open()
    wire.slowDown()
    wire.produce()
    wire.produce(null)
    wire.produce()
    await wire.hears(3)
    expect(wire.heard).toEqual(['#1 at 0', '#2 INVALID_RECORD', '#3 at 1'])
  })

  test('other requests wait for them, and they for others', async () => {
    const wire = await Wire.open()
    wire.slowDown()
    wire.produce()
    wire.askEnd()
    wire.produce()
    await wire.hears(3)
    expect(wire.heard).toEqual(['#1 at 0', '#2 end 1', '#3 at 1'])
  })

  test.each([
    ['a frame that cannot be read', (wire: Wire) => wire.sendRaw(BROKEN)],
    ['a produce that cannot be read', (wire: Wire) => wire.sendRaw(new Uint8Array([0, 0, 0, 4, 0, 0, 0, 9]))],
    ['a failed produce with acks=0', (wire: Wire) => wire.produce(null, 0)],
  ])('%s closes the connection after the answers to those before', async (_what, send) => {
    const wire = await Wire.open()
    wire.slowDown()
    wire.produce()
    wire.produce()
    send(wire)
    wire.produce()
    await wire.hears(3)
    await wire.world.scheduler.run(5 * SYNC_MS)
    expect(wire.heard).toEqual(['#1 at 0', '#2 at 1', 'closed'])
  })

  test('are bounded in number: what comes on top is not read yet', async () => {
    const wire = await Wire.open()
    wire.slowDown()
    for (let sent = 0; sent < 100; sent++) wire.produce()
    const took = await wire.hears(100)
    expect(wire.heard.map((line) => line.split(' at ')[1])).toEqual(Array.from({ length: 100 }, (_, at) => `${at}`))
    expect(took).toBeGreaterThan(3 * SYNC_MS)
  })

  test('none is acknowledged that a failing disk does not have', async () => {
    let [taken, refused] = [0, 0]
    for (let failing = 1; failing < 30; failing += 2) {
      const wire = await Wire.open()
      wire.slowDown()
      wire.disk.faults.failAt = wire.disk.operationCount + failing
      for (let round = 0; round < 6; round++) {
        for (let sent = 0; sent < 3; sent++) wire.produce()
        await wire.world.scheduler.run(SYNC_MS / 3)
      }
      await wire.hears(18)
      wire.node.kill()
      const acknowledged = wire.heard.filter((line) => line.includes(' at ')).length
      const kept = await wire.disk.durable()
      const log = await kept.open('logs/orders-0/00000000000000000000.log')
      expect(log.length).toBeGreaterThanOrEqual(acknowledged * batch('a').length)
      taken += acknowledged
      refused += wire.heard.filter((line) => line.endsWith('KAFKA_STORAGE_ERROR')).length
    }
    expect(taken).toBeGreaterThan(0)
    expect(refused).toBeGreaterThan(0)
  })
})
