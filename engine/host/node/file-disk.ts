import { type Dirent, existsSync, writevSync } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Disk, DiskError, type DiskFile, type FileInfo } from '../../core/env/env.ts'

/** When a write counts as durable: once the operating system holds it, or once the device does (fsync). */
export type Durability = 'relaxed' | 'strict'

/** When what nobody waits for is written, after it was appended. */
const REST_MS = 100

/**
 * Files under a folder. Survives a kill of the process; with `strict` also a power loss. Files that nobody waits for, as the
 * indexes of a segment that grows, are written a little later: many entries in one system call.
 */
export class FileDisk implements Disk {
  private readonly shared = new Map<string, SharedFile>()
  /** Files that finish their last writes: they are opened again only afterwards. */
  private readonly finishing = new Map<string, Promise<void>>()
  private readonly touched = new Set<SharedFile>()
  private rest: NodeJS.Timeout | undefined

  constructor(
    private readonly root: string,
    private readonly durability: Durability = 'relaxed',
  ) {}

  async list(prefix: string): Promise<FileInfo[]> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
    const found: FileInfo[] = []
    await this.walk(folder, async (path) => {
      if (!path.startsWith(prefix)) return
      const info = await stat(join(this.root, path)).catch(() => null)
      if (!info) return
      const size = this.shared.get(path)?.length ?? info.size
      found.push({ path, size, modified: Math.floor(info.mtimeMs) })
    })
    return found.sort((a, b) => (a.path < b.path ? -1 : 1))
  }

  async folders(path: string): Promise<string[]> {
    return (await this.entries(path)).filter((entry) => entry.isDirectory()).map(({ name }) => name)
  }

  private entries(folder: string): Promise<Dirent[]> {
    return readdir(join(this.root, folder), { withFileTypes: true }).catch((error) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
      throw asDiskError(error)
    })
  }

  private async walk(folder: string, visit: (path: string) => Promise<void>): Promise<void> {
    for (const entry of await this.entries(folder)) {
      const path = folder + entry.name
      if (entry.isDirectory()) await this.walk(`${path}/`, visit)
      else await visit(path)
    }
  }

  async open(path: string, known?: FileInfo): Promise<DiskFile> {
    await this.finishing.get(path)
    let file = this.shared.get(path)
    if (!file && known && !existsSync(join(this.root, path))) throw new DiskError('missing', `no such file: ${path}`)
    if (!file) {
      file = new SharedFile(join(this.root, path), this.durability, {
        touched: (one) => this.touch(one),
        unused: () => this.release(path),
      })
      this.shared.set(path, file)
    }
    const used = file.use()
    await used.opened().catch((error) => {
      if (this.shared.get(path) === used) this.shared.delete(path)
      throw error
    })
    return new Handle(path, used)
  }

  async remove(path: string): Promise<void> {
    await this.release(path)
    await attempt(rm(join(this.root, path), { force: true }))
    await this.removeEmptyFolder(dirname(path))
  }

  async rename(from: string, to: string): Promise<void> {
    await Promise.all([this.release(from), this.release(to)])
    await attempt(mkdir(dirname(join(this.root, to)), { recursive: true }))
    await attempt(rename(join(this.root, from), join(this.root, to)))
    await this.removeEmptyFolder(dirname(from))
  }

  /** Finishes all writes and lets go of every file; the disk must not be used afterwards. */
  async close(): Promise<void> {
    await Promise.all([...this.shared.keys()].map((path) => this.release(path)))
    await Promise.all(this.finishing.values())
  }

  private touch(file: SharedFile): void {
    this.touched.add(file)
    this.rest ??= setTimeout(() => this.writeRest(), REST_MS)
  }

  private writeRest(): void {
    this.rest = undefined
    const files = [...this.touched]
    this.touched.clear()
    for (const file of files) file.start()
  }

  /** Finishes what is queued for a file and lets go of it. */
  private async release(path: string): Promise<void> {
    const file = this.shared.get(path)
    if (!file) return this.finishing.get(path)
    this.shared.delete(path)
    const done = file.finish().finally(() => this.finishing.delete(path))
    this.finishing.set(path, done)
    await done
  }

  /** Folders are not things of the port: the last file takes its folder along. */
  private async removeEmptyFolder(folder: string): Promise<void> {
    if (folder === '.' || folder === '') return
    await rmdir(join(this.root, folder)).catch(() => {})
  }
}

type Operation =
  | { readonly append: Uint8Array }
  | { readonly truncate: number }
  /** Makes the file so long, or as long as what was written by then. */
  | { readonly extend: number }

/** Most buffers that one writev takes. */
const BUFFERS = 512

interface FileOwner {
  /** There is something to write. */
  touched(file: SharedFile): void
  /** Its last handle was closed. */
  unused(): Promise<void>
}

/** One open file, shared by its handles: operations are queued and carried out in order, many appends as one write. */
class SharedFile {
  /** Behind the last append. */
  private end = 0
  /** Up to where it is preallocated. */
  private reserved = 0
  private handle: FileHandle | null = null
  private readonly opening: Promise<FileHandle>
  private queue: Operation[] = []
  private working: Promise<void> | null = null
  private written = 0
  private failure: DiskError | null = null
  private users = 0

  constructor(
    private readonly path: string,
    private readonly durability: Durability,
    private readonly owner: FileOwner,
  ) {
    this.opening = this.openFile()
    this.opening.catch(() => {})
  }

