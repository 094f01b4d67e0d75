/** One node that is killed, stopped, frozen, wiped and started again on the disk it left. */
import { Server } from '../core/broker/server.ts'
import { DiskError, NetworkError } from '../core/env/env.ts'
import { Suspension, suspendable } from '../core/env/suspendable.ts'
import { format } from '../core/metadata/format.ts'
import type { SimEnv, SimWorld, Skew } from './env.ts'
import { FaultyDisk } from './faulty-disk.ts'
import {
  BROKER_PORT,
  type ClusterPlan,
  CONTROLLER_PORT,
  isBroker,
  isController,
  type NodePlan,
  rackOf,
} from './plan.ts'
import type { SeededRandom } from './random.ts'
import type { RunTrace } from './run-trace.ts'

const RACK_AWARE = ['replica.selector.class', 'org.apache.kafka.common.replica.RackAwareReplicaSelector'] as const

interface Life {
  readonly env: SimEnv
  readonly suspension: Suspension
}

export interface NodeOptions {
  readonly world: SimWorld
  readonly plan: ClusterPlan
  readonly node: NodePlan
  readonly trace: RunTrace
  readonly random: SeededRandom
  /** A bug was met: what no fault may lead to. */
  readonly problem: (text: string) => void
}

export class SimNode {
  readonly id: number
  readonly name: string
  disk: FaultyDisk
  readonly skew: Skew
  /** Longest time that a sync takes, ms. */
  syncMs: number
  /** Lives so far. */
  starts = 0
  private life: Life | null = null
  private running: Server | null = null

  constructor(private readonly options: NodeOptions) {
    const { node, plan } = options
    this.id = node.id
    this.name = `node-${node.id}`
    this.skew = { rate: node.clockRate, wallOffset: 0 }
    this.syncMs = plan.syncMs
    this.disk = this.newDisk()
  }

  private newDisk(): FaultyDisk {
    const { world, random, plan } = this.options
    const { scheduler } = world
    const chance = random.fork()
    const delay = () => new Promise<void>((done) => void scheduler.after(chance.between(0, this.syncMs), done))
    const renameMs = plan.table?.renameMs ?? 0
    const renameDelay = () => new Promise<void>((done) => void scheduler.after(chance.between(0, renameMs), done))
    return new FaultyDisk(
      random.fork(),
      { delay, ...(renameMs > 0 && { renameDelay }) },
      () => scheduler.now + scheduler.wallOffset,
    )
  }

  /** The server, when it has started and runs (maybe frozen). */
  get server(): Server | null {
    return this.running
  }
  get isUp(): boolean {
    return this.running !== null
  }
  get isStarting(): boolean {
    return this.life !== null && this.running === null
  }
  get isFrozen(): boolean {
    return this.life?.suspension.isStopped ?? false
  }

  async format(): Promise<void> {
    const { world, plan } = this.options
    const env = world.env('format', this.disk)
    await format(env, {
      clusterId: 'c'.repeat(22),
      nodeId: this.id,
      logDirs: plan.logDirs,
      metadataLogDir: plan.logDirs[0] as string,
      standalone: null,
      ignoreFormatted: false,
      features: new Map([['eligible.leader.replicas.version', plan.elr ? 1 : 0]]),
    })
  }

  /** Resolves when the node serves; when its disk fails, or it is killed before, it says so in the trace. */
  async start(): Promise<void> {
    const { world, trace } = this.options
    if (this.life) return
    const env = world.env(this.name, this.disk.mount(), trace.of(this.name), this.skew)
    const life = { env, suspension: new Suspension() }
    this.life = life
    this.starts++
    try {
      const server = await Server.start(suspendable(env, life.suspension), this.properties())
      if (this.life !== life) return
      this.running = server
      void server.failure.then((error) => this.life === life && this.failed(error, 'it failed'))
    } catch (error) {
      if (this.life === life) this.failed(error as Error, 'it could not start')
    }
  }

  private failed(error: Error, what: string): void {
    if (!isDisks(error) && !(error.cause instanceof NetworkError))
      this.options.problem(`${this.name}: ${what}: ${error.stack ?? error.message}`)
    this.crash(`${what}: ${error.message}`)
  }

  private properties(): ReadonlyMap<string, string> {
    const { plan, node } = this.options
    const voters = plan.nodes.filter(isController).map(({ id }) => `${id}@localhost:${CONTROLLER_PORT + id}`)
    const listeners = [
      ...(isBroker(node) ? [`PLAINTEXT://localhost:${BROKER_PORT + node.id}`] : []),
      ...(isController(node) ? [`CONTROLLER://localhost:${CONTROLLER_PORT + node.id}`] : []),
    ]
    return new Map([
      ['process.roles', node.roles],
      ['node.id', String(node.id)],
      ['controller.quorum.voters', voters.join(',')],
      ['listeners', listeners.join(',')],
      ['controller.listener.names', 'CONTROLLER'],
      ['log.dirs', plan.logDirs.join(',')],
      ...(plan.racks ? [['broker.rack', rackOf(node.id)] as const, RACK_AWARE] : []),
      ...Object.entries(plan.properties),
    ])
  }

  /** The process is gone at once; what the disk had not been told to keep survives by chance. */
  crash(why: string): void {
    if (!this.life) return
    this.say(`crash: ${why}`)
    this.life.env.kill()
    this.gone()
  }

  private gone(): void {
    this.life = null
    this.running = null
    this.disk.crash()
  }

  /** A controlled shutdown; the process that does not end by itself is killed. */
  async stop(): Promise<void> {
    const { life, running } = this
    if (!life || !running) return
    this.say('clean stop')
    this.running = null
    try {
      await running.shutdown()
    } catch (error) {
      if (this.life === life) this.failed(error as Error, 'its shutdown failed')
      return
    }
    if (this.life !== life) return
    life.env.kill()
    this.gone()
  }

  /** Its wall clock jumps; a node that is up does at once what that time would have brought. */
  moveWallClock(byMs: number): void {
    const shift = (ms: number) => {
      this.skew.wallOffset += ms
    }
    if (this.running) void this.running.moveWallClock(byMs, shift)
    else shift(byMs)
  }

  /** SIGSTOP and SIGCONT. */
  freeze(): void {
    if (!this.life || this.isFrozen) return
    this.say('frozen')
    this.life.suspension.stop()
  }
  thaw(): void {
    if (!this.isFrozen) return
    this.say('goes on')
    this.life?.suspension.resume()
  }

  /** An empty disk, formatted, takes the place of the one it had. Only for a node that is down. */
  async wipe(): Promise<void> {
    this.say('its disk is replaced')
    this.disk = this.newDisk()
    await this.format()
  }

  /** Closes all its connections, as a network card that resets would. */
  disconnect(): void {
    this.say('connections reset')
    this.life?.env.disconnect()
  }

  private say(what: string): void {
    this.options.trace.log('SIM', this.name, what)
  }
}

/** A disk's failure may come wrapped in the words of what it ended. */
function isDisks(error: Error): boolean {
  return error instanceof DiskError || (error.cause instanceof Error && isDisks(error.cause))
}
