import { unwrap } from 'idb'
import { type Disk, DiskError, type DiskFile, type FileInfo } from '../../core/env/env.ts'
import { type FileHome, IndexedDbFile } from './indexeddb-file.ts'
import type { DiskPoints } from './indexeddb-points.ts'
import {
  contiguous,
  type DiskDatabase,
  type DiskSchema,
  type FileRecord,
  newIno,
  type RowKey,
  rowsFrom,
} from './indexeddb-rows.ts'
import { openDatabase } from './open-database.ts'
import { roomLeft } from './room.ts'

/**
 * Transactions under way at once: the next is prepared while the browser commits the one before. More would cut what is
 * written into smaller transactions, and it is their number that costs.
 */
const IN_FLIGHT = 2
/** A transaction starts beside another only for so many bytes; fewer wait for it to end, as more may come meanwhile. */
const WORTH_STARTING = 32 * 1024

/**
 * Room that is set aside: when the browser gives no more, it is given up, so that the broker can be started once more and
 * told what to delete. So large that the browser keeps it as a file of its own, whose end frees room at once.
 */
const RESERVE = 512 * 1024
/** With less room than this the disk goes on without: what was given up is for what is written now. */
const WORTH_RESERVING = 4 * RESERVE
/** No file has this `ino`. */
const RESERVE_KEY: RowKey = [0, 0, 0]

/** Of so many files that were listed together the rows are looked up together, when the first is opened. */
const MANY = 32

/** What is done to names, in a transaction. */
interface NameChange {
  readonly paths: readonly string[]
  readonly work: (transaction: IDBTransaction) => void
}

/** What a listing learned of a file. */
interface Listed {
  readonly record: FileRecord
  /** Of all files, by `ino`. */
  readonly keys: () => Promise<ReadonlyMap<number, readonly RowKey[]>>
}

/** When what nobody waits for is written, after it was appended. */
const REST_MS = 100

/**
 * A disk in an IndexedDB database. All that is appended while a transaction cannot start yet goes into the next one
 * (group commit), in order; files that nobody waits for are written a little later, so that they cost no transactions. Durability is
 * `relaxed`: a killed tab or browser loses nothing that was committed.
 */
export class IndexedDbDisk implements Disk, FileHome {
  private readonly files = new Map<string, Promise<IndexedDbFile>>()
  private readonly dirty = new Set<IndexedDbFile>()
  /** Files that came to be since the last restore point, which no point can have; null while one is being made. */
  private born: Set<number> | null = new Set()
  private readonly listed = new WeakMap<FileInfo, Listed>()
  /** Of the dirty ones, those whose writing is waited for. */
  private readonly wanted = new Set<IndexedDbFile>()
  /** What the next transaction does to names, when the files in it are written. */
  private changes: NameChange[] = []
  private readonly running = new Set<Promise<void>>()
  private next: Promise<void> | undefined
  private rest: ReturnType<typeof setTimeout> | undefined
  /** Rejects, once a write has failed: with what was not written nothing here is to be relied on. */
  private failure: Promise<never> | undefined
  /** Grows with each restore point; 0: there is none, and what has no name any more goes at once. */
  generation = 0
  /** Wakes the next transaction, which waits for one to end or for more to write. */
  private lookAgain: () => void = () => {}

  private constructor(
    private readonly database: DiskDatabase,
    private readonly wall: () => number,
  ) {}

  /** Opens the disk of a name, made empty if it is not there. */
  static async open(name: string, wall: () => number = Date.now): Promise<IndexedDbDisk> {
    try {
      const database = await openDatabase<DiskSchema>(name, 2, {
        upgrade(db, from) {
          if (from < 1) {
            db.createObjectStore('files')
            db.createObjectStore('rows')
          }
          db.createObjectStore('points')
          db.createObjectStore('doomed')
        },
        // Another context wants to delete the database: give way.
        blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
      })
      const disk = new IndexedDbDisk(database, wall)
      disk.generation = await database.count('points')
      // Where there is no room for it, what is written says so.
      disk.reserve().catch(() => {})
      return disk
    } catch (error) {
      throw diskError(error)
    }
  }

