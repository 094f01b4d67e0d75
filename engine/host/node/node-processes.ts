import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { randomUuid } from '../../core/base/uuid.ts'
import { BrokerConfig } from '../../core/broker/config.ts'
import type { Random } from '../../core/env/env.ts'
import type { BrokerOptions } from './broker-options.ts'
import { addressOf } from './run-node.ts'

export interface NodeProcessesOptions {
  readonly nodes: readonly ReadonlyMap<string, string>[]
  readonly options: BrokerOptions
  /** Of disks that are formatted already; null: none is, and a new id is made. */
  readonly clusterId: string | null
  readonly random: Random
  /** Path of the program that runs one node. */
  readonly main: string
  /** Prints a line for whoever started us. */
  readonly say: (line: string) => void
}

interface Node {
  readonly id: number
  readonly file: string
  readonly address: string
  readonly servesClients: boolean
  child: ChildProcess | null
}

/** Several nodes, each a process of its own: it can be killed, stopped and continued by its pid, or from here. */
export class NodeProcesses {
  private readonly nodes: readonly Node[]
  private readonly clusterId: string
  private ending = false

  constructor(private readonly given: NodeProcessesOptions) {
    this.clusterId = given.clusterId ?? randomUuid((length) => given.random.bytes(length))
    this.nodes = given.nodes.map((properties) => this.node(properties))
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void this.end())
  }

  /** Starts all; resolves, having said `ready`, when they serve. */
  async startAll(): Promise<void> {
    await Promise.all(this.nodes.map((node) => this.start(node)))
    const serving = this.nodes.filter(({ servesClients }) => servesClients)
    this.given.say(`ready ${serving.map(({ address }) => address).join(',')}`)
  }

  /** Takes one command a line. */
  takeCommands(input: NodeJS.ReadableStream): void {
    createInterface({ input }).on('line', (line) => this.command(line.trim()))
  }

  private node(properties: ReadonlyMap<string, string>): Node {
    const config = new BrokerConfig(properties)
    const id = config.nodeId
    mkdirSync(this.given.options.data, { recursive: true })
    const file = join(this.given.options.data, `node-${id}.properties`)
    writeFileSync(file, [...properties].map(([name, value]) => `${name}=${value}\n`).join(''))
    const servesClients = config.hasRole('broker')
    return { id, file, servesClients, address: addressOf(config, () => 0), child: null }
  }

  private start(node: Node): Promise<void> {
    const { options, say } = this.given
    const args = [node.file, '--cluster-id', this.clusterId, '--log-level', options.logLevel, '--data', options.data]
    const child = fork(this.given.main, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
    node.child = child
    say(`node ${node.id} pid ${child.pid} ${node.address}`)
    child.once('exit', (code, signal) => {
      node.child = null
      say(`node ${node.id} ended: ${signal ?? `exit ${code}`}`)
      if (this.ending && this.nodes.every((one) => one.child === null)) process.exit(0)
    })
    return new Promise((resolve) => {
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
        if (!line.startsWith('ready ')) return
        say(`node ${node.id} serves`)
        resolve()
      })
    })
  }

  private command(line: string): void {
    const [word = '', number] = line.split(/\s+/)
    if (word === '') return
    if (word === 'status') return this.status()
    const node = this.nodes.find(({ id }) => String(id) === number)
    const run = COMMANDS[word]
    if (!run || !node) return this.given.say(`no such command or node: ${line}`)
    if (run === 'start') void (node.child ? this.given.say(`node ${node.id} runs already`) : this.start(node))
    else if (node.child) node.child.kill(run)
    else this.given.say(`node ${node.id} does not run`)
  }

  private status(): void {
    for (const { id, address, child } of this.nodes)
      this.given.say(`node ${id} ${child ? `pid ${child.pid}` : 'down'} ${address}`)
  }

  private async end(): Promise<void> {
    this.ending = true
    const running = this.nodes.filter(({ child }) => child !== null)
    if (running.length === 0) process.exit(0)
    for (const { child } of running) child?.kill('SIGTERM')
  }
}

const COMMANDS: { readonly [word: string]: NodeJS.Signals | 'start' } = {
  kill: 'SIGKILL',
  stop: 'SIGTERM',
  pause: 'SIGSTOP',
  resume: 'SIGCONT',
  start: 'start',
}
