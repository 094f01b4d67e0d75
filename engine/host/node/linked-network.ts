/** TCP between the nodes of one machine, over links that can be cut and slowed. */
import type { Connection, Listener, Network, Timers } from '../../core/env/env.ts'
import { GOOD_LINK, type LinkFault, type LinkState, linkBetween } from './links.ts'
import { type TcpConnection, tcpNetwork } from './tcp-network.ts'

export interface LinkedNetworkOptions {
  /** Of the node in this process. */
  readonly nodeId: number
  readonly timers: Timers
  /** Tells a node that the connection which it sees come from this port is from here, and not from a client. */
  readonly announce: (node: number, localPort: number) => void
}

/**
 * Who dials knows whom: it does to both directions of a connection to another node what the links say. Who is dialled does
 * it for clients only, that is for whoever is not announced as a node.
 */
export class LinkedNetwork implements Network {
  private faults: readonly LinkFault[] = []
  /** Which node listens on a port. */
  private nodes: ReadonlyMap<number, number> = new Map()
  private readonly announced = new Set<number>()
  private readonly open = new Set<LinkedConnection>()
  private waiting: (() => void)[] = []

  constructor(private readonly options: LinkedNetworkOptions) {}

  /** Which node has which ports. */
  setNodes(ports: Iterable<readonly [port: number, node: number]>): void {
    this.nodes = new Map(ports)
  }

  /** What the links do from now on, for open connections too. */
  setFaults(faults: readonly LinkFault[]): void {
    this.faults = faults
    for (const connection of this.open) connection.settle()
    for (const again of this.waiting.splice(0)) again()
  }

  /** A connection that comes from this port is another node's: its end takes care of the links. */
  isFromNode(port: number): void {
    this.announced.add(port)
    for (const connection of this.open) connection.settle()
  }

  listen(host: string, port: number, accept: (connection: Connection) => void): Promise<Listener> {
    return tcpNetwork.listen(host, port, (connection) => {
      const from = Number(connection.peer.slice(connection.peer.lastIndexOf(':') + 1))
      const ways = () => (this.announced.has(from) ? BOTH_GOOD : this.ways('clients'))
      accept(this.linked(connection, ways, () => this.announced.delete(from)))
    })
  }

  async connect(host: string, port: number): Promise<Connection> {
    const node = this.nodes.get(port)
    if (node === undefined || node === this.options.nodeId) return tcpNetwork.connect(host, port)
    // As with a lost SYN, the attempt lasts until the link is back (or whoever waits for it gives up).
    while (isCut(this.ways(node))) await new Promise<void>((again) => void this.waiting.push(again))
    const connection = await tcpNetwork.connect(host, port)
    this.options.announce(node, connection.localPort)
    return this.linked(connection, () => this.ways(node))
  }

  private ways(other: number | 'clients'): Ways {
    const { nodeId } = this.options
    return { out: linkBetween(this.faults, nodeId, other), in: linkBetween(this.faults, other, nodeId) }
  }

  private linked(connection: TcpConnection, ways: () => Ways, ended: () => void = () => {}): Connection {
    const linked = new LinkedConnection(connection, { ways, timers: this.options.timers }, () => {
      this.open.delete(linked)
      ended()
    })
    this.open.add(linked)
    return linked
  }
}

interface Ways {
  readonly out: LinkState
  readonly in: LinkState
}

const BOTH_GOOD: Ways = { out: GOOD_LINK, in: GOOD_LINK }

function isCut(ways: Ways): boolean {
  return ways.out.cut || ways.in.cut
}

/** One direction: things that happen in order, each when it is due and the way is not cut. */
class Lane {
  private readonly waiting: { readonly due: number; readonly run: () => void }[] = []

  constructor(
    private readonly timers: Timers,
    private readonly state: () => LinkState,
  ) {}

  push(run: () => void): void {
    const { cut, delayMs } = this.state()
    if (!cut && delayMs === 0 && this.waiting.length === 0) return run()
    this.waiting.push({ due: performance.now() + delayMs, run })
    if (delayMs > 0) this.timers.after(delayMs, () => this.settle())
  }

  /** Does what is due. A timer may fire a little early. */
  settle(): void {
    while (!this.state().cut && this.waiting.length > 0) {
      const [first] = this.waiting
      if (!first || first.due > performance.now() + 1) return
      this.waiting.shift()
      first.run()
    }
  }
}

class LinkedConnection implements Connection {
  private readonly out: Lane
  private readonly in: Lane
  private closed: (() => void) | null = null
  private isClosed = false
  private wantsPause = false
  /** Before that the socket keeps what comes. */
  private receiving = false
  /** As of the last change. */
  private ways: Ways

  constructor(
    private readonly connection: TcpConnection,
    private readonly link: { readonly ways: () => Ways; readonly timers: Timers },
    ended: () => void,
  ) {
    this.ways = link.ways()
    this.out = new Lane(link.timers, () => this.ways.out)
    this.in = new Lane(link.timers, () => this.ways.in)
    connection.onClose(() => {
      ended()
      this.in.push(() => this.finish())
    })
  }

  get peer(): string {
    return this.connection.peer
  }

  get unsent(): number {
    return this.connection.unsent
  }

  onDrained(drained: () => void): void {
    this.connection.onDrained(drained)
  }

  send(...parts: readonly Uint8Array[]): void {
    if (!this.isClosed) this.out.push(() => this.connection.send(...parts))
  }

  onData(receive: (bytes: Uint8Array) => void): void {
    this.receiving = true
    this.connection.onData((bytes) => this.in.push(() => void (this.isClosed || receive(bytes))))
    this.settle()
  }

  onClose(closed: () => void): void {
    this.closed = closed
    if (this.isClosed) closed()
  }

  pause(paused: boolean): void {
    this.wantsPause = paused
    this.settle()
  }

  /** The other end hears of it when the way there is open. */
  close(): void {
    if (this.isClosed) return
    this.out.push(() => this.connection.close())
    this.finish()
  }

  /** The links are others now. What cannot come in is not taken from the socket. */
  settle(): void {
    this.ways = this.link.ways()
    this.in.settle()
    this.out.settle()
    if (this.receiving) this.connection.pause(this.wantsPause || this.ways.in.cut)
  }

  private finish(): void {
    if (this.isClosed) return
    this.isClosed = true
    this.closed?.()
  }
}
