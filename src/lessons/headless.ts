import { parseProperties } from '../../engine/core/broker/properties.ts'
import { Server } from '../../engine/core/broker/server.ts'
import type { Env, Trace } from '../../engine/core/env/env.ts'
import { Suspension, suspendable } from '../../engine/core/env/suspendable.ts'
import { SCRIPT_NAMES } from '../../engine/core/tools/script-names.ts'
import { SimWorld } from '../../engine/sim/env.ts'
import { MemoryDisk } from '../../engine/sim/memory-disk.ts'
import { Inspector } from '../cluster/inspector.ts'
import { pageAdmin, pageBatches } from '../cluster/page-clients.ts'
import { bootNodes } from '../terminal/boot-node.ts'
import { type BrokerHost, brokerPrograms } from '../terminal/commands/broker.ts'
import { COREUTILS } from '../terminal/commands/registry.ts'
import { homeFiles, KAFKA } from '../terminal/home/home.ts'
import { CONFIG_FILES } from '../terminal/home/properties.ts'
import { kafkaPrograms } from '../terminal/kafka-programs.ts'
import { makeMachine } from '../terminal/machine.ts'
import { Interpreter } from '../terminal/shell/interpreter.ts'
import type { Machine } from '../terminal/shell/program.ts'
import { ShellState } from '../terminal/shell/state.ts'
import { Collector, EMPTY_READER } from '../terminal/shell/streams.ts'
import type { Check } from './check.ts'
import { type Evidence, evaluate, type PastCommand, type Verdict } from './checks.ts'
import { FetchingReader } from './cluster-reader.ts'
import { loadHeadlessCell } from './headless-cell.ts'
import { SAYINGS } from './sayings.ts'

/** What a command left behind. */
export interface Ran {
  readonly stdout: string
  readonly stderr: string
  readonly status: number
}

/** Longest that one command may take, in virtual milliseconds. */
const LIMIT_MS = 120_000
/** What the cluster is given after each command to come to rest: commits, leaving members. */
const REST_MS = 1000

/** The page's cluster, shell and judge without the page: in virtual time, the same every time for a seed. */
export class Headless {
  private readonly world: SimWorld
  private readonly env: Env
  private readonly inspector: Inspector
  private readonly reader: FetchingReader
  private readonly machine: Machine
  private readonly shell: ShellState
  private readonly servers = new Map<number, Server>()
  private history: PastCommand[] = []

  private constructor(seed: number) {
    this.world = new SimWorld(seed)
    const disk = new MemoryDisk(() => this.world.scheduler.now + this.world.scheduler.wallOffset)
    this.env = this.world.env('learner', disk)
    this.inspector = new Inspector(this.env, async () => pageAdmin(this.env))
    this.reader = new FetchingReader(
      () => this.inspector.state.peek(),
      pageBatches(this.env),
      () => this.inspector.client(),
    )
    this.machine = this.makeMachine()
    this.shell = new ShellState(this.machine.processes.start(['-bash']).pid)
    this.shell.cwd = KAFKA
    for (const [name, value] of Object.entries({ HOME: '/home/learner', PATH: `${KAFKA}/bin:/usr/bin` })) {
      this.shell.set(name, value)
      this.shell.export(name)
    }
  }

  /** A fresh cluster as the page starts it. */
  static async start(seed: number): Promise<Headless> {
    const headless = new Headless(seed)
    const { env, machine } = headless
    const properties = parseProperties(CONFIG_FILES['server.properties'] ?? '')
    const path = `${KAFKA}/config/server.properties`
    const nodes = [{ configPath: path, properties }]
    await headless.settle(bootNodes(env, machine, headless.host, { logDirs: new Set(), byNode: new Map() }, nodes))
    await headless.look()
    return headless
  }

  async stop(): Promise<void> {
    await this.settle(Promise.all([...this.servers.values()].map((server) => server.shutdown())))
  }

  /** Runs a line in the shell, then lets the cluster come to rest. Rejects when the line does not end. */
  async run(line: string): Promise<Ran> {
    const stdout = new Collector()
    const stderr = new Collector()
    const io = { stdin: EMPTY_READER, stdout, stderr, tty: { stdin: false, stdout: false } }
    const interpreter = new Interpreter(this.shell, this.machine, undefined)
    const status = await this.settle(interpreter.execute(line, io))
    this.history = [...this.history, { line, status }]
    await this.rest()
    return { stdout: stdout.text(), stderr: stderr.text(), status }
  }

  /** Runs a cell, then lets the cluster come to rest. Rejects when it throws or does not end. */
  async runCell(code: string): Promise<void> {
    const run = await loadHeadlessCell(code, this.env)
    await this.settle(run())
    await this.rest()
  }

  judge(check: Check): Promise<Verdict> {
    return this.settle(evaluate(check, this.evidence()))
  }

  evidence(): Evidence {
    return {
      state: this.inspector.state.peek(),
      history: this.history,
      reader: this.reader,
      running: new Set(this.servers.keys()),
      say: SAYINGS.en,
    }
  }

  /** Waits, in virtual time, for something that goes on in this world. */
  settle<T>(promise: Promise<T>): Promise<T> {
    return this.world.scheduler.until(promise, LIMIT_MS)
  }

  private async rest(): Promise<void> {
    await this.world.scheduler.run(REST_MS)
    await this.look()
  }

  private async look(): Promise<void> {
    await this.settle(this.inspector.now().catch(() => undefined))
  }

  private makeMachine(): Machine {
    const { env } = this
    const { clock } = env
    return makeMachine({
      files: homeFiles(
        SCRIPT_NAMES,
        () => clock.wall(),
        () => {},
      ),
      programs: new Map([
        ...Object.entries(COREUTILS),
        ...kafkaPrograms(env),
        ...brokerPrograms(this.host, { logDirs: new Set(), byNode: new Map() }),
      ]),
      wall: () => clock.wall(),
      monotonic: () => clock.monotonic(),
      sleep: (ms) => new Promise((resolve) => env.timers.after(ms, resolve)),
      random: () => env.random.float(),
    })
  }

  /** Brokers run in this process, each with the Env of a process of its own. */
  private readonly host: BrokerHost = {
    start: async (properties, told) => {
      const trace: Trace = { log: (_level, _logger, message) => told.log([message]), event: () => {} }
      const { kill, ...process } = this.world.env(`broker-${properties.get('node.id')}`, this.env.disk)
      const suspension = new Suspension()
      const env = suspendable(process, suspension)
      const nodeId = Number(properties.get('node.id') ?? 1)
      const ended = (status: number) => {
        this.servers.delete(nodeId)
        told.exited(status)
      }
      Server.start({ ...env, trace }, properties).then(
        (server) => {
          this.servers.set(nodeId, server)
          told.ready(null)
        },
        (error: Error) => {
          told.ready(error.message)
          told.exited(1)
        },
      )
      return {
        terminate: () =>
          void this.servers
            .get(nodeId)
            ?.shutdown()
            .then(() => ended(0)),
        kill: () => {
          kill()
          ended(137)
        },
        setStopped: (stopped) => (stopped ? suspension.stop() : suspension.resume()),
      }
    },
  }
}
