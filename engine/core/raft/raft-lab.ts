/** Pure quorums in virtual time, without I/O: for transcripts and property tests. Every step is checked against Raft's promises. */
import { assert } from '../base/assert.ts'
import { fromUtf8, utf8 } from '../base/utf8.ts'
import { Quorum } from './quorum.ts'
import { compareEnds } from './quorum-context.ts'
import {
  type Address,
  type ElectionState,
  NO_ELECTION,
  type OffsetAndEpoch,
  type QuorumConfig,
  type QuorumEffect,
  type QuorumEvent,
  type QuorumLog,
  type RaftAnswer,
  type RaftRequest,
  type RaftResponse,
  type Voter,
} from './quorum-types.ts'

/** One record of a lab log; offsets are indexes. */
export interface Entry {
  readonly epoch: number
  readonly value: string
}

/** A log in memory that begins at `base`, behind a snapshot. */
export class LabLog implements QuorumLog {
  constructor(
    public base = 0,
    public entries: Entry[] = [],
    public snapshot: (OffsetAndEpoch & { readonly content: readonly Entry[] }) | null = null,
  ) {}

  get logStartOffset(): number {
    return this.base
  }
  get logEndOffset(): number {
    return this.base + this.entries.length
  }
  get latestEpoch(): number {
    return this.entries.at(-1)?.epoch ?? this.snapshot?.epoch ?? 0
  }
  get earliestSnapshot(): OffsetAndEpoch | null {
    return this.snapshot
  }
  get latestSnapshot(): OffsetAndEpoch | null {
    return this.snapshot
  }

  endOffsetForEpoch(epoch: number): OffsetAndEpoch {
    const next = this.entries.findIndex((entry) => entry.epoch > epoch)
    if (next === 0 && this.snapshot) return { offset: this.snapshot.offset, epoch: this.snapshot.epoch }
    if (next < 0) return { offset: this.logEndOffset, epoch: this.latestEpoch }
    return { offset: this.base + next, epoch: this.entries[next - 1]?.epoch ?? epoch }
  }

  /** Everything from offset 0 on, out of the snapshot where the log has it no more. */
  whole(): readonly Entry[] {
    return [...(this.snapshot?.content.slice(0, this.base) ?? []), ...this.entries]
  }

  copy(): LabLog {
    return new LabLog(this.base, [...this.entries], this.snapshot)
  }
}

interface LabNode {
  readonly id: number
  log: LabLog
  /** What a crash leaves: quorum-state, and the log up to what was durable. */
  state: ElectionState
  durable: LabLog
  quorum: Quorum | null
  /** Counts lives: what was meant for an earlier one is lost. */
  life: number
  wakeAt: number
  waiting: Map<number, (response: RaftResponse) => void>
  tokens: number
  diskFreeAt: number
}

export interface LabOptions {
  readonly voters: number
  readonly observers?: number
  /** In [0, 1), for a node: decides its election timeouts. */
  readonly random: (id: number) => number
  readonly config?: Partial<QuorumConfig>
  /** Milliseconds of a message; undefined: it is lost. */
  readonly latency?: (from: number, to: number) => number | undefined
  /** Milliseconds until what was appended is durable. */
  readonly diskMs?: (id: number) => number
}

interface Task {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

const CONFIG: QuorumConfig = {
  electionTimeoutMs: 1000,
  fetchTimeoutMs: 2000,
  electionBackoffMaxMs: 1000,
  retryBackoffMs: 20,
}
const REQUEST_TIMEOUT_MS = 2000

export class RaftLab {
  now = 0
  readonly nodes: LabNode[] = []
  /** Every record that some node has taken for committed, in order. */
  readonly committed: Entry[] = []
  readonly leaders = new Map<number, number>()
  /** Changes of roles since somebody looked. */
  readonly transitions: string[] = []
  /** How many requests of a kind went from a node to another, by `1>3 endEpoch`. */
  readonly asked = new Map<string, number>()
  private tasks: Task[] = []
  private order = 0
  private readonly voters: Voter[]

  constructor(private readonly options: LabOptions) {
    const ids = Array.from({ length: options.voters + (options.observers ?? 0) }, (_, at) => at + 1)
    this.voters = ids.slice(0, options.voters).map((id) => ({ id, directoryId: null, address: addressOf(id) }))
    for (const id of ids)
      this.nodes.push({
        id,
        log: new LabLog(),
        state: NO_ELECTION,
        durable: new LabLog(),
        quorum: null,
        life: 0,
        wakeAt: Number.POSITIVE_INFINITY,
        waiting: new Map(),
        tokens: 0,
        diskFreeAt: 0,
      })
  }

  node(id: number): LabNode {
    const found = this.nodes.find((node) => node.id === id)
    assert(found, `no node ${id}`)
    return found
  }

