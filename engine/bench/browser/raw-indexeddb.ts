/** What IndexedDB takes when nothing is between it and the bytes: the measure for the broker's disk. */
import { openDB } from 'idb'
import { incompressible, WARM_UP_MS } from '../own-client.ts'

/** How a program that has only the bytes would write them. */
export interface RawWay {
  /** Bytes of a row. */
  readonly row: number
  /** Rows of a transaction. */
  readonly rows: number
  /** Transactions under way at once; the next begins when one of them is complete. */
  readonly underWay: number
}

/**
 * Milliseconds until each of the rows is committed that are written at even times, a transaction each, whatever became of
 * those before; the first second does not count.
 */
export async function rawPacedLatencies(row: number, perSecond: number, ms: number): Promise<number[]> {
  const name = 'raw-paced-bench'
  const database = await openDB(name, 1, { upgrade: (db) => void db.createObjectStore('rows') })
  const bytes = incompressible(row)
  const found: number[] = []
  const commits: Promise<unknown>[] = []
  const write = async (at: number, due: number) => {
    const transaction = database.transaction('rows', 'readwrite', { durability: 'relaxed' })
    void transaction.store.put(bytes.slice().buffer, at)
    transaction.commit()
    await transaction.done
    found.push(performance.now() - due)
  }
  const started = performance.now()
  const count = Math.floor((perSecond * ms) / 1000)
  const dueOf = (at: number) => started + (at * 1000) / perSecond
  for (let at = 0; at < count; await new Promise((resume) => setTimeout(resume, 1)))
    for (; at < count && dueOf(at) <= performance.now(); at++) commits.push(write(at, dueOf(at)))
  await Promise.all(commits)
  database.close()
  indexedDB.deleteDatabase(name)
  return found.slice(Math.floor((perSecond * WARM_UP_MS) / 1000))
}

/** MB/s of writing so many bytes that way, durability relaxed as on the broker's disk. */
export async function rawIndexedDb(total: number, { row, rows, underWay }: RawWay): Promise<number> {
  const name = 'raw-bench'
  const database = await openDB(name, 1, { upgrade: (db) => void db.createObjectStore('rows') })
  const bytes = incompressible(row)
  const started = performance.now()
  let written = 0
  const write = async () => {
    while (written < total) {
      const transaction = database.transaction('rows', 'readwrite', { durability: 'relaxed' })
      for (let i = 0; i < rows; i++) void transaction.store.put(bytes.slice().buffer, (written += row))
      transaction.commit()
      await transaction.done
    }
  }
  await Promise.all(Array.from({ length: underWay }, write))
  const took = performance.now() - started
  database.close()
  indexedDB.deleteDatabase(name)
  return written / 1000 / took
}
