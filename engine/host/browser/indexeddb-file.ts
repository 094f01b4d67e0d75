import { concat } from '../../core/base/bytes.ts'
import { DiskError, type DiskFile } from '../../core/env/env.ts'
import { type FileRecord, type Row, rowAt, rowsBetween } from './indexeddb-rows.ts'

/** Appends of one commit become rows of at most this size. */
const MAX_ROW = 256 * 1024
/** Smaller rows at the end of a file are written again as one when they have `MERGE_AT` bytes together. */
const SMALL_ROW = 8 * 1024
const MERGE_AT = 64 * 1024
/** How long a file's record may be behind its rows, ms. */
const RECORD_AGE = 1000

/** What a file needs of the disk it lies on. */
export interface FileHome {
  /** Grows with each restore point. */
  readonly generation: number
  /** For rows of their own. */
  newIno(): number
  /** Rows that no file has any more. */
  doom(transaction: IDBTransaction, ino: number): void
  /** The file has something to be written. */
  touch(file: IndexedDbFile): void
  /** The last handle was closed. */
  forget(file: IndexedDbFile): void
  /** Resolves when what these files have to be written is committed. */
  commit(files: Iterable<IndexedDbFile>): Promise<void>
  /** Resolves when the transactions under way are. */
  inFlight(): Promise<void>
  /** Rows of a key range, in order. */
  rows(range: IDBKeyRange): Promise<ArrayBuffer[]>
}

/**
 * A file as rows. What is not merged yet, and what is not durable yet, is in memory too, so that reads of the end need
 * no transaction.
 */
export class IndexedDbFile {
  /** Behind the last append. */
  private end: number
  /** How long the file is where nothing was appended yet; what lies between is zeros without rows. */
  private allocated: number
  /** Zeros that were there before this process opened the file are content: an append goes behind them. */
  private zerosCount: boolean
  /** Everything from here on is in memory, in `tail`. */
  private tailStart: number
  private tail: Uint8Array[] = []
  /** Position up to which bytes were given to a transaction. */
  private given: number
  private cutTo: number | undefined
  private merging: Row[] = []
  private handles = 0
  private ino: number
  private rows: Row[]
  /** That of the disk when `ino` came to be: restore points of later have these rows. */
  private generation: number
  /** A small row: more than one question is asked of the same few batches. A row that was cut or merged is another one. */
  private lastRead: { readonly row: Row; readonly bytes: Uint8Array } | undefined
  /** The file's record as it was written last by this process. */
  private recorded: FileRecord | undefined
  dirty = false

  constructor(
    private readonly disk: FileHome,
    public path: string,
    stored: {
      readonly ino: number
      readonly rows: Row[]
      readonly allocated: number
      readonly generation: number
    },
  ) {
    this.ino = stored.ino
    this.rows = stored.rows
    this.generation = stored.generation
    const last = this.rows.at(-1)
    this.end = last ? last.position + last.length : 0
    this.allocated = stored.allocated
    this.zerosCount = this.allocated > this.end
    this.tailStart = this.end
    this.given = this.end
  }

