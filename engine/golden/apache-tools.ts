/** Where a scenario runs with Apache's own tools: nodes of ours on TCP, each a process with files, and bash. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ClusterSpec, nodeIds, nodeProperties } from './tools-nodes.ts'
import type { Ran, Running, World } from './tools-world.ts'
import { DATA } from './tools-world.ts'

const PROJECT = resolve(import.meta.dirname, '../..')
const TSX = join(PROJECT, 'node_modules/tsx/dist/cli.mjs')
/** Longest that a command may take, as in the recorder. */
const LIMIT_MS = 150_000
const CLUSTER_ID = 'kRZ0n5Y0TZqnM1yV0gqs1w'

/** `home`: the folder with Apache's bin/. Rejects when a node does not start: ports 9092 to 9094 and 19092 to 19094 must be free. */
export async function apacheToolsWorld(home: string, nodes: number, broker: readonly string[]): Promise<World> {
  const data = mkdtempSync(join(tmpdir(), 'golden-tools-'))
  mkdirSync(join(data, 'files'))
  const cluster = new TcpNodes({ nodes, broker, data })
  await cluster.start()
  const env = { ...process.env, DATA: data, PATH: `${join(home, 'bin')}:${process.env['PATH']}` }
  return {
    start: (command, input) => inBash(command, input, data, env),
    settle: (promise) => promise,
    sleep: (ms) => sleep(ms),
    kill: (id) => cluster.kill(id),
    boot: (id) => cluster.boot(id),
    close: async () => {
      await cluster.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** A command in a process group of its own, in `files`; what it prints of its folder is told as if it had been DATA. */
function inBash(command: string, input: string, data: string, env: NodeJS.ProcessEnv): Running {
  const found = command.replace(/\bbin\/(kafka-(?!preferred)[\w-]+\.sh)/g, '$1')
  const child = spawn('bash', ['-c', found], { cwd: join(data, 'files'), env, detached: true })
  const text = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text.stdout += part))
  child.stderr.setEncoding('utf8').on('data', (part: string) => (text.stderr += part))
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), LIMIT_MS)
  const result = new Promise<Ran>((done) =>
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const status = code ?? 128 + constants.signals[signal as NodeJS.Signals]
      done({ stdout: text.stdout.replaceAll(data, DATA), stderr: text.stderr.replaceAll(data, DATA), status })
    }),
  )
  return { result, interrupt: () => signalGroup(child, 'SIGINT') }
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch {
    // It has ended.
  }
}

/** Nodes of ours as processes. */
class TcpNodes {
  private readonly running = new Map<number, ChildProcess>()

  constructor(private readonly spec: ClusterSpec) {}

  async start(): Promise<void> {
    for (const id of nodeIds(this.spec)) {
      writeFileSync(this.file(id), nodeProperties(this.spec, id).join('\n'))
      const tool = ['engine/host/node/kafka-cli.ts', 'kafka-storage.sh', 'format']
      await ended(spawn(process.execPath, [TSX, ...tool, '-t', CLUSTER_ID, '-c', this.file(id)], { cwd: PROJECT }))
    }
    await Promise.all(nodeIds(this.spec).map((id) => this.boot(id)))
  }

  private file(id: number): string {
    return join(this.spec.data, `s${id}.properties`)
  }

  /** Resolves when the node serves. */
  async boot(id: number): Promise<void> {
    const args = [TSX, 'engine/host/node/broker.ts', this.file(id), '--log-level', 'WARN']
    const child = spawn(process.execPath, args, { cwd: PROJECT, stdio: ['ignore', 'pipe', 'inherit'], detached: true })
    this.running.set(id, child)
    await new Promise<void>((ready, failed) => {
      child.stdout.on('data', (bytes) => /^ready /m.test(String(bytes)) && ready())
      child.once('close', () => failed(new Error(`node ${id} ended before it served`)))
    })
  }

  /** kill -9. */
  async kill(id: number): Promise<void> {
    const child = this.running.get(id)
    if (!child) return
    this.running.delete(id)
    const gone = ended(child)
    signalGroup(child, 'SIGKILL')
    await gone
  }

  async close(): Promise<void> {
    await Promise.all([...this.running.keys()].map((id) => this.kill(id)))
  }
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((done) => child.once('close', () => done()))
}
