/** Whole nodes of a cluster in virtual time, asked over their listeners: node N has its broker at 9000+N, its controller at 9100+N. */
import { assert } from '../core/base/assert.ts'
import { fromUtf8 } from '../core/base/utf8.ts'
import type { KeptBroker } from '../core/broker/kept-broker.ts'
import { NodeChannel } from '../core/broker/node-channel.ts'
import { Server, type ServerStart } from '../core/broker/server.ts'
import { Suspension, suspendable } from '../core/env/suspendable.ts'
import { format } from '../core/metadata/format.ts'
import type { ApiName } from '../core/protocol/apis.ts'
import { errorName } from '../core/protocol/errors.ts'
import type { RequestInit, ResponseOf } from '../core/protocol/frame.ts'
import { batchesIn, recordsIn } from '../core/record/batch.ts'
import { MemoryTrace, type SimEnv, SimWorld, type Skew } from './env.ts'
import { FaultyDisk } from './faulty-disk.ts'
import { MemoryDisk } from './memory-disk.ts'
import { batch } from './partition-bench.ts'

interface Node {
  readonly roles: string
  readonly disk: FaultyDisk
  readonly more: Readonly<Record<string, string>>
  env: SimEnv | null
  server: Server | null
  /** Of the process that runs. */
  suspension: Suspension
  readonly skew: Skew
}

export interface NodeOptions {
  /** `process.roles` */
  readonly roles?: string
  readonly properties?: Readonly<Record<string, string>>
}

/** See {@link ServerBench.remember}. */
interface BenchMoment {
  readonly kept: ReadonlyMap<number, KeptBroker>
  readonly disks: ReadonlyMap<number, FaultyDisk>
}

export class ServerBench {
  readonly world: SimWorld
  readonly traces = new Map<number, MemoryTrace>()
  private readonly nodes = new Map<number, Node>()
  /** Links that carry nothing, `from>to` by the names of processes (`node-1`). */
  readonly cut = new Set<string>()
  private clients = 0

  constructor(seed = 1) {
    this.world = new SimWorld(seed, { delay: (from, to) => (this.cut.has(`${from}>${to}`) ? undefined : 1) })
  }

  /** Formats the nodes and starts them all. */
  async cluster(nodes: Readonly<Record<number, NodeOptions>>): Promise<this> {
    for (const [id, { roles = 'broker,controller', properties = {} }] of Object.entries(nodes)) {
      const disk = new FaultyDisk(this.world.random)
      this.nodes.set(Number(id), {
        roles,
        disk,
        more: properties,
        env: null,
        server: null,
        suspension: new Suspension(),
        skew: { rate: 1, wallOffset: 0 },
      })
      await this.format(Number(id))
    }
    await this.startAll([...this.nodes.keys()])
    return this
  }

  /** Three combined nodes. */
  three(properties: Readonly<Record<string, string>> = {}): Promise<this> {
    return this.cluster({ 1: { properties }, 2: { properties }, 3: { properties } })
  }

  private async format(id: number): Promise<void> {
    const env = this.world.env('format', this.node(id).disk)
    const logDirs = (this.node(id).more['log.dirs'] ?? 'logs').split(',')
    const dirs = { logDirs, metadataLogDir: logDirs[0] as string }
    await format(env, { clusterId: 'c'.repeat(22), nodeId: id, ...dirs, standalone: null, ignoreFormatted: false })
  }

  private node(id: number): Node {
    const node = this.nodes.get(id)
    assert(node, `no node ${id}`)
    return node
  }

  /** To make it fail. */
  diskOf(id: number): FaultyDisk {
    return this.node(id).disk
  }

