import type { Disk, DiskFile, FileInfo } from '../../core/env/env.ts'
import { IndexedDbDisk } from './indexeddb-disk.ts'

const PREFIX = 'logbook:'

/** Database of an absolute path: one a log dir, so that brokers do not wait for each other's transactions. */
function databaseOf(path: string): string {
  const [first = '', second = ''] = path.split('/').filter((part) => part !== '')
  return `${PREFIX}/${first}/${second}`
}

/**
 * All disks of the page's machine, by absolute path: `/tmp/kraft-combined-logs/orders-0/…` lies in the database of
 * `/tmp/kraft-combined-logs`. Folders above that level have no files of their own.
 */
export class BrowserDisks implements Disk {
  private readonly opened = new Map<string, Promise<IndexedDbDisk>>()

  /** @param wall gives files the time at which they were written */
  constructor(private readonly wall: () => number = Date.now) {}

  /** Log dirs that have a disk, such as `/tmp/kraft-combined-logs`. */
  async folders(): Promise<string[]> {
    const all = await indexedDB.databases()
    return all.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []))
  }

  async list(prefix: string): Promise<FileInfo[]> {
    return (await this.disk(prefix)).list(prefix)
  }

  async open(path: string): Promise<DiskFile> {
    return (await this.disk(path)).open(path)
  }

  async remove(path: string): Promise<void> {
    return (await this.disk(path)).remove(path)
  }

  async rename(from: string, to: string): Promise<void> {
    return (await this.disk(from)).rename(from, to)
  }

  private disk(path: string): Promise<IndexedDbDisk> {
    const name = databaseOf(path)
    let disk = this.opened.get(name)
    if (!disk) this.opened.set(name, (disk = IndexedDbDisk.open(name, this.wall)))
    return disk
  }
}
