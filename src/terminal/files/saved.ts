import type { DBSchema, IDBPDatabase } from 'idb'
import { openDatabase } from '../../cluster/open-database.ts'
import { roomLeft } from '../../cluster/room.ts'
import type { Persist, SavedFile } from './tree.ts'

interface SavedSchema extends DBSchema {
  /** The bytes alone: of a file that is no program. */
  files: { key: string; value: Uint8Array | SavedFile }
}

let database: Promise<IDBPDatabase<SavedSchema>> | undefined

function open(): Promise<IDBPDatabase<SavedSchema>> {
  if (database) return database
  const opening = openDatabase<SavedSchema>('logbook-home', 1, {
    upgrade(db) {
      db.createObjectStore('files')
    },
  })
  database = opening
  // Whoever asks later asks anew.
  opening.catch(() => {
    database = undefined
  })
  return opening
}

/** The files that the learner made or changed, from earlier visits. */
export async function loadSaved(): Promise<[string, SavedFile][]> {
  const { store } = (await open()).transaction('files')
  const [paths, contents] = await Promise.all([store.getAllKeys(), store.getAll()])
  return paths.map((path, i) => [path, asFile(contents[i] as Uint8Array | SavedFile)])
}

function asFile(saved: Uint8Array | SavedFile): SavedFile {
  return saved instanceof Uint8Array ? { bytes: saved, executable: false } : saved
}

/** With less room than this for the site, only what the learner made is saved, bytes. */
const PLENTY = 8 * 1024 * 1024

/** As {@link saver}, but for what can be done without: it never takes the last room, which the brokers need. */
export function modestSaver(): Persist {
  const save = saver()
  return (path, file) => {
    void roomLeft().then((room) => room > PLENTY && save(path, file))
  }
}

/** Saves each change; what cannot be saved (no room) stays in memory for this visit. */
export function saver(): Persist {
  return (path, file) => {
    void save(path, file).catch(() => {})
  }
}

async function save(path: string, file: SavedFile | null): Promise<void> {
  const db = await open()
  if (file) await db.put('files', file.executable ? file : file.bytes, path)
  else await db.delete('files', path)
}
