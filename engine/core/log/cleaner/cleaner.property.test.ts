import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FaultyDisk } from '../../../sim/faulty-disk.ts'
import { MemoryDisk } from '../../../sim/memory-disk.ts'
import { SeededRandom } from '../../../sim/random.ts'
import { DiskError } from '../../env/env.ts'
import { CleanerLab, type LabRecord } from './cleaner-lab.ts'

type Step =
  | { readonly does: 'append'; readonly records: readonly LabRecord[] }
  | { readonly does: 'clean'; readonly laterMs: number }
  | { readonly does: 'truncate'; readonly share: number }
  | { readonly does: 'reopen' | 'crash' }

const record = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  value: fc.option(fc.string({ maxLength: 40 }), { freq: 3 }),
})
const steps = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        does: fc.constant('append' as const),
        records: fc.array(record, { minLength: 1, maxLength: 5 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ does: fc.constant('clean' as const), laterMs: fc.constantFrom(0, 500, 1500) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        does: fc.constant('truncate' as const),
        share: fc.float({ min: 0, max: 1, noNaN: true }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('reopen' as const, 'crash' as const) }) },
  ),
  { minLength: 25, maxLength: 80, size: 'max' },
)

async function take(lab: CleanerLab, step: Step, disk: FaultyDisk): Promise<void> {
  switch (step.does) {
    case 'append':
      return lab.append(step.records)
    case 'clean':
      return lab.clean(step.laterMs)
    case 'truncate': {
      // Only what is not cleaned may be cut: it is what was not replicated.
      const from = lab.cleaner.cleanedUpTo(lab.log) ?? 0
      const to = from + Math.floor((lab.log.logEndOffset - from) * step.share)
      if (to < lab.log.logEndOffset) await lab.truncate(to)
      return
    }
    case 'reopen':
      await lab.log.close()
      return again(lab, { clean: true })
    case 'crash':
      disk.crash()
      return again(lab, { clean: false })
  }
}

/** The next process begins with a round. */
async function again(lab: CleanerLab, how: { clean: boolean }): Promise<void> {
  await lab.open(how)
  await lab.cleaner.start()
  await lab.clean()
}

describe('a reader of a compacted log', () => {
  const ends = (name: string, options: { dedupeBufferBytes?: number; configs?: Record<string, string> }) =>
    test(`has the table of all that was written: ${name}`, async () => {
      let shrunk = 0
      await fc.assert(
        fc.asyncProperty(steps, fc.integer(), async (all, seed) => {
          const disk = new FaultyDisk(new SeededRandom(seed))
          const lab = new CleanerLab({ disk, ...options })
          await lab.open()
          for (const step of all) {
            const before = lab.log.size
            await take(lab, step, disk)
            expect(await lab.problems()).toEqual([])
            if (step.does === 'clean' && lab.log.size < before) shrunk++
          }
        }),
        { numRuns: 60 },
      )
      expect(shrunk, 'rounds that took something away').toBeGreaterThan(10)
    }, 60_000)
  ends('as it is', {})
  // Room for four keys.
  ends('a map that has no room for all keys', { dedupeBufferBytes: 24 * 5 })
  ends('larger segments, which become one', { configs: { 'internal.segment.bytes': '1000' } })
})

/** Segments with old values, tombstones of two ages and a batch of a producer that lost all its records. */
async function fill(lab: CleanerLab, baseSequence = 0): Promise<void> {
  await lab.append([{ key: 'x', value: 'old' }], { producerId: 5, producerEpoch: 0, baseSequence })
  for (let i = 0; i < 12; i++)
    await lab.append([
      { key: `k${i % 4}`, value: i % 5 === 4 ? null : `value ${i} ${'.'.repeat(30)}` },
      { key: 'x', value: `x${i}` },
    ])
}

test('a crash at any moment of a round leaves the table as it was', async () => {
  let rounds = 0
  for (let failAt = 1; ; failAt++) {
    const disk = new FaultyDisk(new SeededRandom(failAt))
    const lab = new CleanerLab({ disk: disk.mount() })
    await lab.open()
    await fill(lab)
    await lab.clean()
    await fill(lab, 1)
    disk.faults.failAt = disk.operationCount + failAt
    const error = await lab.clean(2000).catch((reason: unknown) => reason)
    disk.crash()
    delete disk.faults.failAt
    const after = new CleanerLab({ disk: disk.mount() })
    after.written.push(...lab.written)
    after.now = lab.now
    await after.open({ clean: false })
    await after.cleaner.start()
    expect(await after.problems(), `failed at operation ${failAt}`).toEqual([])
    const left = (await disk.list('d/')).map(({ path }) => path).filter((path) => /cleaned|swap|deleted/.test(path))
    expect(left).toEqual([])
    await after.clean(2000)
    expect(await after.problems(), `failed at operation ${failAt}, cleaned again`).toEqual([])
    if (error === undefined) break
    expect(error).toBeInstanceOf(DiskError)
    rounds++
  }
  expect(rounds).toBeGreaterThan(30)
})

test('a log that is cut while it is cleaned keeps nothing of that round', async () => {
  const lab = new CleanerLab({ disk: new MemoryDisk() })
  await lab.open()
  await fill(lab)
  const end = lab.log.logEndOffset
  const round = lab.clean()
  await lab.truncate(end - 3)
  await round
  expect(lab.cleaner.cleanedUpTo(lab.log)).toBeUndefined()
  expect(await lab.problems()).toEqual([])
  await lab.clean()
  expect(await lab.problems()).toEqual([])
})

test('those who read while segments are replaced get everything, and times are found', async () => {
  const lab = new CleanerLab({ disk: new MemoryDisk() })
  await lab.open()
  await fill(lab)
  // At a time of its own: a segment that is left without records hides those of its time behind it, from Kafka too.
  lab.now += 1000
  const { now } = lab
  await lab.append([{ key: 'kept', value: 'kept' }])
  lab.now += 1000
  await fill(lab, 1)
  let isCleaning = true
  const round = lab.clean().then(() => {
    isCleaning = false
  })
  let reads = 0
  for (; isCleaning; reads++) {
    const [problems, found] = await Promise.all([lab.problems(), lab.log.offsetForTimestamp(now)])
    expect(problems).toEqual([])
    expect(found).not.toBeNull()
  }
  await round
  expect(reads).toBeGreaterThan(2)
})
