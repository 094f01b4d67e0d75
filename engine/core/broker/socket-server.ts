/** The listeners of a process. */
import type { Connection, Env, Listener } from '../env/env.ts'
import type { BrokerConfig, ListenerConfig } from './config.ts'
import { ServerConnection } from './connection.ts'
import type { Router } from './router.ts'
import { StartupError } from './startup-error.ts'

const ACCEPTOR = 'kafka.network.DataPlaneAcceptor'

/** Accepts connections and keeps hold of them, so that a shutdown can close them. */
export class SocketServer {
  private readonly listeners = new Map<string, Listener>()
  private readonly connections = new Set<ServerConnection>()
  private readonly enabled = new Set<string>()
  private nextId = 0

  constructor(
    private readonly env: Env,
    private readonly config: BrokerConfig,
  ) {}

  /** Binds a listener; its requests wait until {@link enable}. Rejects with StartupError when its port is taken. */
  async listen(listener: ListenerConfig, router: Router): Promise<void> {
    const bound = await this.bind(listener, (connection) => {
      const served: ServerConnection = new ServerConnection(connection, {
        env: this.env,
        id: this.nextId++,
        listener: listener.name,
        router,
        maxRequestBytes: this.config.number('socket.request.max.bytes'),
        maxIdleMs: this.config.number('connections.max.idle.ms'),
        onClose: () => this.connections.delete(served),
        enabled: () => this.enabled.has(listener.name),
      })
      this.connections.add(served)
      served.start()
    })
    this.listeners.set(listener.name, bound)
    const where = `${listener.host || '0.0.0.0'}:${bound.port}`
    this.env.trace.log('INFO', ACCEPTOR, `Awaiting socket connections on ${where}.`)
  }

  private async bind(
    { name, host, port }: ListenerConfig,
    accept: (connection: Connection) => void,
  ): Promise<Listener> {
    try {
      return await this.env.network.listen(host, port, accept)
    } catch (error) {
      const why = `Socket server failed to bind to ${host || '0.0.0.0'}:${port}: ${(error as Error).message}.`
      const failure = new StartupError(why, { cause: error, javaClass: 'org.apache.kafka.common.KafkaException' })
      this.env.trace.log('ERROR', ACCEPTOR, `Unable to start acceptor for ${name}\n${failure}`)
      throw failure
    }
  }

  /** Requests of a listener are served from now on, also those that came earlier. */
  enable(listener: string): void {
    this.enabled.add(listener)
    for (const connection of [...this.connections]) connection.serve()
  }

  /** The port that a listener got; undefined if it was not started. */
  port(listener: string): number | undefined {
    return this.listeners.get(listener)?.port
  }

  /** Accepts no more and closes every connection. */
  async close(): Promise<void> {
    await Promise.all([...this.listeners.values()].map((listener) => listener.close()))
    for (const connection of [...this.connections]) connection.close()
  }
}
