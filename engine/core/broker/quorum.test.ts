import { expect, test } from 'vitest'
import { MemoryTrace, SimWorld } from '../../sim/env.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import type { Disk } from '../env/env.ts'
import { format } from '../metadata/format.ts'
import type { ApiName } from '../protocol/apis.ts'
import type { RequestInit, ResponseOf } from '../protocol/frame.ts'
import { NodeChannel } from './node-channel.ts'
import { Server } from './server.ts'

type Roles = 'broker,controller' | 'controller' | 'broker'

interface Node {
  readonly id: number
  readonly roles: Roles
  readonly disk: Disk
  env: ReturnType<SimWorld['env']> | null
  server: Server | null
  starting: Promise<unknown>
}

/** Some processes in virtual time: node n listens on 9090+n (clients) and 9190+n (controllers). */
class Cluster {
  readonly cut = new Set<string>()
  readonly world: SimWorld
  readonly nodes = new Map<number, Node>()

  constructor(
    roles: Readonly<Record<number, Roles>>,
    private readonly more: Readonly<Record<string, string>> = {},
    seed = 5,
  ) {
    this.world = new SimWorld(seed, { delay: (from, to) => (this.cut.has(from) || this.cut.has(to) ? undefined : 1) })
    for (const [id, role] of Object.entries(roles))
      this.nodes.set(Number(id), {
        id: Number(id),
        roles: role,
        disk: new MemoryDisk(),
        env: null,
        server: null,
        starting: Promise.resolve(),
      })
  }

  private properties({ id, roles }: Node): Map<string, string> {
    const controllers = [...this.nodes.values()].filter((node) => node.roles.includes('controller'))
    const listeners = [
      ...(roles.includes('broker') ? [`PLAINTEXT://localhost:${9090 + id}`] : []),
      ...(roles.includes('controller') ? [`CONTROLLER://localhost:${9190 + id}`] : []),
    ]
    return new Map([
      ['process.roles', roles],
      ['node.id', String(id)],
      ['controller.quorum.voters', controllers.map((node) => `${node.id}@localhost:${9190 + node.id}`).join(',')],
      ['listeners', listeners.join(',')],
      ['controller.listener.names', 'CONTROLLER'],
      ['log.dirs', 'logs'],
      ['offsets.topic.replication.factor', '1'],
      ...Object.entries(this.more),
    ])
  }

  async format(): Promise<void> {
    for (const { id, disk } of this.nodes.values()) {
      const env = this.world.env(`format-${id}`, disk)
      const dirs = { logDirs: ['logs'], metadataLogDir: 'logs' }
      await format(env, { clusterId: 'c'.repeat(22), nodeId: id, ...dirs, standalone: null, ignoreFormatted: false })
    }
  }

  boot(id: number): void {
    const node = this.node(id)
    const env = this.world.env(`node-${id}`, node.disk, new MemoryTrace())
    node.env = env
    node.starting = Server.start(env, this.properties(node)).then((server) => {
      node.server = server
    })
    node.starting.catch(() => {})
  }

  async start(...ids: number[]): Promise<void> {
    for (const id of ids) this.boot(id)
    await this.world.scheduler.until(Promise.all(ids.map((id) => this.node(id).starting)), 60_000)
  }

  node(id: number): Node {
    return this.nodes.get(id) as Node
  }

  kill(id: number): void {
    this.node(id).env?.kill()
    this.node(id).env = null
    this.node(id).server = null
  }

  async stop(id: number): Promise<void> {
    const { server } = this.node(id)
    if (server) await this.world.scheduler.until(server.shutdown(), 60_000)
    this.kill(id)
  }

  run(ms: number): Promise<void> {
    return this.world.scheduler.run(ms)
  }

  async ask<N extends ApiName>(id: number, name: N, request: RequestInit<N>): Promise<ResponseOf<N>> {
    const env = this.world.env('client', new MemoryDisk())
    const channel = new NodeChannel(
      env,
      { host: 'localhost', port: 9090 + id },
      { clientId: 'test', timeoutMs: 30_000 },
    )
    return this.world.scheduler.until(channel.send(name, request)).finally(() => channel.close())
  }

  async quorum(id: number) {
    const { topics } = await this.ask(id, 'DescribeQuorum', {
      topics: [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }],
    })
    const partition = topics[0]?.partitions[0]
    if (!partition) throw new Error('no answer')
    return partition
  }

  async makeTopic(at: number, name: string): Promise<number> {
    const { topics } = await this.ask(at, 'CreateTopics', {
      topics: [{ name, numPartitions: 1, replicationFactor: 1 }],
      timeoutMs: 20_000,
    })
    return topics[0]?.errorCode ?? -1
  }

  async topics(id: number): Promise<string[]> {
    const { topics } = await this.ask(id, 'Metadata', { topics: null })
    return topics.map(({ name }) => name ?? '').sort()
  }
}

async function three(more: Readonly<Record<string, string>> = {}, seed = 5): Promise<Cluster> {
  const all = 'broker,controller'
  const cluster = new Cluster({ 1: all, 2: all, 3: all }, more, seed)
  await cluster.format()
  await cluster.start(1, 2, 3)
  return cluster
}

test('three nodes elect a leader, and each tells the same of it', async () => {
  const cluster = await three()
  await cluster.run(2000)
  const { leaderId, leaderEpoch, currentVoters } = await cluster.quorum(1)
  expect(currentVoters.map(({ replicaId }) => replicaId)).toEqual([1, 2, 3])
  for (const id of [2, 3]) expect(await cluster.quorum(id)).toMatchObject({ leaderId, leaderEpoch })
})

test('a topic made at one node is known at all', async () => {
  const cluster = await three()
  expect(await cluster.makeTopic(2, 'orders')).toBe(0)
  await cluster.run(1000)
  for (const id of [1, 2, 3]) expect(await cluster.topics(id)).toEqual(['orders'])
})

test.each([1, 2, 3])('the leader is killed, another leads, nothing committed is lost (seed %i)', async (seed) => {
  const cluster = await three({}, seed)
  expect(await cluster.makeTopic(1, 'before')).toBe(0)
  const { leaderId, leaderEpoch } = await cluster.quorum(1)
  cluster.kill(leaderId)
  const [one, other] = [1, 2, 3].filter((id) => id !== leaderId) as [number, number]
  await cluster.run(6000)
  const after = await cluster.quorum(one)
  expect(after.leaderId).not.toBe(leaderId)
  expect(after.leaderEpoch).toBeGreaterThan(leaderEpoch)
  expect(await cluster.makeTopic(other, 'after')).toBe(0)
  expect(await cluster.topics(one)).toEqual(['after', 'before'])
  await cluster.start(leaderId)
  await cluster.run(1000)
  expect(await cluster.topics(leaderId)).toEqual(['after', 'before'])
})
