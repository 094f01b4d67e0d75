import { loadAllParts } from '../../engine/core/base/part.ts'
import { parseProperties } from '../../engine/core/broker/properties.ts'
import type { Env } from '../../engine/core/env/env.ts'
import { parseRule, RuleError } from '../../engine/core/faults/rule.ts'
import { faultCommand, NO_RULES, withCount, withRule } from '../../engine/core/faults/rule-list.ts'
import { SCRIPT_NAMES } from '../../engine/core/tools/script-names.ts'
import { SimWorld, type Skew } from '../../engine/sim/env.ts'
import { MemoryDisk } from '../../engine/sim/memory-disk.ts'
import { Inspector } from '../cluster/inspector.ts'
import { pageAdmin, pageBatches } from '../cluster/page-clients.ts'
import { type ClusterPlan, configPaths } from '../cluster/plan.ts'
import { bootNodes, type NodeToBoot } from '../terminal/boot-node.ts'
import type { RunningBrokers } from '../terminal/commands/broker.ts'
import { type ClockCommand, type ClockReport, clockProgram } from '../terminal/commands/clock.ts'
import { type FaultReport, faultProgram } from '../terminal/commands/fault.ts'
import { COREUTILS } from '../terminal/commands/registry.ts'
import { brokerPrograms } from '../terminal/commands/server-scripts.ts'
import { DiskFiles } from '../terminal/files/disk-files.ts'
import { MountedFiles } from '../terminal/files/mounts.ts'
import { homeFiles, KAFKA } from '../terminal/home/home.ts'
import { CONFIG_FILES } from '../terminal/home/properties.ts'
import { kafkaPrograms } from '../terminal/kafka-programs.ts'
import { makeMachine } from '../terminal/machine.ts'
import { Interpreter } from '../terminal/shell/interpreter.ts'
import type { Machine } from '../terminal/shell/program.ts'
import { ShellState } from '../terminal/shell/state.ts'
import { Collector, EMPTY_READER } from '../terminal/shell/streams.ts'
import type { Check } from './check.ts'
import { judge } from './checks.ts'
import { FetchingReader } from './cluster-reader.ts'
import type { Evidence, Verdict } from './evidence.ts'
import { loadHeadlessCell } from './headless-cell.ts'
import { HeadlessNodes } from './headless-nodes.ts'
import { Past } from './past.ts'
import { SAYINGS } from './sayings.ts'
import { type LessonStart, makeTopics, planOf } from './start.ts'

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
/** Nobody draws here. */
const NO_PAUSES = { ifDue: async () => {} }

/** The page's cluster, shell and judge without the page: in virtual time, the same every time for a seed. */
export class Headless {
  private readonly world: SimWorld
  private readonly env: Env
  private readonly inspector: Inspector
  private readonly reader: FetchingReader
  private readonly machine: Machine
  private readonly shell: ShellState
  private readonly nodes: HeadlessNodes
  private readonly running: RunningBrokers = { logDirs: new Set(), byNode: new Map() }
  private readonly logDirs: Set<string>
  private readonly past: Past
  /** How far the learner's wall clock is ahead of the room's. */
  private readonly skew: Skew = { rate: 1, wallOffset: 0 }
  /** Faults at a protocol point. */
  private faults = NO_RULES

  private constructor(
    seed: number,
    private readonly toBoot: readonly NodeToBoot[],
  ) {
    this.world = new SimWorld(seed)
    const disk = new MemoryDisk(() => this.env.clock.wall())
    this.env = this.world.env('learner', disk, undefined, this.skew)
    this.logDirs = new Set(toBoot.map(({ properties }) => properties.get('log.dirs') ?? ''))
    this.past = new Past(() => this.world.scheduler.now)
    this.nodes = new HeadlessNodes(
      this.world,
      disk,
      (nodeId, event) => {
        this.past.happened({ ...event, nodeId })
        this.setFaults(withCount(this.faults, event))
        // Without a majority voters stand for election ten times a second: only one that wins is news.
        if (event.type !== 'raft.role' || event['role'] === 'leader') this.inspector.poke()
      },
      () => this.skew.wallOffset,
    )
    this.inspector = new Inspector(this.env, async () => pageAdmin(this.env))
    this.inspector.watch((state) => this.past.read(state))
    this.reader = FetchingReader.of(this.inspector, pageBatches(this.env), this.past, NO_PAUSES)
    this.machine = this.makeMachine()
    this.shell = new ShellState(this.machine.processes.start(['-bash']).pid)
    this.shell.line.command = { connected: () => {}, ended: (args, status) => this.past.called({ args, status }) }
    this.shell.cwd = KAFKA
    for (const [name, value] of Object.entries({ HOME: '/home/learner', PATH: `${KAFKA}/bin:/usr/bin` })) {
      this.shell.set(name, value)
      this.shell.export(name)
    }
  }

