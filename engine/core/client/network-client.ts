/** Connections to all brokers of a cluster by node id, with the Java client's back-off and log lines. */
import { type Connection, type Env, isNetworkError, NetworkError } from '../env/env.ts'
import type { ApiName } from '../protocol/apis.ts'
import { type Answered, type Body, Channel } from './channel.ts'
import type { Address } from './common-config.ts'
import { ConfigException, DisconnectException, KafkaException } from './errors.ts'

const LOGGER = 'org.apache.kafka.clients.NetworkClient'
const NONE_RESOLVED = 'No resolvable bootstrap urls given in bootstrap.servers'

/** A broker as metadata names it. Bootstrap servers have negative ids. */
export interface Node {
  readonly id: number
  readonly host: string
  readonly port: number
  readonly rack: string | null
}

export interface NetworkOptions {
  readonly bootstrap: readonly Address[]
  readonly clientId: string
  /** What the Java client says when it cannot be made, as with bootstrap servers of unknown hosts. */
  readonly notMade: string
  /** `[Producer clientId=x] `: begins every log line. */
  readonly logPrefix: string
  /** Says when a bootstrap server is gone; the admin client does not. */
  readonly warnsOfBootstrap: boolean
  readonly requestTimeoutMs: number
  readonly connectTimeoutMs: number
  readonly reconnectBackoffMs: number
  readonly reconnectBackoffMaxMs: number
}

/** Ids from here on stand for connections to group coordinators, which are not in metadata. */
const COORDINATORS_FROM = 0x4000_0000

interface Peer {
  node: Node
  channel: Channel | undefined
  connecting: Promise<Channel> | undefined
  failures: number
  /** Monotonic time before which no new attempt is made. */
  retryAt: number
}

export class NetworkClient {
  private readonly peers = new Map<number, Peer>()
  private bootstrap: readonly Node[]
  private nodes: readonly Node[] = []
  private closed = false
  /** Set when no bootstrap server's host is known: what the Java client throws when it is made. */
  private unusable: KafkaException | undefined

  constructor(
    private readonly env: Env,
    readonly options: NetworkOptions,
  ) {
    this.bootstrap = options.bootstrap.map((address, index) => ({ id: -1 - index, ...address, rack: null }))
  }

  /** The brokers that metadata named last; bootstrap servers are used only while there are none. */
  setNodes(nodes: readonly Node[]): void {
    this.nodes = nodes
    const ids = new Set(nodes.map((node) => node.id))
    for (const [id, peer] of this.peers) if (id >= 0 && id < COORDINATORS_FROM && !ids.has(id)) this.drop(id, peer)
    if (nodes.length > 0) for (const [id, peer] of this.peers) if (id < 0 && !peer.connecting) this.drop(id, peer)
  }

  private drop(id: number, peer: Peer): void {
    if (peer.channel && peer.channel.inFlight > 0) return
    this.peers.delete(id)
    peer.channel?.close()
  }

  /** Known brokers, or the bootstrap servers. */
  candidates(): readonly Node[] {
    return this.nodes.length > 0 ? this.nodes : this.bootstrap
  }

  node(id: number): Node | undefined {
    return this.nodes.find((node) => node.id === id) ?? this.bootstrap.find((node) => node.id === id)
  }

  /** An open channel to a node; joins an attempt under way. Rejects with DisconnectException when it cannot be reached now. */
  channel(node: Node): Promise<Channel> {
    if (this.unusable) return Promise.reject(this.unusable)
    const peer = this.peer(node)
    if (peer.channel?.isOpen) return Promise.resolve(peer.channel)
    peer.connecting ??= this.connect(peer).finally(() => {
      peer.connecting = undefined
    })
    return peer.connecting
  }

  /** The open channel of a node, without waiting. */
  openChannel(id: number): Channel | undefined {
    const channel = this.peers.get(id)?.channel
    return channel?.isOpen ? channel : undefined
  }

  private peer(node: Node): Peer {
    let peer = this.peers.get(node.id)
    if (peer && (peer.node.host !== node.host || peer.node.port !== node.port)) {
      peer.channel?.close()
      peer = undefined
    }
    if (!peer) {
      peer = { node, channel: undefined, connecting: undefined, failures: 0, retryAt: 0 }
      this.peers.set(node.id, peer)
    }
    return peer
  }

  private async connect(peer: Peer): Promise<Channel> {
    await this.pauseBefore(peer)
    if (this.closed) throw new DisconnectException('The client is closed.')
    const { host, port } = peer.node
    const connection = await this.dial(host, port).catch((error: unknown) => {
      if (isUnknownHost(error) && peer.node.id < 0) throw this.unresolved(peer.node)
      this.failed(peer, error)
      throw new DisconnectException(error instanceof Error ? error.message : String(error))
    })
    const onClosed = () => this.lost(peer)
    const timeoutMs = this.options.connectTimeoutMs
    const channel = await Channel.open(this.env, connection, { clientId: this.options.clientId, timeoutMs, onClosed })
    if (this.closed) channel.close()
    peer.channel = channel
    peer.failures = 0
    return channel
  }

