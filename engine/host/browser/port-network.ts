import { type Connection, type Listener, type Network, NetworkError } from '../../core/env/env.ts'

/**
 * The network of a page: every context (broker worker, terminal worker, page, notebook cell) has one MessagePort to the
 * switch in the page. A connection is a MessageChannel whose ends travel through the switch to the two contexts, and
 * then carries chunks directly between them.
 */
export type ToSwitch =
  | { readonly type: 'listen'; readonly id: number; readonly port: number }
  | { readonly type: 'unlisten'; readonly port: number }
  | { readonly type: 'connect'; readonly id: number; readonly host: string; readonly port: number }
  | { readonly type: 'ended'; readonly connection: number }

export type FromSwitch =
  | { readonly type: 'listening'; readonly id: number; readonly port: number }
  | {
      readonly type: 'connected'
      readonly id: number
      readonly connection: number
      readonly channel: MessagePort
      readonly local: string
    }
  | { readonly type: 'refused'; readonly id: number; readonly reason: string; readonly kind?: NetworkError['kind'] }
  | {
      readonly type: 'accept'
      readonly port: number
      readonly connection: number
      readonly channel: MessagePort
      readonly peer: string
    }
  /** The context at the other end is dead. */
  | { readonly type: 'gone'; readonly connection: number }
  /** What the link does from now on to what comes in on the connection. */
  | { readonly type: 'link'; readonly connection: number; readonly link: LinkState }

/** One direction of the way between two contexts. */
export interface LinkState {
  /** Nothing arrives; as with TCP it does once the link is back. */
  readonly cut: boolean
  /** How long everything is under way, ms. */
  readonly delayMs: number
}

export const GOOD_LINK: LinkState = { cut: false, delayMs: 0 }

interface Waiting {
  readonly resolve: (message: FromSwitch) => void
  readonly reject: (error: NetworkError) => void
}

/** The network as seen from one context, over its port to the switch. */
export class PortNetwork implements Network {
  private nextId = 1
  private readonly waiting = new Map<number, Waiting>()
  private readonly accepts = new Map<number, (connection: Connection) => void>()
  private readonly open = new Map<number, PortConnection>()

  constructor(private readonly port: MessagePort) {
    port.onmessage = (event: MessageEvent<FromSwitch>) => this.receive(event.data)
  }

  async listen(_host: string, port: number, accept: (connection: Connection) => void): Promise<Listener> {
    const answer = await this.ask((id) => ({ type: 'listen', id, port }))
    const actual = (answer as FromSwitch & { type: 'listening' }).port
    this.accepts.set(actual, accept)
    return { port: actual, close: async () => this.unlisten(actual) }
  }

  async connect(host: string, port: number): Promise<Connection> {
    const answer = await this.ask((id) => ({ type: 'connect', id, host, port }))
    const { connection, channel, local } = answer as FromSwitch & { type: 'connected' }
    return this.attach(connection, channel, { peer: `${host}:${port}`, local })
  }

  private unlisten(port: number): void {
    this.accepts.delete(port)
    this.port.postMessage({ type: 'unlisten', port } satisfies ToSwitch)
  }

  private ask(message: (id: number) => ToSwitch): Promise<FromSwitch> {
    const id = this.nextId++
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      this.port.postMessage(message(id))
    })
  }

  private attach(id: number, channel: MessagePort, ends: ConnectionEnds): PortConnection {
    const connection = new PortConnection(channel, ends, () => {
      this.open.delete(id)
      this.port.postMessage({ type: 'ended', connection: id } satisfies ToSwitch)
    })
    this.open.set(id, connection)
    return connection
  }

  private receive(message: FromSwitch): void {
    if (message.type === 'gone') return this.open.get(message.connection)?.peerDied()
    if (message.type === 'link') return this.open.get(message.connection)?.setLink(message.link)
    if (message.type === 'accept') {
      const connection = this.attach(message.connection, message.channel, { peer: message.peer })
      const accept = this.accepts.get(message.port)
      if (accept) accept(connection)
      else connection.close()
      return
    }
    const waiting = this.waiting.get(message.id)
    this.waiting.delete(message.id)
    if (message.type === 'refused') waiting?.reject(new NetworkError(message.reason, message.kind))
    else waiting?.resolve(message)
  }
}

