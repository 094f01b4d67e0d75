import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { MemoryTrace, SimWorld } from '../../sim/env.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { fromHex } from '../base/bytes.ts'
import type { Disk, Env } from '../env/env.ts'
import { format } from '../metadata/format.ts'
import type { ApiName } from '../protocol/apis.ts'
import { decodeResponse, FrameSplitter, type RequestInit, type ResponseOf } from '../protocol/frame.ts'
import { BROKER_HANDLERS } from './broker-handlers.ts'
import { NodeChannel } from './node-channel.ts'
import { Server } from './server.ts'
import { StartupError } from './startup-error.ts'

const PROPERTIES = new Map([
  ['process.roles', 'broker,controller'],
  ['node.id', '1'],
  ['controller.quorum.voters', '1@localhost:9093'],
  ['listeners', 'PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093'],
  ['controller.listener.names', 'CONTROLLER'],
  ['log.dirs', 'logs'],
  ['offsets.topic.replication.factor', '1'],
  ['group.initial.rebalance.delay.ms', '0'],
])

/** A node in virtual time, and a client beside it. */
class Machine {
  readonly world = new SimWorld(7)
  readonly disk: Disk = new MemoryDisk()
  env!: ReturnType<SimWorld['env']>
  server!: Server

  async format(standalone: { listener: string; host: string; port: number } | null = null): Promise<this> {
    const env = this.world.env('format', this.disk)
    const dirs = { logDirs: ['logs'], metadataLogDir: 'logs' }
    await format(env, { clusterId: 'c'.repeat(22), nodeId: 1, ...dirs, standalone, ignoreFormatted: false })
    return this
  }

  async start(properties: ReadonlyMap<string, string> = PROPERTIES): Promise<this> {
    this.env = this.world.env('node-1', this.disk, new MemoryTrace())
    this.server = await this.world.scheduler.until(Server.start(this.env, properties))
    return this
  }

  async ask<N extends ApiName>(name: N, request: RequestInit<N>, version?: number): Promise<ResponseOf<N>> {
    const env: Env = this.world.env('client', new MemoryDisk())
    const channel = new NodeChannel(env, { host: 'localhost', port: 9092 }, { clientId: 'test', timeoutMs: 5000 })
    return this.world.scheduler.until(channel.send(name, request, version)).finally(() => channel.close())
  }

  /** Sends raw bytes; gives the first frame that comes back, or what happened to the connection instead. */
  async raw(bytes: Uint8Array, waitMs = 3000): Promise<Uint8Array | 'closed' | 'silence'> {
    const env: Env = this.world.env('client', new MemoryDisk())
    const connection = await env.network.connect('localhost', 9092)
    const splitter = new FrameSplitter(100_000_000)
    const answer = new Promise<Uint8Array | 'closed' | 'silence'>((resolve) => {
      connection.onData((data) => splitter.push(data).forEach(resolve))
      connection.onClose(() => resolve('closed'))
      env.timers.after(waitMs, () => resolve('silence'))
    })
    connection.send(bytes)
    return this.world.scheduler.until(answer).finally(() => connection.close())
  }

  async makeTopic(name: string, numPartitions = 1): Promise<void> {
    await this.ask('CreateTopics', { topics: [{ name, numPartitions, replicationFactor: 1 }], timeoutMs: 1000 })
  }
}

function framed(data: Uint8Array): Uint8Array {
  const frame = new Uint8Array(4 + data.length)
  new DataView(frame.buffer).setInt32(0, data.length)
  frame.set(data, 4)
  return frame
}

const leaders = ({ topics }: ResponseOf<'Metadata'>) =>
  topics.map(({ name, partitions }) => [name, partitions.map(({ leaderId }) => leaderId)])

test('a folder that is not formatted is refused in Kafka’s words', async () => {
  const refusal = await new Machine().start().catch(String)
  expect(refusal).toBe('java.lang.RuntimeException: No readable meta.properties files found.')
})

test('a port that is taken is told as Java tells it', async () => {
  const machine = await new Machine().format()
  await machine.world.env('node-1', new MemoryDisk()).network.listen('localhost', 9093, () => {})
  expect(await machine.start().catch(String)).toBe(
    'org.apache.kafka.common.KafkaException: Socket server failed to bind to localhost:9093: Address already in use.',
  )
})

test('of two folders one is not formatted', async () => {
  const machine = await new Machine().format()
  await expect(machine.start(new Map([...PROPERTIES, ['log.dirs', 'logs,more']]))).rejects.toThrow(
    new StartupError('No `meta.properties` found in more (have you run `kafka-storage.sh` to format the directory?)'),
  )
})

