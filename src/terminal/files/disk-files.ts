import { type Disk, DiskError, type FileInfo } from '../../../engine/core/env/env.ts'
import { FileError, type FileStat, type FileSystem } from '../shell/files.ts'

/**
 * The brokers' disks as part of the tree: true files, read as they are. A disk knows no folders; they are where a path
 * has something below it.
 */
export class DiskFiles implements FileSystem {
  constructor(
    /** The disk that holds an absolute path; undefined for a path that none does. */
    private readonly diskOf: (path: string) => Promise<Disk | undefined>,
    /** Whether a running broker owns the path: then it must not be changed from outside. */
    private readonly isBusy: (path: string) => boolean,
  ) {}

  async stat(path: string): Promise<FileStat | undefined> {
    const below = await this.below(path)
    const file = below.find((one) => one.path === path)
    if (file) {
      const { size, stored = size, modified } = file
      return { kind: 'file', size, stored, modified, executable: false, writable: true }
    }
    if (below.length === 0) return undefined
    const modified = Math.max(...below.map((one) => one.modified))
    return { kind: 'folder', size: 4096, modified, executable: true, writable: true }
  }

  async list(path: string): Promise<string[]> {
    const prefix = `${path}/`
    const names = (await this.below(path))
      .filter((one) => one.path.startsWith(prefix))
      .map((one) => one.path.slice(prefix.length).split('/')[0] as string)
    return [...new Set(names)].sort()
  }

  async read(path: string): Promise<Uint8Array> {
    return this.withFile(path, (file) => file.read(0, file.length))
  }

  async readRange(path: string, position: number, length: number): Promise<Uint8Array> {
    return this.withFile(path, (file) => file.read(position, length))
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    this.refuseBusy(path)
    const disk = await this.disk(path)
    const file = await disk.open(path)
    file.truncate(0)
    file.append(bytes)
    await file.sync()
    await file.close()
  }

  async append(path: string, bytes: Uint8Array): Promise<void> {
    this.refuseBusy(path)
    const disk = await this.disk(path)
    const file = await disk.open(path)
    file.append(bytes)
    await file.sync()
    await file.close()
  }

  /** Folders are not things on a disk; one without files is not kept. */
  /** Nothing on a broker's disk is a program. */
  async setExecutable(path: string): Promise<void> {
    throw new FileError('EPERM', path)
  }

  async makeFolder(path: string): Promise<void> {
    this.refuseBusy(path)
  }

  async remove(path: string): Promise<void> {
    this.refuseBusy(path)
    await (await this.disk(path)).remove(path)
  }

  async rename(from: string, to: string): Promise<void> {
    this.refuseBusy(from)
    const disk = await this.disk(from)
    const files = (await disk.list(from)).filter((one) => one.path === from || one.path.startsWith(`${from}/`))
    for (const { path } of files) await disk.rename(path, to + path.slice(from.length))
  }

  private async below(path: string): Promise<FileInfo[]> {
    const disk = await this.diskOf(path)
    const found = disk ? await disk.list(path) : []
    return found.filter((one) => one.path === path || one.path.startsWith(`${path}/`))
  }

  private async disk(path: string): Promise<Disk> {
    const disk = await this.diskOf(path)
    if (!disk) throw new FileError('ENOENT', path)
    return disk
  }

  private async withFile(
    path: string,
    use: (file: Awaited<ReturnType<Disk['open']>>) => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    const below = await this.below(path)
    const known = below.find((one) => one.path === path)
    if (!known) throw new FileError(below.length > 0 ? 'EISDIR' : 'ENOENT', path)
    // A broker may have given the name up meanwhile: to open it must not make it again.
    const file = await (await this.disk(path)).open(path, known).catch(goneFrom(path))
    try {
      return await use(file)
    } catch (error) {
      return goneFrom(path)(error)
    } finally {
      await file.close()
    }
  }

  private refuseBusy(path: string): void {
    if (this.isBusy(path)) throw new FileError('EBUSY', path)
  }
}

function goneFrom(path: string): (error: unknown) => never {
  return (error) => {
    throw error instanceof DiskError && error.kind === 'missing' ? new FileError('ENOENT', path) : error
  }
}
