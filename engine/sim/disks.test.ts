import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { DISK_CASES, type DiskUnderTest } from '../core/env/disk-acceptance.ts'
import { FaultableDisk } from '../core/env/disk-faults.ts'
import type { Disk, DiskFile } from '../core/env/env.ts'
import { FileDisk } from '../host/node/file-disk.ts'
import { FaultyDisk } from './faulty-disk.ts'
import { MemoryDisk } from './memory-disk.ts'
import { SeededRandom } from './random.ts'
import { Scheduler } from './scheduler.ts'

const ADAPTERS: { readonly [name: string]: () => DiskUnderTest } = {
  'memory disk': () => {
    const disk = new MemoryDisk()
    return { disk, reopen: async () => disk, dispose: async () => {} }
  },
  'faulty disk': () => {
    const disk = new FaultyDisk(new SeededRandom(7))
    const reopen = async () => {
      disk.crash()
      return disk
    }
    return { disk, reopen, dispose: async () => {} }
  },
  'disk with faults that none has': () => {
    const { timers } = new Scheduler().process()
    const disk = new FaultableDisk(new MemoryDisk(), timers)
    return { disk, reopen: async () => disk, dispose: async () => {} }
  },
  'file disk': fileDisk,
  'file disk with fsync': () => fileDisk('strict'),
}

function fileDisk(durability: 'relaxed' | 'strict' = 'relaxed'): DiskUnderTest {
  const root = mkdtempSync(join(tmpdir(), 'logbook-disk-'))
  const disks = [new FileDisk(root, durability)]
  const reopen = async () => {
    const disk = new FileDisk(root)
    disks.push(disk)
    return disk
  }
  const dispose = async () => {
    await Promise.all(disks.map((disk) => disk.close()))
    rmSync(root, { recursive: true, force: true })
  }
  return { disk: disks[0] as FileDisk, reopen, dispose }
}

describe.each(Object.entries(ADAPTERS))('%s', (_name, make) => {
  test.each(DISK_CASES.map((one) => [one.name, one] as const))('%s', async (_case, one) => {
    const under = make()
    try {
      await one.run(under)
    } finally {
      await under.dispose()
    }
  })

  test('any operations: equal to a model', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 40 }), async (operations) => {
        const under = make()
        const model = new Map<string, number[]>()
        try {
          for (const one of operations) await step(under.disk, model, one)
          await equalsModel(under.disk, model)
          for (const { path } of await under.disk.list('')) await (await under.disk.open(path)).sync()
          await equalsModel(await under.reopen(), model)
        } finally {
          await under.dispose()
        }
      }),
      { numRuns: 40 },
    )
  })
})

type Operation =
  | { kind: 'append'; path: string; bytes: number[] }
  | { kind: 'truncate'; path: string; part: number }
  | { kind: 'preallocate'; path: string; length: number; bytes: number[] }
  | { kind: 'remove' | 'sync'; path: string }
  | { kind: 'rename'; path: string; to: string }

const path = fc.constantFrom('a', 'b', 'd/c')
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      path,
      bytes: fc.array(fc.nat(255), { maxLength: 9 }),
    }),
  },
  fc.record({ kind: fc.constant('truncate' as const), path, part: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({
    kind: fc.constant('preallocate' as const),
    path,
    length: fc.nat(40),
    bytes: fc.array(fc.nat(255), { maxLength: 9 }),
  }),
  fc.record({ kind: fc.constantFrom('remove' as const, 'sync' as const), path }),
  fc.record({ kind: fc.constant('rename' as const), path, to: path }),
)

async function step(disk: Disk, model: Map<string, number[]>, one: Operation): Promise<void> {
  if (one.kind === 'remove') {
    model.delete(one.path)
    return disk.remove(one.path)
  }
  if (one.kind === 'rename') {
    const content = model.get(one.path)
    if (!content || one.path === one.to) return
    model.delete(one.path)
    model.set(one.to, content)
    return disk.rename(one.path, one.to)
  }
  const content = model.get(one.path) ?? []
  model.set(one.path, content)
  const file = await disk.open(one.path)
  change(file, content, one)
  if (one.kind === 'sync') await file.sync()
  expect(file.length).toBe(content.length)
  await file.close()
}

function change(file: DiskFile, content: number[], one: Operation): void {
  if (one.kind === 'append') {
    content.push(...one.bytes)
    file.append(new Uint8Array(one.bytes))
  }
  if (one.kind === 'preallocate') {
    const zeros = new Array(Math.max(0, one.length - content.length - one.bytes.length)).fill(0)
    content.push(...one.bytes, ...zeros)
    file.preallocate(one.length)
    file.append(new Uint8Array(one.bytes))
  }
  if (one.kind === 'truncate') {
    content.length = Math.floor(content.length * one.part)
    file.truncate(content.length)
  }
}

async function equalsModel(disk: Disk, model: Map<string, number[]>): Promise<void> {
  const files = await disk.list('')
  expect(files.map(({ path, size }) => [path, size])).toEqual(
    [...model].map(([path, { length }]) => [path, length]).sort(),
  )
  for (const [path, content] of model) {
    const file = await disk.open(path)
    expect([...(await file.read(0, 1000))]).toEqual(content)
    await file.close()
  }
}

describe('a faulty disk', () => {
  test('keeps a prefix of what was not synced, and all that was', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const disk = new FaultyDisk(new SeededRandom(seed))
      const file = await disk.open('f')
      for (let i = 0; i < 5; i++) file.append(new Uint8Array(10).fill(i))
      await file.sync()
      for (let i = 5; i < 10; i++) file.append(new Uint8Array(10).fill(i))
      disk.crash()
      const content = await (await disk.open('f')).read(0, 1000)
      expect(content.length).toBeGreaterThanOrEqual(50)
      for (const [at, byte] of content.entries()) expect(byte).toBe(Math.floor(at / 10))
    }
  })

  test('is full, and fails when told to', async () => {
    const full = new FaultyDisk(new SeededRandom(1), { capacity: 5 })
    const file = await full.open('f')
    file.append(new Uint8Array(6))
    await expect(file.sync()).rejects.toMatchObject({ kind: 'full' })
    const failing = new FaultyDisk(new SeededRandom(1), { failAt: 2 })
    const other = await failing.open('f')
    await expect(other.sync()).rejects.toMatchObject({ kind: 'io' })
  })
})

test('a file on disk that nobody waits for is written all the same', async () => {
  const root = mkdtempSync(join(tmpdir(), 'logbook-disk-'))
  const disk = new FileDisk(root)
  try {
    const file = await disk.open('d/x.index')
    file.append(new Uint8Array([1, 2, 3]))
    await vi.waitFor(() => expect([...readFileSync(join(root, 'd/x.index'))]).toEqual([1, 2, 3]), 5000)
    file.append(new Uint8Array([4]))
    await disk.close()
    expect([...readFileSync(join(root, 'd/x.index'))]).toEqual([1, 2, 3, 4])
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
