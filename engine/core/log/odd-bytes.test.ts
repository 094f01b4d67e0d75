/** Bytes that the checksum of a batch does not cover, and messages of older formats: as Apache Kafka 4.3.1 takes them. */
import { gzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { openLog, setByte, NOW as T } from '../../sim/log-bench.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { concat } from '../base/bytes.ts'
import { crc32 } from '../base/crc32.ts'
import { fromUtf8, utf8 } from '../base/utf8.ts'
import { batchesIn, buildBatch, recordsIn } from '../record/batch.ts'
import { OLD_FORMATS } from '../record/old-formats.ts'
import { dumpLog } from './dump-log.ts'
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
function oldMessage(magic: 0 | 1, value: Uint8Array, { offset = 0, attributes = 0, flip = 0 } = {}): Uint8Array {
  const fixed = magic === 0 ? 14 : 22
  const bytes = new Uint8Array(12 + fixed + value.length)
  const view = new DataView(bytes.buffer)
  view.setBigInt64(0, BigInt(offset))
  view.setInt8(17, attributes)
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
] as const)(
  'a message of format %s (%s) is read, and others follow it; shut down cleanly: %s',
  async (magic, value, clean) => {
    const old = oldMessage(magic, utf8(value))
    const disk = await diskWith(old)
    const log = await open(disk, { clean })
    expect(log.logEndOffset).toBe(1)
    expect(await sizeOf(disk)).toBe(old.length)
    log.appendAsLeader(batchOf(1), { leaderEpoch: 0, origin: 'client' })
    const { bytes } = await log.read({ offset: 0, maxBytes: 1000, upTo: 2, minOneBatch: true })
    const texts = [...batchesIn(bytes)].flatMap((batch) =>
      recordsIn(batch.bytes).map((one) => fromUtf8(one.value as Uint8Array)),
    )
    expect(texts).toEqual([value, 'value 1'].slice(0, texts.length))
  },
)

test('of a compressed message of format 1 the offsets count from its first', async () => {
  const inner = concat(['a', 'b', 'c'].map((value, i) => oldMessage(1, utf8(value), { offset: i })))
  const disk = await diskWith(oldMessage(1, gzipSync(inner), { offset: 12, attributes: 1 }))
  const log = await open(disk, { clean: true })
  expect(log.logEndOffset).toBe(13)
  const { bytes } = await log.read({ offset: 11, maxBytes: 1000, upTo: 13, minOneBatch: true })
  expect(recordsIn(bytes).map(({ offset, value }) => [offset, fromUtf8(value as Uint8Array)])).toEqual([
    [10, 'a'],
    [11, 'b'],
    [12, 'c'],
  ])
})

test('no producer can append one', async () => {
  const log = await open(await diskWith(oldMessage(1, utf8('old'))), { clean: true })
  const answer = log.appendAsLeader(oldMessage(1, utf8('new')), { leaderEpoch: 0, origin: 'client' })
  expect(answer).toMatchObject({ error: 2, message: 'magic 1 is not supported' })
})

test('what only looks like one is cut, as all that is damaged', async () => {
  const disk = await diskWith(oldMessage(1, utf8('value'), { flip: 1 }))
  expect((await open(disk, { clean: false })).logEndOffset).toBe(0)
  expect(await sizeOf(disk)).toBe(0)
})

/** The lines of Apache Kafka 4.3.1 on these bytes, but for checksums, which are computed. */
test.each([
  [0, 'NoTimestampType: -1'],
  [1, 'CreateTime: 0'],
] as const)('a dump tells a message of format %s in its own way', async (magic, time) => {
  await OLD_FORMATS.loading()
  const message = oldMessage(magic, utf8('value'), { offset: 7 })
  const crc = crc32(message.subarray(16))
  const lines: string[] = []
  dumpLog('d/00000000000000000007.log', message, { deep: true, printData: false, skipRecordMetadata: false }, (line) =>
    lines.push(line),
  )
  expect(lines.slice(1)).toEqual([
    `offset: 7 position: 0 ${time} size: ${message.length} magic: ${magic} compresscodec: none crc: ${crc} isvalid: true`,
    `| offset: 7 ${time} keySize: -1 valueSize: 5 isValid: true crc: ${crc}`,
  ])
})