/** A copy of all parts in a buffer of its own. */
function copyOf(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const [only] = parts
  if (only && parts.length === 1) return only.slice()
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Addresses of a connection's ends; `local`: known to who made it. */
interface ConnectionEnds {
  readonly peer: string
  readonly local?: string
}

/** What crosses a connection's channel: a chunk, the end, or how many bytes of the other end's have been taken. */
type Packet = ArrayBuffer | { readonly end: true } | { readonly taken: number }

/** Bytes that are taken before the other end is told: a packet costs as much as its copy. */
const TOLD_EVERY = 128 * 1024

/** One end of a connection. Bytes are copied into a buffer of their own and that is transferred. */
export class PortConnection implements Connection {
  readonly peer: string
  readonly local?: string
  private receiver: ((bytes: Uint8Array) => void) | undefined
  private closed: (() => void) | undefined
  private readonly kept: Uint8Array[] = []
  private open = true
  private paused = false
  private link = GOOD_LINK
  /** What was sent in this turn: it goes as one packet, for it is their number that costs. */
  private outgoing: Uint8Array[] = []
  unsent = 0
  private drained: (() => void) | undefined
  /** Taken, and not told of. */
  private taken = 0
  /** Packets on their way, with the time of their arrival. */
  private readonly underWay: { readonly packet: Packet; readonly due: number }[] = []

  constructor(
    private readonly channel: MessagePort,
    { peer, local }: ConnectionEnds,
    private readonly ended: () => void,
  ) {
    this.peer = peer
    if (local !== undefined) this.local = local
    channel.onmessage = (event: MessageEvent<Packet>) => this.arrive(event.data)
  }

  send(...parts: readonly Uint8Array[]): void {
    if (!this.open) return
    if (this.outgoing.length === 0) queueMicrotask(() => this.flush())
    for (const part of parts) {
      this.outgoing.push(part)
      this.unsent += part.length
    }
  }

  onDrained(drained: () => void): void {
    this.drained = drained
  }

  private flush(): void {
    if (!this.open || this.outgoing.length === 0) return
    const { buffer } = copyOf(this.outgoing)
    this.outgoing = []
    this.channel.postMessage(buffer, [buffer])
  }

  onData(receive: (bytes: Uint8Array) => void): void {
    this.receiver = receive
    this.drain()
  }

  onClose(closed: () => void): void {
    this.closed = closed
    if (!this.open) closed()
  }

  pause(paused: boolean): void {
    this.paused = paused
    this.drain()
  }

  close(): void {
    if (!this.open) return
    this.flush()
    this.channel.postMessage({ end: true } satisfies Packet)
    this.finish()
  }

  /** What the link does from now on to what comes in. */
  setLink(link: LinkState): void {
    this.link = link
    this.deliver()
  }

  /** The other end's process is dead: its kernel says so over the same link. */
  peerDied(): void {
    this.arrive({ end: true })
  }

  private arrive(packet: Packet): void {
    const { link, underWay } = this
    if (!link.cut && link.delayMs === 0 && underWay.length === 0) return this.receive(packet)
    underWay.push({ packet, due: performance.now() + link.delayMs })
    if (link.delayMs > 0) setTimeout(() => this.deliver(), link.delayMs)
    else this.deliver()
  }

  /** Takes in what is due, in order. */
  private deliver(): void {
    const { underWay } = this
    while (this.open && !this.link.cut) {
      const [first] = underWay
      // A timer may fire a little early.
      if (!first || first.due > performance.now() + 1) return
      underWay.shift()
      this.receive(first.packet)
    }
  }

  private receive(packet: Packet): void {
    if (packet instanceof ArrayBuffer) {
      this.kept.push(new Uint8Array(packet))
      this.drain()
    } else if (isTaken(packet)) {
      this.unsent = Math.max(0, this.unsent - packet.taken)
      this.drained?.()
    } else this.finish()
  }

  private drain(): void {
    while (this.open && !this.paused && this.receiver && this.kept.length > 0) {
      const bytes = this.kept.shift() as Uint8Array
      this.taken += bytes.length
      this.receiver(bytes)
    }
    if (this.open && this.taken >= TOLD_EVERY) this.tellTaken()
  }

  private tellTaken(): void {
    this.channel.postMessage({ taken: this.taken } satisfies Packet)
    this.taken = 0
  }

  /** Over, whichever side ended it. */
  finish(): void {
    if (!this.open) return
    this.open = false
    this.channel.close()
    this.ended()
    this.closed?.()
  }
}

/** A cell may send what it likes. */
function isTaken(packet: Packet): packet is Packet & { readonly taken: number } {
  return Number.isSafeInteger(Object(packet)['taken'])
}
