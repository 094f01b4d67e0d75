import { type FromSwitch, GOOD_LINK, type LinkState, type ToSwitch } from './port-network.ts'

/** A context that is plugged into the switch. */
interface Plug {
  readonly name: string
  readonly port: MessagePort
  readonly listening: Set<number>
  readonly rights: PlugRights
  readonly connected: (peer: string) => void
  /** Requests of the second that began then, by `performance.now()`. */
  readonly second: { began: number; requests: number }
}

/** Who may reach what: the notebook's sandbox, say, may only connect. */
export interface PlugRights {
  readonly mayListen: boolean
  /** Connections that it may have at once; absent: any number. */
  readonly mostConnections?: number
  /** Requests of the switch in a second; who makes more is unplugged. Absent: any number. */
  readonly mostASecond?: number
}

/** State of the way from one context to another, by the names of their plugs. */
export type Links = (from: string, to: string) => LinkState

interface LiveConnection {
  readonly client: Plug
  readonly server: Plug
}

/** A connection attempt on a link that is cut: it is made when the link is back. */
interface Attempt {
  readonly plug: Plug
  readonly message: ToSwitch & { readonly type: 'connect' }
}

/** The page's switch: knows who listens where and introduces contexts to each other. It sees no data. */
export class PortSwitch {
  private readonly plugs = new Set<Plug>()
  private readonly connections = new Map<number, LiveConnection>()
  private attempts: Attempt[] = []
  private links: Links = () => GOOD_LINK
  private nextConnection = 1
  private nextPeer = 40_001
  private nextFreePort = 49_152

  /**
   * Makes a port for a context; hand it over with transfer. `unplug` is what the kernel does for a dead process. `connected` hears the
   * address under which each connection that it makes is seen at the other end.
   */
  plug(
    name: string,
    rights: PlugRights = { mayListen: true },
    connected: (peer: string) => void = () => {},
  ): { port: MessagePort; unplug: () => void } {
    const { port1, port2 } = new MessageChannel()
    const plug: Plug = { name, port: port1, listening: new Set(), rights, connected, second: { began: 0, requests: 0 } }
    this.plugs.add(plug)
    port1.onmessage = (event: MessageEvent<ToSwitch>) => this.receive(plug, event.data)
    return { port: port2, unplug: () => this.unplug(plug) }
  }

  /** Sets what the links do from now on, for open connections too. */
  setLinks(links: Links): void {
    this.links = links
    for (const [connection, ends] of this.connections) this.tellLinks(connection, ends)
    for (const { plug, message } of this.attempts.splice(0)) if (this.plugs.has(plug)) this.connect(plug, message)
  }

  private tellLinks(connection: number, { client, server }: LiveConnection): void {
    tell(client, { type: 'link', connection, link: this.links(server.name, client.name) })
    tell(server, { type: 'link', connection, link: this.links(client.name, server.name) })
  }

  private isCut(a: Plug, b: Plug): boolean {
    return this.links(a.name, b.name).cut || this.links(b.name, a.name).cut
  }

  /** Whether somebody listens on the port. */
  isTaken(port: number): boolean {
    return this.ownerOf(port) !== undefined
  }

  private ownerOf(port: number): Plug | undefined {
    return [...this.plugs].find((plug) => plug.listening.has(port))
  }

  private receive(plug: Plug, message: ToSwitch): void {
    if (isFlooding(plug) || !isForSwitch(message)) return this.unplug(plug)
    if (message.type === 'connect') this.connect(plug, message)
    else if (message.type === 'unlisten') plug.listening.delete(message.port)
    else if (message.type === 'ended') this.ended(plug, message.connection)
    else this.listen(plug, message)
  }

  private ended(plug: Plug, connection: number): void {
    const ends = this.connections.get(connection)
    if (ends?.client === plug || ends?.server === plug) this.connections.delete(connection)
  }

  private listen(plug: Plug, { id, port: wanted }: ToSwitch & { type: 'listen' }): void {
    const port = wanted === 0 ? this.nextFreePort++ : wanted
    if (!plug.rights.mayListen) return tell(plug, { type: 'refused', id, reason: 'Permission denied' })
    if (this.isTaken(port)) return tell(plug, { type: 'refused', id, reason: 'Address already in use' })
    plug.listening.add(port)
    tell(plug, { type: 'listening', id, port })
  }

  private connect(plug: Plug, message: ToSwitch & { type: 'connect' }): void {
    const { id, host, port } = message
    if (!LOCAL.has(host) && !isAddress(host)) {
      return tell(plug, { type: 'refused', id, reason: `Name or service not known: ${host}`, kind: 'unknown-host' })
    }
    if (this.hasTooMany(plug)) return tell(plug, { type: 'refused', id, reason: 'Too many open files' })
    const owner = LOCAL.has(host) ? this.ownerOf(port) : undefined
    if (owner && this.isCut(plug, owner)) return void this.attempts.push({ plug, message })
    if (!owner) return tell(plug, { type: 'refused', id, reason: `Connection refused: ${host}:${port}` })
    const { port1, port2 } = new MessageChannel()
    const connection = this.nextConnection++
    const ends = { client: plug, server: owner }
    this.connections.set(connection, ends)
    const peer = `127.0.0.1:${this.nextPeer++}`
    tell(owner, { type: 'accept', port, connection, channel: port1, peer }, [port1])
    tell(plug, { type: 'connected', id, connection, channel: port2, local: peer }, [port2])
    plug.connected(peer)
    if (this.isSlow(ends)) this.tellLinks(connection, ends)
  }

  /** Connections: open ones and those that are being made. */
  private hasTooMany(plug: Plug): boolean {
    const { mostConnections } = plug.rights
    if (mostConnections === undefined) return false
    const open = [...this.connections.values()].filter(({ client }) => client === plug)
    return open.length + this.attempts.filter((attempt) => attempt.plug === plug).length >= mostConnections
  }

  private isSlow({ client, server }: LiveConnection): boolean {
    return this.links(client.name, server.name).delayMs > 0 || this.links(server.name, client.name).delayMs > 0
  }

  private unplug(plug: Plug): void {
    this.plugs.delete(plug)
    plug.port.close()
    for (const [connection, ends] of this.connections) {
      if (ends.client !== plug && ends.server !== plug) continue
      this.connections.delete(connection)
      const other = ends.client === plug ? ends.server : ends.client
      if (this.plugs.has(other)) tell(other, { type: 'gone', connection })
    }
  }
}

/** What each kind of message is about; a cell may send what it likes. */
const ABOUT = { listen: 'port', unlisten: 'port', connect: 'host', ended: 'connection' } as const

function isForSwitch(message: ToSwitch): boolean {
  const about = ABOUT[Object(message).type as ToSwitch['type']]
  return typeof Object(message)[about] === (about === 'host' ? 'string' : 'number')
}

function isFlooding({ rights, second }: Plug): boolean {
  const now = performance.now()
  if (now - second.began > 1000) Object.assign(second, { began: now, requests: 0 })
  return ++second.requests > (rights.mostASecond ?? Number.POSITIVE_INFINITY)
}

const LOCAL = new Set(['localhost', '127.0.0.1', '0.0.0.0', '::1', '[::1]', ''])

/** Addresses need no name service: another machine's is known, and nobody answers there. */
function isAddress(host: string): boolean {
  return /^[\d.]+$/.test(host) || host.includes(':')
}

function tell(plug: Plug, message: FromSwitch, transfer: Transferable[] = []): void {
  plug.port.postMessage(message, transfer)
}
