/** A dynamic quorum (KIP-853): it begins with one voter, and others are added and removed while it runs. */
import { expect, test } from 'vitest'
import { MemoryTrace, SimWorld } from '../../sim/env.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { readText } from '../metadata/files.ts'
import { format } from '../metadata/format.ts'
import { parseMetaProperties } from '../metadata/meta-properties.ts'
import type { ApiName } from '../protocol/apis.ts'
import { errorName } from '../protocol/errors.ts'
import type { RequestInit, ResponseOf } from '../protocol/frame.ts'
import { NodeChannel } from './node-channel.ts'
import { Server } from './server.ts'

class Quorum {
  readonly world = new SimWorld(3, { delay: () => 1 })
  private readonly disks = new Map<number, MemoryDisk>()
  private readonly envs = new Map<number, ReturnType<SimWorld['env']>>()

  /** Node 1 is formatted with --standalone, the others with --no-initial-controllers. */
  start(id: number, more: Readonly<Record<string, string>> = {}): Promise<unknown> {
    return this.boot(id, 'c'.repeat(22), more).then(({ starting }) => this.world.scheduler.until(starting))
  }

  async boot(
    id: number,
    clusterId: string,
    more: Readonly<Record<string, string>> = {},
  ): Promise<{ trace: MemoryTrace; starting: Promise<unknown> }> {
    const disk = this.disks.get(id) ?? new MemoryDisk()
    if (!this.disks.has(id)) {
      const standalone = id === 1 ? { listener: 'CONTROLLER', host: 'localhost', port: 9101 } : null
      const dirs = { logDirs: ['logs'], metadataLogDir: 'logs' }
      await format(this.world.env('format', disk), {
        clusterId,
        nodeId: id,
        ...dirs,
        standalone,
        ignoreFormatted: false,
      })
    }
    this.disks.set(id, disk)
    const trace = new MemoryTrace()
    const env = this.world.env(`node-${id}`, disk, trace)
    this.envs.set(id, env)
    const properties = new Map([
      ['process.roles', 'broker,controller'],
      ['node.id', String(id)],
      ['controller.quorum.bootstrap.servers', 'localhost:9101,localhost:9102'],
      ['listeners', `PLAINTEXT://localhost:${9000 + id},CONTROLLER://localhost:${9100 + id}`],
      ['controller.listener.names', 'CONTROLLER'],
      ['log.dirs', 'logs'],
      ...Object.entries(more),
    ])
    return { trace, starting: Server.start(env, properties) }
  }

  /** Its disk is gone. */
  wipe(id: number): void {
    this.kill(id)
    this.disks.delete(id)
  }

  kill(id: number): void {
    this.envs.get(id)?.kill()
  }

  async directory(id: number): Promise<string> {
    const text = await readText(this.disks.get(id) as MemoryDisk, 'logs/meta.properties')
    return parseMetaProperties(text ?? '').directoryId
  }

  async ask<N extends ApiName>(id: number, name: N, request: RequestInit<N>): Promise<ResponseOf<N>> {
    const env = this.world.env('client', new MemoryDisk())
    const channel = new NodeChannel(env, { host: 'localhost', port: 9000 + id }, { clientId: 't', timeoutMs: 30_000 })
    return this.world.scheduler.until(channel.send(name, request)).finally(() => channel.close())
  }

  /** `leader: voters / observers` as a broker tells it. */
  async describe(id: number): Promise<string> {
    const { topics } = await this.ask(id, 'DescribeQuorum', {
      topics: [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }],
    })
    const found = topics[0]?.partitions[0]
    const ids = (replicas: readonly { replicaId: number }[] = []) => replicas.map(({ replicaId }) => replicaId).sort()
    return `${found?.leaderId}: ${ids(found?.currentVoters)} / ${ids(found?.observers)}`
  }

  async add(id: number, at = 1) {
    const voterDirectoryId = await this.directory(id)
    const listeners = [{ name: 'CONTROLLER', host: 'localhost', port: 9100 + id }]
    const request = { clusterId: null, voterId: id, voterDirectoryId, listeners, timeoutMs: 10_000 }
    return errorName((await this.ask(at, 'AddRaftVoter', request)).errorCode)
  }

  async remove(id: number, at = 1) {
    const { errorCode, errorMessage } = await this.ask(at, 'RemoveRaftVoter', {
      clusterId: null,
      voterId: id,
      voterDirectoryId: await this.directory(id),
    })
    return [errorName(errorCode), errorMessage] as const
  }
}

test('a second controller joins as an observer, becomes a voter, and leads when the first is removed', async () => {
  const quorum = new Quorum()
  await quorum.start(1)
  await quorum.start(2)
  await quorum.world.scheduler.run(1000)
  expect(await quorum.describe(2)).toBe('1: 1 / 2')
  expect(await quorum.add(2)).toBe('NONE')
  expect(await quorum.add(2)).toBe('DUPLICATE_VOTER')
  expect(await quorum.describe(2)).toBe('1: 1,2 / ')
  expect(await quorum.remove(1)).toEqual(['NONE', null])
  await quorum.world.scheduler.run(5000)
  expect(await quorum.describe(2)).toBe('2: 2 / 1')
})

test('with auto join a controller becomes a voter by itself, also after it has lost its disk', async () => {
  const quorum = new Quorum()
  const joins = { 'controller.quorum.auto.join.enable': 'true' }
  for (const id of [1, 2, 3]) await quorum.start(id, joins)
  await quorum.world.scheduler.run(20_000)
  expect(await quorum.describe(1)).toBe('1: 1,2,3 / ')
  const before = await quorum.directory(3)
  quorum.wipe(3)
  await quorum.start(3, joins)
  await quorum.world.scheduler.run(20_000)
  expect(await quorum.directory(3)).not.toBe(before)
  expect(await quorum.describe(1)).toMatch(/^[123]: 1,2,3 \/ 3?$/)
})

test('voters are known again after all were killed', async () => {
  const quorum = new Quorum()
  await quorum.start(1)
  await quorum.start(2)
  await quorum.world.scheduler.run(1000)
  await quorum.add(2)
  for (const id of [1, 2]) quorum.kill(id)
  await Promise.all([quorum.start(1), quorum.start(2)])
  await quorum.world.scheduler.run(3000)
  expect(await quorum.describe(1)).toMatch(/^[12]: 1,2 \/ $/)
})

test('a voter that is none cannot be removed', async () => {
  const quorum = new Quorum()
  await quorum.start(1)
  await quorum.start(2)
  const [error, message] = await quorum.remove(2)
  expect(error).toBe('VOTER_NOT_FOUND')
  const key = async (id: number) => `ReplicaKey(id=${id}, directoryId=${await quorum.directory(id)})`
  expect(message).toBe(`Cannot remove voter ${await key(2)} from the set of voters [${await key(1)}]`)
})

test('a disk of another cluster is told so, is let in nowhere, and loses nothing', async () => {
  const quorum = new Quorum()
  await quorum.start(1)
  const { trace, starting } = await quorum.boot(2, 'd'.repeat(22))
  let started = false
  starting.then(() => (started = true))
  await quorum.world.scheduler.run(20_000)
  expect(started).toBe(false)
  expect(trace.lines.filter((line) => line.includes('INCONSISTENT_CLUSTER_ID'))).toEqual([
    'ERROR [RaftManager id=2] Unexpected error INCONSISTENT_CLUSTER_ID in FETCH response from localhost:9101 (org.apache.kafka.raft.KafkaRaftClient)',
  ])
  expect(await quorum.describe(1)).toBe('1: 1 / ')
  expect(await quorum.directory(2)).toHaveLength(22)
})
