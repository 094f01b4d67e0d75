import { type Disk, DiskError, type DiskFile, type FileInfo } from '../core/env/env.ts'

/** A file's bytes in a buffer that grows. */
export class MemoryFile {
  private buffer = new Uint8Array(0)
  /** Where appends go; zeros follow up to `length`. */
  private end = 0
  /** Bytes of it that take room. */
  stored = 0
  length = 0
  modified = 0
  private handles = 0

  append(bytes: Uint8Array, now: number): void {
    const needed = this.end + bytes.length
    if (needed > this.buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.buffer.length * 2))
      grown.set(this.buffer.subarray(0, this.stored))
      this.buffer = grown
    }
    this.buffer.set(bytes, this.end)
    this.stored = this.end = needed
    this.length = Math.max(this.length, needed)
    this.modified = now
  }

  preallocate(length: number, now: number): void {
    this.length = Math.max(this.length, length)
    this.modified = now
  }

  truncate(length: number, now: number): void {
    this.stored = Math.min(this.stored, length)
    this.buffer.fill(0, this.stored)
    this.end = this.length = length
    this.modified = now
  }

  opened(): void {
    this.handles++
  }

  closed(): void {
    if (--this.handles === 0) this.settle()
  }

  get endsInZeros(): boolean {
    return this.end < this.length
  }

  /** Nobody has it open any more: what was preallocated is content. */
  settle(): void {
    this.end = this.length
  }

  /** A copy. */
  read(position: number, length: number): Uint8Array {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.length - position)))
    bytes.set(this.buffer.subarray(position, Math.min(position + bytes.length, this.stored)))
    return bytes
  }

  copy(): MemoryFile {
    return Object.assign(new MemoryFile(), { ...this, buffer: this.buffer.slice(0, this.stored) })
  }
}

/** A disk in memory, on which everything is durable at once. */
export class MemoryDisk implements Disk {
  protected readonly files = new Map<string, MemoryFile>()

  /** `now`: wall time, for the times of last writes. */
  constructor(protected readonly now: () => number = () => 0) {}

  async list(prefix: string): Promise<FileInfo[]> {
    const found: FileInfo[] = []
    for (const [path, file] of this.files) {
      if (path.startsWith(prefix)) found.push({ path, size: file.length, modified: file.modified })
    }
    return found.sort((a, b) => (a.path < b.path ? -1 : 1))
  }

  async open(path: string, known?: FileInfo): Promise<DiskFile> {
    let file = this.files.get(path)
    if (!file) {
      if (known) throw new DiskError('missing', `no such file: ${path}`)
      this.files.set(path, (file = new MemoryFile()))
      file.modified = this.now()
    }
    return new MemoryHandle(path, file, this.now)
  }

  /** Puts a file here as it is. */
  adopt(path: string, file: MemoryFile): void {
    this.files.set(path, file)
  }

  async remove(path: string): Promise<void> {
    this.files.delete(path)
  }

  async rename(from: string, to: string): Promise<void> {
    const file = this.files.get(from)
    if (!file) throw new DiskError('missing', `${from} is not there`)
    this.files.delete(from)
    this.files.set(to, file)
  }
}

class MemoryHandle implements DiskFile {
  private closed = false

  constructor(
    readonly path: string,
    private readonly file: MemoryFile,
    private readonly now: () => number,
  ) {
    file.opened()
  }

  get length(): number {
    return this.file.length
  }

  append(bytes: Uint8Array): void {
    this.file.append(bytes, this.now())
  }

  preallocate(length: number): void {
    this.file.preallocate(length, this.now())
  }

  truncate(length: number): void {
    if (length > this.file.length)
      throw new RangeError(`${this.path} has only ${this.file.length} bytes, not ${length}`)
    this.file.truncate(length, this.now())
  }

  async sync(): Promise<void> {
    this.mustBeOpen()
  }

  async read(position: number, length: number): Promise<Uint8Array> {
    this.mustBeOpen()
    return this.file.read(position, length)
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    this.file.closed()
  }

  private mustBeOpen(): void {
    if (this.closed) throw new DiskError('io', `${this.path} is closed`)
  }
}
