import { concat } from '../core/base/bytes.ts'
import { type Connection, type Listener, type Network, NetworkError, type Timers } from '../core/env/env.ts'

/** What happens to bytes between two processes. */
export interface Links {
  /**
   * Milliseconds a chunk takes from one host to the other; undefined: it does not get through, the connection hangs until
   * {@link MemoryNetwork.resume}, as TCP sends again what was lost.
   */
  delay(from: string, to: string): number | undefined
  /** Milliseconds after which connecting over a cut link fails; absent: at once. */
  readonly connectTimeoutMs?: number
}

const INSTANT: Links = { delay: () => 0 }

interface Process {
  readonly name: string
  readonly timers: Timers
  readonly open: Set<Pipe>
}

/**
 * A network in memory: ports are taken by number whatever the host, as if all processes were on localhost. Only the names
 * that no network may have (RFC 6761) are unknown.
 */
export class MemoryNetwork {
  private readonly listeners = new Map<number, { process: Process; accept: (connection: Connection) => void }>()
  private readonly stuck = new Set<Pipe>()
  private nextPort = 40_000

  constructor(
    private readonly timers: Timers,
    private readonly links: Links = INSTANT,
  ) {}

  /**
   * The network as one process sees it; `kill` closes all that it had, as the kernel does for a dead process, `disconnect`
   * closes its connections under it.
   */
  process(name: string, timers: Timers = this.timers): Network & { kill(): void; disconnect(): void } {
    const process: Process = { name, timers, open: new Set() }
    return {
      listen: (_host, port, accept) => this.listen(process, port, accept),
      connect: (host, port) => this.connect(process, host, port),
      kill: () => this.kill(process),
      disconnect: () => {
        for (const pipe of [...process.open]) pipe.close()
      },
    }
  }

  /** Links have changed: what was held goes on its way where it can now. */
  resume(): void {
    for (const pipe of [...this.stuck]) pipe.resume()
  }

  private async listen(process: Process, wanted: number, accept: (connection: Connection) => void): Promise<Listener> {
    const port = wanted === 0 ? this.nextPort++ : wanted
    if (this.listeners.has(port)) throw new NetworkError('Address already in use')
    const listener = { process, accept }
    this.listeners.set(port, listener)
    // The port may be another's by now: that of the process that took the place of a killed one.
    const close = async () => void (this.listeners.get(port) === listener && this.listeners.delete(port))
    return { port, close }
  }

  private async connect(process: Process, host: string, port: number): Promise<Connection> {
    if (host.endsWith('.invalid')) throw new NetworkError(`Name or service not known: ${host}`, 'unknown-host')
    const target = this.listeners.get(port)
    if (!target) throw new NetworkError(`Connection refused: ${host}:${port}`)
    if (this.isCut(process, target.process)) {
      const { connectTimeoutMs = 0 } = this.links
      if (connectTimeoutMs > 0) await new Promise<void>((late) => void process.timers.after(connectTimeoutMs, late))
      throw new NetworkError(`Connection timed out: ${host}:${port}`)
    }
    const near = new Pipe(process, `${host}:${port}`, this.links, this.stuck)
    const far = new Pipe(target.process, `127.0.0.1:${this.nextPort++}`, this.links, this.stuck)
    near.other = far
    far.other = near
    target.accept(far)
    return near
  }

  /** A connection needs both ways. */
  private isCut({ name: from }: Process, { name: to }: Process): boolean {
    return this.links.delay(from, to) === undefined || this.links.delay(to, from) === undefined
  }

  private kill(process: Process): void {
    for (const [port, listener] of this.listeners) if (listener.process === process) this.listeners.delete(port)
    for (const pipe of [...process.open]) pipe.vanish()
  }
}

/** Bytes under way of which it is told when they have arrived. */
const MUCH = 16 * 1024

class Pipe implements Connection {
  other!: Pipe
  private receive: ((bytes: Uint8Array) => void) | undefined
  private closed: (() => void) | undefined
  private readonly waiting: Uint8Array[] = []
  private isOpen = true
  private paused = false
  /** Bytes on their way to the other end's receiver. */
  unsent = 0
  private isFull = false
  private drained: (() => void) | undefined
  /** What has not reached the other end, in order; the last `held` have not left yet. */
  private readonly under: (() => void)[] = []
  private held = 0

  constructor(
    private readonly owner: Process,
    readonly peer: string,
    private readonly links: Links,
    private readonly stuck: Set<Pipe>,
  ) {
    owner.open.add(this)
  }

  send(...parts: readonly Uint8Array[]): void {
    const bytes = concat(parts).slice()
    if (!this.isOpen) return
    this.unsent += bytes.length
    this.isFull ||= this.unsent > MUCH
    this.deliver(() => this.other.arrive(bytes))
  }

  onDrained(drained: () => void): void {
    this.drained = drained
  }

  /** The other end's receiver was given so many bytes. */
  private taken(bytes: number): void {
    this.unsent -= bytes
    if (!this.isFull || this.unsent > 0) return
    this.isFull = false
    if (this.drained) this.owner.timers.after(0, this.drained)
  }

  private deliver(arrive: () => void): void {
    this.under.push(arrive)
    this.held++
    this.resume()
  }

  /** Lets go what waits, unless the link is cut. Whichever timer fires first brings the oldest: nothing overtakes. */
  resume(): void {
    this.stuck.delete(this)
    for (; this.held > 0; this.held--) {
      const delay = this.links.delay(this.owner.name, this.other.owner.name)
      if (delay === undefined) return void this.stuck.add(this)
      this.other.owner.timers.after(delay, () => this.under.shift()?.())
    }
  }

  private arrive(bytes: Uint8Array): void {
    if (!this.isOpen) return
    this.waiting.push(bytes)
    this.drain()
  }

  private drain(): void {
    while (!this.paused && this.receive && this.waiting.length > 0) {
      const bytes = this.waiting.shift() as Uint8Array
      // Its own now, to write into.
      const { length } = bytes
      this.receive(bytes)
      this.other.taken(length)
    }
  }

  onData(receive: (bytes: Uint8Array) => void): void {
    this.receive = receive
    this.drain()
  }

  onClose(closed: () => void): void {
    this.closed = closed
    if (!this.isOpen) closed()
  }

  pause(paused: boolean): void {
    this.paused = paused
    this.drain()
  }

  close(): void {
    if (!this.isOpen) return
    this.deliver(() => this.other.end())
    this.end()
  }

  /** The owner died: the other end hears of it, the owner no more. */
  vanish(): void {
    this.closed = undefined
    this.receive = undefined
    this.close()
  }

  private end(): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.owner.open.delete(this)
    this.closed?.()
  }
}
