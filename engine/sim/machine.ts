/** One node that is killed, stopped and started again on the disk it left. */
import { Server } from '../core/broker/server.ts'
import type { Disk } from '../core/env/env.ts'
import { format } from '../core/metadata/format.ts'
import type { MemoryTrace, SimEnv, SimWorld } from './env.ts'
import type { FaultyDisk } from './faulty-disk.ts'

const PROPERTIES = new Map([
  ['process.roles', 'broker,controller'],
  ['node.id', '1'],
  ['controller.quorum.voters', '1@localhost:9093'],
  ['listeners', 'PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093'],
  ['controller.listener.names', 'CONTROLLER'],
  ['log.dirs', 'logs'],
  ['offsets.topic.replication.factor', '1'],
  ['offsets.topic.num.partitions', '3'],
  ['group.initial.rebalance.delay.ms', '0'],
])

export class Machine {
  private env: SimEnv | null = null
  private server: Server | null = null
  starts = 0

  constructor(
    private readonly world: SimWorld,
    private readonly disk: FaultyDisk,
    private readonly trace: MemoryTrace,
  ) {}

  get isUp(): boolean {
    return this.server !== null
  }

  async format(): Promise<void> {
    const env = this.world.env('format', this.disk)
    const dirs = { logDirs: ['logs'], metadataLogDir: 'logs' }
    await format(env, { clusterId: 'c'.repeat(22), nodeId: 1, ...dirs, standalone: null, ignoreFormatted: false })
  }

  /** Resolves when the node serves; when its disk fails, or it is killed before, it says so in the trace. */
  async start(): Promise<void> {
    const env = this.world.env('node-1', this.mount(), this.trace)
    this.env = env
    this.starts++
    try {
      const server = await Server.start(env, PROPERTIES)
      if (this.env !== env) return
      this.server = server
      void server.failure.then(() => this.env === env && this.crash('its disk failed'))
    } catch (error) {
      if (this.env === env) this.crash(`it could not start: ${(error as Error).message}`)
    }
  }

  private mount(): Disk {
    return this.disk.mount()
  }

  /** The process is gone at once; what the disk had not been told to keep survives by chance. */
  crash(why: string): void {
    if (!this.env) return
    this.trace.log('SIM', 'machine', `crash: ${why}`)
    this.env.kill()
    this.env = null
    this.server = null
    this.disk.crash()
  }

  /** A controlled shutdown. */
  async stop(): Promise<void> {
    const { env, server } = this
    if (!env || !server) return
    this.trace.log('SIM', 'machine', 'clean stop')
    this.server = null
    await server.shutdown()
    if (this.env !== env) return
    env.kill()
    this.env = null
    this.disk.crash()
  }

  /** Closes all its connections, as a network card that resets would. */
  disconnect(): void {
    this.trace.log('SIM', 'machine', 'connections reset')
    this.env?.disconnect()
  }
}