  start(id: number): void {
    const node = this.node(id)
    node.log = node.durable.copy()
    node.quorum = new Quorum({
      self: { id, directoryId: null },
      voters: this.voters,
      bootstrap: [],
      config: { ...CONFIG, ...this.options.config },
      log: node.log,
      election: node.state,
      random: () => this.options.random(id),
    })
    this.step(node, { type: 'start' })
  }

  kill(id: number): void {
    const node = this.node(id)
    node.quorum = null
    node.life++
    node.waiting.clear()
  }

  /** The leader's own append; false where the node does not lead. */
  append(id: number, value: string): boolean {
    const node = this.node(id)
    if (node.quorum?.role !== 'leader') return false
    this.store(node, [{ epoch: node.quorum.epoch, value }])
    this.step(node, { type: 'appended' })
    return true
  }

  resign(id: number): void {
    this.step(this.node(id), { type: 'resign' })
  }

  /** Everything committed goes into a snapshot, and out of the log. */
  compact(id: number): void {
    const { log, quorum } = this.node(id)
    const offset = quorum?.highWatermark ?? -1
    const content = log.whole().slice(0, offset)
    const epoch = content.at(-1)?.epoch
    if (epoch === undefined || offset <= log.base) return
    log.entries = log.entries.slice(offset - log.base)
    log.base = offset
    log.snapshot = { offset, epoch, content }
    this.node(id).durable = log.copy()
  }

  get leader(): LabNode | undefined {
    const leading = this.nodes.filter(({ quorum }) => quorum?.role === 'leader')
    return leading.sort((a, b) => (b.quorum?.epoch ?? 0) - (a.quorum?.epoch ?? 0))[0]
  }

  /** Runs for so many ms. */
  run(forMs: number): void {
    const until = this.now + forMs
    for (;;) {
      const at = Math.min(
        this.tasks[0]?.at ?? Number.POSITIVE_INFINITY,
        ...this.nodes.map((node) => this.wakeTime(node)),
      )
      if (at > until) break
      this.now = Math.max(this.now, at)
      const task = this.tasks[0]
      if (task && task.at <= at) {
        this.tasks.shift()
        task.run()
      } else for (const node of this.nodes) if (this.wakeTime(node) <= at) this.step(node, { type: 'tick' })
    }
    this.now = until
  }

  private wakeTime({ quorum, wakeAt }: LabNode): number {
    return quorum ? wakeAt : Number.POSITIVE_INFINITY
  }

  private after(delayMs: number, run: () => void): void {
    const task = { at: this.now + delayMs, order: this.order++, run }
    const at = this.tasks.findIndex((other) => other.at > task.at)
    if (at < 0) this.tasks.push(task)
    else this.tasks.splice(at, 0, task)
  }

  /** For later, if the node is still alive then. */
  private later(node: LabNode, delayMs: number, run: () => void): void {
    const { life } = node
    this.after(delayMs, () => {
      if (node.life === life && node.quorum) run()
    })
  }

  private step(node: LabNode, event: QuorumEvent): void {
    const { quorum } = node
    if (!quorum) return
    for (const effect of quorum.step(this.now, event)) this.perform(node, quorum, effect)
    node.wakeAt = Math.max(this.now + 1, quorum.deadline)
    this.check(node, quorum)
  }

  private perform(node: LabNode, quorum: Quorum, effect: QuorumEffect): void {
    switch (effect.type) {
      case 'persist':
        node.state = effect.state
        return
      case 'beginEpoch': {
        const { epoch } = effect
        assert(!this.leaders.has(epoch), `two leaders in epoch ${epoch}: ${this.leaders.get(epoch)} and ${node.id}`)
        this.leaders.set(epoch, node.id)
        this.checkCompleteness(node)
        this.store(node, [{ epoch, value: `L${node.id}` }])
        return
      }
      case 'send':
        return this.send(node, effect)
      case 'answer': {
        const answer = node.waiting.get(effect.token)
        node.waiting.delete(effect.token)
        answer?.(this.responseOf(node, effect.request, effect.answer))
        return
      }
      case 'append':
        this.store(node, JSON.parse(fromUtf8(effect.records)) as Entry[])
        return
      case 'truncate':
        assert(effect.offset >= quorum.highWatermark, 'committed records are truncated')
        node.log.entries.length = effect.offset - node.log.base
        return this.sync(node)
      case 'snapshotPart':
        return this.install(node, effect)
      case 'highWatermark':
        return this.commit(node, effect.offset)
      case 'role':
        this.transitions.push(`${this.now} ${node.id} ${effect.role} e${effect.epoch}`)
        return
      case 'leadershipLost':
        return
    }
  }

  private store(node: LabNode, entries: readonly Entry[]): void {
    node.log.entries.push(...entries)
    this.sync(node)
  }

