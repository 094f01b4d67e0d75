import type { AdjustableClock } from '../../engine/core/env/adjustable-clock.ts'
import { type Connection, DiskError, type Env, type Network, type Trace } from '../../engine/core/env/env.ts'
import { browserEnv } from '../../engine/host/browser/browser-env.ts'
import { PortNetwork } from '../../engine/host/browser/port-network.ts'

/** What the worker of a cell wants to hear. */
export interface SandboxListener {
  /** How many connections are open or being made. */
  readonly connections: (open: number) => void
  /** What the clients log. */
  readonly log: Trace['log']
}

/** The Env of a cell's worker: the page's time, no disk, and a network whose connections are counted. */
export function sandboxEnv(port: MessagePort, clock: AdjustableClock, { connections, log }: SandboxListener): Env {
  const refused = () => Promise.reject(new DiskError('io', 'a cell has no disk'))
  const disk = { list: refused, open: refused, remove: refused, rename: refused }
  const env = browserEnv(disk, countedNetwork(new PortNetwork(port), connections), { log, event: () => {} })
  return { ...env, clock, timers: clock }
}

function countedNetwork(network: Network, counted: (connections: number) => void): Network {
  let open = 0
  const change = (by: number) => {
    open += by
    counted(open)
  }
  return {
    listen: (host, port, accept) => network.listen(host, port, accept),
    async connect(host, port) {
      change(1)
      try {
        return countedConnection(await network.connect(host, port), () => change(-1))
      } catch (error) {
        change(-1)
        throw error
      }
    },
  }
}

/** A connection has one listener for its end; this one listens first and passes it on. */
function countedConnection(connection: Connection, ended: () => void): Connection {
  let closed: (() => void) | undefined
  connection.onClose(() => {
    ended()
    closed?.()
  })
  return {
    peer: connection.peer,
    get unsent() {
      return connection.unsent
    },
    onDrained: (drained) => connection.onDrained(drained),
    send: (...parts) => connection.send(...parts),
    onData: (receive) => connection.onData(receive),
    onClose(listener) {
      closed = listener
    },
    pause: (paused) => connection.pause(paused),
    close: () => connection.close(),
  }
}
