/** Client batches whose records do not keep what their header says. The outcomes are those of Apache Kafka 4.3.1 for the same bytes. */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { ByteWriter, concat } from '../base/bytes.ts'
import { Errors, errorName } from '../protocol/errors.ts'
import { compress, compressorLoading, decompress, decompressStream } from '../record/codecs.ts'
import { COMPRESSIONS, type Compression, compressionId } from '../record/compression.ts'
import { AT, Attributes, computedCrc } from '../record/header.ts'
import { RecordWalk } from '../record/record-walk.ts'
import { acceptBatch } from './append-check.ts'
import { LogConfig } from './log-config.ts'

const NOW = 1_700_000_000_000
const TWO_HOURS = 7_200_000

interface Oddity {
  readonly delta?: number
  readonly time?: number
  readonly key?: null
  readonly headers?: number
  /** Added to the size that the record tells. */
  readonly size?: number
}

function record({ delta = 0, time = 0, key, headers = 0, size = 0 }: Oddity = {}): Uint8Array {
  const body = new ByteWriter(32)
  body.int8(0)
  body.varlong(time)
  body.varint(delta)
  if (key === null) body.varint(-1)
  else body.raw(new Uint8Array([2, 107]))
  body.raw(new Uint8Array([2, 118]))
  body.varint(headers)
  const whole = new ByteWriter(32)
  whole.varint(body.length + size)
  whole.raw(body.finish())
  return whole.finish()
}

interface Told {
  readonly count?: number
  readonly maxTimestamp?: number
  /** The bytes behind the header, in place of the compressed records. */
  readonly payload?: Uint8Array
  readonly cut?: number
}

function batchOf(compression: Compression, records: readonly Uint8Array[], told: Told = {}): Uint8Array {
  const plain = concat(records)
  const packed = told.payload ?? (compression === 'none' ? plain : compress(compression, plain))
  const payload = packed.subarray(0, packed.length - (told.cut ?? 0))
  const batch = new Uint8Array(AT.records + payload.length)
  batch.set(payload, AT.records)
  const view = new DataView(batch.buffer)
  const count = told.count ?? records.length
  view.setInt32(AT.batchLength, batch.length - 12)
  view.setInt32(AT.partitionLeaderEpoch, -1)
  view.setInt8(AT.magic, 2)
  view.setInt16(AT.attributes, compressionId(compression))
  view.setInt32(AT.lastOffsetDelta, count - 1)
  view.setBigInt64(AT.baseTimestamp, BigInt(NOW))
  view.setBigInt64(AT.maxTimestamp, BigInt(told.maxTimestamp ?? NOW))
  view.setBigInt64(AT.producerId, -1n)
  view.setInt16(AT.producerEpoch, -1)
  view.setInt32(AT.baseSequence, -1)
  view.setInt32(AT.recordCount, count)
  view.setUint32(AT.crc, computedCrc(batch))
  return batch
}

const accept = (batch: Uint8Array, config: Record<string, string> = {}) =>
  acceptBatch(batch, { config: LogConfig.DEFAULTS.with(config), origin: 'client', now: NOW, partition: 't-0' })

/** `ok`, or the error with the records that it names. */
function outcome(batch: Uint8Array, config: Record<string, string> = {}): string {
  const result = accept(batch, config)
  if (!('error' in result)) return 'ok'
  return [errorName(result.error), ...(result.recordErrors ?? []).map(({ batchIndex }) => batchIndex)].join(' ')
}

const isSame = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, i) => byte === b[i])

beforeAll(async () => {
  await compressorLoading('zstd')
})

const COMPACTED = { 'cleanup.policy': 'compact' }
const GOOD = [record(), record({ delta: 1 })]

