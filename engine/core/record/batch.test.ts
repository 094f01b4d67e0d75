import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { utf8 } from '../base/utf8.ts'
import {
  BatchBuilder,
  batchesIn,
  batchHeaderAt,
  buildBatch,
  CorruptRecordError,
  isValidCrc,
  recordsIn,
} from './batch.ts'
import { compress, compressorLoading, decompress } from './codecs.ts'
import { COMPRESSIONS, type Compression } from './compression.ts'

const bytes = fc.uint8Array({ maxLength: 300 })
const record = fc.record({
  timestamp: fc.integer({ min: 0, max: 2 ** 45 }),
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc.array(fc.record({ key: fc.string({ unit: 'grapheme' }), value: fc.option(bytes) }), { maxLength: 3 }),
})
const codecs = ['gzip', 'snappy', 'lz4', 'zstd'] as const

beforeAll(() => compressorLoading('zstd'))

describe('a batch', () => {
  test('gives back what was put in, in every compression', () => {
    const compression = fc.constantFrom<Compression>(...COMPRESSIONS)
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), compression, (records, compression) => {
        const batch = buildBatch({
          records,
          compression,
          baseOffset: 7,
          producerId: 5,
          producerEpoch: 1,
          baseSequence: 3,
        })
        expect(isValidCrc(batch)).toBe(true)
        const expected = records.map((record, i) => ({ ...record, offset: 7 + i, sequence: 3 + i }))
        expect(recordsIn(batch)).toEqual(expected)
        expect(batchHeaderAt(batch).maxTimestamp).toBe(Math.max(...records.map(({ timestamp }) => timestamp)))
      }),
      { numRuns: 200 },
    )
  })

  test('of any flipped bit behind the epoch is refused', () => {
    const batch = buildBatch({ records: [{ timestamp: 1, key: null, value: utf8('value') }] })
    for (let bit = 17 * 8; bit < batch.length * 8; bit++) {
      const flipped = batch.slice()
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
      expect(isValidCrc(flipped)).toBe(false)
    }
  })

  test('stops before the cut tail of a set', () => {
    const one = buildBatch({ records: [{ timestamp: 1, key: null, value: utf8('one') }] })
    const set = new Uint8Array([...one, ...one, ...one.subarray(0, 70)])
    for (let cut = 0; cut <= set.length; cut++) {
      expect([...batchesIn(set.subarray(0, cut))].length).toBe(Math.min(2, Math.floor(cut / one.length)))
    }
  })

  test('builder stays within its size after the first record', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), fc.integer({ min: 61, max: 2000 }), (records, maxSize) => {
        const builder = new BatchBuilder({ maxSize })
        for (const one of records) if (!builder.tryAppend(one)) break
        if (builder.recordCount > 1) expect(builder.build().length).toBeLessThanOrEqual(maxSize)
        expect(builder.build().length).toBe(builder.sizeInBytes)
      }),
    )
  })
})

describe.each(codecs)('%s', (codec) => {
  const texts = fc.oneof(
    bytes,
    fc.array(fc.constantFrom('key-', 'value-', '1', '2'), { maxLength: 9000 }).map((parts) => utf8(parts.join(''))),
  )

  test('round trips', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(decompress(codec, compress(codec, text), 1 << 20)).toEqual(text)
      }),
    )
  })

  test('shrinks what repeats and crosses its block size', () => {
    const text = utf8('a line like the others; '.repeat(20_000))
    const packed = compress(codec, text)
    expect(packed.length).toBeLessThan(text.length / 10)
    expect(decompress(codec, packed, text.length)).toEqual(text)
  })

  test('refuses a bomb', () => {
    const packed = compress(codec, new Uint8Array(4_000_000))
    expect(() => decompress(codec, packed, 100_000)).toThrow(CorruptRecordError)
  })

  test('only ever fails as a corrupt record', () => {
    const packed = compress(codec, utf8('some text, some more text, some more of more text '.repeat(20)))
    fc.assert(
      fc.property(fc.nat(packed.length - 1), fc.nat(255), (at, value) => {
        const broken = packed.slice()
        broken[at] = value
        try {
          decompress(codec, broken, 1 << 20)
        } catch (error) {
          expect(error).toBeInstanceOf(CorruptRecordError)
        }
      }),
    )
  })
})
