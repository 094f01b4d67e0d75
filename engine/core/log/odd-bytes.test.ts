/** Bytes that the checksum of a batch does not cover, and messages of older formats: as Apache Kafka 4.3.1 takes them, or refused. */
import { expect, test } from 'vitest'
import { openLog, setByte, NOW as T } from '../../sim/log-bench.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { crc32 } from '../base/crc32.ts'
import { utf8 } from '../base/utf8.ts'
import { buildBatch } from '../record/batch.ts'
import type { Log } from './log.ts'
import { LogConfig } from './log-config.ts'

const CONFIG = new LogConfig(new Map([['internal.segment.bytes', '300']]))
const FIRST = 'd/t-0/00000000000000000000.log'

async function open(disk: MemoryDisk, { clean }: { readonly clean: boolean }): Promise<Log> {
  return (await openLog(disk, { clean, config: CONFIG })).log
}

function batchOf(i: number): Uint8Array {
  return buildBatch({ records: [{ timestamp: T, key: null, value: utf8(`value ${i % 10}`) }] })
}

/** A log of twelve batches of one record, four in a segment. */
async function logOfTwelve(): Promise<MemoryDisk> {
  const disk = new MemoryDisk()
  const log = await open(disk, { clean: true })
  for (let i = 0; i < 12; i++) {
    log.appendAsLeader(batchOf(i), { leaderEpoch: 0, origin: 'client' })
  }
  await log.close()
  return disk
}

/** Bytes of each batch. */
const SIZE = batchOf(0).length
const LOW_BYTE_OF_OFFSET = 7
const MAGIC = 16
const last = 'd/t-0/00000000000000000008.log'

test.each([
  ['the offset of a batch, that of the one before it', last, SIZE + LOW_BYTE_OF_OFFSET, 8],
  ['the offset of a batch, more than that of the next', FIRST, LOW_BYTE_OF_OFFSET, 2],
  ['a magic to come', last, MAGIC, 3],
])('recovery keeps what has a good checksum: %s', async (_what, path, at, byte) => {
  const disk = await logOfTwelve()
  expect((await disk.list('d/t-0/')).map(({ path }) => path)).toContain(path)
  await setByte(disk, path, at, byte)
  expect((await open(disk, { clean: false })).logEndOffset).toBe(12)
})

test('a magic to come does not keep a broker from starting after a clean stop', async () => {
  const disk = await logOfTwelve()
  await setByte(disk, last, MAGIC, 3)
  expect((await open(disk, { clean: true })).logEndOffset).toBe(12)
})

/** A message of format 0 or 1 with a value; `flip` spoils its checksum. */
function oldMessage(magic: 0 | 1, value: Uint8Array, flip = 0): Uint8Array {
  const fixed = magic === 0 ? 14 : 22
  const bytes = new Uint8Array(12 + fixed + value.length)
  const view = new DataView(bytes.buffer)
  view.setInt32(8, fixed + value.length)
  view.setInt8(16, magic)
  view.setInt32(bytes.length - value.length - 8, -1)
  view.setInt32(bytes.length - value.length - 4, value.length)
  bytes.set(value, bytes.length - value.length)
  view.setUint32(12, crc32(bytes.subarray(16)) ^ flip)
  return bytes
}

async function diskWith(bytes: Uint8Array): Promise<MemoryDisk> {
  const disk = new MemoryDisk()
  const file = await disk.open(FIRST)
  file.append(bytes)
  await file.close()
  return disk
}

const sizeOf = async (disk: MemoryDisk) => (await disk.list(FIRST))[0]?.size

test.each([
  [0, 'short', true],
  [1, 'short', false],
  [1, 'a value that makes the message longer than the header of a batch', true],
  [0, 'a value that makes the message longer than the header of a batch', false],
] as const)('a message of format %s (%s) is not touched; shut down cleanly: %s', async (magic, value, clean) => {
  const bytes = oldMessage(magic, utf8(value))
  const disk = await diskWith(bytes)
  await expect(open(disk, { clean })).rejects.toThrow(`Found a message of format ${magic} in log segment ${FIRST}`)
  expect(await sizeOf(disk)).toBe(bytes.length)
})

test('what only looks like one is cut, as all that is damaged', async () => {
  const disk = await diskWith(oldMessage(1, utf8('value'), 1))
  expect((await open(disk, { clean: false })).logEndOffset).toBe(0)
  expect(await sizeOf(disk)).toBe(0)
})
