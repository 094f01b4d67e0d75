import { Server } from '../../engine/core/broker/server.ts'
import type { TraceEvent } from '../../engine/core/env/env.ts'
import { Suspension, suspendable } from '../../engine/core/env/suspendable.ts'
import type { SetRule } from '../../engine/core/faults/rule.ts'
import { WireFaults } from '../../engine/core/faults/wire-faults.ts'
import type { SimWorld, Skew } from '../../engine/sim/env.ts'
import type { MemoryDisk } from '../../engine/sim/memory-disk.ts'
import type { BrokerHost } from '../terminal/commands/broker.ts'

/** Hears what nodes say of themselves and what becomes of them, as the page's event log does. */
export type HearNode = (nodeId: number, event: TraceEvent) => void

const KILLED = 137

/** Brokers and controllers of a headless run: each a process of its own in the simulated room, all on its one disk. */
export class HeadlessNodes implements BrokerHost {
  private readonly servers = new Map<number, Server>()
  /** Ids of the nodes that start. */
  readonly starting = new Set<number>()
  /** How far the wall clocks of the processes are ahead of the room's; each walks by itself. */
  private readonly skews = new Map<number, Skew & { readonly frozen: () => boolean }>()
  private readonly started = new Set<string>()
  /** The doors of all processes so far. */
  private readonly doors: WireFaults[] = []
  private rules: readonly SetRule[] = []

  constructor(
    private readonly world: SimWorld,
    private readonly disk: MemoryDisk,
    private readonly hear: HearNode,
    /** How far the learner's wall clock is ahead. */
    private readonly ahead: () => number,
  ) {}

  /** Moves all wall clocks; resolves when what that brought is done by every node that is not frozen. */
  async moveWallClock(byMs: number): Promise<void> {
    const walks = [...this.servers].map(async ([nodeId, server]) => {
      const skew = this.skews.get(nodeId) as Skew & { frozen: () => boolean }
      const walk = server.moveWallClock(byMs, (ms) => void (skew.wallOffset += ms))
      if (!skew.frozen()) await walk
    })
    await Promise.all(walks)
  }

  /** Faults at a protocol point from now on; resolves when they are in force. */
  async setRules(rules: readonly SetRule[]): Promise<void> {
    this.rules = rules
    await Promise.all(this.doors.map((door) => door.setRules(rules)))
  }

  /** Ids of the nodes that serve, or were frozen while they did. */
  get running(): ReadonlySet<number> {
    return new Set(this.servers.keys())
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.servers.values()].map((server) => server.shutdown()))
  }

  start: BrokerHost['start'] = async (properties, told) => {
    const nodeId = Number(properties.get('node.id') ?? 1)
    const suspension = new Suspension()
    const skew = { rate: 1, wallOffset: this.ahead(), frozen: () => suspension.isStopped }
    this.skews.set(nodeId, skew)
    const { kill, ...process } = this.world.env(`broker-${nodeId}`, this.disk, undefined, skew)
    const trace = {
      log: (_level: string, _logger: string, message: string) => told.log([message]),
      event: (event: TraceEvent) => this.hear(nodeId, event),
    }
    let server: Server | undefined
    this.starting.add(nodeId)
    const env = suspendable(process, suspension)
    const door = new WireFaults({
      broker: nodeId,
      timers: env.timers,
      topicName: (id) => server?.topicName(id),
      event: trace.event,
    })
    await door.setRules(this.rules)
    this.doors.push(door)
    const ended = (status: number) => {
      this.starting.delete(nodeId)
      if (this.servers.get(nodeId) === server) this.servers.delete(nodeId)
      this.hear(nodeId, { type: status === KILLED ? 'broker.killed' : 'broker.stopped' })
      told.exited(status)
    }
    Server.start({ ...env, network: door.around(env.network), trace }, properties, this.life(properties)).then(
      (serving) => {
        server = serving
        this.starting.delete(nodeId)
        this.servers.set(nodeId, serving)
        this.hear(nodeId, { type: 'broker.running' })
        told.ready(null)
      },
      (error: Error) => {
        this.starting.delete(nodeId)
        told.ready(error.message)
        told.exited(1)
      },
    )
    return {
      terminate: () => void server?.shutdown().then(() => ended(0)),
      kill: () => {
        kill()
        ended(KILLED)
      },
      setStopped: (stopped) => (stopped ? suspension.stop() : suspension.resume()),
    }
  }

  /** As in the page: a node's first life comes with its machine's. */
  private life(properties: ReadonlyMap<string, string>): { readonly withMachine: boolean } {
    const dirs = properties.get('log.dirs') ?? ''
    const withMachine = !this.started.has(dirs)
    this.started.add(dirs)
    return { withMachine }
  }
}
