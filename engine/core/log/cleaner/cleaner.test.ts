import { describe, expect, test } from 'vitest'
import { MemoryDisk } from '../../../sim/memory-disk.ts'
import { DiskError } from '../../env/env.ts'
import { CleanerLab, type LabOptions } from './cleaner-lab.ts'
import { OffsetMap } from './offset-map.ts'
import { Slices } from './slices.ts'
import { Throttle } from './throttle.ts'

const BIG = '.'.repeat(150)

async function lab(options: Partial<LabOptions> = {}): Promise<CleanerLab> {
  const made = new CleanerLab({ disk: new MemoryDisk(), ...options })
  await made.open()
  return made
}

/** Two records a segment of 400 bytes: `a`, then its next value, over and over. */
async function fill(one: CleanerLab, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await one.append([{ key: 'a', value: `${i}${BIG}` }])
}

async function offsets(one: CleanerLab): Promise<number[]> {
  return [...(await one.read()).keys()]
}

test('only the last value of a key stays, at its offset; the active segment is left alone', async () => {
  const one = await lab()
  await one.append([{ key: 'b', value: 'once' }])
  await fill(one, 5)
  const active = one.log.segments().at(-1)?.baseOffset as number
  await one.clean()
  expect(one.cleaner.cleanedUpTo(one.log)).toBe(active)
  expect(await offsets(one)).toEqual([0, active - 1, ...(await offsets(one)).filter((offset) => offset >= active)])
})

test('a tombstone goes in the first round after its horizon, and the key does not come back', async () => {
  const one = await lab()
  await one.append([{ key: 'gone', value: 'x' }])
  await one.append([{ key: 'gone', value: null }])
  await fill(one, 3)
  await one.clean()
  expect((await one.read()).get(1)).toEqual({ key: 'gone', value: null })
  await fill(one, 3)
  await one.clean(999)
  expect((await one.read()).has(1)).toBe(true)
  await fill(one, 3)
  await one.clean(1)
  expect((await one.read()).has(1)).toBe(false)
  expect(await one.problems()).toEqual([])
})

describe('when a round is due', () => {
  const wasCleaned = (one: CleanerLab) => one.cleaner.cleanedUpTo(one.log) !== undefined

  test('above the dirty ratio', async () => {
    const one = await lab({ configs: { 'min.cleanable.dirty.ratio': '0.5' } })
    await fill(one, 6)
    await one.clean()
    const before = one.cleaner.cleanedUpTo(one.log)
    for (let i = 0; i < 8; i++) await one.append([{ key: `k${i}`, value: BIG }])
    await one.clean()
    const after = one.cleaner.cleanedUpTo(one.log)
    expect(after).toBeGreaterThan(before as number)
    await fill(one, 4)
    await one.clean()
    expect(one.cleaner.cleanedUpTo(one.log)).toBe(after)
  })

  test('not within min.compaction.lag.ms', async () => {
    const one = await lab({ configs: { 'min.compaction.lag.ms': '5000' } })
    await fill(one, 6)
    await one.clean(4999)
    expect(wasCleaned(one)).toBe(false)
    expect(one.cleaner.nextDue(one.now)).toBe(one.now + 1)
    await one.clean(1)
    expect(wasCleaned(one)).toBe(true)
  })

  test('beyond max.compaction.lag.ms however clean it is', async () => {
    const one = await lab({ configs: { 'min.cleanable.dirty.ratio': '1', 'max.compaction.lag.ms': '5000' } })
    await fill(one, 6)
    await one.clean(5000)
    expect(wasCleaned(one)).toBe(false)
    await one.clean(1)
    expect(wasCleaned(one)).toBe(true)
  })

  test('not for a topic that is only to be deleted', async () => {
    const one = await lab({ configs: { 'cleanup.policy': 'delete' } })
    await fill(one, 6)
    await one.clean()
    expect(wasCleaned(one)).toBe(false)
  })
})

test('compact,delete: what remains goes by age too, and the dirty part begins at the log start', async () => {
  const one = await lab({ configs: { 'cleanup.policy': 'compact,delete', 'retention.ms': '10000' } })
  await fill(one, 6)
  await one.clean()
  await one.clean(10_001)
  expect(one.log.logStartOffset).toBe(6)
  await one.append([{ key: 'a', value: 'new' }])
  await one.clean()
  expect(await offsets(one)).toEqual([6])
})

test('a damaged batch keeps its log from being cleaned, and that is said; others are cleaned on', async () => {
  const disk = new MemoryDisk()
  const one = await lab({ disk })
  await fill(one, 6)
  await one.log.close()
  const file = await disk.open('d/t-0/00000000000000000000.log')
  const bytes = await file.read(0, file.length)
  bytes[100] = (bytes[100] as number) ^ 1
  file.truncate(0)
  file.append(bytes)
  await one.open()
  await one.clean()
  expect(one.lines.filter((line) => line.includes('as uncleanable'))).toHaveLength(1)
  await one.clean()
  expect(one.lines.filter((line) => line.includes('as uncleanable'))).toHaveLength(1)
  expect(one.events.map(({ type }) => type)).toContain('log.uncleanable')
})