  private properties(id: number): Map<string, string> {
    const { roles, more } = this.node(id)
    const voters = [...this.nodes].filter(([, node]) => node.roles.includes('controller')).map(([one]) => one)
    const listeners = [
      ...(roles.includes('broker') ? [`PLAINTEXT://localhost:${9000 + id}`] : []),
      ...(roles.includes('controller') ? [`CONTROLLER://localhost:${9100 + id}`] : []),
    ]
    return new Map([
      ['process.roles', roles],
      ['node.id', String(id)],
      ['controller.quorum.voters', voters.map((one) => `${one}@localhost:${9100 + one}`).join(',')],
      ['listeners', listeners.join(',')],
      ['controller.listener.names', 'CONTROLLER'],
      ['log.dirs', 'logs'],
      ['offsets.topic.num.partitions', '3'],
      ['group.initial.rebalance.delay.ms', '0'],
      ...Object.entries(more),
    ])
  }

  async boot(id: number, start: ServerStart = { withMachine: false }): Promise<void> {
    const node = this.node(id)
    const trace = new MemoryTrace()
    this.traces.set(id, trace)
    node.env = this.world.env(`node-${id}`, node.disk.mount(), trace, node.skew)
    node.suspension = new Suspension()
    node.server = await Server.start(suspendable(node.env, node.suspension), this.properties(id), start)
  }

  /** Starts a node on the disk that it has. */
  start(id: number): Promise<void> {
    return this.settled(this.boot(id))
  }

  /** Starts nodes together with their machine: none of the cluster was running. */
  async startAll(ids: readonly number[]): Promise<void> {
    await this.settled(Promise.all(ids.map((id) => this.boot(id, { withMachine: true }))))
  }

  /** All that the cluster is at this moment: its disks, and what its processes have in memory. */
  remember(): BenchMoment {
    const running = [...this.nodes].filter(([, { server }]) => server !== null)
    for (const [, { suspension, disk }] of running) {
      suspension.stop()
      disk.flush()
    }
    const kept = new Map(running.map(([id, { server }]) => [id, structuredClone(server?.keep() as KeptBroker)]))
    const disks = new Map([...this.nodes].map(([id, { disk }]) => [id, disk.copy()]))
    for (const [, { suspension }] of running) suspension.resume()
    return { kept, disks }
  }

  /** The machine is brought back to a moment (undo): what ran then goes on. */
  async bringBack({ kept, disks }: BenchMoment): Promise<void> {
    for (const [id, node] of [...this.nodes]) {
      if (node.server) this.kill(id)
      this.nodes.set(id, { ...node, disk: (disks.get(id) as FaultyDisk).copy(), env: null, server: null })
    }
    const resumed = (id: number) => ({ ...(kept.get(id) as KeptBroker), nodes: [...kept.keys()] })
    const boot = async (id: number) => {
      const late = this.world.random.between(0, 1000)
      await new Promise<void>((resolve) => void this.world.scheduler.after(late, resolve))
      await this.boot(id, { withMachine: true, resumed: resumed(id) })
    }
    await this.settled(Promise.all([...kept.keys()].map(boot)))
  }

  /** The process is gone at once; what was not synced survives by chance. */
  kill(id: number): void {
    const node = this.node(id)
    node.env?.kill()
    node.disk.crash()
    node.env = null
    node.server = null
  }

  /** SIGSTOP: its sockets stay open, nothing in it moves. */
  freeze(id: number): void {
    this.node(id).suspension.stop()
  }

  /** The disk is gone, another one is formatted in its place. */
  async loseDisk(id: number): Promise<void> {
    const node = this.node(id)
    this.nodes.set(id, { ...node, disk: new FaultyDisk(this.world.random), env: null, server: null })
    await this.format(id)
  }

  /** A controlled shutdown. */
  async stop(id: number): Promise<void> {
    const node = this.node(id)
    assert(node.server, `node ${id} is down`)
    await this.settled(node.server.shutdown())
    node.env?.kill()
    node.disk.crash()
    node.env = null
    node.server = null
  }

  /** Moves a node's wall clock forward; resolves when what that brought is done. */
  async jump(id: number, ms: number): Promise<void> {
    const { server, skew } = this.node(id)
    assert(server, `node ${id} is down`)
    await this.settled(server.moveWallClock(ms, (by) => void (skew.wallOffset += by)))
  }

  /** Nothing passes between two nodes, either way. */
  part(a: number, b: number): void {
    this.cut.add(`node-${a}>node-${b}`).add(`node-${b}>node-${a}`)
  }
  heal(): void {
    this.cut.clear()
    this.world.network.resume()
  }

