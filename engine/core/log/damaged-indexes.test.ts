/** Indexes and segments that somebody changed after a clean stop: what Apache Kafka 4.3.1 was seen to do with such. */
import { expect, test } from 'vitest'
import { type Found, openLog, NOW as T } from '../../sim/log-bench.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { utf8 } from '../base/utf8.ts'
import { batchesIn, batchHeaderAt, buildBatch } from '../record/batch.ts'
import type { Log } from './log.ts'
import { LogConfig } from './log-config.ts'

const SETTINGS: readonly [string, string][] = [
  ['internal.segment.bytes', '300'],
  ['index.interval.bytes', '0'],
]
const CONFIG = new LogConfig(new Map(SETTINGS))
const FIRST = 'd/t-0/00000000000000000000'
const LAST = 'd/t-0/00000000000000000008'

const open = (disk: MemoryDisk, found: Partial<Found> = {}) => openLog(disk, { clean: true, config: CONFIG, ...found })

function append(log: Log, timestamp: number) {
  const records = [{ timestamp, key: null, value: utf8('value') }]
  return log.appendAsLeader(buildBatch({ records }), { leaderEpoch: 0, origin: 'client' })
}

/** Eleven batches, four in a segment, shut down cleanly; then a file is written anew. */
async function changed(path: string, change: (bytes: Uint8Array) => Uint8Array): Promise<MemoryDisk> {
  const disk = new MemoryDisk()
  const { log } = await open(disk)
  for (let i = 0; i < 11; i++) append(log, T + i)
  await log.close()
  await write(disk, path, change(await read(disk, path)))
  return disk
}

async function read(disk: MemoryDisk, path: string): Promise<Uint8Array> {
  const file = await disk.open(path)
  const bytes = (await file.read(0, file.length)).slice()
  await file.close()
  return bytes
}

async function write(disk: MemoryDisk, path: string, bytes: Uint8Array): Promise<void> {
  const file = await disk.open(path)
  file.truncate(0)
  file.append(bytes)
  await file.sync()
  await file.close()
}

function entry(relative: number, position: number): number[] {
  const view = new DataView(new ArrayBuffer(8))
  view.setInt32(0, relative)
  view.setInt32(4, position)
  return [...new Uint8Array(view.buffer)]
}

test.each([
  ['zeros', () => new Uint8Array(24)],
  ['zeros behind the entries', (bytes: Uint8Array) => new Uint8Array([...bytes, ...new Uint8Array(40)])],
  ['entries that go back', () => new Uint8Array([...entry(3, 0), ...entry(1, 0), ...entry(2, 0)])],
  ['an entry before the segment', (bytes: Uint8Array) => new Uint8Array([...bytes, ...entry(-5, 3)])],
] as const)('an offset index of a closed segment stays as it is found: %s', async (_what, change) => {
  const disk = await changed(`${FIRST}.index`, change)
  const found = await read(disk, `${FIRST}.index`)
  const { log, said } = await open(disk)
  expect(said.filter((line) => !line.startsWith('INFO'))).toEqual([])
  expect(log.logEndOffset).toBe(11)
  await log.close()
  expect(await read(disk, `${FIRST}.index`)).toEqual(found)
})

test('of a time index the last entry counts, whatever stands before it', async () => {
  const disk = await changed(`${FIRST}.timeindex`, (bytes) => bytes.fill(0))
  const { log } = await open(disk)
  // The segment has no time so late, as far as is known: the next has.
  expect(await log.offsetForTimestamp(T + 2)).toMatchObject({ offset: 4 })
})

test('an index that is no whole number of entries loses what is too much', async () => {
  const disk = await changed(`${FIRST}.index`, (bytes) => bytes.subarray(0, bytes.length - 3))
  const { log } = await open(disk)
  await log.close()
  expect((await read(disk, `${FIRST}.index`)).length).toBe(16)
})

test('a log whose newest index entry lies beyond the file ends where that segment begins', async () => {
  const disk = await changed(`${LAST}.index`, (bytes) => new Uint8Array([...bytes, ...entry(500, 0)]))
  expect((await open(disk)).log.logEndOffset).toBe(8)
})

test('an index to be appended to that has too many entries keeps the broker from starting', async () => {
  const disk = await changed(`${LAST}.index`, () => new Uint8Array(48))
  const config = new LogConfig(new Map([...SETTINGS, ['segment.index.bytes', '40']]))
  await expect(open(disk, { config }).catch(String)).resolves.toBe(
    'java.lang.IllegalArgumentException: newPosition > limit: (48 > 40)',
  )
})

