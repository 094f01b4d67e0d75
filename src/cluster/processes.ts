import * as Comlink from 'comlink'
import type { KeptBroker } from '../../engine/core/broker/kept-broker.ts'
import type { TimeSetting } from '../../engine/core/env/adjustable-clock.ts'
import type { DiskFault } from '../../engine/core/env/disk-faults.ts'
import type { SetRule } from '../../engine/core/faults/rule.ts'
import type { BrokerWorkerApi, Telemetry } from '../../engine/host/browser/broker-protocol.ts'
import type { PortSwitch } from '../../engine/host/browser/port-switch.ts'
import type { TappedFrames } from '../../engine/host/browser/wire-tap.ts'

/** A broker's life as the page shows it; a paused one is frozen as by SIGSTOP. */
export type BrokerState = 'starting' | 'running' | 'paused' | 'stopping' | 'stopped' | 'killed'

export interface BrokerProcess {
  readonly nodeId: number
  readonly properties: ReadonlyMap<string, string>
  readonly state: BrokerState
}

/** Told of everything that brokers say and of each change of their state. */
export interface BrokerListener {
  telemetry(nodeId: number, telemetry: Telemetry): void
  changed(broker: BrokerProcess): void
}

/** What nodes had in memory at a moment. */
export type KeptServers = ReadonlyMap<number, KeptBroker>

interface Running extends BrokerProcess {
  state: BrokerState
  readonly worker: Worker
  readonly api: Comlink.Remote<BrokerWorkerApi>
  readonly unplug: () => void
  readonly exited: (status: number) => void
  /** Resolves when it is over. */
  readonly over: Promise<number>
}

/** A broker process as its starter holds it. */
export interface BrokerHandle {
  /** Resolves when it serves; rejects with the reason when it cannot start. */
  readonly ready: Promise<void>
  /** Resolves with the exit status: 0 after a controlled shutdown, 137 when killed. */
  readonly exited: Promise<number>
  terminate(): void
  kill(): void
  /** SIGSTOP (true) and SIGCONT. */
  setStopped(stopped: boolean): void
}

/** Starts, stops and kills the workers in which brokers run. */
export class BrokerProcesses {
  /** The process of each node; one that is started while the node runs already stays out (it finds its ports taken). */
  private readonly running = new Map<number, Running>()
  /** What the nodes that are brought back had in memory. */
  private resumed: KeptServers | null = null
  /** Log dirs of nodes that have run since the page was opened: what is in others was written before. */
  private readonly started = new Set<string>()
  /** Faults at a protocol point, for every process. */
  private rules: readonly SetRule[] = []

  constructor(
    private readonly hub: PortSwitch,
    private readonly listener: BrokerListener,
    /** The time at which a process starts. */
    private readonly time: () => TimeSetting,
  ) {}

  /** Starts a broker (or controller) process from a properties file's content; `log` hears the lines of its server log. */
  start(properties: ReadonlyMap<string, string>, log: (lines: readonly string[]) => void): BrokerHandle {
    const nodeId = Number(properties.get('node.id') ?? properties.get('broker.id') ?? 1)
    const worker = new Worker(new URL('../../engine/host/browser/broker-worker.ts', import.meta.url), {
      type: 'module',
      name: `broker-${nodeId}`,
    })
    const api = Comlink.wrap<BrokerWorkerApi>(worker)
    const { port, unplug } = this.hub.plug(`broker-${nodeId}`)
    let exited: (status: number) => void = () => {}
    const exit = new Promise<number>((resolve) => {
      exited = resolve
    })
    const broker: Running = { nodeId, properties, state: 'starting', worker, api, unplug, exited, over: exit }
    const lockedDir = this.lockedDir(properties)
    if (!this.isAlive(nodeId)) this.running.set(nodeId, broker)
    this.setState(broker, 'starting')
    const ready = this.launch(broker, { port, ...(lockedDir !== undefined && { lockedDir }) }, log)
    return {
      ready,
      exited: exit,
      terminate: () => void this.shutdown(broker),
      kill: () => this.end(broker, 'killed', 137),
      setStopped: (stopped) => this.setStopped(broker, stopped),
    }
  }

  /** Kills a broker as `kill -9` does: nothing polite happens. */
  kill(nodeId: number): void {
    const broker = this.running.get(nodeId)
    if (broker) this.end(broker, 'killed', 137)
  }

  /** Freezes a broker (its sockets stay open, nothing in it moves) or lets it go on. */
  pause(nodeId: number, paused: boolean): void {
    const broker = this.running.get(nodeId)
    if (broker) this.setStopped(broker, paused)
  }

  setDisk(nodeId: number, fault: DiskFault): void {
    void this.running.get(nodeId)?.api.setDisk(fault)
  }

  /** Faults at a protocol point from now on, for processes that start later too; resolves when they are in force. */
  async setRules(rules: readonly SetRule[]): Promise<void> {
    this.rules = rules
    await Promise.all(this.alive().map((broker) => untilItEnds(broker, broker.api.setRules(rules))))
  }

  setRate(rate: number): void {
    for (const { api } of this.alive()) void api.setRate(rate)
  }

  async stepTime(ms: number): Promise<void> {
    await Promise.all(this.alive().map((broker) => untilItEnds(broker, broker.api.stepTime(ms))))
  }

  /** Resolves when all have told what has happened in them. */
  async heard(): Promise<void> {
    await Promise.all(this.alive().map((broker) => untilItEnds(broker, broker.api.tellAll())))
  }

