import { openDB } from 'idb'
import { type Disk, DiskError, type DiskFile, type FileInfo } from '../../core/env/env.ts'
import { type FileHome, IndexedDbFile } from './indexeddb-file.ts'
import {
  contiguous,
  type DiskDatabase,
  type DiskSchema,
  type RowKey,
  rowsFrom,
  type WriteTransaction,
} from './indexeddb-rows.ts'

/**
 * Transactions under way at once: the next is prepared while the browser commits the one before. More would cut what is
 * written into smaller transactions, and it is their number that costs.
 */
const IN_FLIGHT = 2
/** A transaction starts beside another only for so many bytes; fewer wait for it to end, as more may come meanwhile. */
const WORTH_STARTING = 32 * 1024

/**
 * A disk in an IndexedDB database. All that is appended while a transaction cannot start yet goes into the next one
 * (group commit), in order; files that nobody waits for are written when the disk has nothing else to do. Durability is `relaxed`: a killed tab or browser loses nothing that was committed.
 */
export class IndexedDbDisk implements Disk, FileHome {
  private readonly files = new Map<string, Promise<IndexedDbFile>>()
  private readonly dirty = new Set<IndexedDbFile>()
  /** Of the dirty ones, those whose writing is waited for. */
  private readonly wanted = new Set<IndexedDbFile>()
  private readonly running = new Set<Promise<void>>()
  private next: Promise<void> | undefined
  private failure: DiskError | undefined
  /** Wakes the next transaction, which waits for one to end or for more to write. */
  private lookAgain: () => void = () => {}

  private constructor(
    private readonly database: DiskDatabase,
    private readonly wall: () => number,
  ) {}

  /** Opens the disk of a name, made empty if it is not there. */
  static async open(name: string, wall: () => number = Date.now): Promise<IndexedDbDisk> {
    try {
      const database = await openDB<DiskSchema>(name, 1, {
        upgrade(db) {
          db.createObjectStore('files')
          db.createObjectStore('rows')
        },
        // Another context wants to delete the database: give way.
        blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
      })
      return new IndexedDbDisk(database, wall)
    } catch (error) {
      throw diskError(error)
    }
  }

  async list(prefix: string): Promise<FileInfo[]> {
    if (this.dirty.size > 0) await this.commit(this.dirty)
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`)
    const { store } = this.database.transaction('files')
    const [paths, records] = await Promise.all([store.getAllKeys(range), store.getAll(range)])
    return paths.map((path, i) => ({ path, size: records[i]?.size ?? 0, modified: records[i]?.modified ?? 0 }))
  }

  async open(path: string): Promise<DiskFile> {
    let opening = this.files.get(path)
    if (!opening) {
      opening = this.load(path)
      this.files.set(path, opening)
      opening.catch(() => this.files.delete(path))
    }
    return (await opening).handle()
  }

  async remove(path: string): Promise<void> {
    await this.settleFile(path)
    await this.write(async (transaction) => {
      const record = await transaction.objectStore('files').get(path)
      if (!record) return
      void transaction.objectStore('files').delete(path)
      void transaction.objectStore('rows').delete(rowsFrom(record.ino, 0))
    })
  }

  async rename(from: string, to: string): Promise<void> {
    await this.settleFile(from)
    await this.settleFile(to)
    await this.write(async (transaction) => {
      const files = transaction.objectStore('files')
      const record = await files.get(from)
      if (!record) throw new DiskError('missing', `no such file: ${from}`)
      const replaced = await files.get(to)
      if (replaced && replaced.ino !== record.ino)
        void transaction.objectStore('rows').delete(rowsFrom(replaced.ino, 0))
      void files.delete(from)
      void files.put(record, to)
    })
  }

  close(): void {
    this.database.close()
  }

  touch(file: IndexedDbFile): void {
    this.dirty.add(file)
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
    if (this.failure) return Promise.reject(this.failure)
    for (const file of files) this.wanted.add(file)
    this.next ??= this.startNext()
    this.lookAgain()
    return this.next
  }

  async inFlight(): Promise<void> {
    await Promise.all([this.next, ...this.running])
  }

  private async startNext(): Promise<void> {
    while (this.mustWait()) await new Promise<void>((resolve) => (this.lookAgain = resolve))
    // A turn later, so that appends made in the same turn are in it.
    await Promise.resolve()
    this.next = undefined
    const files = this.takeFiles()
    const commit = this.write(async (transaction) => {
      const modified = this.wall()
      const whole = files.map((file) => file.writeTo(transaction, modified))
      // Not left to the browser, which would first tell us of every request's success.
      if (whole.every((given) => given)) transaction.commit()
    })
    const ended = () => {
      this.running.delete(settled)
      this.lookAgain()
      this.writeRest()
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

  /** What goes into the next transaction: what is waited for; the rest when nothing is. */
  private takeFiles(): IndexedDbFile[] {
    const files = [...(this.wanted.size > 0 ? this.wanted : this.dirty)].filter((file) => file.dirty)
    this.wanted.clear()
    for (const file of files) this.dirty.delete(file)
    return files
  }

  /** Files that nobody waits for have their turn when nothing else is to be done. */
  private writeRest(): void {
    if (this.running.size > 0 || this.next || this.dirty.size === 0 || this.failure) return
    // A failure is kept, and every later sync rejects with it.
    this.commit([]).catch(() => {})
  }

  private async write(work: (transaction: WriteTransaction) => Promise<void>): Promise<void> {
    if (this.failure) throw this.failure
    const transaction = this.database.transaction(['files', 'rows'], 'readwrite', { durability: 'relaxed' })
    try {
      await Promise.all([work(transaction), transaction.done])
    } catch (error) {
      const failed = diskError(error ?? transaction.error)
      if (failed.kind !== 'missing') this.failure = failed
      else abort(transaction)
      throw failed
    }
  }

  private async load(path: string): Promise<IndexedDbFile> {
    try {
      const record = await this.database.get('files', path)
      if (!record) return await this.create(path)
      const keys = await this.database.getAllKeys('rows', rowsFrom(record.ino, 0))
      const rows = contiguous(keys)
      if (rows.length < keys.length) await this.dropRows(keys.slice(rows.length))
      return new IndexedDbFile(this, path, record.ino, rows)
    } catch (error) {
      throw diskError(error)
    }
  }

  private async create(path: string): Promise<IndexedDbFile> {
    const ino = crypto
      .getRandomValues(new Uint32Array(2))
      .reduce((high, low) => (high % 0x10_0000) * 0x1_0000_0000 + low)
    const file = new IndexedDbFile(this, path, ino, [])
    file.dirty = true
    this.touch(file)
    await this.commit([file])
    return file
  }

  /** Rows behind a gap: left by a transaction that failed while later ones did not. */
  private dropRows(keys: readonly RowKey[]): Promise<void> {
    return this.write(async (transaction) => {
      for (const key of keys) void transaction.objectStore('rows').delete(key)
    })
  }

  /** Nothing of the file is waiting any more, and its handle is void. */
  private async settleFile(path: string): Promise<void> {
    const file = await this.files.get(path)
    if (!file) return
    if (file.dirty) await this.commit([file])
    this.forget(file)
  }
}

function abort(transaction: WriteTransaction): void {
  try {
    transaction.abort()
  } catch {
    // Already over.
  }
}

/** What the browser's refusal means to us. */
function diskError(error: unknown): DiskError {
  if (error instanceof DiskError) return error
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  const message = error instanceof Error || error instanceof DOMException ? error.message : String(error)
  return new DiskError(name === 'QuotaExceededError' ? 'full' : 'io', `${name}: ${message}`)
}