  get length(): number {
    return Math.max(this.end, this.allocated)
  }

  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    if (this.zerosCount) this.writeZeros(this.length)
    this.tail.push(bytes)
    this.end += bytes.length
    this.touch()
  }

  preallocate(length: number): void {
    if (length <= this.length) return
    this.allocated = length
    this.recordChanged()
  }

  truncate(length: number): void {
    if (length > this.length) throw new DiskError('io', `truncate ${this.path} to ${length} of ${this.length}`)
    if (this.allocated > 0) this.recordChanged()
    if (length > this.end) this.writeZeros(length)
    this.allocated = 0
    this.zerosCount = false
    if (length === this.end) return
    this.cutTail(length)
    this.end = length
    if (length < this.given) {
      this.cutTo = Math.min(length, this.cutTo ?? length)
      this.given = length
    }
    this.touch()
  }

  sync(): Promise<void> {
    return this.dirty ? this.disk.commit([this]) : this.disk.inFlight()
  }

  async read(position: number, length: number): Promise<Uint8Array> {
    const wanted = Math.min(this.length, position + length)
    const end = Math.min(this.end, wanted)
    const zeros = new Uint8Array(Math.max(0, wanted - Math.max(position, end)))
    if (position >= end) return zeros
    if (zeros.length > 0) return concat([await this.read(position, end - position), zeros])
    if (position >= this.tailStart) return this.fromTail(position, end)
    const storedEnd = Math.min(end, this.tailStart)
    // Taken before waiting: a roll or append meanwhile must not change what this read sees.
    const rest = end > storedEnd ? [this.fromTail(storedEnd, end)] : []
    return concat([await this.fromRows(position, storedEnd), ...rest])
  }

  /** Another handle of the file. */
  handle(): DiskFile {
    this.handles++
    return new Handle(this)
  }

  /** A handle was closed; with the last one the file leaves memory. */
  async release(): Promise<void> {
    this.handles--
    await this.settle()
    if (this.handles === 0) this.disk.forget(this)
  }

  /** Resolves when all is durable and the record tells the size. */
  async settle(): Promise<void> {
    this.tellSize()
    if (this.dirty) await this.disk.commit([this])
  }

  /** With what is written next the record tells the size. */
  tellSize(): void {
    if (!this.recorded?.growing) return
    this.recorded = undefined
    this.touch()
  }

  /** Bytes that no transaction has been given yet. */
  get bytesToWrite(): number {
    return this.end - this.given
  }

  /** Writes what is new into a transaction; false when a request of it will make others. */
  writeTo(transaction: IDBTransaction, modified: number): boolean {
    this.dirty = false
    const cut = this.cutTo
    if (cut !== undefined) this.cutRows(transaction, cut)
    this.cutTo = undefined
    const fresh = this.fromTail(Math.max(this.given, this.tailStart), this.end)
    if (fresh.length > 0) this.writeRows(transaction, fresh)
    this.writeRecord(transaction, { modified, isCut: cut !== undefined })
    return cut === undefined
  }

  /** A file that is appended to again and again has its record written only now and then, and marked for that. */
  private writeRecord(transaction: IDBTransaction, { modified, isCut }: { modified: number; isCut: boolean }): void {
    const { recorded } = this
    const isFresh = recorded?.growing && Math.abs(modified - recorded.modified) < RECORD_AGE
    if (isFresh && !isCut) return
    const { ino, end: size, allocated } = this
    this.recorded = { ino, size, modified, ...(recorded && { growing: true }), ...(allocated > 0 && { allocated }) }
    transaction.objectStore('files').put(this.recorded, this.path)
  }

  private writeRows(transaction: IDBTransaction, fresh: Uint8Array): void {
    const store = transaction.objectStore('rows')
    const start = this.end - fresh.length
    const merged = this.merging.length > 0 && this.end - (this.merging[0] as Row).position >= MERGE_AT
    const from = merged ? (this.merging[0] as Row).position : start
    const bytes = merged ? this.fromTail(from, this.end) : fresh
    if (merged) {
      store.delete(rowsBetween(this.ino, this.merging[0] as Row, this.merging.at(-1) as Row))
      this.rows.length = this.rows.length - this.merging.length
      this.merging = []
    }
    for (let at = 0; at < bytes.length; at += MAX_ROW) {
      const row = bytes.subarray(at, at + MAX_ROW)
      this.putRow(transaction, { position: from + at, length: row.length }, row)
    }
    this.given = this.end
    this.dropTail()
  }

  private putRow(transaction: IDBTransaction, row: Row, bytes: Uint8Array): void {
    transaction.objectStore('rows').put(bufferOf(bytes), [this.ino, row.position, row.length])
    this.rows.push(row)
    if (row.length < SMALL_ROW) this.merging.push(row)
    else this.merging = []
  }

  /** Rows behind the new end go; the one that holds it is written again, shorter. */
  private cutRows(transaction: IDBTransaction, length: number): void {
    if (this.disk.generation > this.generation) return this.fork(transaction, length)
    const store = transaction.objectStore('rows')
    const holding = this.rows.findIndex((row) => row.position + row.length > length)
    if (holding < 0) return
    const cut = this.rows.slice(holding)
    this.rows = this.rows.slice(0, holding)
    this.merging = this.merging.filter((row) => row.position + row.length <= length)
    const { position } = cut[0] as Row
    const kept = length - position
    if (kept > 0) {
      this.shorten(transaction, cut[0] as Row, kept)
      this.rows.push({ position, length: kept })
      this.merging = []
    }
    for (const row of cut) store.delete([this.ino, row.position, row.length])
  }

  /** A restore point has what is to be cut: the file goes on with rows of its own, a copy of those that it keeps. */
  private fork(transaction: IDBTransaction, length: number): void {
    const store = transaction.objectStore('rows')
    const from = this.ino
    const ino = this.disk.newIno()
    this.ino = ino
    this.generation = this.disk.generation
    const kept = this.rows.filter(({ position }) => position < length)
    this.rows = kept.map(({ position, length: all }) => ({ position, length: Math.min(all, length - position) }))
    this.merging = []
    for (const [i, row] of kept.entries()) {
      const { position, length: size } = this.rows[i] as Row
      const reading: IDBRequest<ArrayBuffer> = store.get([from, row.position, row.length])
      reading.onsuccess = () => store.put(reading.result.slice(0, size), [ino, position, size])
    }
    // Behind the reading: its rows may go at once.
    this.disk.doom(transaction, from)
  }

  /** Reads the row before it is deleted (requests of a transaction run in their order) and puts what is kept. */
  private shorten(transaction: IDBTransaction, row: Row, kept: number): void {
    const store = transaction.objectStore('rows')
    const reading: IDBRequest<ArrayBuffer | undefined> = store.get([this.ino, row.position, row.length])
    reading.onsuccess = () => reading.result && store.put(reading.result.slice(0, kept), [this.ino, row.position, kept])
  }

  private fromTail(from: number, to: number): Uint8Array {
    if (from >= to) return new Uint8Array(0)
    const parts: Uint8Array[] = []
    let at = this.tailStart
    for (const part of this.tail) {
      const start = Math.max(0, from - at)
      const end = Math.min(part.length, to - at)
      if (start < end) parts.push(part.subarray(start, end))
      at += part.length
    }
    return concat(parts)
  }

  private cutTail(length: number): void {
    if (length <= this.tailStart) {
      this.tail = []
      this.tailStart = length
      return
    }
    this.tail = [this.fromTail(this.tailStart, length)]
  }

  /** Keeps in memory only what may still be merged. */
  private dropTail(): void {
    const keepFrom = this.merging[0]?.position ?? this.given
    if (keepFrom <= this.tailStart) return
    this.tail = keepFrom < this.end ? [this.fromTail(keepFrom, this.end)] : []
    this.tailStart = keepFrom
  }

  private async fromRows(from: number, to: number): Promise<Uint8Array> {
    const [first, last] = [rowAt(this.rows, from), rowAt(this.rows, to - 1)].map((i) => this.rows[i] as Row) as [
      Row,
      Row,
    ]
    const bytes = this.lastRead?.row === first && first === last ? this.lastRead.bytes : await this.bytesOf(first, last)
    return bytes.subarray(from - first.position, to - first.position)
  }

  private async bytesOf(first: Row, last: Row): Promise<Uint8Array> {
    const found = await this.disk.rows(rowsBetween(this.ino, first, last))
    const bytes = concat(found.map((row) => new Uint8Array(row)))
    if (first === last && first.length < SMALL_ROW) this.lastRead = { row: first, bytes }
    return bytes
  }

  /** Zeros become rows, up to the length. */
  private writeZeros(length: number): void {
    this.tail.push(new Uint8Array(length - this.end))
    this.end = length
    this.zerosCount = false
    this.touch()
  }

  private recordChanged(): void {
    this.recorded = undefined
    this.touch()
  }

  private touch(): void {
    this.dirty = true
    this.disk.touch(this)
  }
}

/** A buffer of these bytes alone; the database copies what it is given, so that ours is copied only when it holds more. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length ? buffer : bytes.slice().buffer
}

/** What `open` gives: closing it leaves the other handles of the file open. */
class Handle implements DiskFile {
  private closed = false

  constructor(private readonly file: IndexedDbFile) {}

  get path(): string {
    return this.file.path
  }

  get length(): number {
    return this.file.length
  }

  append(bytes: Uint8Array): void {
    this.open().append(bytes)
  }

  preallocate(length: number): void {
    this.open().preallocate(length)
  }

  truncate(length: number): void {
    this.open().truncate(length)
  }

  async sync(): Promise<void> {
    await this.open().sync()
  }

  async read(position: number, length: number): Promise<Uint8Array> {
    return this.open().read(position, length)
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    await this.file.release()
  }

  private open(): IndexedDbFile {
    if (this.closed) throw new DiskError('io', `${this.file.path} is closed`)
    return this.file
  }
}