  /** After a while all that is in the log now is durable, unless it was cut off meanwhile. */
  private sync(node: LabNode): void {
    const copy = node.log.copy()
    // A disk finishes in the order in which it was asked.
    node.diskFreeAt = Math.max(node.diskFreeAt, this.now + (this.options.diskMs?.(node.id) ?? 0))
    this.later(node, node.diskFreeAt - this.now, () => {
      // A log cut short meanwhile says nothing; one that let go of its beginning is still the same.
      const now = node.log.whole()
      const isPrefix = copy.whole().every((entry, at) => entry === now[at])
      const { base, snapshot } = node.durable
      node.durable = copy.base >= base ? copy : new LabLog(base, copy.whole().slice(base), snapshot)
      if (isPrefix) this.step(node, { type: 'durable', endOffset: copy.logEndOffset })
    })
  }

  private install(node: LabNode, { bytes, snapshot, last }: Extract<QuorumEffect, { type: 'snapshotPart' }>): void {
    assert(last, 'the lab sends snapshots in one piece')
    node.log.base = snapshot.offset
    node.log.entries.length = 0
    node.log.snapshot = { ...snapshot, content: JSON.parse(fromUtf8(bytes)) as Entry[] }
    this.sync(node)
  }

  private send(node: LabNode, { id, to, request }: Extract<QuorumEffect, { type: 'send' }>): void {
    const target = this.node(to.port)
    const what = `${node.id}>${target.id} ${request.type}`
    this.asked.set(what, (this.asked.get(what) ?? 0) + 1)
    const there = this.options.latency ? this.options.latency(node.id, target.id) : 1
    const { life } = node
    this.later(node, REQUEST_TIMEOUT_MS, () => this.step(node, { type: 'failed', id }))
    if (there === undefined) return
    const { life: targetLife } = target
    this.after(there, () => {
      if (!target.quorum || target.life !== targetLife)
        return this.later(node, 1, () => this.step(node, { type: 'failed', id }))
      const token = target.tokens++
      target.waiting.set(token, (response) => {
        const back = this.options.latency ? this.options.latency(target.id, node.id) : 1
        if (back === undefined || node.life !== life) return
        this.later(node, back, () => this.step(node, { type: 'response', id, response }))
      })
      this.step(target, { type: 'request', token, request })
    })
  }

  private responseOf({ log }: LabNode, request: RaftRequest, answer: RaftAnswer): RaftResponse {
    if (answer.type === 'fetch' && request.type === 'fetch') {
      const isData = answer.outcome?.kind === 'data'
      const entries = isData ? log.entries.slice(request.offset - log.base) : []
      return { ...answer, records: entries.length > 0 ? utf8(JSON.stringify(entries)) : new Uint8Array(0) }
    }
    if (answer.type === 'fetchSnapshot') {
      const bytes = utf8(JSON.stringify(log.snapshot?.content ?? []))
      return { ...answer, size: bytes.length, position: 0, bytes }
    }
    return answer as RaftResponse
  }

  // Raft's promises.

  private commit({ id, log }: LabNode, offset: number): void {
    const whole = log.whole()
    assert(offset <= whole.length, `node ${id} commits up to ${offset}, its log ends at ${whole.length}`)
    for (let at = 0; at < offset; at++) {
      const mine = whole[at] as Entry
      const agreed = this.committed[at]
      if (!agreed) this.committed.push(mine)
      else assert(same(agreed, mine), `node ${id} commits ${text(mine)} at ${at}, where ${text(agreed)} was committed`)
    }
  }

  /** Leader completeness: whoever leads has everything committed. */
  private checkCompleteness({ id, log }: LabNode): void {
    const whole = log.whole()
    for (const [at, entry] of this.committed.entries()) {
      const mine = whole[at]
      assert(mine && same(mine, entry), `leader ${id} lacks ${text(entry)}, committed at ${at}`)
    }
  }

  /** Log matching with every other node: where two logs have the same epoch at an offset, they are the same up to it. */
  private check(node: LabNode, quorum: Quorum): void {
    assert(quorum.highWatermark <= node.log.logEndOffset, `node ${node.id} commits beyond its log`)
    const mine = node.log.whole()
    for (const other of this.nodes) {
      const theirs = other.log.whole()
      let at = Math.min(mine.length, theirs.length) - 1
      while (at >= 0 && mine[at]?.epoch !== theirs[at]?.epoch) at--
      for (; at >= 0; at--)
        assert(same(mine[at] as Entry, theirs[at] as Entry), `logs of ${node.id} and ${other.id} differ at ${at}`)
    }
  }

  /** The node whose log would win an election. */
  furthest(): number {
    const ends = this.nodes.map(({ id, durable }) => ({
      id,
      end: { offset: durable.logEndOffset, epoch: durable.latestEpoch },
    }))
    return (ends.sort((a, b) => compareEnds(b.end, a.end))[0] as { id: number }).id
  }
}

function addressOf(id: number): Address {
  return { host: 'node', port: id }
}

function same(a: Entry, b: Entry): boolean {
  return a.epoch === b.epoch && a.value === b.value
}

function text({ epoch, value }: Entry): string {
  return `${value}/${epoch}`
}
