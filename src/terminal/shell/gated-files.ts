import type { FileSystem } from './files.ts'
import type { Process } from './processes.ts'

/** The tree through the gate of a process: what a stopped one changes waits, what a dead one would have changed does not happen. */
export function gatedFiles(process: Process, files: FileSystem): FileSystem {
  const gated =
    <A extends readonly unknown[]>(change: (...args: A) => Promise<void>) =>
    async (...args: A) => {
      await process.gate()
      await change(...args)
    }
  return {
    stat: (path) => files.stat(path),
    list: (path) => files.list(path),
    read: (path) => files.read(path),
    readRange: (path, position, length) => files.readRange(path, position, length),
    write: gated((path: string, bytes: Uint8Array) => files.write(path, bytes)),
    append: gated((path: string, bytes: Uint8Array) => files.append(path, bytes)),
    makeFolder: gated((path: string) => files.makeFolder(path)),
    setExecutable: gated((path: string, executable: boolean) => files.setExecutable(path, executable)),
    remove: gated((path: string) => files.remove(path)),
    rename: gated((from: string, to: string) => files.rename(from, to)),
  }
}
