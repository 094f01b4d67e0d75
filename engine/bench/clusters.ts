/** Clusters of three nodes that are measured: ours as `npm run broker -- --brokers 3`, and Apache Kafka where there is one. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { builtBroker, type FLUSH, freePorts, kafkaHome } from './subjects.ts'

const PROJECT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const NODES = [1, 2, 3] as const

/** Three combined nodes, ids 1 to 3. */
export interface ClusterSubject {
  readonly name: keyof typeof FLUSH
  readonly bootstrap: string
  /** What the command lines of its processes have in them. */
  readonly process: string
  /** Starts the processes of all nodes; they need not serve yet when it resolves. */
  start(): Promise<void>
  /** Polite shutdown of all; resolves when the processes are gone. */
  stop(): Promise<void>
  /** SIGKILL. */
  kill(node: number): void
  /** After the last stop. */
  dispose(): void
}

/** Settings beside the stock ones. */
export type Settings = Readonly<Record<string, string>>

export async function ourCluster(settings: Settings): Promise<ClusterSubject> {
  const data = mkdtempSync(join(tmpdir(), 'logbook-bench-'))
  const [port = 0] = await freePorts(1)
  const config = Object.entries(settings).flatMap(([name, value]) => ['--config', `${name}=${value}`])
  const args = ['--brokers', '3', '--port', String(port), '--data', data, '--log-level', 'ERROR', ...config]
  const broker = builtBroker()
  let child: ChildProcess | undefined
  return {
    name: 'ours',
    process: data,
    bootstrap: NODES.map((node) => `localhost:${port + node - 1}`).join(','),
    async start() {
      child = spawn(process.execPath, [...broker, ...args], { cwd: PROJECT, stdio: ['pipe', 'pipe', 'inherit'] })
      const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
      await new Promise<void>((resolve) => lines.once('line', () => resolve()))
    },
    kill: (node) => void child?.stdin?.write(`kill ${node}\n`),
    async stop() {
      const ended = new Promise((resolve) => child?.once('close', resolve))
      child?.kill('SIGTERM')
      await ended
    },
    dispose: () => rmSync(data, { recursive: true, force: true }),
  }
}

export async function apacheCluster(settings: Settings): Promise<ClusterSubject | undefined> {
  const home = kafkaHome()
  if (!home || !existsSync(join(home, 'cluster.sh'))) return undefined
  const data = mkdtempSync(join(tmpdir(), 'apache-bench-'))
  const more = join(data, 'more.properties')
  writeFileSync(
    more,
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
  const ports = await freePorts(6)
  const [PORTS, CPORTS] = [ports.slice(0, 3).join(' '), ports.slice(3).join(' ')]
  const env = { ...process.env, DATA: data, PORTS, CPORTS, PARTS: '1', EXTRA_PROPS: more }
  const script = (...args: string[]) => execFileSync(join(home, 'cluster.sh'), args, { env, stdio: 'ignore' })
  const pids = () => NODES.map((node) => Number(readFileSync(join(data, `b${node}.pid`), 'utf8')))
  const stop = async () => {
    const running = pids()
    script('stop')
    while (running.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 50))
  }
  script('start')
  await stop()
  return {
    name: 'apache',
    process: data,
    bootstrap: ports
      .slice(0, 3)
      .map((port) => `127.0.0.1:${port}`)
      .join(','),
    async start() {
      for (const node of NODES) script('boot', String(node))
    },
    kill: (node) => script('kill', String(node)),
    stop,
    dispose: () => rmSync(data, { recursive: true, force: true }),
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