describe.each(COMPRESSIONS)('%s', (compression) => {
  const packed = compression !== 'none'
  const batch = (records: readonly Uint8Array[], told?: Told) => batchOf(compression, records, told)

  test.each<[string, () => string, string]>([
    ['records as told', () => outcome(batch(GOOD)), 'ok'],
    ['more records than told', () => outcome(batch([...GOOD, record({ delta: 2 })], { count: 2 })), 'INVALID_RECORD'],
    ['fewer records than told', () => outcome(batch(GOOD, { count: 3 })), 'INVALID_RECORD'],
    [
      'a record that says it is longer',
      () => outcome(batch([record(), record({ delta: 1, size: 1 })])),
      packed ? 'ok' : 'INVALID_RECORD',
    ],
    [
      'a record that says it is shorter',
      () => outcome(batch([record({ size: -1 }), record({ delta: 1 })])),
      packed ? 'ok' : 'INVALID_RECORD',
    ],
    [
      'offsets with a hole',
      () => outcome(batch([record(), record({ delta: 5 })])),
      packed ? 'UNKNOWN_SERVER_ERROR' : 'ok',
    ],
    ['a negative number of headers', () => outcome(batch([record({ headers: -1 })])), 'INVALID_RECORD'],
    ['headers that are not there', () => outcome(batch([record({ headers: 5 })])), 'INVALID_RECORD'],
    [
      'nothing at all',
      () => outcome(batch(GOOD, { payload: new Uint8Array() })),
      packed && compression !== 'zstd' ? 'UNKNOWN_SERVER_ERROR' : 'INVALID_RECORD',
    ],
    ['the end cut off', () => outcome(batch(GOOD, { cut: 3 })), packed ? 'UNKNOWN_SERVER_ERROR' : 'INVALID_RECORD'],
    [
      'a record without key for a compacted topic',
      () => outcome(batch([record(), record({ delta: 1, key: null })]), COMPACTED),
      'INVALID_RECORD 1',
    ],
    [
      'a record of the future that the header hides',
      () => outcome(batch([record(), record({ delta: 1, time: TWO_HOURS })])),
      'INVALID_TIMESTAMP 1',
    ],
    ['a header of the future, records of now', () => outcome(batch(GOOD, { maxTimestamp: NOW + TWO_HOURS })), 'ok'],
  ])('%s', (_what, run, expected) => {
    expect(run()).toBe(expected)
  })

  test.each([NOW - 50, NOW + 50, -1])('the largest timestamp told (%d) is put right', (maxTimestamp) => {
    const result = accept(batch([record(), record({ delta: 1, time: 7 })], { maxTimestamp }))
    if ('error' in result) throw new Error(result.message)
    expect(result.header.maxTimestamp).toBe(NOW + 7)
    expect(computedCrc(result.bytes)).toBe(result.header.crc)
  })

  test('the pieces of a stream are the whole, and may be cut anywhere', () => {
    if (compression === 'none') return
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), fc.nat(3000), (parts, repeats) => {
        const bytes = concat([...parts, new Uint8Array(repeats * 100).fill(7), ...parts])
        const stored = compress(compression, bytes)
        const pieces: Uint8Array[] = []
        decompressStream(compression, stored, (piece) => pieces.push(piece.slice()) > 0)
        expect(isSame(concat(pieces), bytes)).toBe(true)
        expect(isSame(decompress(compression, stored, bytes.length), bytes)).toBe(true)
      }),
      { numRuns: 20 },
    )
  })
})

test('where the pieces are cut does not change what the walk finds', () => {
  const bytes = concat([record(), record({ delta: 1, time: TWO_HOURS }), record({ delta: 2, key: null })])
  const walked = (cuts: readonly number[]) => {
    const found: unknown[] = []
    const walk = new RecordWalk(3, { checksSizes: true, onRecord: (one) => found.push(one) })
    const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length]
    for (const [i, from] of places.slice(0, -1).entries()) walk.push(bytes.subarray(from, places[i + 1]))
    return [walk.end(), ...found]
  }
  const whole = walked([])
  expect(whole).toHaveLength(4)
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
      expect(walked(cuts)).toEqual(whole)
    }),
  )
})

