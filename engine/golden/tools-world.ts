/** Where a scenario runs: a cluster of ours and a shell with our tools in virtual time, or the shell against a real cluster. */

import { COREUTILS } from '../../src/terminal/commands/registry.ts'
import { DiskFiles } from '../../src/terminal/files/disk-files.ts'
import { MountedFiles } from '../../src/terminal/files/mounts.ts'
import { TreeFiles } from '../../src/terminal/files/tree.ts'
import { kafkaPrograms } from '../../src/terminal/kafka-programs.ts'
import { makeMachine } from '../../src/terminal/machine.ts'
import { Interpreter } from '../../src/terminal/shell/interpreter.ts'
import type { Machine } from '../../src/terminal/shell/program.ts'
import { ShellState } from '../../src/terminal/shell/state.ts'
import { Collector, readerOf } from '../../src/terminal/shell/streams.ts'
import { Admin } from '../core/client/admin.ts'
import type { Env } from '../core/env/env.ts'
import { clientEnv } from '../host/node/client-env.ts'
import { SimWorld } from '../sim/env.ts'
import { MemoryDisk } from '../sim/memory-disk.ts'
import { ScenarioNodes } from './tools-nodes.ts'

/** What a command left behind. */
export interface Ran {
  readonly stdout: string
  readonly stderr: string
  readonly status: number
}

/** A command under way. */
export interface Running {
  readonly result: Promise<Ran>
  interrupt(): void
}

export interface World {
  start(command: string, input: string): Running
  /** Waits for a promise of something that goes on in this world. */
  settle<T>(promise: Promise<T>): Promise<T>
  sleep(ms: number): Promise<void>
  /** kill -9 of a node; its restart. */
  kill(node: number): Promise<void>
  boot(node: number): Promise<void>
  close(): Promise<void>
}

/** `$DATA`; commands run in `files` below it, node N keeps its logs in `dN`. */
export const DATA = '/run'
/** Where the scenario of kafka-storage formats a folder. */
const FORMATTED_DIR = `${DATA}/files/logs`
/** Longest that a command may take, as in the recorder. */
const LIMIT_MS = 150_000

/** A fresh cluster in virtual time: a scenario takes milliseconds and is the same every time. */
export async function simulatedWorld(nodes: number, broker: readonly string[]): Promise<World> {
  const world = new SimWorld()
  const disk = new MemoryDisk(() => world.scheduler.now + world.scheduler.wallOffset)
  const settle = <T>(promise: Promise<T>) => world.scheduler.until(promise, LIMIT_MS)
  const cluster = new ScenarioNodes(world, disk, { nodes, broker, data: DATA })
  await settle(cluster.start())
  const env = world.env('shell', disk)
  const folders = [...cluster.logDirs, FORMATTED_DIR]
  const shell = new Shell(env, (ms) => new Promise((resolve) => env.timers.after(ms, resolve)), folders)
  return {
    start: (command, input) => shell.start(command, input),
    settle,
    sleep: (ms) => world.scheduler.run(ms),
    kill: async (id) => cluster.kill(id),
    boot: (id) => settle(cluster.boot(id)),
    close: async () => cluster.close(),
  }
}

/** Takes topics and groups of an earlier scenario away; internal topics stay. */
async function empty(bootstrap: string, env: Env): Promise<void> {
  const admin = new Admin({ 'bootstrap.servers': bootstrap }, env)
  await admin.deleteConsumerGroups((await admin.listGroups()).map(({ groupId }) => groupId))
  await admin.deleteTopics([...(await admin.listTopics()).keys()])
  await admin.close()
}

/** The shell and tools against a cluster that runs already, in real time. Its address replaces the one in the commands. */
export async function realWorld(bootstrap: string): Promise<World> {
  const env = clientEnv(new MemoryDisk(() => Date.now()), { log: () => {}, event: () => {} })
  await empty(bootstrap, env)
  const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
  const shell = new Shell(env, sleep, [])
  return {
    start: (command, input) => shell.start(command.replaceAll('localhost:9092', bootstrap), input),
    settle: (promise) => promise,
    sleep,
    kill: () => Promise.reject(new Error('a foreign node cannot be killed')),
    boot: () => Promise.reject(new Error('a foreign node cannot be started')),
    close: async () => {},
  }
}

/** A machine with the terminal's shell, coreutils and Kafka's tools. */
class Shell {
  private readonly machine: Machine

  constructor(env: Env, sleep: (ms: number) => Promise<void>, folders: readonly string[]) {
    const tree = new TreeFiles(env.clock.wall)
    tree.presetFolder(`${DATA}/files`)
    const logs = new DiskFiles(
      async () => env.disk,
      () => false,
    )
    this.machine = makeMachine({
      files: new MountedFiles(tree, () => folders.map((at) => ({ at, files: logs }))),
      programs: new Map([...Object.entries(COREUTILS), ...kafkaPrograms(env, () => {})]),
      wall: env.clock.wall,
      monotonic: env.clock.monotonic,
      sleep,
      random: env.random.float,
    })
  }

  start(command: string, input: string): Running {
    const state = new ShellState(1)
    state.cwd = `${DATA}/files`
    for (const [name, value] of [
      ['DATA', DATA],
      ['PATH', '/usr/bin'],
    ] as const) {
      state.set(name, value)
      state.export(name)
    }
    const interpreter = new Interpreter(state, this.machine, undefined)
    const [stdout, stderr] = [new Collector(), new Collector()]
    const io = {
      stdin: readerOf(new TextEncoder().encode(input)),
      stdout,
      stderr,
      tty: { stdin: false, stdout: false },
    }
    const result = interpreter
      .execute(withoutFolder(command), io)
      .then((status) => ({ stdout: stdout.text(), stderr: asBashDoes(stderr.text()), status }))
    return { result, interrupt: () => state.line.foreground?.signal('INT') }
  }
}

/** A `bin/` before a tool is dropped before it runs, as the recorder did. */
function withoutFolder(command: string): string {
  return command.replace(/\bbin\/(kafka-(?!preferred)[\w-]+\.sh)/g, '$1')
}

/** The recorder ran `bash -c`, our shell speaks as a login shell. */
function asBashDoes(stderr: string): string {
  return stderr.replace(/^-bash: /gm, 'bash: line 1: ')
}
