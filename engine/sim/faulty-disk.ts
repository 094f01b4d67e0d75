import { type Disk, DiskError, type DiskFile, type FileInfo } from '../core/env/env.ts'
import { MemoryDisk, MemoryFile } from './memory-disk.ts'
import type { SeededRandom } from './random.ts'

export interface Faults {
  /** The operation (append, sync, read, rename …, counted from 1) that fails with an I/O error. */
  failAt?: number
  /** Bytes that fit; appends beyond fail at their sync. */
  capacity?: number
  /** Everything on a path that begins with this fails: one of several devices is broken. */
  broken?: string
  /** Asked before each sync; what it awaits is the time that the device takes. */
  delay?: () => Promise<void>
  /** Asked before each rename of a file of a segment. */
  renameDelay?: () => Promise<void>
}

type Change = { readonly append: Uint8Array } | { readonly truncate: number } | { readonly preallocate: number }

/** A file with what is durable and what is not yet. */
interface FaultyFile {
  readonly durable: MemoryFile
  pending: Change[]
  /** Changes that became durable, since the start. */
  applied: number
  /** What readers see: the durable part with all changes. */
  seen: MemoryFile
  handles: number
}

/**
 * A disk that loses what was not synced. {@link crash} keeps, for each file by itself, a random prefix of its unsynced
 * changes and may tear the last one: what recovery must live with.
 */
export class FaultyDisk implements Disk {
  private files = new Map<string, FaultyFile>()
  private operations = 0
  private generation = 0

  constructor(
    private readonly random: SeededRandom,
    readonly faults: Faults = {},
    private readonly now: () => number = () => 0,
  ) {}

  /** The process dies: its handles are void, unsynced changes survive by chance. */
  crash(): void {
    this.generation++
    for (const file of this.files.values()) this.survive(file)
  }

  /** The disk as one process sees it: after a crash, nothing of that process gets through. */
  mount(): Disk {
    const { generation } = this
    const whileAlive = async <T>(run: () => Promise<T>): Promise<T> => {
      this.alive(generation)
      return run()
    }
    return {
      list: (prefix) => whileAlive(() => this.list(prefix)),
      open: (path, known) => whileAlive(() => this.open(path, known)),
      remove: (path) => whileAlive(() => this.remove(path)),
      rename: async (from, to) => {
        if (/\.(cleaned|swap|deleted)$/.test(from + to)) await this.faults.renameDelay?.()
        return whileAlive(() => this.rename(from, to))
      },
    }
  }

  /** Operations done so far; see {@link Faults.failAt}. */
  get operationCount(): number {
    return this.operations
  }

  private survive(file: FaultyFile): void {
    const kept = this.random.between(0, file.pending.length)
    for (const [i, change] of file.pending.slice(0, kept).entries()) {
      const torn = i === kept - 1 && 'append' in change && this.random.chance(0.5)
      const whole = 'append' in change ? change.append : undefined
      if (torn && whole) file.durable.append(whole.subarray(0, this.random.between(0, whole.length)), this.now())
      else apply(file.durable, change, this.now())
    }
    file.pending = []
    file.durable.settle()
    file.handles = 0
    file.seen = file.durable.copy()
  }

  /** All that was asked for becomes durable. */
  flush(): void {
    for (const file of this.files.values()) {
      for (const change of file.pending) apply(file.durable, change, this.now())
      file.applied += file.pending.length
      file.pending = []
    }
  }

  /** A disk that has what is durable here. */
  copy(): FaultyDisk {
    const copy = new FaultyDisk(this.random, this.faults, this.now)
    for (const [path, { durable }] of this.files) {
      copy.files.set(path, { durable: durable.copy(), pending: [], applied: 0, seen: durable.copy(), handles: 0 })
    }
    copy.crash()
    return copy
  }

  /** A copy of what is durable now, on a disk without faults. */
  async durable(): Promise<MemoryDisk> {
    const copy = new MemoryDisk(this.now)
    for (const [path, { durable }] of this.files) copy.adopt(path, durable.copy())
    return copy
  }

