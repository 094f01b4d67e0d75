/** The nodes of a scenario: combined brokers and controllers in virtual time, one disk for the machine, any of them killed. */
import { randomUuid } from '../core/base/uuid.ts'
import { parseProperties } from '../core/broker/properties.ts'
import { Server } from '../core/broker/server.ts'
import { format } from '../core/metadata/format.ts'
import type { SimEnv, SimWorld } from '../sim/env.ts'
import type { MemoryDisk } from '../sim/memory-disk.ts'

interface Life {
  readonly env: SimEnv
  readonly server: Promise<Server>
}

/** What all nodes of a scenario share. */
export interface ClusterSpec {
  readonly nodes: number
  /** Lines of server.properties that the scenario adds. */
  readonly broker: readonly string[]
  /** Folder that holds `d1`, `d2`, … */
  readonly data: string
}

export class ScenarioNodes {
  private readonly lives = new Map<number, Life>()

  constructor(
    private readonly world: SimWorld,
    private readonly disk: MemoryDisk,
    private readonly spec: ClusterSpec,
  ) {}

  get logDirs(): readonly string[] {
    return this.ids.map((id) => this.logDir(id))
  }

  private get ids(): readonly number[] {
    return nodeIds(this.spec)
  }

  private logDir(id: number): string {
    return logDir(this.spec, id)
  }

  /** Formats and starts all; resolves when all serve. */
  async start(): Promise<void> {
    const clusterId = randomUuid((length) => this.world.random.bytes(length))
    const env = this.world.env('format', this.disk)
    for (const nodeId of this.ids) {
      const dirs = { logDirs: [this.logDir(nodeId)], metadataLogDir: this.logDir(nodeId) }
      await format(env, { clusterId, nodeId, ...dirs, standalone: null, ignoreFormatted: false })
    }
    await Promise.all(this.ids.map((id) => this.boot(id)))
  }

  /** Starts a node on the disk that it left; resolves when it serves. */
  async boot(id: number): Promise<void> {
    const env = this.world.env(`node-${id}`, this.disk)
    const properties = parseProperties(nodeProperties(this.spec, id).join('\n'))
    // The nodes of the recordings had a log4j2.yaml that lets warnings through.
    const life = { env, server: Server.start(env, properties, { withMachine: false, rootLogLevel: 'WARN' }) }
    this.lives.set(id, life)
    await life.server
  }

  /** kill -9. */
  kill(id: number): void {
    this.lives.get(id)?.env.kill()
    this.lives.delete(id)
  }

  /** The whole room goes dark: a scenario has no end that anyone looks at. */
  close(): void {
    for (const id of this.ids) this.kill(id)
  }
}

/** Ids of a scenario's nodes. */
export function nodeIds({ nodes }: ClusterSpec): readonly number[] {
  return Array.from({ length: nodes }, (_, index) => index + 1)
}

function logDir({ data }: ClusterSpec, id: number): string {
  return `${data}/d${id}`
}

/** Lines of server.properties, as the recorder's cluster had them. */
export function nodeProperties(spec: ClusterSpec, id: number): readonly string[] {
  const { nodes, broker } = spec
  const replicas = Math.min(nodes, 3)
  const minIsr = Math.min(replicas, 2)
  return [
    'process.roles=broker,controller',
    `node.id=${id}`,
    `controller.quorum.voters=${nodeIds(spec)
      .map((voter) => `${voter}@127.0.0.1:${19_091 + voter}`)
      .join(',')}`,
    `listeners=PLAINTEXT://127.0.0.1:${9091 + id},CONTROLLER://127.0.0.1:${19_091 + id}`,
    `advertised.listeners=PLAINTEXT://localhost:${9091 + id}`,
    'controller.listener.names=CONTROLLER',
    'inter.broker.listener.name=PLAINTEXT',
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    `log.dirs=${logDir(spec, id)}`,
    'auto.create.topics.enable=true',
    'num.partitions=4',
    `default.replication.factor=${replicas}`,
    'min.insync.replicas=1',
    `offsets.topic.replication.factor=${replicas}`,
    `transaction.state.log.replication.factor=${replicas}`,
    `transaction.state.log.min.isr=${minIsr}`,
    `share.coordinator.state.topic.replication.factor=${replicas}`,
    `share.coordinator.state.topic.min.isr=${minIsr}`,
    'group.initial.rebalance.delay.ms=0',
    ...broker,
  ]
}
