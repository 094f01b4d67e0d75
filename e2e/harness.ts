/** Runs the disk acceptance suite on IndexedDB, inside a real browser. Served to the browser tests only. */
import { DISK_CASES, type DiskUnderTest } from '../engine/core/env/disk-acceptance.ts'
import { BrowserDisks } from '../engine/host/browser/disks.ts'
import { IndexedDbDisk } from '../engine/host/browser/indexeddb-disk.ts'

export interface CaseResult {
  readonly name: string
  /** Null when it passed. */
  readonly problem: string | null
}

declare global {
  interface Window {
    runDiskCases(): Promise<CaseResult[]>
    randomDiskRuns(runs: number, seed: number): Promise<string | null>
    randomPointRuns(runs: number, seed: number): Promise<string | null>
    /** Undoes the loss of so many bytes; ms that the point and its restoring took. */
    timePoints(megabytes: number): Promise<{ make: number; restore: number }>
    /** Asks for changes of the same names without waiting for any; the files that are left, and what they hold. */
    changeAtOnce(): Promise<string>
    /** Removes a file that came to be after a restore point, and one of before: bytes of each that are kept. */
    removeBehindPoint(): Promise<{ before: number; after: number }>
    /** Goes back to a restore point that somebody else has dropped: how that is refused, and what is there then. */
    restoreLost(): Promise<string>
    /** Asks twice for the removal of a file on a disk that has no room left: how that was refused. */
    removeWithoutRoom(): Promise<string[]>
    /** A process fills its disk and ends: how it was refused, and whether the room set aside is still taken. */
    fillDisk(): Promise<{ refused: string; reserved: boolean }>
  }
}

let databases = 0

async function disk(): Promise<DiskUnderTest> {
  const name = `acceptance-${databases++}`
  const opened = [await IndexedDbDisk.open(name)]
  return {
    disk: opened[0] as IndexedDbDisk,
    reopen: async () => {
      // What another process sees: a connection of its own, nothing of the first one's memory.
      const again = await IndexedDbDisk.open(name)
      opened.push(again)
      return again
    },
    dispose: async () => {
      for (const one of opened) one.close()
      indexedDB.deleteDatabase(name)
    },
  }
}

window.runDiskCases = async () => {
  const results: CaseResult[] = []
  for (const { name, run } of DISK_CASES) {
    const under = await disk()
    const problem = await run(under).then(
      () => null,
      (error: unknown) => String(error),
    )
    results.push({ name, problem })
    await under.dispose()
  }
  return results
}

/** Random appends, truncates, syncs and reads against a model; the first difference, or null. */
window.randomDiskRuns = async (runs, seed) => {
  const random = chance(seed)
  for (let run = 0; run < runs; run++) {
    const under = await disk()
    const problem = await oneRun(under, random)
    await under.dispose()
    if (problem) return `seed ${seed} run ${run}: ${problem}`
  }
  return null
}

function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state >> 8) % below
  }
}

async function oneRun(under: DiskUnderTest, random: (below: number) => number): Promise<string | null> {
  let file = await under.disk.open('model.log')
  let model = new Uint8Array(0)
  for (let step = 0; step < 60; step++) {
    const what = random(10)
    if (what < 5) {
      const bytes = new Uint8Array(random(3) === 0 ? random(400_000) : random(3000)).map((_byte, i) => (i + step) & 255)
      file.append(bytes)
      const longer = new Uint8Array(model.length + bytes.length)
      longer.set(model)
      longer.set(bytes, model.length)
      model = longer
    } else if (what < 6) {
      // Zeros before an append that takes the place of some of them.
      const [zeros, taken] = [random(300_000), random(3000)]
      const longer = new Uint8Array(Math.max(model.length + taken, zeros))
      longer.set(model)
      longer.fill(7, model.length, model.length + taken)
      file.preallocate(zeros)
      file.append(new Uint8Array(taken).fill(7))
      const cut = random(longer.length + 1)
      file.truncate(cut)
      model = longer.slice(0, cut)
    } else if (what < 7) {
      const length = random(model.length + 1)
      file.truncate(length)
      model = model.slice(0, length)
    } else if (what < 8) await file.sync()
    else if (what < 9) {
      const position = random(model.length + 1)
      const length = random(500_000)
      const got = await file.read(position, length)
      const problem = difference(got, model.subarray(position, position + length))
      if (problem) return `step ${step}: read ${position}+${length}: ${problem}`
    } else {
      await file.sync()
      const other = await (await under.reopen()).open('model.log')
      const problem = difference(await other.read(0, other.length), model)
      if (problem) return `step ${step}: reopened: ${problem}`
      await file.close()
      file = await under.disk.open('model.log')
    }
  }
  return null
}

