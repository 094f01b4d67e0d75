import { type DBSchema, type IDBPDatabase, type OpenDBCallbacks, openDB } from 'idb'

/** Before each further try, ms. */
const WAITS = [100, 300, 900, 2700]

/**
 * Opens a database, again for some seconds where the browser says that something went wrong within it: Chromium does so now
 * and then when it starts after it was killed, and the next time all is well. Rejects with what the browser says in the end.
 */
export function openDatabase<S extends DBSchema>(
  name: string,
  version: number,
  callbacks: OpenDBCallbacks<S>,
): Promise<IDBPDatabase<S>> {
  return again(
    () => openDB<S>(name, version, callbacks),
    (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  )
}

/** Tries what may fail within the browser (`UnknownError`) several times. */
export async function again<T>(work: () => Promise<T>, waiting: (ms: number) => Promise<void>): Promise<T> {
  for (const ms of WAITS) {
    try {
      return await work()
    } catch (error) {
      if (Object(error).name !== 'UnknownError') throw error
    }
    await waiting(ms)
  }
  return work()
}
