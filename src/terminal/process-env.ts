import type { Connection, Disk, Env } from '../../engine/core/env/env.ts'
import { NetworkError } from '../../engine/core/env/env.ts'
import { resolvePath } from './shell/files.ts'
import type { Process } from './shell/processes.ts'

/**
 * The Env of one process: when it ends, by itself or by a signal, its connections are closed and its timers never fire,
 * as the kernel does it. Paths are those of its working directory.
 */
export function processEnv(env: Env, process: Process, cwd: string): Env {
  const open = new Set<Connection>()
  void process.exited.then(() => {
    for (const connection of [...open]) connection.close()
  })
  const connect = async (host: string, port: number) => {
    if (process.state === 'done') throw new NetworkError('the process has ended')
    const connection = await env.network.connect(host, port)
    if ((process.state as string) === 'done') connection.close()
    open.add(connection)
    if (connection.local !== undefined) process.command?.connected(connection.local)
    return connection
  }
  const after = (delayMs: number, run: () => void) =>
    env.timers.after(delayMs, () => {
      if (process.state !== 'done') void process.gate().then(() => process.state !== 'done' && run())
    })
  return {
    ...env,
    disk: gatedDisk(process, diskIn(env.disk, cwd)),
    timers: { after },
    network: { connect, listen: (host, port, accept) => env.network.listen(host, port, accept) },
  }
}

/** What a stopped process wants of the disk waits, what a dead one wanted does not happen. */
function gatedDisk(process: Process, disk: Disk): Disk {
  const gated = <T>(work: () => Promise<T>) => process.gate().then(work)
  return {
    list: (prefix) => gated(() => disk.list(prefix)),
    open: (path, known) => gated(() => disk.open(path, known)),
    remove: (path) => gated(() => disk.remove(path)),
    rename: (from, to) => gated(() => disk.rename(from, to)),
  }
}

function diskIn(disk: Disk, cwd: string): Disk {
  const at = (path: string) => resolvePath(cwd, path)
  return {
    list: async (prefix) => {
      const found = await disk.list(prefix.endsWith('/') ? `${at(prefix)}/` : at(prefix))
      // Paths come back in the form in which they were asked for.
      return prefix.startsWith('/') ? found : found.map((info) => ({ ...info, path: info.path.slice(cwd.length + 1) }))
    },
    open: (path, known) => disk.open(at(path), known && { ...known, path: at(path) }),
    remove: (path) => disk.remove(at(path)),
    rename: (from, to) => disk.rename(at(from), at(to)),
  }
}
