/** The network port over TCP. */
import net from 'node:net'
import { type Connection, type Listener, type Network, NetworkError } from '../../core/env/env.ts'

/** TCP as a network whose connections tell their own port. */
interface TcpNetwork extends Network {
  listen(host: string, port: number, accept: (connection: TcpConnection) => void): Promise<Listener>
  connect(host: string, port: number): Promise<TcpConnection>
}

/** TCP as the engine's network. */
export const tcpNetwork: TcpNetwork = {
  listen(host, port, accept) {
    return new Promise<Listener>((resolve, reject) => {
      const server = net.createServer({ noDelay: true }, (socket) => accept(new TcpConnection(socket)))
      server.once('error', (error) => reject(new NetworkError(error.message)))
      server.listen({ port, ...(host === '' ? {} : { host }) }, () => {
        const bound = (server.address() as net.AddressInfo).port
        resolve({ port: bound, close: () => new Promise((closed) => void server.close(() => closed())) })
      })
    }).then((listener) => listenerThatDoesNotWait(listener))
  },
  connect(host, port) {
    return new Promise<TcpConnection>((resolve, reject) => {
      const socket = net.connect({ host, port, noDelay: true })
      socket.once('error', (error: NodeJS.ErrnoException) => reject(new NetworkError(error.message, kindOf(error))))
      socket.once('connect', () => resolve(new TcpConnection(socket)))
    })
  },
}

function kindOf({ code }: NodeJS.ErrnoException): NetworkError['kind'] {
  return code === 'ENOTFOUND' || code === 'EAI_AGAIN' ? 'unknown-host' : 'unreachable'
}

/** Node's server.close waits for open connections; ours only stops accepting. */
function listenerThatDoesNotWait(listener: Listener): Listener {
  return {
    port: listener.port,
    close: async () => {
      void listener.close()
    },
  }
}

/** Bytes: a system call for these is little beside the work that they are. */
const MUCH = 8 * 1024

function uncork(socket: net.Socket): void {
  socket.uncork()
}

/** One socket. */
export class TcpConnection implements Connection {
  readonly peer: string
  /** What the other end sees it come from. */
  readonly localPort: number
  private open = true
  private closed: (() => void) | null = null

  constructor(private readonly socket: net.Socket) {
    this.peer = `${socket.remoteAddress}:${socket.remotePort}`
    this.localPort = socket.localPort ?? 0
    socket.removeAllListeners('error')
    // An error is always followed by 'close', which is what the engine hears of.
    socket.on('error', () => {})
    socket.on('close', () => this.end())
  }

  /** What is sent in one turn leaves in one system call, unless it is much: then the other end begins on it meanwhile. */
  send(...parts: readonly Uint8Array[]): void {
    if (!this.open) return
    if (this.socket.writableCorked === 0) {
      this.socket.cork()
      process.nextTick(uncork, this.socket)
    }
    for (const part of parts) this.socket.write(part)
    if (this.socket.writableLength >= MUCH) this.socket.uncork()
  }

  get unsent(): number {
    return this.socket.writableLength
  }

  onDrained(drained: () => void): void {
    this.socket.on('drain', drained)
  }

  onData(receive: (bytes: Uint8Array) => void): void {
    this.socket.on('data', receive)
  }

  onClose(closed: () => void): void {
    if (this.open) this.closed = closed
    else closed()
  }

  pause(paused: boolean): void {
    if (paused) this.socket.pause()
    else this.socket.resume()
  }

  close(): void {
    this.socket.end()
    this.socket.destroySoon()
    this.end()
  }

  private end(): void {
    if (!this.open) return
    this.open = false
    this.closed?.()
  }
}
