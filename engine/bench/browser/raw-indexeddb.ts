/** What IndexedDB takes when nothing is between it and the bytes: the measure for the broker's disk. */
import { openDB } from 'idb'
import { incompressible } from '../own-client.ts'

/** Bytes of a row, and rows of a transaction: of the sizes tried, those that were fastest. */
const ROW = 256 * 1024
const ROWS = 4

/** What a producer's defaults let reach the disk: a batch of `batch.size`, `max.in.flight.requests.per.connection` of them. */
const BATCH = 16 * 1024
const BATCHES = 5

/** Bytes per ms of writing so many bytes in rows of a batch, each in its transaction, five under way at once. */
export async function rawIndexedDbByBatch(total: number): Promise<number> {
  const name = 'raw-batches'
  const database = await openDB(name, 1, { upgrade: (db) => void db.createObjectStore('rows') })
  const bytes = incompressible(BATCH)
  const started = performance.now()
  let written = 0
  const write = async () => {
    while (written < total) {
      const transaction = database.transaction('rows', 'readwrite', { durability: 'relaxed' })
      void transaction.store.put(bytes.slice(), (written += BATCH))
      transaction.commit()
      await transaction.done
    }
  }
  await Promise.all(Array.from({ length: BATCHES }, write))
  const took = performance.now() - started
  database.close()
  indexedDB.deleteDatabase(name)
  return total / took
}

/** Bytes per ms of writing so many bytes, each transaction awaited, durability relaxed as on the broker's disk. */
export async function rawIndexedDb(total: number): Promise<number> {
  const name = 'raw-bench'
  const database = await openDB(name, 1, { upgrade: (db) => void db.createObjectStore('rows') })
  const bytes = incompressible(ROW)
  const started = performance.now()
  for (let row = 0; row * ROW < total; row += ROWS) {
    const transaction = database.transaction('rows', 'readwrite', { durability: 'relaxed' })
    for (let at = row; at < row + ROWS; at++) void transaction.store.put(bytes.slice(), at)
    await transaction.done
  }
  const took = performance.now() - started
  database.close()
  indexedDB.deleteDatabase(name)
  return total / took
}
