/** The brokers that are measured: ours as `npm run broker`, and Apache Kafka where there is one on the machine. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Settings } from './own-client.ts'

const PROJECT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** When a write counts: each with its defaults, which come to the same for the two that have a disk. */
export const FLUSH = {
  ours: 'acknowledges what the operating system holds (relaxed): no fsync before an answer',
  apache: 'acknowledges what the operating system holds (no log.flush.interval.*): no fsync before an answer',
  kfake: 'keeps everything in memory',
} as const

export interface Subject {
  readonly name: keyof typeof FLUSH
  readonly bootstrap: string
  /** What the command lines of its processes have in them. */
  readonly process: string
  /** Of producers, where it does not go with their defaults. */
  readonly settings?: Settings
  stop(): Promise<void>
}

/** KAFKA_HOME, or the copy beside the project. */
export function kafkaHome(): string | undefined {
  return [process.env.KAFKA_HOME, join(PROJECT, '..', 'oracle')].find(
    (home) => home && existsSync(join(home, 'bin', 'kafka-producer-perf-test.sh')) && existsSync(join(home, 'libs')),
  )
}

async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1)
  return port
}

/** Ports that follow one another and that nobody listens on now. */
export async function freePorts(count: number): Promise<number[]> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 20_000)
    const ports = Array.from({ length: count }, (_, i) => first + i)
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return ports
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** What Node is to be given to run our broker as `npm run broker` does, which builds it first. */
export function builtBroker(): string[] {
  execFileSync(process.execPath, ['scripts/build-one.mjs', 'engine/host/node/broker.ts'], { cwd: PROJECT })
  return ['--max-semi-space-size=64', '.cache/built-broker/broker.mjs']
}

/** `profile`: a folder for a CPU profile of the broker. */
export async function startOurs(profile?: string): Promise<Subject> {
  const data = mkdtempSync(join(tmpdir(), 'logbook-bench-'))
  const args = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []
  const broker = ['--port', String(await freePort()), '--data', data, '--log-level', 'WARN']
  const child = spawn(process.execPath, [...args, ...builtBroker(), ...broker], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const bootstrap = await readyOf(child)
  const stop = () => ended(child, 'SIGTERM', data)
  return { name: 'ours', bootstrap, process: data, stop }
}

/** Ends a broker, and then removes its folder. */
async function ended(child: ChildProcess, signal: NodeJS.Signals, folder: string): Promise<void> {
  const closed = new Promise((resolve) => child.once('close', resolve))
  child.kill(signal)
  await closed
  rmSync(folder, { recursive: true, force: true })
}

function readyOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (bytes) => {
      const ready = /^ready (\S+)/m.exec(String(bytes))
      if (ready?.[1]) resolve(ready[1])
    })
    child.once('close', () => reject(new Error('the broker ended before it was ready')))
  })
}

/** One node of Apache Kafka on its own ports and data; undefined when there is none. */
export async function startApache(): Promise<Subject | undefined> {
  const home = kafkaHome()
  if (!home || !existsSync(join(home, 'cluster.sh'))) return undefined
  const data = mkdtempSync(join(tmpdir(), 'apache-bench-'))
  const port = await freePort()
  const env = { ...process.env, DATA: data, PORTS: String(port), CPORTS: String(await freePort()), PARTS: '1' }
  execFileSync(join(home, 'cluster.sh'), ['start'], { env, stdio: 'ignore' })
  const stop = async () => {
    execFileSync(join(home, 'cluster.sh'), ['stop'], { env, stdio: 'ignore' })
    rmSync(data, { recursive: true, force: true })
  }
  return { name: 'apache', bootstrap: `127.0.0.1:${port}`, process: data, stop }
}

/** franz-go's fake of a cluster, which keeps all in memory; undefined where there is no Go, or its modules cannot be had. */
export async function startKfake(): Promise<Subject | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'kfake-bench-'))
  const program = join(folder, 'kfake')
  try {
    execFileSync('go', ['build', '-o', program, '.'], {
      cwd: join(PROJECT, 'engine', 'bench', 'kfake'),
      stdio: 'ignore',
    })
  } catch {
    rmSync(folder, { recursive: true, force: true })
    return undefined
  }
  const child = spawn(program, [String(await freePort())], { stdio: ['ignore', 'pipe', 'inherit'] })
  const bootstrap = await readyOf(child)
  const stop = () => ended(child, 'SIGINT', folder)
  // Its producer ids are larger than Kafka ever gives, and than our client takes.
  return { name: 'kfake', bootstrap, process: folder, settings: { 'enable.idempotence': 'false' }, stop }
}
