import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { randomUuid } from '../../core/base/uuid.ts'
import { BrokerConfig } from '../../core/broker/config.ts'
import { type DiskFault, HEALTHY_DISK } from '../../core/env/disk-faults.ts'
import type { Random } from '../../core/env/env.ts'
import { RuleError } from '../../core/faults/rule.ts'
import { faultCommand, NO_RULES, type RuleList, ruleLine, withCount } from '../../core/faults/rule-list.ts'
import type { BrokerOptions } from './broker-options.ts'
import { healed, type LinkFault, withLink } from './links.ts'
import { COMMANDS_HELP, CommandError, type NodeCommand, type ProcessAction, parseNodeCommand } from './node-commands.ts'
import { addressOf } from './run-node.ts'
import type { NodeMessage, SupervisorMessage, WrittenRule } from './supervised.ts'

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
  readonly ports: readonly number[]
  readonly servesClients: boolean
  child: ChildProcess | null
  disk: DiskFault
}

/** Several nodes, each a process of its own: it can be killed, stopped and continued by its pid, or from here. */
export class NodeProcesses {
  private readonly nodes: readonly Node[]
  private readonly clusterId: string
  private links: readonly LinkFault[] = []
  private faults: RuleList = NO_RULES
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
    createInterface({ input }).on('line', (line) => {
      if (line.trim() !== '') this.command(line)
    })
  }

  private node(properties: ReadonlyMap<string, string>): Node {
    const config = new BrokerConfig(properties)
    const id = config.nodeId
    mkdirSync(this.given.options.data, { recursive: true })
    const file = join(this.given.options.data, `node-${id}.properties`)
    writeFileSync(file, [...properties].map(([name, value]) => `${name}=${value}\n`).join(''))
    const servesClients = config.hasRole('broker')
    const ports = config.listeners.map(({ port }) => port)
    return { id, file, servesClients, address: addressOf(config, () => 0), ports, child: null, disk: HEALTHY_DISK }
  }

  private start(node: Node): Promise<void> {
    const { options, say } = this.given
    const ahead = ['--clock-ahead', String(options.clockAheadMs)]
    const where = ['--cluster-id', this.clusterId, '--data', options.data]
    const args = [node.file, ...where, '--log-level', options.logLevel, ...ahead]
    const child = fork(this.given.main, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
    node.child = child
    say(`node ${node.id} pid ${child.pid} ${node.address}`)
    child.on('message', (message: NodeMessage) => this.heard(node, message))
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

  private heard(node: Node, message: NodeMessage): void {
    if (message.type === 'dialled') {
      const other = this.nodes.find(({ id }) => id === message.node)
      if (other) tell(other, { type: 'peer', port: message.localPort })
      return
    }
    if (message.type === 'fault') return this.setFaults(withCount(this.faults, message.event))
    const ports = this.nodes.flatMap(({ id, ports }) => ports.map((port) => [port, id] as const))
    tell(node, { type: 'nodes', ports })
    tell(node, { type: 'links', faults: this.links })
    tell(node, { type: 'disk', fault: node.disk })
    tell(node, { type: 'rules', rules: this.writtenRules() })
  }

  private setFaults(faults: RuleList): void {
    if (faults === this.faults) return
    this.faults = faults
    for (const node of this.nodes) tell(node, { type: 'rules', rules: this.writtenRules() })
  }

  private writtenRules(): WrittenRule[] {
    return this.faults.rules.map((rule) => ({ ...rule, times: Number.isFinite(rule.times) ? rule.times : null }))
  }

  private fault(words: readonly string[]): void {
    const { list, lines } = faultCommand(this.faults, words)
    this.setFaults(list)
    for (const line of lines) this.given.say(line)
  }

  private command(line: string): void {
    try {
      const ids = this.nodes.map(({ id }) => id)
      this.perform(parseNodeCommand(line, ids))
    } catch (error) {
      if (!(error instanceof CommandError || error instanceof RuleError)) throw error
      this.given.say(error.message)
    }
  }

  private perform(command: NodeCommand): void {
    switch (command.type) {
      case 'process':
        return this.act(this.nodeOf(command.node), command.action)
      case 'link':
        return this.setLinks(command.faults.reduce<readonly LinkFault[]>(withLink, this.links))
      case 'heal':
        return this.setLinks(command.end === null ? [] : healed(this.links, command.end))
      case 'disk':
        return this.setDisk(this.nodeOf(command.node), command.fault)
      case 'fault':
        return this.fault(command.words)
      case 'status':
        return this.status()
      case 'help':
        return this.given.say(COMMANDS_HELP)
    }
  }

  private nodeOf(id: number): Node {
    return this.nodes.find((node) => node.id === id) as Node
  }

  private act(node: Node, action: ProcessAction): void {
    if (action === 'start') void (node.child ? this.given.say(`node ${node.id} runs already`) : this.start(node))
    else if (node.child) node.child.kill(action)
    else this.given.say(`node ${node.id} does not run`)
  }

  private setLinks(links: readonly LinkFault[]): void {
    this.links = links
    for (const node of this.nodes) tell(node, { type: 'links', faults: links })
    this.given.say(links.length === 0 ? 'all links are good' : links.map(linkText).join(' · '))
  }

  private setDisk(node: Node, fault: DiskFault): void {
    node.disk = fault
    tell(node, { type: 'disk', fault })
    this.given.say(diskText(node))
  }

  private status(): void {
    const { say } = this.given
    for (const { id, address, child } of this.nodes) say(`node ${id} ${child ? `pid ${child.pid}` : 'down'} ${address}`)
    for (const node of this.nodes) if (node.disk.full || node.disk.slowMs > 0) say(diskText(node))
    for (const fault of this.links) say(linkText(fault))
    for (const rule of this.faults.rules) say(`fault ${ruleLine(rule)}`)
  }

  private async end(): Promise<void> {
    this.ending = true
    const running = this.nodes.filter(({ child }) => child !== null)
    if (running.length === 0) process.exit(0)
    for (const { child } of running) child?.kill('SIGTERM')
  }
}

/** A process that is down hears when it starts. */
function tell({ child }: Node, message: SupervisorMessage): void {
  if (child?.connected) child.send(message, () => {})
}

function linkText({ from, to, cut, delayMs }: LinkFault): string {
  return `link ${from}>${to} ${cut ? 'cut' : `${delayMs} ms slower`}`
}

function diskText({ id, disk: { full, slowMs } }: Node): string {
  return `disk ${id} ${full ? 'full' : slowMs > 0 ? `${slowMs} ms slower` : 'ok'}`
}