  private step(what: string, path: string): void {
    this.operations++
    const { broken } = this.faults
    if (broken !== undefined && path.startsWith(broken)) throw new DiskError('io', `${what}: the device failed`)
    if (this.operations === this.faults.failAt) throw new DiskError('io', `${what}: the device failed`)
  }

  private alive(generation: number): void {
    if (generation !== this.generation) throw new DiskError('io', 'the process is dead')
  }

  async list(prefix: string): Promise<FileInfo[]> {
    this.step('list', prefix)
    const found: FileInfo[] = []
    for (const [path, { seen }] of this.files) {
      if (path.startsWith(prefix)) found.push({ path, size: seen.length, modified: seen.modified })
    }
    return found.sort((a, b) => (a.path < b.path ? -1 : 1))
  }

  async open(path: string, known?: FileInfo): Promise<DiskFile> {
    this.step('open', path)
    let file = this.files.get(path)
    if (!file && known) throw new DiskError('missing', `no such file: ${path}`)
    if (!file)
      this.files.set(
        path,
        (file = { durable: new MemoryFile(), seen: new MemoryFile(), pending: [], applied: 0, handles: 0 }),
      )
    return this.handle(path, file)
  }

  private handle(path: string, file: FaultyFile): DiskFile {
    const { generation } = this
    let closed = false
    file.handles++
    const use = (what: string) => {
      this.alive(generation)
      if (closed) throw new DiskError('io', `${path} is closed`)
      this.step(what, path)
    }
    const change = (made: Change) => {
      if (generation !== this.generation) return
      file.pending.push(made)
      apply(file.seen, made, this.now())
    }
    return {
      path,
      get length() {
        return file.seen.length
      },
      append: (bytes) => change({ append: bytes }),
      preallocate: (length) => change({ preallocate: length }),
      truncate: (length) => {
        if (length > file.seen.length) throw new RangeError(`${path} has only ${file.seen.length} bytes, not ${length}`)
        change({ truncate: length })
      },
      sync: async () => {
        use('sync')
        await this.sync(file, generation)
      },
      read: async (position, length) => {
        use('read')
        return file.seen.read(position, length)
      },
      close: async () => {
        if (closed) return
        closed = true
        // To who opens it next, what was preallocated is content.
        if (generation === this.generation && --file.handles === 0 && file.seen.endsInZeros)
          change({ truncate: file.seen.length })
      },
    }
  }

  private async sync(file: FaultyFile, generation: number): Promise<void> {
    const upTo = file.applied + file.pending.length
    await this.faults.delay?.()
    this.alive(generation)
    // What does not fit stays pending with all behind it: a file never gets bytes beyond those that failed.
    for (; file.applied < upTo; file.applied++) {
      const made = file.pending[0] as Change
      if ('append' in made && this.used() + made.append.length > (this.faults.capacity ?? Number.POSITIVE_INFINITY)) {
        throw new DiskError('full', 'no room is left')
      }
      apply(file.durable, made, this.now())
      file.pending.shift()
    }
  }

  /** Bytes that are durable. */
  used(): number {
    let sum = 0
    for (const { durable } of this.files.values()) sum += durable.stored
    return sum
  }

  async remove(path: string): Promise<void> {
    this.step('remove', path)
    this.files.delete(path)
  }

  async rename(from: string, to: string): Promise<void> {
    this.step('rename', to)
    const file = this.files.get(from)
    if (!file) throw new DiskError('missing', `${from} is not there`)
    this.files.delete(from)
    this.files.set(to, file)
  }
}

function apply(file: MemoryFile, change: Change, now: number): void {
  if ('append' in change) file.append(change.append, now)
  else if ('preallocate' in change) file.preallocate(change.preallocate, now)
  else file.truncate(Math.min(change.truncate, file.length), now)
}
