/** Runs the disk acceptance suite on IndexedDB, inside a real browser. Served to the browser tests only. */
import { DISK_CASES, type DiskUnderTest } from '../engine/core/env/disk-acceptance.ts'
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
  let state = seed
  const random = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state >> 8) % below
  }
  for (let run = 0; run < runs; run++) {
    const under = await disk()
    const problem = await oneRun(under, random)
    await under.dispose()
    if (problem) return `seed ${seed} run ${run}: ${problem}`
  }
  return null
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