function difference(got: Uint8Array, want: Uint8Array): string | null {
  if (got.length !== want.length) return `${got.length} bytes, ${want.length} wanted`
  const at = got.findIndex((byte, i) => byte !== want[i])
  return at < 0 ? null : `byte ${at}: ${got[at]}, ${want[at]} wanted`
}

/** Files change at random, points are made, restored and dropped: each restored point is what the model remembers. */
window.randomPointRuns = async (runs, seed) => {
  const random = chance(seed)
  for (let run = 0; run < runs; run++) {
    const name = `points-${databases++}`
    const problem = await pointRun(name, random)
    indexedDB.deleteDatabase(name)
    if (problem) return `seed ${seed} run ${run}: ${problem}`
  }
  return null
}

/** `end`: where appends go. */
type Files = Map<string, { readonly bytes: Uint8Array; readonly end: number }>

/** Nobody has it open: zeros are content. */
function closed({ bytes }: { readonly bytes: Uint8Array }) {
  return { bytes, end: bytes.length }
}

async function pointRun(name: string, random: (below: number) => number): Promise<string | null> {
  let disk = await IndexedDbDisk.open(name)
  let model: Files = new Map()
  const points = new Map<number, Files>()
  let nextPoint = 1
  const path = () => `logs/${random(4)}`
  for (let step = 0; step < 80; step++) {
    const what = random(20)
    if (what < 9) await change(disk, model, path(), random)
    else if (what < 11) {
      const at = path()
      await disk.remove(at)
      model.delete(at)
    } else if (what < 13) {
      const [from, to] = [path(), path()]
      const file = model.get(from)
      if (!file || from === to) continue
      await disk.rename(from, to)
      model.delete(from)
      model.set(to, closed(file))
    } else if (what < 16) {
      await disk.flush()
      await (await disk.points()).make(nextPoint)
      disk.pointMade()
      points.set(nextPoint++, new Map(model))
    } else if (what < 18 && points.size > 0) {
      const id = [...points.keys()][random(points.size)] as number
      disk.close()
      disk = await IndexedDbDisk.open(name)
      await (await disk.points()).restore(id)
      model = new Map([...(points.get(id) ?? [])].map(([path, file]) => [path, closed(file)]))
      for (const later of [...points.keys()]) if (later > id) points.delete(later)
      const problem = await unlike(disk, model)
      if (problem) return `step ${step}: restored ${id}: ${problem}`
    } else if (points.size > 0) {
      const id = Math.min(...points.keys())
      await (await disk.points()).drop([id])
      points.delete(id)
    }
  }
  const problem = await unlike(disk, model)
  await disk.flush()
  await (await disk.points()).drop()
  const left = await strayRows(name)
  disk.close()
  return problem ?? (left > 0 ? `${left} rows that nobody has` : null)
}

async function change(disk: IndexedDbDisk, model: Files, at: string, random: (below: number) => number) {
  const file = await disk.open(at)
  let { bytes, end } = model.get(at) ?? { bytes: new Uint8Array(), end: 0 }
  for (let i = random(4); i >= 0; i--) {
    if (random(4) === 0) {
      bytes = bytes.slice(0, random(bytes.length + 1))
      file.truncate(bytes.length)
      end = bytes.length
      // It is longer than its rows, also in a restore point.
      if (random(2) === 0) {
        bytes = withZeros(bytes, bytes.length + random(100_000))
        file.preallocate(bytes.length)
      }
    } else {
      const more = new Uint8Array(random(5) === 0 ? random(400_000) : random(4000)).fill(random(256))
      file.append(more)
      bytes = withZeros(bytes, end + more.length)
      bytes.set(more, end)
      end += more.length
    }
    if (random(2) === 0) await file.sync()
  }
  model.set(at, { bytes, end })
  // To who opened it again the zeros would be content.
  if (end === bytes.length && random(2) === 0) await file.close()
}

/** A copy that is at least so long. */
function withZeros(bytes: Uint8Array, length: number): Uint8Array {
  const longer = new Uint8Array(Math.max(bytes.length, length))
  longer.set(bytes)
  return longer
}

async function unlike(disk: IndexedDbDisk, model: Files): Promise<string | null> {
  const found = await disk.list('')
  const paths = found.map(({ path, size }) => `${path}:${size}`).join()
  const wanted = [...model].map(([path, { bytes }]) => `${path}:${bytes.length}`).sort()
  if (paths !== wanted.join()) return `files ${paths}, ${wanted} wanted`
  for (const [path, { bytes }] of model) {
    const file = await disk.open(path)
    const problem = difference(await file.read(0, file.length), bytes)
    await file.close()
    if (problem) return `${path}: ${problem}`
  }
  return null
}

