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
import { randomUuid } from '../core/base/uuid.ts'
import { parseProperties } from '../core/broker/properties.ts'
import { Server } from '../core/broker/server.ts'
import { Admin } from '../core/client/admin.ts'
import type { Env } from '../core/env/env.ts'
import { format } from '../core/metadata/format.ts'
import { clientEnv } from '../host/node/client-env.ts'
import { SimWorld } from '../sim/env.ts'
import { MemoryDisk } from '../sim/memory-disk.ts'

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
  close(): Promise<void>
}

/** `$DATA`; commands run in `files` below it, node 1 keeps its logs in `d1`. */
export const DATA = '/run'
const LOG_DIR = `${DATA}/d1`
/** Where the scenario of kafka-storage formats a folder. */
const FORMATTED_DIR = `${DATA}/files/logs`
/** Longest that a command may take, as in the recorder. */
const LIMIT_MS = 150_000

/** A fresh cluster of up to one node in virtual time: a scenario takes milliseconds and is the same every time. */
export async function simulatedWorld(nodes: number, broker: readonly string[]): Promise<World> {
  const world = new SimWorld()
  const disk = new MemoryDisk(() => world.scheduler.now + world.scheduler.wallOffset)
  const settle = <T>(promise: Promise<T>) => world.scheduler.until(promise, LIMIT_MS)
  const server = nodes > 0 ? await settle(startNode(world.env('node-1', disk), broker)) : undefined
  const env = world.env('shell', disk)
  const shell = new Shell(env, (ms) => new Promise((resolve) => env.timers.after(ms, resolve)))
  return {
    start: (command, input) => shell.start(command, input),
    settle,
    sleep: (ms) => world.scheduler.run(ms),
    close: async () => void (server && (await settle(server.shutdown()))),
  }
}

async function startNode(env: Env, broker: readonly string[]): Promise<Server> {
  const clusterId = randomUuid((length) => env.random.bytes(length))
  const dirs = { logDirs: [LOG_DIR], metadataLogDir: LOG_DIR }
  await format(env, { clusterId, nodeId: 1, ...dirs, standalone: null, ignoreFormatted: false })
  return Server.start(env, parseProperties([...PROPERTIES, ...broker].join('\n')))
}

const PROPERTIES = [
  'process.roles=broker,controller',
  'node.id=1',
  'controller.quorum.voters=1@127.0.0.1:19092',
  'listeners=PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:19092',
  'advertised.listeners=PLAINTEXT://localhost:9092',
  'controller.listener.names=CONTROLLER',
  'inter.broker.listener.name=PLAINTEXT',
  'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
  `log.dirs=${LOG_DIR}`,
  'auto.create.topics.enable=true',
  'num.partitions=4',
  'default.replication.factor=1',
  'min.insync.replicas=1',
  'offsets.topic.replication.factor=1',
  'transaction.state.log.replication.factor=1',
  'transaction.state.log.min.isr=1',
  'share.coordinator.state.topic.replication.factor=1',
  'share.coordinator.state.topic.min.isr=1',
  'group.initial.rebalance.delay.ms=0',
]

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
  const shell = new Shell(env, sleep)
  return {
    start: (command, input) => shell.start(command.replaceAll('localhost:9092', bootstrap), input),
    settle: (promise) => promise,
    sleep,
    close: async () => {},
  }
}

/** A machine with the terminal's shell, coreutils and Kafka's tools. */
class Shell {
  private readonly machine: Machine

  constructor(env: Env, sleep: (ms: number) => Promise<void>) {
    const tree = new TreeFiles(env.clock.wall)
    tree.presetFolder(`${DATA}/files`)
    const logs = new DiskFiles(
      async () => env.disk,
      () => false,
    )
    this.machine = makeMachine({
      files: new MountedFiles(tree, () => [LOG_DIR, FORMATTED_DIR].map((at) => ({ at, files: logs }))),
      programs: new Map([...Object.entries(COREUTILS), ...kafkaPrograms(env)]),
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
    return { result, interrupt: () => state.foreground?.signal('INT') }
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