describe('gzip of several members, as RFC 1952 allows', () => {
  const gzip = (...records: readonly Uint8Array[]) => compress('gzip', concat(records))
  const long = () => gzip(record())
  const two = () => concat([long(), gzip(record({ delta: 1 }))])
  const named = (member: Uint8Array, flags: number, ...more: readonly number[]) => {
    const head = [...member.subarray(0, 3), flags, ...member.subarray(4, 10), ...more]
    return new Uint8Array([...head, ...member.subarray(10)])
  }

  test.each<[string, number, () => Uint8Array, string]>([
    ['two members', 2, two, 'ok'],
    ['bytes behind a member', 1, () => concat([long(), new Uint8Array([120, 120])]), 'ok'],
    ['many bytes behind a member that are none', 1, () => concat([long(), new Uint8Array(9000).fill(120)]), 'ok'],
    ['many zeros behind a member', 1, () => concat([long(), new Uint8Array(9000)]), 'ok'],
    ['a second member cut short', 2, () => two().subarray(0, -9), 'UNKNOWN_SERVER_ERROR'],
    ['a name', 1, () => named(long(), 8, 110, 97, 0), 'ok'],
    ['extra bytes and a comment', 1, () => named(long(), 0x14, 2, 0, 9, 9, 99, 0), 'ok'],
    ['a name without end', 1, () => named(long().subarray(0, 10), 8, 110, 97), 'UNKNOWN_SERVER_ERROR'],
    ['another size than told', 1, () => concat([long().subarray(0, -4), new Uint8Array(4)]), 'UNKNOWN_SERVER_ERROR'],
    ['no gzip', 1, () => new Uint8Array(40).fill(7), 'UNKNOWN_SERVER_ERROR'],
  ])('%s', (_what, count, payload, expected) => {
    const records = Array.from({ length: count }, (_, delta) => record({ delta }))
    expect(outcome(batchOf('gzip', records, { payload: payload() }))).toBe(expected)
  })

  test('however many members: what they hold is bounded', () => {
    const member = compress('gzip', new Uint8Array(1000))
    const bytes = concat(Array.from({ length: 100 }, () => member))
    expect(decompress('gzip', bytes, 100_000)).toHaveLength(100_000)
    expect(() => decompress('gzip', bytes, 99_999)).toThrow('larger than')
  })
})

describe('a batch of which the producer says LogAppendTime', () => {
  const APPEND_TIME = { 'message.timestamp.type': 'LogAppendTime' }
  const marked = (records: readonly Uint8Array[], compression: Compression = 'none', maxTimestamp = NOW) => {
    const batch = batchOf(compression, records, { maxTimestamp })
    const view = new DataView(batch.buffer)
    view.setInt16(AT.attributes, view.getInt16(AT.attributes) | Attributes.logAppendTime)
    view.setUint32(AT.crc, computedCrc(batch))
    return batch
  }
  const said = (batch: Uint8Array, config: Record<string, string>) => {
    const result = accept(batch, config)
    return 'error' in result ? result.recordErrors?.[0]?.message : 'ok'
  }
  const told = (text: string) =>
    `Invalid timestamp type in message ${text}. Producer should not set timestamp type to LogAppendTime.`

  test('is taken where producers set the time', () => {
    expect(outcome(marked(GOOD))).toBe('ok')
  })

  test('is refused there when it has no time', () => {
    expect(outcome(marked(GOOD, 'none', -1))).toBe('INVALID_TIMESTAMP 0 1')
  })

  test.each<[string, Uint8Array, Record<string, string>, string]>([
    ['plain', marked([record()]), {}, `DefaultRecord(offset=0, timestamp=${NOW}, key=1 bytes, value=1 bytes)`],
    [
      'no key',
      marked([record({ key: null })]),
      {},
      `DefaultRecord(offset=0, timestamp=${NOW}, key=0 bytes, value=1 bytes)`,
    ],
  ])('is refused where the broker does: %s', (_what, batch, config, text) => {
    expect(outcome(batch, { ...APPEND_TIME, ...config })).toBe('INVALID_TIMESTAMP 0')
    expect(said(batch, { ...APPEND_TIME, ...config })).toBe(told(text))
  })

  test('compressed records that are not unpacked have sizes alone', () => {
    const batch = marked([record({ key: null })], 'gzip')
    const sizes = 'value=1 bytes)'
    expect(said(batch, APPEND_TIME)).toBe(
      told(`PartialDefaultRecord(offset=0, timestamp=${NOW}, key=-1 bytes, ${sizes}`),
    )
    expect(said(batch, { ...APPEND_TIME, 'compression.type': 'lz4' })).toBe(
      told(`DefaultRecord(offset=0, timestamp=${NOW}, key=0 bytes, ${sizes}`),
    )
  })
})