window.changeAtOnce = async () => {
  const name = `names-${databases++}`
  const disk = await IndexedDbDisk.open(name)
  for (const path of ['a', 'b', 'c', 'd']) {
    const file = await disk.open(path)
    file.append(new TextEncoder().encode(path))
    if (path < 'c') await file.sync()
  }
  await Promise.all([
    disk.rename('a', 'e'),
    disk.remove('b'),
    disk.rename('c', 'b'),
    disk.rename('e', 'c'),
    disk.rename('d', 'a'),
  ])
  const left = await disk.list('')
  const texts = left.map(async ({ path }) => {
    const file = await disk.open(path)
    return `${path}=${new TextDecoder().decode(await file.read(0, 9))}`
  })
  const all = (await Promise.all(texts)).join()
  disk.close()
  indexedDB.deleteDatabase(name)
  return all
}

window.removeBehindPoint = async () => {
  const name = `born-${databases++}`
  const disk = await IndexedDbDisk.open(name)
  const write = async (path: string, length: number) => {
    const file = await disk.open(path)
    file.append(new Uint8Array(length))
    await file.sync()
  }
  await write('before', 1000)
  await disk.flush()
  await (await disk.points()).make(1)
  disk.pointMade()
  await write('after', 2000)
  await Promise.all([disk.remove('before'), disk.remove('after')])
  disk.close()
  const { keys } = await content(name)
  indexedDB.deleteDatabase(name)
  const kept = (length: number) => keys.filter((key) => key[2] === length).length * length
  return { before: kept(1000), after: kept(2000) }
}

window.restoreLost = async () => {
  const disks = new BrowserDisks()
  const file = await disks.open('/tmp/lost/a.log')
  file.append(new Uint8Array(7))
  await file.close()
  const folders = await disks.makePoint(1)
  await new BrowserDisks().dropPoints()
  const refused = await disks.restorePoint(1, folders).then(
    () => 'restored',
    (error: { kind?: string }) => error.kind,
  )
  const left = await disks.list('/tmp/lost/')
  return `${refused}: ${left.map(({ path, size }) => `${path} ${size}`).join()}`
}

window.removeWithoutRoom = async () => {
  const name = `refused-${databases++}`
  const disk = await IndexedDbDisk.open(name)
  const file = await disk.open('full.log')
  const refused = async (work: Promise<void>) =>
    work.then(
      () => 'done',
      (error: { kind?: string }) => `${error.kind}`,
    )
  let how = 'done'
  while (how === 'done') {
    file.append(crypto.getRandomValues(new Uint8Array(60_000)))
    how = await refused(file.sync())
  }
  const twice = [await refused(disk.remove('full.log')), await refused(disk.remove('full.log'))]
  disk.close()
  indexedDB.deleteDatabase(name)
  return twice
}

window.fillDisk = async () => {
  const name = `full-${databases++}`
  const worker = new Worker(new URL('./full-worker.ts', import.meta.url), { type: 'module' })
  const refused = await new Promise<string>((resolve) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.postMessage(name)
  })
  worker.terminate()
  const { keys } = await content(name)
  indexedDB.deleteDatabase(name)
  return { refused, reserved: keys.some(([ino]) => ino === 0) }
}

/** What a database holds: its files' records and its rows' keys. */
async function content(name: string): Promise<{ files: { ino: number }[]; keys: number[][] }> {
  const asked = <T>(request: IDBRequest) =>
    new Promise<T>((resolve) => (request.onsuccess = () => resolve(request.result)))
  const database = await asked<IDBDatabase>(indexedDB.open(name))
  const stores = database.transaction(['files', 'rows'])
  const [files, keys] = await Promise.all([
    asked<{ ino: number }[]>(stores.objectStore('files').getAll()),
    asked<number[][]>(stores.objectStore('rows').getAllKeys()),
  ])
  database.close()
  return { files, keys }
}

/** Rows whose `ino` no file has. */
async function strayRows(name: string): Promise<number> {
  const { files, keys } = await content(name)
  const alive = new Set(files.map(({ ino }) => ino))
  // The room that is set aside is nobody's file.
  alive.add(0)
  return keys.filter(([ino = 0]) => !alive.has(ino)).length
}

window.timePoints = async (megabytes) => {
  const name = `timed-${databases++}`
  const disk = await IndexedDbDisk.open(name)
  const file = await disk.open('logs/big')
  for (let i = 0; i < megabytes; i++) {
    file.append(new Uint8Array(1024 * 1024))
    await file.sync()
  }
  const begun = performance.now()
  await (await disk.points()).make(1)
  disk.pointMade()
  const make = performance.now() - begun
  await file.close()
  await disk.remove('logs/big')
  const lost = performance.now()
  await (await disk.points()).restore(1)
  const restore = performance.now() - lost
  const problem = (await disk.list('')).map(({ size }) => size).join() === `${megabytes * 1024 * 1024}` ? null : 'lost'
  disk.close()
  indexedDB.deleteDatabase(name)
  if (problem) throw new Error(problem)
  return { make, restore }
}
