import { type Signal, signal } from '@preact/signals'
import { type DiskFault, HEALTHY_DISK } from '../../engine/core/env/disk-faults.ts'
import type { TraceEvent } from '../../engine/core/env/env.ts'
import type { SetRule } from '../../engine/core/faults/rule.ts'
import type { RuleList } from '../../engine/core/faults/rule-list.ts'
import { GOOD_LINK, type LinkState } from '../../engine/host/browser/port-network.ts'
import type { PortSwitch } from '../../engine/host/browser/port-switch.ts'

/** An end of a link: a node, every node, whoever is no node (terminal, cells), or anyone. */
export type LinkEnd = number | 'nodes' | 'clients' | 'anyone'

/** What is wrong with one direction of the way between two ends. */
export interface LinkFault extends LinkState {
  readonly from: LinkEnd
  readonly to: LinkEnd
}

/** Faults as they were at a moment. */
export interface KeptFaults {
  readonly links: readonly LinkFault[]
  readonly disks: ReadonlyMap<number, DiskFault>
  readonly rules: RuleList
}

/** None. */
export const NO_FAULTS: KeptFaults = { links: [], disks: new Map(), rules: { rules: [], nextId: 1 } }

/** What acts on the faults of processes. */
export interface FaultyProcesses {
  setDisk(nodeId: number, fault: DiskFault): void
  /** Resolves when they are in force. */
  setRules(rules: readonly SetRule[]): Promise<void>
}

/** The page itself looks at the cluster from outside: no fault touches its own connections. */
const UNTOUCHED = 'page'

/** The faults that are set in the cluster: links, disks, points of the protocol. Pausing and killing are states of a process, not here. */
export class ClusterFaults {
  readonly links: Signal<readonly LinkFault[]> = signal([])
  readonly disks: Signal<ReadonlyMap<number, DiskFault>> = signal(new Map())
  /** At a protocol point, with how often each has hit. */
  readonly rules: Signal<RuleList> = signal(NO_FAULTS.rules)

  constructor(
    private readonly hub: PortSwitch,
    private readonly processes: FaultyProcesses,
  ) {}

  /** Puts a fault on one direction of a link; a healthy state takes it away. */
  setLink({ from, to, ...link }: LinkFault): void {
    const others = this.links.value.filter((one) => one.from !== from || one.to !== to)
    const healthy = !link.cut && link.delayMs === 0
    this.links.value = healthy ? others : [...others, { from, to, ...link }]
    this.applyLinks()
  }

  /** Cuts both directions. */
  cut(a: LinkEnd, b: LinkEnd): void {
    this.changeLink(a, b, { cut: true })
  }

  /** Changes both directions; what is not named stays as it is. */
  changeLink(a: LinkEnd, b: LinkEnd, part: Partial<LinkState>): void {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const)
      this.setLink({
        ...GOOD_LINK,
        ...this.links.value.find((one) => one.from === from && one.to === to),
        ...part,
        from,
        to,
      })
  }

  /** Mends every link that has the node at an end; without one, all links. */
  healLinks(nodeId?: number): void {
    this.links.value =
      nodeId === undefined ? [] : this.links.value.filter(({ from, to }) => from !== nodeId && to !== nodeId)
    this.applyLinks()
  }

  setDisk(nodeId: number, fault: DiskFault): void {
    const disks = new Map(this.disks.value)
    if (fault.full || fault.slowMs > 0) disks.set(nodeId, fault)
    else disks.delete(nodeId)
    this.disks.value = disks
    this.processes.setDisk(nodeId, fault)
  }

  diskOf(nodeId: number): DiskFault {
    return this.disks.value.get(nodeId) ?? HEALTHY_DISK
  }

  /** Faults at a protocol point from now on; resolves when they are in force. */
  async setRules(rules: RuleList): Promise<void> {
    this.rules.value = rules
    await this.processes.setRules(rules.rules)
  }

  /** Carries out what the words of a `fault` command ask for; gives what is said of it. Rejects with RuleError. */
  async command(words: readonly string[]): Promise<readonly string[]> {
    const { faultCommand } = await import('../../engine/core/faults/rule-list.ts')
    const { list, lines } = faultCommand(this.rules.peek(), words)
    if (list !== this.rules.peek()) await this.setRules(list)
    return lines
  }

  /** Sets these, in the words of `fault add`, and no others. Rejects with RuleError. */
  async setTexts(texts: readonly string[]): Promise<void> {
    if (texts.length + this.rules.peek().rules.length === 0) return
    const [{ parseRule }, { withRule }] = await Promise.all([
      import('../../engine/core/faults/rule.ts'),
      import('../../engine/core/faults/rule-list.ts'),
    ])
    const none: RuleList = { rules: [], nextId: this.rules.peek().nextId }
    await this.setRules(texts.map((text) => parseRule(text.trim().split(/\s+/))).reduce(withRule, none))
  }

  /** A broker told what it has counted: the others go on from there. */
  async hear(event: TraceEvent): Promise<void> {
    if (!event.type.startsWith('fault.')) return
    const { withCount } = await import('../../engine/core/faults/rule-list.ts')
    const counted = withCount(this.rules.peek(), event)
    if (counted !== this.rules.peek()) await this.setRules(counted)
  }

  /** What is set now, as {@link restore} takes it. */
  keep(): KeptFaults {
    return { links: this.links.value, disks: this.disks.value, rules: this.rules.value }
  }

  /** Sets links and disks as they were; a disk's fault reaches its broker when that runs. */
  restore({ links, disks, rules }: KeptFaults): void {
    void this.setRules(rules)
    this.links.value = links
    this.applyLinks()
    for (const nodeId of new Set([...this.disks.value.keys(), ...disks.keys()]))
      this.setDisk(nodeId, disks.get(nodeId) ?? HEALTHY_DISK)
  }

  private applyLinks(): void {
    const faults = this.links.value
    this.hub.setLinks((from, to) => linkBetween(faults, from, to))
  }
}

/** What all faults together do to one direction, by the names of the plugs. */
export function linkBetween(faults: readonly LinkFault[], from: string, to: string): LinkState {
  if (from === UNTOUCHED || to === UNTOUCHED) return GOOD_LINK
  const here = faults.filter((fault) => isEnd(fault.from, from) && isEnd(fault.to, to))
  return { cut: here.some(({ cut }) => cut), delayMs: Math.max(0, ...here.map(({ delayMs }) => delayMs)) }
}

const NODE = /^broker-(\d+)$/

function isEnd(end: LinkEnd, plug: string): boolean {
  const node = NODE.exec(plug)?.[1]
  if (end === 'anyone') return true
  if (end === 'clients') return node === undefined
  return end === 'nodes' ? node !== undefined : node === String(end)
}