  async list(prefix: string): Promise<FileInfo[]> {
    const late = [...this.dirty].filter(({ path }) => path.startsWith(prefix))
    if (late.length > 0) await this.commit(late)
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`)
    const transaction = this.database.transaction(['files', 'rows'])
    const files = transaction.objectStore('files')
    const [paths, records] = await Promise.all([files.getAllKeys(range), files.getAll(range)])
    const ends = await Promise.all(
      records.map(async ({ ino, size, growing }) => {
        if (!growing) return size
        const last = await transaction.objectStore('rows').openKeyCursor(rowsFrom(ino, 0), 'prev')
        return last ? last.key[1] + last.key[2] : 0
      }),
    )
    const keys = keysOf(this.database)
    return records.map((record, i) => {
      const { modified, allocated = 0 } = record
      const stored = ends[i] as number
      const info = { path: paths[i] as string, size: Math.max(stored, allocated), stored, modified }
      if (records.length >= MANY) this.listed.set(info, { record, keys })
      return info
    })
  }

  async open(path: string, known?: FileInfo): Promise<DiskFile> {
    let opening = this.files.get(path)
    if (!opening) {
      opening = this.load(path, known)
      this.files.set(path, opening)
      opening.catch(() => this.files.delete(path))
    }
    return (await opening).handle()
  }

  remove(path: string): Promise<void> {
    return this.changeNames([path], (transaction) => {
      const files = transaction.objectStore('files')
      whenRead(files.get(path), (record) => {
        if (!record) return
        files.delete(path)
        this.doom(transaction, record.ino)
      })
    })
  }

  async rename(from: string, to: string): Promise<void> {
    let isThere = true
    await this.changeNames([from, to], (transaction) => {
      const files = transaction.objectStore('files')
      whenRead(files.get(from), (record) => {
        if (!record) isThere = false
        else
          whenRead(files.get(to), (replaced) => {
            if (replaced && replaced.ino !== record.ino) this.doom(transaction, replaced.ino)
            files.delete(from)
            files.put(record, to)
          })
      })
    })
    if (!isThere) throw new DiskError('missing', `no such file: ${from}`)
  }

  /** With what these files still have to be written, in the transaction behind it; their handles are void. */
  private async changeNames(paths: readonly string[], change: NameChange['work']): Promise<void> {
    if (this.failure) return this.failure
    let files = await this.opened(paths)
    // What is asked of one name comes in its order: in one transaction the requests of two changes would mix.
    while (this.changes.some((other) => paths.some((path) => other.paths.includes(path)))) {
      await (this.failure ?? this.next)
      files = await this.opened(paths)
    }
    for (const file of files) file.tellSize()
    const work: NameChange['work'] = (transaction) => {
      for (const file of files) this.forget(file)
      change(transaction)
    }
    this.changes.push({ paths, work })
    await this.commit(files)
  }

  private async opened(paths: readonly string[]): Promise<IndexedDbFile[]> {
    const files = await Promise.all(paths.map((path) => this.files.get(path)))
    return files.filter((file) => file !== undefined)
  }

  close(): void {
    clearTimeout(this.rest)
    this.database.close()
  }

  /** Restore points of this disk; one that is made must be told to other processes by {@link pointMade}. */
  async points(): Promise<DiskPoints> {
    // Not before the first step that can be undone: until then a first visit does without.
    const { DiskPoints } = await import('./indexeddb-points.ts')
    return new DiskPoints(this.database)
  }

  /** Makes all that was appended durable, so that a restore point may be made; {@link pointMade} must follow. */
  flush(): Promise<void> {
    this.born = null
    return this.commit(this.dirty)
  }

  /** From now on what is cut or removed belongs to a restore point. */
  pointMade(): void {
    this.generation++
    this.born = new Set()
  }

  /** For a file that comes to be now. */
  newIno(): number {
    const ino = newIno()
    this.born?.add(ino)
    return ino
  }

  /** The files are others now: nothing that was open is of use. */
  forgetAll(): void {
    this.files.clear()
    this.dirty.clear()
    this.wanted.clear()
    this.changes = []
    this.failure = undefined
  }

  doom(transaction: IDBTransaction, ino: number): void {
    if (this.generation > 0 && !this.born?.has(ino)) transaction.objectStore('doomed').put(true, ino)
    else transaction.objectStore('rows').delete(rowsFrom(ino, 0))
  }

  touch(file: IndexedDbFile): void {
    this.dirty.add(file)
    this.rest ??= setTimeout(() => this.writeRest(), REST_MS)
  }

  forget(file: IndexedDbFile): void {
    this.files.delete(file.path)
    this.dirty.delete(file)
    this.wanted.delete(file)
  }

  rows(range: IDBKeyRange): Promise<ArrayBuffer[]> {
    return this.database.getAll('rows', range).catch((error: unknown) => Promise.reject(diskError(error)))
  }

  commit(files: Iterable<IndexedDbFile>): Promise<void> {
    if (this.failure) return this.failure
    for (const file of files) this.wanted.add(file)
    this.next ??= this.startNext()
    this.lookAgain()
    return this.next
  }

  async inFlight(): Promise<void> {
    await Promise.all([this.next, ...this.running])
    // It may be one of those that failed.
    if (this.failure) return this.failure
  }

  private async startNext(): Promise<void> {
    while (this.mustWait()) await new Promise<void>((resolve) => (this.lookAgain = resolve))
    // A turn later, so that appends made in the same turn are in it.
    await Promise.resolve()
    this.next = undefined
    const files = this.takeFiles()
    const changes = this.changes.splice(0)
    const commit = this.write((transaction) => {
      const modified = this.wall()
      const whole = files.map((file) => file.writeTo(transaction, modified))
      for (const { work } of changes) work(transaction)
      // Not left to the browser, which would first tell us of every request's success.
      if (changes.length === 0 && whole.every((given) => given)) transaction.commit()
    })
    const ended = () => {
      this.running.delete(settled)
      this.lookAgain()
    }
    const settled = commit.then(ended, ended)
    this.running.add(settled)
    await commit
  }

  private mustWait(): boolean {
    if (this.running.size === 0 || this.running.size >= IN_FLIGHT) return this.running.size > 0
    let bytes = 0
    for (const file of this.wanted) bytes += file.bytesToWrite
    return bytes < WORTH_STARTING
  }

  private takeFiles(): IndexedDbFile[] {
    const files = [...this.wanted].filter((file) => file.dirty)
    this.wanted.clear()
    for (const file of files) this.dirty.delete(file)
    return files
  }

  /** Files that nobody waits for. */
  private writeRest(): void {
    this.rest = undefined
    // A failure is kept, and every later sync rejects with it.
    if (this.dirty.size > 0) this.commit(this.dirty).catch(() => {})
  }

  private async reserve(): Promise<void> {
    if ((await this.database.count('rows', RESERVE_KEY)) > 0 || (await roomLeft()) < WORTH_RESERVING) return
    await this.database.put('rows', incompressible(RESERVE), RESERVE_KEY)
  }

  /** What `work` asks of a transaction is all done or nothing; requests may make others when they are answered. */
  private async write(work: (transaction: IDBTransaction) => void): Promise<void> {
    if (this.failure) return this.failure
    try {
      const transaction = unwrap(this.database).transaction(STORES, 'readwrite', { durability: 'relaxed' })
      work(transaction)
      await ended(transaction)
    } catch (error) {
      this.failure ??= this.fail(diskError(error))
      return this.failure
    }
  }

  /** Who hears of it may end the process at once: by then the room that was set aside is free. */
  private async fail(error: DiskError): Promise<never> {
    if (error.kind === 'full') await this.database.delete('rows', RESERVE_KEY).catch(() => {})
    throw error
  }

  private async load(path: string, known?: FileInfo): Promise<IndexedDbFile> {
    const listed = known && this.listed.get(known)
    try {
      const record = listed?.record ?? (await this.database.get('files', path))
      if (!record && known) throw new DiskError('missing', `no such file: ${path}`)
      if (!record) return this.create(path)
      const keys = listed
        ? ((await listed.keys()).get(record.ino) ?? [])
        : await this.database.getAllKeys('rows', rowsFrom(record.ino, 0))
      const rows = contiguous(keys)
      if (rows.length < keys.length) await this.dropRows(keys.slice(rows.length))
      const { ino, allocated = 0 } = record
      return new IndexedDbFile(this, path, { ino, rows, allocated, generation: 0 })
    } catch (error) {
      throw diskError(error)
    }
  }

  /** It is there with the next that is written, at the latest when a list asks for it. */
  private create(path: string): IndexedDbFile {
    const { generation } = this
    const file = new IndexedDbFile(this, path, { ino: this.newIno(), rows: [], allocated: 0, generation })
    file.dirty = true
    this.wanted.add(file)
    this.touch(file)
    return file
  }

  /** Rows behind a gap: left by a transaction that failed while later ones did not. */
  private dropRows(keys: readonly RowKey[]): Promise<void> {
    return this.write((transaction) => {
      for (const key of keys) transaction.objectStore('rows').delete(key)
    })
  }
}

/** Asks the database once, when it is first asked. */
function keysOf(database: DiskDatabase): Listed['keys'] {
  let all: ReturnType<Listed['keys']> | undefined
  return () => (all ??= database.getAllKeys('rows').then(byFile))
}

function byFile(keys: readonly RowKey[]): Map<number, RowKey[]> {
  const files = new Map<number, RowKey[]>()
  for (const key of keys) {
    const own = files.get(key[0])
    if (own) own.push(key)
    else files.set(key[0], [key])
  }
  return files
}

const STORES = ['files', 'rows', 'doomed']

/** Bytes that take the room they say: the browser compresses what it stores. */
function incompressible(length: number): ArrayBuffer {
  const bytes = new Uint8Array(length)
  // As much as the browser gives at a time.
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  return bytes.buffer
}

function whenRead(request: IDBRequest<FileRecord | undefined>, take: (record: FileRecord | undefined) => void): void {
  request.onsuccess = () => take(request.result)
}

/** Without promises and listeners for each request: of a commit only its end is wanted. */
function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new DiskError('io', 'the transaction was aborted'))
  })
}

/** What the browser's refusal means to us. */
function diskError(error: unknown): DiskError {
  if (error instanceof DiskError) return error
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  const message = error instanceof Error || error instanceof DOMException ? error.message : String(error)
  return new DiskError(name === 'QuotaExceededError' ? 'full' : 'io', `${name}: ${message}`)
}