test('a checkpoint beyond the end counts for nothing', async () => {
  const disk = new MemoryDisk()
  const checkpoint = await disk.open('d/cleaner-offset-checkpoint')
  checkpoint.append(new TextEncoder().encode('0\n1\nt 0 900\n'))
  const one = await lab({ disk })
  await one.cleaner.start()
  await fill(one, 6)
  await one.clean()
  expect(one.lines.join('\n')).toContain('The last checkpoint dirty offset for partition t-0 is 900, which is larger')
  expect(await one.problems()).toEqual([])
  expect((await one.read()).size).toBeLessThan(6)
})

test('what was done is said, as Kafka says it', async () => {
  const one = await lab()
  await fill(one, 6)
  await one.clean()
  const said = one.lines.find((line) => line.includes('Log cleaner thread 0 cleaned log')) as string
  expect(said).toContain('cleaned log t-0 (dirty section = [0, 5])')
  expect(said).toContain('Start size: 0.0 MB (5 messages)')
  expect(said).toContain('End size: 0.0 MB (1 messages)')
  const prior = 'cleaning prior to Wed Nov 18 11:06:40 UTC 2026'
  const horizon = 'discarding tombstones prior to upper bound deletion horizon Thu Jan 01 00:00:00 UTC 1970'
  const at = one.lines.indexOf(`Cleaner 0: Cleaning log t-0 (${prior}, ${horizon})...`)
  expect(one.lines[at - 1]).toBe('Cleaner 0: Offset map for log t-0 complete.')
  expect(one.events).toContainEqual(expect.objectContaining({ type: 'log.cleaned', partition: 't-0', from: 0, to: 5 }))
})

test('a log that is no longer to be compacted is left as it is, in the midst of a round', async () => {
  const one = await lab()
  await fill(one, 6)
  const { cleanable } = one.log
  const begin = cleanable.begin.bind(cleanable)
  cleanable.begin = () => {
    void Promise.resolve().then(() => one.log.updateConfig(one.log.config.with({ 'cleanup.policy': 'delete' })))
    return begin()
  }
  await one.clean()
  expect(one.cleaner.cleanedUpTo(one.log)).toBeUndefined()
  expect(await offsets(one)).toEqual([0, 1, 2, 3, 4, 5])
})

test('a map that may be full has room for one key less than slots', async () => {
  const one = await lab({ loadFactor: 1, dedupeBufferBytes: 24 * 5 })
  const pair = (i: number) => [`k${(2 * i) % 6}`, `k${(2 * i + 1) % 6}`].map((key) => ({ key, value: `${i}${BIG}` }))
  for (let i = 0; i < 8; i++) await one.append(pair(i))
  await one.clean()
  expect(await one.problems()).toEqual([])
  expect((await one.read()).size).toBeLessThan(16)
})

test('a round that came to nothing is not begun again at once', async () => {
  const disk = new MemoryDisk()
  const one = await lab({ disk })
  await fill(one, 6)
  let begun = 0
  const { cleanable } = one.log
  const begin = cleanable.begin.bind(cleanable)
  cleanable.begin = () => {
    begun++
    return begin()
  }
  const open = disk.open.bind(disk)
  disk.open = (path, known) => {
    if (path.endsWith('.cleaned') && begun < 20) throw new DiskError('missing', path)
    return open(path, known)
  }
  await one.clean()
  expect(begun).toBe(1)
})

test('the map has room for as many keys as its memory, and finds each', () => {
  const map = new OffsetMap(24 * 5000)
  const key = (i: number) => new TextEncoder().encode(`key-${i}`)
  for (let i = 0; i < 4500; i++) map.put(key(i), i)
  map.put(key(7), 9000)
  expect([map.size, map.slots, map.utilization]).toEqual([4500, 5000, 0.9])
  expect([map.get(key(7)), map.get(key(4499)), map.get(key(4500)), map.latestOffset]).toEqual([9000, 4499, -1, 9000])
})

test('the throttle sleeps so long that the rate is kept, unless the work is aborted', async () => {
  let now = 0
  const slept: number[] = []
  const after = (ms: number, run: () => void) => {
    slept.push(ms)
    now += ms
    run()
    return { cancel: () => {} }
  }
  const clock = { monotonic: () => now, wall: () => now }
  const throttle = new Throttle({ clock, timers: { after } }, () => 1000)
  await throttle.worked(500, { aborted: false })
  now = 301
  await throttle.worked(500, { aborted: false })
  expect([now, slept.reduce((sum, ms) => sum + ms, 0)]).toEqual([1000, 699])
  now = 1400
  await throttle.worked(10_000, { aborted: true })
  expect(now).toBe(1400)
})

test('work is cut into slices of 256 KiB or 5 ms', async () => {
  let now = 0
  let turns = 0
  const after = (_ms: number, run: () => void) => {
    turns++
    run()
    return { cancel: () => {} }
  }
  const slices = new Slices({ clock: { monotonic: () => now, wall: () => now }, timers: { after } })
  for (let i = 0; i < 1024; i++) await slices.worked(1024)
  expect(turns).toBe(4)
  now += 5
  await slices.worked(1)
  expect(turns).toBe(5)
})
