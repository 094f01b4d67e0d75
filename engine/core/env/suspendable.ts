import type { Connection, Disk, DiskFile, Env, Listener, Network, Timers } from './env.ts'

/**
 * Freezes a process as SIGSTOP does: its timers do not fire, nothing that arrives is read, its disk's answers are not
 * heard, while its sockets stay open and its clock goes on. SIGCONT lets everything that waited happen, in order.
 */
export class Suspension {
  private stopped = false
  private held: (() => void)[] = []

  get isStopped(): boolean {
    return this.stopped
  }

  /** Runs at once, or when the process goes on. */
  pass(run: () => void): void {
    if (this.stopped) this.held.push(run)
    else run()
  }

  /** Settles as the promise does, but not while the process is stopped. */
  gate<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => this.pass(() => resolve(value)),
        (error) => this.pass(() => reject(error)),
      )
    })
  }

  /** SIGSTOP. */
  stop(): void {
    this.stopped = true
  }

  /** SIGCONT. */
  resume(): void {
    this.stopped = false
    for (const run of this.held.splice(0)) this.pass(run)
  }
}

/** The Env of a process that the suspension can freeze. */
export function suspendable(env: Env, suspension: Suspension): Env {
  return {
    ...env,
    timers: suspendableTimers(env.timers, suspension),
    disk: suspendableDisk(env.disk, suspension),
    network: suspendableNetwork(env.network, suspension),
  }
}

function suspendableTimers(timers: Timers, suspension: Suspension): Timers {
  return {
    after(delayMs, run) {
      let cancelled = false
      const timer = timers.after(delayMs, () => suspension.pass(() => !cancelled && run()))
      return {
        cancel: () => {
          cancelled = true
          timer.cancel()
        },
      }
    },
  }
}

function suspendableDisk(disk: Disk, suspension: Suspension): Disk {
  return {
    list: (prefix) => suspension.gate(disk.list(prefix)),
    open: (path, known) => suspension.gate(disk.open(path, known).then((file) => suspendableFile(file, suspension))),
    remove: (path) => suspension.gate(disk.remove(path)),
    rename: (from, to) => suspension.gate(disk.rename(from, to)),
  }
}

function suspendableFile(file: DiskFile, suspension: Suspension): DiskFile {
  return {
    path: file.path,
    get length() {
      return file.length
    },
    append: (bytes) => file.append(bytes),
    sync: () => suspension.gate(file.sync()),
    read: (position, length) => suspension.gate(file.read(position, length)),
    preallocate: (length) => file.preallocate(length),
    truncate: (length) => file.truncate(length),
    close: () => suspension.gate(file.close()),
  }
}

function suspendableNetwork(network: Network, suspension: Suspension): Network {
  return {
    listen: (host, port, accept): Promise<Listener> =>
      suspension.gate(
        network.listen(host, port, (connection) => {
          const held = suspendableConnection(connection, suspension)
          suspension.pass(() => accept(held))
        }),
      ),
    connect: (host, port) =>
      suspension.gate(network.connect(host, port).then((connection) => suspendableConnection(connection, suspension))),
  }
}

/** What arrives for a stopped process waits in its socket's buffer; the host's own limits bound it. */
function suspendableConnection(connection: Connection, suspension: Suspension): Connection {
  return {
    peer: connection.peer,
    get unsent() {
      return connection.unsent
    },
    onDrained: (drained) => connection.onDrained(() => suspension.pass(drained)),
    send: (...parts) => connection.send(...parts),
    onData: (receive) => connection.onData((bytes) => suspension.pass(() => receive(bytes))),
    onClose: (closed) => connection.onClose(() => suspension.pass(closed)),
    pause: (paused) => connection.pause(paused),
    close: () => connection.close(),
  }
}