  /** Resolves when all have done what the jump brought; one that ends meanwhile is not waited for. */
  async moveWallClock(byMs: number): Promise<void> {
    await Promise.all(this.alive().map((broker) => untilItEnds(broker, broker.api.moveWallClock(byMs))))
  }

  /** Runs `work` while no broker moves and all that they wrote is on the disk; then they go on. Gives what each had in memory. */
  async whileHeld(work: () => Promise<void>): Promise<KeptServers> {
    const held = this.alive()
    const servers = new Map<number, KeptBroker>()
    const hold = async (broker: Running) => void servers.set(broker.nodeId, await broker.api.hold())
    try {
      await Promise.all(held.map((broker) => untilItEnds(broker, hold(broker))))
      await work()
      return servers
    } finally {
      // Who was started meanwhile must know of the point, too.
      await Promise.all(this.alive().map((broker) => untilItEnds(broker, broker.api.release())))
    }
  }

  /** Ends all at once, as if the machine had lost its power: the next start of each is one of the whole machine. */
  killAll(): void {
    for (const broker of this.alive()) this.end(broker, 'killed', 137)
    this.started.clear()
  }

  /** Runs `start`, whose brokers go on from a moment at which they had this in memory. */
  async resuming(servers: KeptServers, start: () => Promise<void>): Promise<void> {
    this.resumed = servers
    try {
      await start()
    } finally {
      this.resumed = null
    }
  }

  private alive(): Running[] {
    return [...this.running.values()].filter(({ nodeId }) => this.isAlive(nodeId))
  }

  private setStopped(broker: Running, stopped: boolean): void {
    const [from, to]: BrokerState[] = stopped ? ['running', 'paused'] : ['paused', 'running']
    if (broker.state !== from || !to) return
    void broker.api.setStopped(stopped)
    this.setState(broker, to)
  }

  /** Whether a process of the node is there and has not ended. */
  isAlive(nodeId: number): boolean {
    const state = this.running.get(nodeId)?.state ?? 'stopped'
    return state !== 'stopped' && state !== 'killed'
  }

  list(): BrokerProcess[] {
    return [...this.running.values()]
  }

  /** Controlled shutdown of all, for another tab that takes over. */
  async shutdownAll(): Promise<void> {
    await Promise.all([...this.running.values()].map((broker) => this.shutdown(broker)))
  }

  framesOf(nodeId: number, id: number): Promise<TappedFrames | undefined> {
    return this.running.get(nodeId)?.api.frames(id) ?? Promise.resolve(undefined)
  }

  /** A log dir that another process has. */
  private lockedDir(properties: ReadonlyMap<string, string>): string | undefined {
    const taken = new Set(this.alive().flatMap((broker) => dirsOf(broker.properties)))
    return dirsOf(properties).find((dir) => taken.has(dir))
  }

  private async launch(
    broker: Running,
    { port, ...given }: { readonly port: MessagePort; readonly lockedDir?: string },
    log: (lines: readonly string[]) => void,
  ): Promise<void> {
    const tell = Comlink.proxy((telemetry: Telemetry) => {
      if (telemetry.log.length > 0) log(telemetry.log)
      // A second process of a node that runs says why it is refused to its starter only.
      if (this.running.get(broker.nodeId) === broker) this.listener.telemetry(broker.nodeId, telemetry)
    })
    const ended = Comlink.proxy((status: number) => this.end(broker, 'stopped', status))
    try {
      await Promise.race([broker.api.setTime(this.time()), unloaded(broker.worker)])
      await broker.api.setRules(this.rules)
      const dirs = broker.properties.get('log.dirs') ?? ''
      const kept = this.resumed?.get(broker.nodeId)
      const resumed = this.resumed && kept && { ...kept, nodes: [...this.resumed.keys()] }
      const life = { ...given, withMachine: !this.started.has(dirs), ...(resumed && { resumed }) }
      this.started.add(dirs)
      await broker.api.start([...broker.properties], life, Comlink.transfer(port, [port]), tell, ended)
      this.setState(broker, 'running')
    } catch (error) {
      this.end(broker, 'stopped', 1)
      throw error
    }
  }

  private async shutdown(broker: Running): Promise<void> {
    // A stopped process hears SIGTERM when it goes on; the page does not leave the learner waiting for that.
    if (broker.state === 'paused') this.setStopped(broker, false)
    if (broker.state === 'stopping') return void (await broker.over)
    if (broker.state !== 'running' && broker.state !== 'starting') return
    this.setState(broker, 'stopping')
    await untilItEnds(broker, broker.api.shutdown())
    this.end(broker, 'stopped', 0)
  }

  private end(broker: Running, state: 'stopped' | 'killed', status: number): void {
    if (broker.state === 'stopped' || broker.state === 'killed') return
    broker.worker.terminate()
    broker.unplug()
    this.setState(broker, state)
    broker.exited(status)
  }

  private setState(broker: Running, state: BrokerState): void {
    broker.state = state
    if (this.running.get(broker.nodeId) === broker) this.listener.changed(broker)
  }
}

function dirsOf(properties: ReadonlyMap<string, string>): string[] {
  const named = properties.get('log.dirs') ?? properties.get('log.dir') ?? '/tmp/kafka-logs'
  return named.split(',').map((dir) => dir.trim())
}

/** Rejects when the worker's script cannot be had: then it never answers. */
function unloaded(worker: Worker): Promise<never> {
  return new Promise((_resolve, reject) => {
    worker.addEventListener('error', ({ message }) => reject(new Error(message || 'its script cannot be loaded')), {
      once: true,
    })
  })
}

/** A terminated worker never answers. */
async function untilItEnds(broker: Running, answer: Promise<void>): Promise<void> {
  await Promise.race([answer, broker.over])
}