  /** A fresh cluster as the page starts it, with what the lesson begins with. */
  static async start(seed: number, start: LessonStart = 'inherit', faults: readonly string[] = []): Promise<Headless> {
    await loadAllParts()
    const headless = new Headless(seed, nodesOf(planOf(start)))
    await headless.settle(headless.begin(start))
    headless.setFaults(faults.map((text) => parseRule(text.trim().split(/\s+/))).reduce(withRule, NO_RULES))
    await headless.rest()
    headless.past.begin()
    return headless
  }

  private async begin(start: LessonStart): Promise<void> {
    const { env, machine, nodes, running, toBoot, inspector } = this
    await bootNodes(env, machine, nodes, running, toBoot)
    await makeTopics(await inspector.client(), start)
  }

  async stop(): Promise<void> {
    await this.settle(this.nodes.stopAll())
  }

  /** Runs a line in the shell, then lets the cluster come to rest. Rejects when the line does not end. */
  async run(line: string): Promise<Ran> {
    const stdout = new Collector()
    const stderr = new Collector()
    const io = { stdin: EMPTY_READER, stdout, stderr, tty: { stdin: false, stdout: false } }
    const interpreter = new Interpreter(this.shell, this.machine, undefined)
    const status = await this.settle(interpreter.execute(line, io))
    this.past.ran({ line, status })
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
    return this.settle(judge(check, this.evidence()))
  }

  evidence(): Evidence {
    return {
      state: this.inspector.state.peek(),
      past: this.past,
      reader: this.reader,
      running: this.nodes.running,
      changing: this.nodes.starting,
      say: SAYINGS,
    }
  }

  /** Waits, in virtual time, for something that goes on in this world. */
  settle<T>(promise: Promise<T>): Promise<T> {
    return this.world.scheduler.until(promise, LIMIT_MS)
  }

  /** Lets virtual time go by. */
  async pass(ms: number): Promise<void> {
    await this.world.scheduler.run(ms)
    await this.look()
  }

  private rest(): Promise<void> {
    return this.pass(REST_MS)
  }

  private async look(): Promise<void> {
    await this.settle(this.inspector.now().catch(() => undefined))
  }

  private setFaults(faults: typeof NO_RULES): void {
    if (faults === this.faults) return
    this.faults = faults
    void this.nodes.setRules(faults.rules)
  }

  private async fault(words: readonly string[]): Promise<FaultReport> {
    try {
      const { list, lines } = faultCommand(this.faults, words)
      this.setFaults(list)
      return { lines, problem: null }
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      return { lines: [], problem: error.message }
    }
  }

  /** The clock jumps as in the page; how fast time runs is of no concern where it is virtual. */
  private async clock(command: ClockCommand): Promise<ClockReport> {
    if (command.kind === 'advance') {
      await this.nodes.moveWallClock(command.ms)
      this.skew.wallOffset += command.ms
      this.past.happened({ type: 'clock.jumped', nodeId: -1, byMs: command.ms })
    }
    if (command.kind === 'step') await new Promise<void>((resume) => void this.env.timers.after(command.ms, resume))
    return { wall: this.env.clock.wall(), ahead: this.skew.wallOffset, rate: 1, brought: [] }
  }

  private makeMachine(): Machine {
    const { env, running } = this
    const { clock } = env
    const home = homeFiles(
      SCRIPT_NAMES,
      () => clock.wall(),
      () => {},
    )
    const isBusy = (path: string) => [...running.logDirs].some((dir) => path.startsWith(dir))
    const disk = new DiskFiles(async () => env.disk, isBusy)
    return makeMachine({
      files: new MountedFiles(home, () => [...this.logDirs].map((at) => ({ at, files: disk }))),
      programs: new Map([
        ...Object.entries(COREUTILS),
        ...kafkaPrograms(env, (folder) => this.logDirs.add(folder)),
        ...brokerPrograms(this.nodes, running),
        ['clock', clockProgram((command) => this.clock(command))],
        ['fault', faultProgram((words) => this.fault(words))],
      ]),
      wall: () => clock.wall(),
      monotonic: () => clock.monotonic(),
      sleep: (ms) => new Promise((resolve) => env.timers.after(ms, resolve)),
      random: () => env.random.float(),
    })
  }
}

function nodesOf(plan: ClusterPlan): NodeToBoot[] {
  return [...configPaths(plan).values()].map((configPath) => {
    const file = CONFIG_FILES[configPath.slice(configPath.lastIndexOf('/') + 1)] ?? ''
    return { configPath, properties: parseProperties(file) }
  })
}
