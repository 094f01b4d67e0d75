/** Node's `net` as far as clients need it: sockets over the sandbox's network. */
import { Buffer } from 'buffer'
import { EventEmitter } from 'events'
import { type Connection, isNetworkError } from '../../../engine/core/env/env.ts'
import { envOfSandbox } from '../sandbox/env-key.ts'

export interface ConnectOptions {
  readonly host?: string
  readonly port: number
}

export class Socket extends EventEmitter {
  private connection: Connection | undefined
  private ended = false

  connect({ host = 'localhost', port }: ConnectOptions, onConnect?: () => void): this {
    if (onConnect) this.once('connect', onConnect)
    envOfSandbox()
      .network.connect(host, port)
      .then(
        (connection) => this.attach(connection),
        (error: unknown) => this.refused(host, port, error),
      )
    return this
  }

  private attach(connection: Connection): void {
    if (this.ended) return connection.close()
    this.connection = connection
    connection.onData((bytes) => this.emit('data', Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)))
    connection.onClose(() => this.finish())
    this.emit('connect')
  }

  private refused(host: string, port: number, why: unknown): void {
    const unknown = isNetworkError(why) && why.kind === 'unknown-host'
    const [syscall, code] = unknown ? ['getaddrinfo', 'ENOTFOUND'] : ['connect', 'ECONNREFUSED']
    const error = new Error(`${syscall} ${code} ${unknown ? host : `${host}:${port}`}`)
    this.emit('error', Object.assign(error, { code, syscall, address: host, port }))
    this.finish()
  }

  write(data: Uint8Array | string): boolean {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data
    // A plain view: `slice` of a Buffer would not copy.
    this.connection?.send(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length))
    return true
  }

  end(data?: Uint8Array | string): this {
    if (data !== undefined) this.write(data)
    return this.destroy()
  }

  destroy(): this {
    this.connection?.close()
    this.finish()
    return this
  }

  private finish(): void {
    if (this.ended) return
    this.ended = true
    queueMicrotask(() => {
      this.emit('end')
      this.emit('close')
    })
  }

  setKeepAlive(): this {
    return this
  }

  setNoDelay(): this {
    return this
  }

  setTimeout(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }
}

export function connect(options: ConnectOptions, onConnect?: () => void): Socket {
  return new Socket().connect(options, onConnect)
}

/** 4, 6 or 0. */
export function isIP(text: string): number {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return 4
  return text.includes(':') ? 6 : 0
}