test('a codec that nobody knows is an unexpected error, behind the checksum', () => {
  const batch = batchOf('none', [record()])
  const view = new DataView(batch.buffer)
  view.setInt16(AT.attributes, 5)
  expect(outcome(batch)).toBe('CORRUPT_MESSAGE')
  view.setUint32(AT.crc, computedCrc(batch))
  expect(outcome(batch)).toBe('UNKNOWN_SERVER_ERROR')
})

/** A zstd frame of a record with a value of so many zeros: five bytes for each 128 KiB. */
function zeros(blocks: number): Uint8Array {
  const size = 128 * 1024
  const head = new ByteWriter(32)
  const value = blocks * size
  const tail = record().subarray(1, 6)
  head.varint(value)
  head.raw(tail)
  head.varint(value)
  const first = head.finish()
  const block = (type: number, length: number, last = 0) => {
    const told = last | (type << 1) | (length << 3)
    return new Uint8Array([told & 0xff, (told >> 8) & 0xff, told >> 16])
  }
  const repeated = new Uint8Array([...block(1, size), 0])
  const frame = new Uint8Array([0x28, 0xb5, 0x2f, 0xfd, 0, 0x38])
  const parts = [frame, block(0, first.length), first, ...Array.from({ length: blocks }, () => repeated)]
  return concat([...parts, block(0, 1, 1), new Uint8Array(1)])
}

describe('a few kilobytes that become very many', () => {
  test('are taken while they stay below the bound', () => {
    const payload = zeros(80)
    expect(payload.length).toBeLessThan(500)
    expect(outcome(batchOf('zstd', [record()], { payload }))).toBe('ok')
  })

  test.each([
    ['are refused beyond it', zeros(1100), {}],
    ['are refused earlier where they must be compressed anew', zeros(200), { 'compression.type': 'gzip' }],
  ])('%s', (_what, payload, config) => {
    expect(payload.length).toBeLessThan(6000)
    expect(accept(batchOf('zstd', [record()], { payload }), config)).toMatchObject({ error: Errors.MESSAGE_TOO_LARGE })
  })

  test('all of them refused: the first ten thousand are told one by one, the others counted', () => {
    const count = 25_000
    const keyless = concat(Array.from({ length: count }, (_, delta) => record({ delta, key: null })))
    const result = accept(batchOf('gzip', [], { payload: compress('gzip', keyless), count }), COMPACTED)
    if (!('error' in result)) throw new Error('accepted')
    expect(result.recordErrors).toHaveLength(10_000)
    expect(result.message).toContain('due to 25000 record errors in total')
  })

  test('a zstd frame that demands too much memory is not opened', () => {
    const payload = zeros(1)
    payload[5] = 0xa0
    expect(outcome(batchOf('zstd', [record()], { payload }))).toBe('UNKNOWN_SERVER_ERROR')
  })
})