test('a folder that another process uses is refused in Kafka’s words, and nothing in it is changed', async () => {
  const machine = await new Machine().format()
  const before = await machine.disk.list('')
  const start = Server.start(machine.world.env('node-1', machine.disk), PROPERTIES, {
    withMachine: false,
    lockedDir: 'logs',
  })
  await expect(machine.world.scheduler.until(start).catch(String)).resolves.toBe(
    'org.apache.kafka.common.KafkaException: Failed to acquire lock on file .lock in logs. A Kafka instance in another process or thread is using this directory.',
  )
  expect(await machine.disk.list('')).toEqual(before)
})

test('a folder of another node is refused in Kafka’s words, and nothing is written', async () => {
  const machine = await new Machine().format()
  const before = JSON.stringify(await machine.disk.list(''))
  const other = { 'node.id': '7', 'controller.quorum.voters': '7@localhost:9093' }
  await expect(machine.start(new Map([...PROPERTIES, ...Object.entries(other)]))).rejects.toThrow(
    "Stored node id 1 doesn't match previous node id 7 in logs/meta.properties. If you moved your data, make sure your configured node id matches. If you intend to create a new node, you should remove all data in your data directories.",
  )
  expect(JSON.stringify(await machine.disk.list(''))).toBe(before)
})

test('a node starts, makes a topic and leads it', async () => {
  const machine = await (await new Machine().format()).start()
  await machine.makeTopic('orders', 2)
  expect(leaders(await machine.ask('Metadata', { topics: null }))).toEqual([['orders', [1, 1]]])
})

test.each(['killed', 'shut down'])('what is in the metadata log is there again after the node was %s', async (how) => {
  const machine = await (await new Machine().format()).start()
  await machine.makeTopic('orders', 2)
  await machine.ask('IncrementalAlterConfigs', {
    resources: [
      {
        resourceType: 2,
        resourceName: 'orders',
        configs: [{ name: 'retention.ms', configOperation: 0, value: '60000' }],
      },
    ],
  })
  if (how === 'killed') machine.env.kill()
  else await machine.world.scheduler.until(machine.server.shutdown())
  await machine.start()
  expect(leaders(await machine.ask('Metadata', { topics: null }))).toEqual([['orders', [1, 1]]])
  const described = await machine.ask('DescribeConfigs', {
    resources: [{ resourceType: 2, resourceName: 'orders', configurationKeys: ['retention.ms'] }],
  })
  expect(described.results[0]?.configs).toMatchObject([{ name: 'retention.ms', value: '60000', configSource: 1 }])
})

test('configs of a topic are told as Java has parsed them, internal ones where they are set', async () => {
  const machine = await (await new Machine().format()).start()
  await machine.makeTopic('orders', 1)
  const namesAndValues = async () => {
    const configurationKeys = ['cleanup.policy', 'preallocate', 'internal.segment.bytes']
    const { results } = await machine.ask('DescribeConfigs', {
      resources: [{ resourceType: 2, resourceName: 'orders', configurationKeys }],
    })
    return new Map(results[0]?.configs.map(({ name, value }) => [name, value]))
  }
  const set = (name: string, value: string) =>
    machine.ask('IncrementalAlterConfigs', {
      resources: [{ resourceType: 2, resourceName: 'orders', configs: [{ name, configOperation: 0, value }] }],
    })
  expect([...(await namesAndValues()).keys()]).not.toContain('internal.segment.bytes')
  await set('cleanup.policy', 'delete,compact,delete')
  await set('preallocate', 'TRUE')
  await set('internal.segment.bytes', '200')
  expect(Object.fromEntries(await namesAndValues())).toEqual({
    'cleanup.policy': 'delete,compact',
    preallocate: 'true',
    'internal.segment.bytes': '200',
  })
  const { responses } = await set('remote.storage.enable', 'true')
  expect(responses[0]).toMatchObject({ errorCode: 40, errorMessage: expect.stringContaining('Tiered Storage') })
})

test('a dynamic quorum of one starts on its own voter snapshot', async () => {
  const properties = new Map(PROPERTIES)
  properties.delete('controller.quorum.voters')
  properties.set('controller.quorum.bootstrap.servers', 'localhost:9093')
  const machine = await new Machine().format({ listener: 'CONTROLLER', host: 'localhost', port: 9093 })
  await machine.start(properties)
  const { finalizedFeatures } = await machine.ask('ApiVersions', {
    clientSoftwareName: 'test',
    clientSoftwareVersion: '1',
  })
  expect(finalizedFeatures).toContainEqual({ name: 'kraft.version', maxVersionLevel: 1, minVersionLevel: 1 })
  machine.env.kill()
  await machine.start(properties)
})

