import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Persist } from './tree.ts'

interface SavedSchema extends DBSchema {
  files: { key: string; value: Uint8Array }
}

let database: Promise<IDBPDatabase<SavedSchema>> | undefined

function open(): Promise<IDBPDatabase<SavedSchema>> {
  database ??= openDB<SavedSchema>('logbook-home', 1, {
    upgrade(db) {
      db.createObjectStore('files')
    },
  })
  return database
}

/** The files that the learner made or changed, from earlier visits. */
export async function loadSaved(): Promise<[string, Uint8Array][]> {
  const { store } = (await open()).transaction('files')
  const [paths, contents] = await Promise.all([store.getAllKeys(), store.getAll()])
  return paths.map((path, i) => [path, contents[i] as Uint8Array])
}

/** Saves each change; what cannot be saved (no room) stays in memory for this visit. */
export function saver(): Persist {
  return (path, bytes) => {
    void save(path, bytes).catch(() => {})
  }
}

async function save(path: string, bytes: Uint8Array | null): Promise<void> {
  const db = await open()
  if (bytes) await db.put('files', bytes, path)
  else await db.delete('files', path)
}
