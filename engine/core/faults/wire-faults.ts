import { ByteReader, concat } from '../base/bytes.ts'
import { Part } from '../base/part.ts'
import type { Connection, Network, Timers, TraceEvent } from '../env/env.ts'
import type { Decided, Fate } from './decide.ts'
import { FrameCutter } from './frame-cutter.ts'
import type { SetRule } from './rule.ts'

const DECIDING = new Part(() => import('./decide.ts'))

/** What the rules of a process need of it. */
export interface WireFaultsHost {
  /** Node id. */
  readonly broker: number
  readonly timers: Timers
  /** The name of a topic id that the process knows. */
  readonly topicName: (id: string) => string | undefined
  /**
   * Told of each request that a rule was for: `fault.hit`, or `fault.passed` while the rule waits for a later one; with the
   * rule's id as `fault`, and its counts.
   */
  readonly event: (event: TraceEvent) => void
  /** Told which request on the connection from `peer` was hit, and of an answer (without its length) that was lost. */
  readonly hit?: (peer: string, correlationId: number, action: string) => void
  readonly lost?: (peer: string, correlationId: number, answer: Uint8Array) => void
}

/** The broker's door: lets requests and answers through, but for those that a rule is for. */
export class WireFaults {
  private rules: readonly SetRule[] = []
  /** What was set last, though it may not be in force yet. */
  private newest: readonly SetRule[] = []

  constructor(private readonly host: WireFaultsHost) {}

  /** The rules from now on, with what has been counted of them; resolves when they, or those set since, are in force. */
  async setRules(rules: readonly SetRule[]): Promise<void> {
    this.newest = rules
    if (rules.length > 0) await DECIDING.loading()
    if (this.newest !== rules) return
    this.rules = rules.map((rule) => {
      const own = this.rules.find(({ id }) => id === rule.id)
      return own && own.seen > rule.seen ? own : rule
    })
  }

  /** The network, with the rules applied to what comes in through listeners. */
  around(network: Network): Network {
    return {
      connect: (host, port) => network.connect(host, port),
      listen: (host, port, accept) =>
        network.listen(host, port, (connection) => accept(new FaultyConnection(connection, this, this.host))),
    }
  }

  get areSet(): boolean {
    return this.rules.length > 0
  }

  /** What becomes of a request; counts it. */
  decide(frame: Uint8Array, peer: string): Decided | null {
    if (!this.areSet) return null
    const decided = DECIDING.now.decide(this.rules, frame, this.host)
    if (!decided || (decided.counted.some(({ isHit }) => isHit) && !decided.fate)) return null
    const { counted, api, client, correlationId, action } = decided
    this.rules = this.rules.map((rule) => counted.find((one) => one.rule.id === rule.id)?.rule ?? rule)
    for (const { rule, isHit } of counted) {
      const counts = { fault: rule.id, seen: rule.seen, hits: rule.hits }
      this.host.event({ type: isHit ? 'fault.hit' : 'fault.passed', ...counts, api, client, action })
      if (isHit) this.host.hit?.(peer, correlationId, action)
    }
    return decided
  }
}

/** A connection that a broker has accepted. A server hands over each answer whole, with one call of `send`. */
class FaultyConnection implements Connection {
  private readonly cutter = new FrameCutter()
  private receiver: (bytes: Uint8Array) => void = () => {}
  private closed: () => void = () => {}
  /** What is to become of answers, by correlation id. */
  private readonly answers = new Map<number, Fate>()
  /** Nothing that the broker says arrives any more. */
  private isSilent = false
  /** What has come in, and waits behind a request that is late. */
  private readonly queue: { readonly bytes: Uint8Array; readonly isFrame: boolean }[] = []
  private isWaiting = false
  private wantsPause = false
  private isOver = false

  constructor(
    private readonly connection: Connection,
    private readonly faults: WireFaults,
    private readonly host: WireFaultsHost,
  ) {}

  get peer(): string {
    return this.connection.peer
  }

  get unsent(): number {
    return this.connection.unsent
  }

  onDrained(drained: () => void): void {
    this.connection.onDrained(drained)
  }

  onData(receive: (bytes: Uint8Array) => void): void {
    this.receiver = receive
    this.connection.onData((bytes) => {
      this.queue.push(...this.cutter.push(bytes, this.faults.areSet))
      this.serve()
    })
  }

  onClose(closed: () => void): void {
    this.closed = closed
    this.connection.onClose(() => this.over())
  }

  pause(paused: boolean): void {
    this.wantsPause = paused
    this.connection.pause(paused || this.isWaiting)
  }

  close(): void {
    this.connection.close()
  }

  send(...parts: readonly Uint8Array[]): void {
    if (this.isSilent) return
    if (this.answers.size === 0) return this.connection.send(...parts)
    const answer = concat([...parts])
    const correlationId = new ByteReader(answer.subarray(4)).int32()
    const fate = this.answers.get(correlationId)
    this.answers.delete(correlationId)
    if (!fate) return this.connection.send(answer)
    if (fate.kind === 'answer') return this.connection.send(fate.answer)
    this.host.lost?.(this.peer, correlationId, answer.subarray(4))
    if (fate.kind === 'drop') this.isSilent = true
    else this.end()
  }

  private serve(): void {
    while (!this.isWaiting && !this.isOver) {
      const piece = this.queue.shift()
      if (!piece) return
      if (piece.isFrame) this.request(piece.bytes)
      else this.receiver(piece.bytes)
    }
  }

  private request(frame: Uint8Array): void {
    const decided = this.faults.decide(frame, this.peer)
    const fate = decided?.fate
    if (!decided || !fate) return this.receiver(frame)
    if (fate.kind === 'close-before') return this.end()
    if (fate.kind === 'delay') return this.later(frame, fate.ms)
    this.answers.set(decided.correlationId, fate)
    this.receiver(fate.kind === 'answer' ? fate.instead : frame)
  }

  private later(frame: Uint8Array, ms: number): void {
    this.isWaiting = true
    this.connection.pause(true)
    this.host.timers.after(ms, () => {
      this.isWaiting = false
      if (this.isOver) return
      this.connection.pause(this.wantsPause)
      this.receiver(frame)
      this.serve()
    })
  }

  /** Ends the connection for both sides. */
  private end(): void {
    this.connection.close()
    this.over()
  }

  private over(): void {
    if (this.isOver) return
    this.isOver = true
    this.queue.length = 0
    this.closed()
  }
}
