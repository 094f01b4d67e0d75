import { type Disk, DiskError, type DiskFile, type FileInfo } from '../../core/env/env.ts'
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

  /** Makes all that was written here durable. */
  async flush(): Promise<void> {
    for (const disk of this.opened.values()) await (await disk).flush()
  }

  /** Another process has made a restore point of the disks that are used here. */
  async pointMade(): Promise<void> {
    for (const disk of this.opened.values()) (await disk).pointMade()
  }

  /** A restore point of all disks; nobody writes meanwhile. Gives the log dirs that it has. */
  async makePoint(id: number): Promise<readonly string[]> {
    const folders = await this.folders()
    const disks = await Promise.all(folders.map((path) => this.disk(path)))
    try {
      await Promise.all(disks.map((disk) => disk.flush()))
      await Promise.all(disks.map(async (disk) => (await disk.points()).make(id)))
    } finally {
      for (const disk of disks) disk.pointMade()
    }
    return folders
  }

  /**
   * All disks become what they were; nobody uses them meanwhile. Later points are gone. Rejects with DiskError, and then
   * nothing is changed, when one of `folders`, those that were there, does not have the point.
   */
  async restorePoint(id: number, folders: readonly string[]): Promise<void> {
    for (const path of folders)
      if (!(await (await (await this.disk(path)).points()).has(id)))
        throw new DiskError('missing', `${path} has no restore point ${id}`)
    await Promise.all(
      (await this.all()).map(async (disk) => {
        disk.forgetAll()
        await (await disk.points()).restore(id)
      }),
    )
  }

  /** Forgets restore points, all when none is named. */
  async dropPoints(ids?: readonly number[]): Promise<void> {
    await Promise.all((await this.all()).map(async (disk) => (await disk.points()).drop(ids)))
  }

  /** All files as they were at a restore point, one after the other. */
  async *filesAt(id: number): AsyncIterable<{ readonly path: string; readonly bytes: Uint8Array }> {
    for (const disk of await this.all()) {
      const points = await disk.points()
      for (const file of await points.files(id)) yield { path: file.path, bytes: await points.read(file) }
    }
  }

  /** Makes these all the files there are; nobody uses the disks meanwhile. Rejects with DiskError. */
  async replaceAll(files: ReadonlyMap<string, Uint8Array>): Promise<void> {
    for (const folder of await this.folders())
      for (const { path } of await this.list(`${folder}/`)) await this.remove(path)
    for (const [path, bytes] of files) {
      const file = await this.open(path)
      file.append(bytes)
      await file.close()
    }
  }

  private async all(): Promise<IndexedDbDisk[]> {
    return Promise.all((await this.folders()).map((path) => this.disk(path)))
  }

  async list(prefix: string): Promise<FileInfo[]> {
    return (await this.disk(prefix)).list(prefix)
  }

  async open(path: string, known?: FileInfo): Promise<DiskFile> {
    return (await this.disk(path)).open(path, known)
  }

  async remove(path: string): Promise<void> {
    return (await this.disk(path)).remove(path)
  }

  async rename(from: string, to: string): Promise<void> {
    return (await this.disk(from)).rename(from, to)
  }

  private disk(path: string): Promise<IndexedDbDisk> {
    const name = databaseOf(path)
    const opened = this.opened.get(name)
    if (opened) return opened
    const disk = IndexedDbDisk.open(name, this.wall)
    this.opened.set(name, disk)
    // Whoever asks later asks anew.
    disk.catch(() => this.opened.delete(name))
    return disk
  }
}
