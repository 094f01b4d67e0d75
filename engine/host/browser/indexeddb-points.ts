/** Restore points of an IndexedDB disk: what every file was at a moment, without a copy of it. */
import { unwrap } from 'idb'
import {
  type DiskDatabase,
  type FileRecord,
  type PointFile,
  type PointRecord,
  type RowKey,
  rowsFrom,
} from './indexeddb-rows.ts'

const STORES = ['files', 'rows', 'points', 'doomed'] as const

/** The stores of a transaction over all of a disk. */
type Stores = { readonly [store in (typeof STORES)[number]]: IDBObjectStore }

/**
 * Rows are written once: appends add rows, a cut gives the file a new `ino`, and rows whose name is gone stay (`doomed`) as
 * long as any point is left. So a point is the list of names with their `ino` and size, and making one copies nothing else.
 */
export class DiskPoints {
  constructor(private readonly database: DiskDatabase) {}

  /** Remembers all files under an id, larger than those of earlier points. All that was appended must be durable. */
  async make(id: number): Promise<void> {
    await this.inOne(async ({ files, rows, points }) => {
      const current = await currentFiles(files)
      const sized = await Promise.all(current.map(async (file) => ({ ...file, size: await sizeOf(rows, file) })))
      const record: PointRecord = {
        files: sized.map(({ growing: _now, ...file }) => file),
      }
      points.put(record, id)
    })
  }

  /**
   * Puts all files back to what they were; later points are forgotten. A disk that was not there when the point was made
   * becomes empty. Nobody else may use the disk meanwhile, and what was open of it is void.
   */
  async restore(id: number): Promise<void> {
    await this.inOne(async (stores) => {
      const { files, rows, points, doomed } = stores
      const [current, wanted] = await Promise.all([
        currentFiles(files),
        request<PointRecord | undefined>(points.get(id)),
      ])
      const kept = wanted?.files ?? []
      points.delete(IDBKeyRange.lowerBound(id, true))
      rename(files, current, kept)
      const known = new Map(current.map((file) => [file.ino, file]))
      await Promise.all(kept.filter((file) => !isUntouched(known.get(file.ino), file)).map((file) => cut(rows, file)))
      const alive = new Set(kept.map(({ ino }) => ino))
      for (const { ino } of current) if (!alive.has(ino)) doomed.put(true, ino)
      for (const ino of alive) doomed.delete(ino)
      await sweep(stores)
    })
  }

  /** Forgets points, all when none is named, and gives free what only they held. */
  async drop(ids?: readonly number[]): Promise<void> {
    await this.inOne(async (stores) => {
      if (ids) for (const id of ids) stores.points.delete(id)
      else stores.points.clear()
      await sweep(stores)
    })
  }

  /** Whether the disk has the point. */
  async has(id: number): Promise<boolean> {
    return (await this.database.count('points', id)) > 0
  }

  /** The files of a point; none when the disk was not there. */
  async files(id: number): Promise<readonly PointFile[]> {
    return (await this.database.get('points', id))?.files ?? []
  }

  /** All of a file as it was at a point, but for what was preallocated. */
  async read({ ino, size }: PointFile): Promise<Uint8Array> {
    const bytes = new Uint8Array(size)
    const transaction = this.database.transaction('rows')
    const [keys, values] = await Promise.all([
      transaction.store.getAllKeys(rowsFrom(ino, 0)),
      transaction.store.getAll(rowsFrom(ino, 0)),
    ])
    for (const [i, [, position]] of keys.entries()) {
      if (position < size) bytes.set(new Uint8Array(values[i] as ArrayBuffer).subarray(0, size - position), position)
    }
    return bytes
  }

  private async inOne(work: (stores: Stores) => Promise<void>): Promise<void> {
    const transaction = unwrap(this.database).transaction(STORES, 'readwrite', { durability: 'relaxed' })
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error)
    })
    const store = (name: (typeof STORES)[number]) => transaction.objectStore(name)
    const stores = { files: store('files'), rows: store('rows'), points: store('points'), doomed: store('doomed') }
    await Promise.all([work(stores), done])
  }
}

function request<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })
}

async function currentFiles(files: IDBObjectStore): Promise<PointFile[]> {
  const [paths, records] = await Promise.all([
    request<string[]>(files.getAllKeys() as IDBRequest<string[]>),
    request<FileRecord[]>(files.getAll()),
  ])
  return records.map((record, i) => ({ ...record, path: paths[i] as string }))
}

/** Makes these the names that there are; most of them are as they were. */
function rename(files: IDBObjectStore, current: readonly PointFile[], kept: readonly PointFile[]): void {
  const gone = new Map(current.map((file) => [file.path, file]))
  for (const file of kept) {
    const { path, ...record } = file
    if (!isSame(gone.get(path), file)) files.put(record, path)
    gone.delete(path)
  }
  for (const path of gone.keys()) files.delete(path)
}

function isSame(now: PointFile | undefined, then: PointFile): boolean {
  return (
    now !== undefined &&
    isUntouched(now, then) &&
    now.ino === then.ino &&
    now.modified === then.modified &&
    now.allocated === then.allocated
  )
}

/** What the rows say, where the record is behind them. */
async function sizeOf(rows: IDBObjectStore, { ino, size, growing }: FileRecord): Promise<number> {
  if (!growing) return size
  const last = await lastKey(rows, rowsFrom(ino, 0))
  return last ? last[1] + last[2] : 0
}

async function lastKey(rows: IDBObjectStore, range: IDBKeyRange): Promise<RowKey | undefined> {
  const cursor = await request<IDBCursor | null>(rows.openKeyCursor(range, 'prev'))
  return cursor?.primaryKey as RowKey | undefined
}

function isUntouched(now: FileRecord | undefined, then: FileRecord): boolean {
  return now !== undefined && !now.growing && now.size === then.size
}

/** Takes away the rows behind the end; the one that reaches over it is written again, shorter. */
async function cut(rows: IDBObjectStore, { ino, size }: FileRecord): Promise<void> {
  const over = size > 0 ? await lastKey(rows, IDBKeyRange.bound([ino], [ino, size], true, true)) : undefined
  rows.delete(rowsFrom(ino, size))
  if (!over || over[1] + over[2] <= size) return
  const whole = await request<ArrayBuffer>(rows.get(over))
  rows.put(whole.slice(0, size - over[1]), [ino, over[1], size - over[1]])
  rows.delete(over)
}

/** Rows without a name go when no point has them. */
async function sweep({ rows, points, doomed }: Stores): Promise<void> {
  const [left, inos] = await Promise.all([
    request<PointRecord[]>(points.getAll()),
    request<number[]>(doomed.getAllKeys() as IDBRequest<number[]>),
  ])
  const held = new Set(left.flatMap(({ files }) => files.map(({ ino }) => ino)))
  for (const ino of inos) {
    if (held.has(ino)) continue
    rows.delete(rowsFrom(ino, 0))
    doomed.delete(ino)
  }
}