  private async openFile(): Promise<FileHandle> {
    try {
      await mkdir(dirname(this.path), { recursive: true })
      const handle = await open(this.path, 'r+').catch((error) => {
        if (error.code !== 'ENOENT') throw error
        return open(this.path, 'w+')
      })
      this.end = this.written = (await handle.stat()).size
      this.handle = handle
      return handle
    } catch (error) {
      throw asDiskError(error)
    }
  }

  async opened(): Promise<void> {
    await this.opening
  }

  use(): this {
    this.users++
    return this
  }

  async leave(): Promise<void> {
    if (--this.users === 0) await this.owner.unused()
  }

  async finish(): Promise<void> {
    const handle = await this.opening
    await this.sync().catch(() => {})
    if (!this.handle) return
    this.handle = null
    await handle.close()
  }

  get length(): number {
    return Math.max(this.end, this.reserved)
  }

  append(bytes: Uint8Array): void {
    this.end += bytes.length
    this.enqueue({ append: bytes })
  }

  preallocate(length: number): void {
    if (length <= this.length) return
    this.reserved = length
    this.enqueue({ extend: length })
  }

  truncate(length: number): void {
    if (length > this.length) throw new RangeError(`${this.path} has only ${this.length} bytes, not ${length}`)
    this.end = length
    this.reserved = 0
    this.enqueue({ truncate: length })
  }

  /** After a failure nothing more is taken: it would land where the lost bytes should be. */
  private enqueue(operation: Operation): void {
    if (this.failure) return
    this.queue.push(operation)
    this.owner.touched(this)
  }

  /** Writes what is queued. */
  start(): void {
    if (this.queue.length > 0)
      this.working ??= this.work().catch((error) => {
        this.failure = asDiskError(error)
        this.queue = []
        this.working = null
      })
  }

  private async work(): Promise<void> {
    const handle = this.handle ?? (await this.opening)
    // Everything of this turn of the event loop goes into one write.
    await Promise.resolve()
    while (this.queue.length > 0) await this.step(handle)
    this.working = null
  }

  private async step(handle: FileHandle): Promise<void> {
    const first = this.queue[0] as Operation
    if ('append' in first) return this.writeAppends(handle)
    this.queue.shift()
    if ('extend' in first) return handle.truncate(Math.max(first.extend, this.written))
    await handle.truncate(first.truncate)
    this.written = first.truncate
  }

  private async writeAppends(handle: FileHandle): Promise<void> {
    const buffers: Uint8Array[] = []
    for (const operation of this.queue) {
      if (!('append' in operation) || buffers.length === BUFFERS) break
      buffers.push(operation.append)
    }
    await writeAll(handle, buffers, this.written)
    this.written += buffers.reduce((sum, { length }) => sum + length, 0)
    this.queue.splice(0, buffers.length)
  }

  async sync(): Promise<void> {
    for (this.start(); this.working; this.start()) await this.working
    if (this.failure) throw this.failure
    if (this.durability === 'strict' && this.handle) await attempt(this.handle.datasync())
  }

  async read(position: number, length: number): Promise<Uint8Array> {
    for (this.start(); this.working && position + length > this.written; this.start()) await this.working
    if (this.failure) throw this.failure
    const handle = this.handle ?? (await this.opening)
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.length - position)))
    let filled = 0
    while (filled < buffer.length) {
      const { bytesRead } = await attempt(handle.read(buffer, filled, buffer.length - filled, position + filled))
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return new Uint8Array(buffer.buffer, buffer.byteOffset, filled)
  }
}

/** Larger writes go to a thread: they may hold this one up. */
const MOST_AT_ONCE = 1024 * 1024

/**
 * As in Kafka, who appends writes to the operating system's cache himself: that takes microseconds, where a thread would
 * have to be woken and to wake us.
 */
async function writeAll(handle: FileHandle, buffers: Uint8Array[], position: number): Promise<void> {
  const total = buffers.reduce((sum, { length }) => sum + length, 0)
  const bytesWritten =
    total <= MOST_AT_ONCE
      ? writevSync(handle.fd, buffers, position)
      : (await handle.writev(buffers, position)).bytesWritten
  if (bytesWritten === total) return
  const rest = Buffer.concat(buffers).subarray(bytesWritten)
  if (bytesWritten === 0) throw new DiskError('full', 'the file takes no more bytes')
  await writeAll(handle, [rest], position + bytesWritten)
}

class Handle implements DiskFile {
  private closed = false

  constructor(
    readonly path: string,
    private readonly file: SharedFile,
  ) {}

  get length(): number {
    return this.file.length
  }
  append(bytes: Uint8Array): void {
    this.file.append(bytes)
  }
  preallocate(length: number): void {
    this.file.preallocate(length)
  }
  truncate(length: number): void {
    this.file.truncate(length)
  }
  async sync(): Promise<void> {
    this.mustBeOpen()
    await this.file.sync()
  }
  async read(position: number, length: number): Promise<Uint8Array> {
    this.mustBeOpen()
    return this.file.read(position, length)
  }
  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    await this.file.leave()
  }
  private mustBeOpen(): void {
    if (this.closed) throw new DiskError('io', `${this.path} is closed`)
  }
}

const KINDS: { readonly [code: string]: DiskError['kind'] } = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  ENOENT: 'missing',
  EBUSY: 'locked',
}

function asDiskError(error: unknown): DiskError {
  if (error instanceof DiskError) return error
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException
  return new DiskError(KINDS[code] ?? 'io', message)
}

async function attempt<T>(operation: Promise<T>): Promise<T> {
  try {
    return await operation
  } catch (error) {
    throw asDiskError(error)
  }
}