  pass(ms: number): Promise<void> {
    return this.world.scheduler.run(ms)
  }
  settled<T>(promise: Promise<T>): Promise<T> {
    return this.world.scheduler.until(promise)
  }

  /** Asks a node's broker listener; not settled until virtual time passes. */
  ask<N extends ApiName>(id: number, name: N, request: RequestInit<N>, version?: number): Promise<ResponseOf<N>> {
    const env = this.world.env(`client-${this.clients++}`, new MemoryDisk())
    const channel = new NodeChannel(
      env,
      { host: 'localhost', port: 9000 + id },
      { clientId: 'test', timeoutMs: 30_000 },
    )
    return channel.send(name, request, version).finally(() => channel.close())
  }

  asked<N extends ApiName>(...args: [id: number, name: N, request: RequestInit<N>, version?: number]) {
    return this.settled(this.ask<N>(...args))
  }

  /** Makes a topic with these replicas, the first one leading; waits until all know it. */
  async makeTopic(name: string, replicas: readonly number[], configs: Readonly<Record<string, string>> = {}) {
    const topic = {
      name,
      numPartitions: -1,
      replicationFactor: -1,
      assignments: [{ partitionIndex: 0, brokerIds: [...replicas] }],
      configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
    }
    const { topics } = await this.asked(this.someBroker(), 'CreateTopics', { topics: [topic], timeoutMs: 5000 })
    assert(topics[0]?.errorCode === 0, `${name}: ${topics[0]?.errorMessage}`)
    await this.pass(200)
  }

  /** A broker that is up. */
  private someBroker(): number {
    const up = [...this.nodes].find(([, { server, roles }]) => server !== null && roles.includes('broker'))
    assert(up, 'no broker is up')
    return up[0]
  }

  /** Sends one record to partition 0; gives `at <offset>` or the error, `NETWORK` when the broker was not reached. */
  async send(to: number, topic: string, value: string, { acks = -1, timeoutMs = 2000 } = {}): Promise<string> {
    const topicData = [{ name: topic, partitionData: [{ index: 0, records: batch(value) }] }]
    try {
      const { responses } = await this.ask(to, 'Produce', { acks, timeoutMs, topicData }, 11)
      const { errorCode, baseOffset } = responses[0]?.partitionResponses[0] ?? { errorCode: -1, baseOffset: -1 }
      return errorCode ? errorName(errorCode) : `at ${baseOffset}`
    } catch {
      return 'NETWORK'
    }
  }
  sent(...args: Parameters<ServerBench['send']>): Promise<string> {
    return this.settled(this.send(...args))
  }

  /** `leader/isr` of partition 0 as a broker sees it. */
  async partition(at: number, topic: string): Promise<string> {
    const { topics } = await this.asked(at, 'Metadata', { topics: [{ name: topic }] })
    const found = topics[0]?.partitions[0]
    return found
      ? `${found.leaderId}/${[...found.isrNodes].sort((a, b) => a - b)}`
      : errorName(topics[0]?.errorCode ?? -1)
  }

  /** The values that a consumer reads from a broker's partition 0. */
  async read(at: number, topic: string): Promise<string[]> {
    const found: string[] = []
    for (let fetchOffset = 0; ; ) {
      const partitions = [{ partition: 0, fetchOffset, partitionMaxBytes: 1_000_000 }]
      const request = { maxWaitMs: 0, minBytes: 1, topics: [{ topic, partitions }] }
      const { responses } = await this.asked(at, 'Fetch', request, 11)
      const { records, errorCode } = responses[0]?.partitions[0] ?? { records: null, errorCode: -1 }
      if (errorCode !== 0) throw new Error(errorName(errorCode))
      if (!records?.length) return found
      for (const one of batchesIn(records)) {
        for (const record of recordsIn(one.bytes)) found.push(fromUtf8(record.value as Uint8Array))
        fetchOffset = one.header.lastOffset + 1
      }
    }
  }
}