test('an empty segment without an offset index is told as any other', async () => {
  const disk = await changed(`${FIRST}.log`, () => new Uint8Array())
  await disk.remove(`${FIRST}.index`)
  const { said } = await open(disk)
  const what = `Could not find offset index file corresponding to log file ${FIRST}.log`
  expect(said.some((line) => line.includes(what))).toBe(true)
})

test('a folder within a partition’s is none of the log’s business', async () => {
  const disk = await changed(`${FIRST}.log`, (bytes) => bytes)
  await write(disk, 'd/t-0/backup/00000000000000000000.log', utf8('x'))
  await write(disk, 'd/t-0/backup/00000000000000000004.log.swap', utf8('x'))
  const before = (await disk.list('d/t-0/')).map(({ path, size }) => `${path} ${size}`)
  const { log } = await open(disk, { clean: false })
  expect([log.logStartOffset, log.logEndOffset, log.segments().length]).toEqual([0, 11, 3])
  await log.close()
  const after = (await disk.list('d/t-0/')).map(({ path, size }) => `${path} ${size}`)
  expect(after.filter((file) => /log|swap/.test(file))).toEqual(before.filter((file) => /log|swap/.test(file)))
})

test.each(['abc.log', 'abc.index', 'abc.cleaned', 'abc.swap', 'abc.snapshot'])(
  'a file that is named like one of a segment, but for the offset, ends the start: %s',
  async (name) => {
    const disk = await changed(`${FIRST}.log`, (bytes) => bytes)
    await write(disk, `d/t-0/${name}`, utf8('x'))
    await expect(open(disk).catch(String)).resolves.toBe('java.lang.NumberFormatException: For input string: "abc"')
    expect((await read(disk, `d/t-0/${name}`)).length).toBe(1)
  },
)

test.each(['notes.txt', 'notes.tmp', '00000000000000000000.log.tmp'])('%s stays where it is', async (name) => {
  const disk = await changed(`${FIRST}.log`, (bytes) => bytes)
  await write(disk, `d/t-0/${name}`, utf8('x'))
  expect((await open(disk)).log.logEndOffset).toBe(11)
  expect((await read(disk, `d/t-0/${name}`)).length).toBe(1)
})

test('recovery does not cut a segment whose name says that it begins behind what is in it', async () => {
  const disk = await changed(`${FIRST}.log`, (bytes) => bytes)
  await disk.rename(`${FIRST}.log`, 'd/t-0/00000000000000000002.log')
  const path = 'd/t-0/00000000000000000002.log'
  const size = (await read(disk, path)).length
  const why = `Split operation is only permitted for segments with overflow, and the problem path is ${path}`
  await expect(open(disk, { clean: false }).catch(String)).resolves.toBe(`java.lang.IllegalArgumentException: ${why}`)
  expect((await read(disk, path)).length).toBe(size)
})

test('no new segment begins where one with batches begins: the producer hears of an error', async () => {
  const disk = await changed(`${LAST}.log`, (bytes) => bytes.subarray(0, bytes.length - 10))
  const { log } = await open(disk)
  expect(log.logEndOffset).toBe(8)
  const batches = (count: number) =>
    buildBatch({ records: Array.from({ length: count }, () => ({ timestamp: T, key: null, value: utf8('value') })) })
  const how = { leaderEpoch: 0, origin: 'client' } as const
  expect(log.appendAsLeader(batches(12), how)).toMatchObject({ error: -1 })
  expect(log.segments().map(({ baseOffset }) => baseOffset)).toEqual([0, 4, 8])
})

test('readers go on behind a segment that is no log', async () => {
  const disk = await changed('d/t-0/00000000000000000004.log', () => utf8('this is no log at all. '.repeat(12)))
  const { log } = await open(disk)
  const { bytes } = await log.read({ offset: 4, maxBytes: 100, upTo: 11, minOneBatch: true })
  expect(batchHeaderAt(bytes).baseOffset).toBe(8)
})

test('readers get what stands before bytes that are no batch', async () => {
  const disk = await changed(`${FIRST}.log`, (bytes) => new Uint8Array([...bytes, ...utf8('garbage '.repeat(12))]))
  const { log } = await open(disk)
  const { bytes } = await log.read({ offset: 2, maxBytes: 1000, upTo: 11, minOneBatch: true })
  expect([...batchesIn(bytes)].map(({ header }) => header.baseOffset)).toEqual([2, 3])
})

test('bytes behind the last batch that claim to be more than there is are no reason to stop', async () => {
  const disk = await changed(`${LAST}.log`, (bytes) => new Uint8Array([...bytes, ...utf8('garbage '.repeat(12))]))
  const { log } = await open(disk)
  expect(log.logEndOffset).toBe(11)
})