  /**
   * The Java client resolves the names of bootstrap servers when it is made; ours when it first connects, or here. Rejects
   * when none is known.
   */
  async resolve(): Promise<void> {
    for (const node of this.bootstrap.filter(({ host }) => host !== 'localhost' && !isAddress(host))) {
      const tried = this.dial(node.host, node.port).then((connection) => connection.close())
      await tried.catch((error: unknown) => isUnknownHost(error) && this.unresolved(node))
    }
    if (this.unusable) throw this.unusable
  }

  /** Says so and leaves the server out; gives what connecting to it fails with. */
  private unresolved(node: Node): KafkaException {
    const { host, port } = node
    const what = `Couldn't resolve server ${host}:${port} from bootstrap.servers as DNS resolution failed for ${host}`
    this.env.trace.log('WARN', 'org.apache.kafka.clients.ClientUtils', what)
    const left = this.bootstrap.filter(({ id }) => id !== node.id)
    if (left.length > 0) this.bootstrap = left
    else this.unusable = new KafkaException(this.options.notMade, { cause: new ConfigException(NONE_RESOLVED) })
    return this.unusable ?? new DisconnectException(what)
  }

  /** A connection, or a NetworkError when none came in time; one that comes later is closed. */
  private dial(host: string, port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      let late = false
      const timer = this.env.timers.after(this.options.connectTimeoutMs, () => {
        late = true
        reject(new NetworkError(`Connection to ${host}:${port} timed out`))
      })
      const settle = (done: () => void) => {
        timer.cancel()
        done()
      }
      this.env.network.connect(host, port).then(
        (connection) => settle(() => (late ? connection.close() : resolve(connection))),
        (error: unknown) => settle(() => reject(error)),
      )
    })
  }

  private async pauseBefore(peer: Peer): Promise<void> {
    const wait = peer.retryAt - this.env.clock.monotonic()
    if (wait > 0) await new Promise<void>((resolve) => this.env.timers.after(wait, resolve))
  }

  private failed(peer: Peer, error: unknown): void {
    this.backOff(peer)
    if (this.closed || !isNetworkError(error)) return
    const { id, host, port } = peer.node
    this.warn(
      `Connection to node ${id} (${shownAddress(host, port)}) could not be established. Node may not be available.`,
    )
    this.warnBootstrap(peer.node)
  }

  private lost(peer: Peer): void {
    if (peer.channel) peer.channel = undefined
    this.backOff(peer)
  }

  private warnBootstrap(node: Node): void {
    if (node.id < 0 && this.options.warnsOfBootstrap) this.warn(`Bootstrap broker ${nodeText(node)} disconnected`)
  }

  private backOff(peer: Peer): void {
    const { reconnectBackoffMs, reconnectBackoffMaxMs } = this.options
    const base = Math.min(reconnectBackoffMaxMs, reconnectBackoffMs * 2 ** peer.failures)
    peer.failures++
    peer.retryAt = this.env.clock.monotonic() + base * (0.8 + 0.4 * this.env.random.float())
  }

  /** Sends to a node and waits for the answer. Rejects with a KafkaException. */
  async send<N extends ApiName>(
    node: Node,
    name: N,
    body: Body<N>,
    options: { timeoutMs?: number; maxVersion?: number } = {},
  ): Promise<Answered<N>> {
    const channel = await this.channel(node)
    const timeoutMs = options.timeoutMs ?? this.options.requestTimeoutMs
    return channel.request(name, body, { ...options, timeoutMs })
  }

  /** The node to ask what any broker can answer: one with an open connection and little under way, else one not tried lately. */
  leastLoaded(): Node {
    const nodes = this.candidates()
    const start = Math.floor(this.env.random.float() * nodes.length)
    const order = nodes.map((_, index) => nodes[(start + index) % nodes.length] as Node)
    const cost = (node: Node) => this.openChannel(node.id)?.inFlight ?? 1000 + (this.peers.get(node.id)?.retryAt ?? 0)
    return order.reduce((best, node) => (cost(node) < cost(best) ? node : best))
  }

  warn(message: string, logger = LOGGER): void {
    this.env.trace.log('WARN', logger, `${this.options.logPrefix}${message}`)
  }

  log(level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR', message: string, logger: string): void {
    this.env.trace.log(level, logger, `${this.options.logPrefix}${message}`)
  }

  close(): void {
    this.closed = true
    for (const peer of this.peers.values()) peer.channel?.close()
    this.peers.clear()
  }

  get isClosed(): boolean {
    return this.closed
  }
}

/** `localhost:9092 (id: 1 rack: null isFenced: false)`, as Java prints a Node. */
export function nodeText(node: Node): string {
  return `${node.host}:${node.port} (id: ${node.id} rack: ${node.rack} isFenced: false)`
}

/** `localhost/127.0.0.1:9092`, as Java prints a resolved address. */
function shownAddress(host: string, port: number): string {
  if (isAddress(host)) return `/${host}:${port}`
  return host === 'localhost' ? `localhost/127.0.0.1:${port}` : `${host}:${port}`
}

function isAddress(host: string): boolean {
  return /^[\d.]+$/.test(host) || host.includes(':')
}

function isUnknownHost(error: unknown): boolean {
  return isNetworkError(error) && error.kind === 'unknown-host'
}

/** Whether the request may be tried again on a connection made anew. */
export function isDisconnect(error: unknown): boolean {
  return error instanceof KafkaException && error.name === 'DisconnectException'
}