test('an unknown topic is made when clients may do so', async () => {
  const machine = await (await new Machine().format()).start()
  const ask = () => machine.ask('Metadata', { topics: [{ name: 'auto' }], allowAutoTopicCreation: true })
  expect((await ask()).topics[0]?.errorCode).toBe(3)
  await machine.world.scheduler.run(100)
  expect(leaders(await ask())).toEqual([['auto', [1]]])
})

test('ApiVersions tells what is served, and Produce from 0 on', async () => {
  const machine = await (await new Machine().format()).start()
  const { apiKeys } = await machine.ask('ApiVersions', { clientSoftwareName: 'test', clientSoftwareVersion: '1' })
  expect(apiKeys[0]).toEqual({ apiKey: 0, minVersion: 0, maxVersion: 13 })
  expect(apiKeys.length).toBe(Object.keys(BROKER_HANDLERS).length)
})

describe('malformed and unknown requests', () => {
  let machine: Machine
  beforeAll(async () => {
    machine = await (await new Machine().format()).start()
  })

  const CLOSES: [what: string, bytes: Uint8Array][] = [
    ['a negative size', fromHex('ffffffff')],
    ['a size above socket.request.max.bytes', fromHex('7fffffff')],
    ['an empty frame', fromHex('00000000')],
    ['a header cut short', framed(fromHex('0003000c'))],
    ['an unknown api key', framed(fromHex('03e7000000000001ffff'))],
    ['a negative api key', framed(fromHex('fffb000000000001ffff'))],
    ['a version too new', framed(fromHex('0003003200000001ffff'))],
    ['a version that 4.x dropped', framed(fromHex('0000000200000001ffff'))],
    ['an API of controllers', framed(fromHex('003f000200000001ffff0000'))],
    ['an array of two billion elements', framed(fromHex('0003000100000001ffff7fffffff'))],
    ['a body cut short', framed(fromHex('0003000100000001ffff00000002000161'))],
  ]
  test.each(CLOSES)('%s closes the connection', async (_what, bytes) => {
    expect(await machine.raw(bytes)).toBe('closed')
  })

  test('ApiVersions in a version of the future is answered in version 0', async () => {
    const answer = await machine.raw(framed(fromHex('0012006300000007ffff00')))
    const { correlationId, body } = decodeResponse('ApiVersions', 0, answer as Uint8Array)
    expect([correlationId, body.errorCode, body.apiKeys]).toEqual([
      7,
      35,
      [{ apiKey: 18, minVersion: 0, maxVersion: 4 }],
    ])
  })

  test('the node serves on', async () => {
    expect((await machine.ask('Metadata', { topics: null })).brokers).toHaveLength(1)
  })
})

const FRAMES = new URL('../../golden/data/wire/frames/', import.meta.url).pathname

interface Sample {
  readonly api: number
  readonly name: ApiName
  readonly version: number
  readonly client: string
  readonly note: string
  readonly request: string
  readonly response: string | null
}

/** One recorded request of clients for each version of the APIs served, errors and successes apart. */
function recordedRequests(): [what: string, sample: Sample][] {
  const served = new Set<string>(Object.keys(BROKER_HANDLERS))
  const seen = new Map<string, Sample>()
  for (const file of existsSync(FRAMES) ? readdirSync(FRAMES).filter((name) => /^\d/.test(name)) : []) {
    for (const line of readFileSync(FRAMES + file, 'utf8')
      .trim()
      .split('\n')) {
      const sample = JSON.parse(line) as Sample
      const ofNodes = /^(broker|controller)$/.test(sample.client) || /sent to a controller/.test(sample.note)
      const what = `${sample.name} v${sample.version}${/error:/.test(sample.note) ? ' (refused)' : ''}`
      if (served.has(sample.name) && !ofNodes && sample.version < 90 && !seen.has(what)) seen.set(what, sample)
    }
  }
  return [...seen]
}

describe('requests recorded from clients of Apache Kafka get an answer of their version', () => {
  let machine: Machine
  beforeAll(async () => {
    machine = await (await new Machine().format()).start()
  })

  test.each(recordedRequests())('%s', async (_what, { request, response, name, version }) => {
    const answer = await machine.raw(framed(fromHex(request)), 60_000)
    if (response === null) expect(answer).toBe(version === 5 && name === 'ApiVersions' ? 'closed' : 'silence')
    else if (name !== 'ApiVersions' || version <= 4) decodeResponse(name, version, answer as Uint8Array)
  })
})
