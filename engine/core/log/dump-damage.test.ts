/** What Apache Kafka 4.3.1's kafka-dump-log.sh printed of these files, and what ended it. */
import { beforeAll, describe, expect, test } from 'vitest'
import { concat, EMPTY_BYTES } from '../base/bytes.ts'
import { utf8 } from '../base/utf8.ts'
import { type BatchInit, buildBatch } from '../record/batch.ts'
import { compress, compressorLoading } from '../record/codecs.ts'
import { AT, computedCrc } from '../record/header.ts'
import { DECODERS, Dump, type DumpError, type DumpFile, type DumpOptions } from './dump.ts'

const LOG = '/d/00000000000000000000.log'
const T = 1_795_000_000_000

beforeAll(() => compressorLoading('gzip'))

function batch(init: BatchInit & { readonly key?: null } = {}): Uint8Array {
  return buildBatch({
    ...init,
    records: [{ timestamp: T, key: init.key === null ? null : utf8('k'), value: utf8('v') }],
  })
}

function resealed(bytes: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const view = new DataView(bytes.buffer)
  change(view)
  view.setUint32(AT.crc, computedCrc(bytes))
  return bytes
}

function dumped(file: Partial<DumpFile>, options: Partial<DumpOptions> = {}) {
  let text = ''
  let err = ''
  const dump = new Dump(
    {
      printData: true,
      deep: true,
      skipRecordMetadata: false,
      verifyIndexOnly: false,
      indexSanityCheck: false,
      ...options,
    },
    (line, end = '\n' as '') => {
      text += line + end
    },
    (line) => {
      err += line
    },
  )
  try {
    dump.file({ path: LOG, bytes: EMPTY_BYTES, ...file })
    return { text, err, ended: null }
  } catch (error) {
    const { javaClass, javaMessage } = error as DumpError
    return { text, err, ended: [javaClass, javaMessage] }
  }
}

const INVALID = 'org.apache.kafka.common.InvalidRecordException'

describe('a log', () => {
  test.each(['foo.log', 'foo.index', 'foo.timeindex'])('that is named %s', (name) => {
    const { text, ended } = dumped({ path: `/d/${name}`, bytes: batch() })
    expect(ended).toEqual(['java.lang.NumberFormatException', 'For input string: "foo"'])
    expect(text).toBe(`Dumping /d/${name}\n`)
  })

  test('with a short name', () => {
    expect(dumped({ path: '/d/123.log' }).text).toContain('Log starting offset: 123\n')
  })

  test.each([
    ['more records told than there are', 2, 'Incorrect declared batch size, premature EOF reached'],
    ['fewer', 0, 'Incorrect declared batch size, records still remaining in file'],
  ])('with %s', (_what, count, message) => {
    const bytes = resealed(batch(), (view) => view.setInt32(AT.recordCount, count))
    const { text, ended } = dumped({ bytes })
    expect(ended).toEqual([INVALID, message])
    expect(text.match(/^\| offset: /gm)?.length ?? 0).toBe(Math.min(count, 1))
  })

  test('with fewer in a compressed batch: none is printed', () => {
    const bytes = resealed(batch({ compression: 'gzip' }), (view) => view.setInt32(AT.recordCount, 2))
    const { text, ended } = dumped({ bytes })
    expect(ended).toEqual([INVALID, 'Incorrect declared batch size, premature EOF reached'])
    expect(text).not.toContain('| offset')
  })

  test('with zeros behind a batch', () => {
    const { text, ended } = dumped({ bytes: concat([batch(), new Uint8Array(100)]) })
    const what = `Found record size 0 smaller than minimum record overhead (14) in file ${LOG}.`
    expect(ended).toEqual(['org.apache.kafka.common.errors.CorruptRecordException', what])
    expect(text.trimEnd().split('\n')).toHaveLength(4)
  })

  test('with a codec that nobody knows', () => {
    const { text, ended } = dumped({ bytes: resealed(batch(), (view) => view.setInt16(AT.attributes, 5)) })
    expect(ended).toEqual(['java.lang.IllegalArgumentException', 'Unknown compression type id: 5'])
    expect(text).toMatch(/deleteHorizonMs: OptionalLong\.empty$/)
  })

  test('with gzip of two members', () => {
    const two = batch()
    const [one] = [two.subarray(AT.records)]
    const records = concat([
      compress('gzip', one),
      compress(
        'gzip',
        one.map((byte, at) => (at === 3 ? 2 : byte)),
      ),
    ])
    const bytes = resealed(concat([two.subarray(0, AT.records), records]), (view) => {
      view.setInt32(AT.batchLength, AT.records - 12 + records.length)
      view.setInt16(AT.attributes, 1)
      view.setInt32(AT.lastOffsetDelta, 1)
      view.setInt32(AT.recordCount, 2)
    })
    const { text, ended } = dumped({ bytes })
    expect(ended).toBeNull()
    expect(text.match(/^\| offset: [01] .*key: k payload: v$/gm)).toHaveLength(2)
  })

  test.each(['transaction-log-decoder', 'share-group-state-decoder'])(
    'with a record that the %s cannot read',
    (name) => {
      const decoder = DECODERS[name]
      expect(() => dumped({ bytes: batch({ key: null }) }, decoder && { decoder })).not.toThrow()
      expect(dumped({ bytes: batch({ key: null }) }, decoder && { decoder }).text).toMatch(
        /\n\| offset: 0 CreateTime: 1795000000000 keySize: -1 valueSize: 1 sequence: -1 headerKeys: \[\]$/,
      )
    },
  )
})

describe('an index', () => {
  const index = (...values: readonly number[]) => {
    const view = new DataView(new ArrayBuffer(values.length * 4))
    for (const [at, value] of values.entries()) view.setInt32(at * 4, value)
    return new Uint8Array(view.buffer)
  }
  const log = batch()
  const beyond = [
    'java.lang.IllegalArgumentException',
    `Slice from position 99999 exceeds end position of FileRecords(size=${log.length}, file=${LOG}, start=0, end=2147483647)`,
  ]

  test('that points beyond the log', () => {
    const { text, ended } = dumped({ path: '/d/00000000000000000000.index', bytes: index(0, 0, 4, 99999), log })
    expect(ended).toEqual(beyond)
    expect(text).toContain('offset: 0 position: 0\n')
    expect(text).not.toContain('99999')
  })

  test('that points to the very end', () => {
    const bytes = index(4, log.length)
    const { ended } = dumped({ path: '/d/00000000000000000000.index', bytes, log })
    expect(ended).toEqual(['java.util.NoSuchElementException', null])
  })

  test('of times that is led beyond the log by the other', () => {
    const path = '/d/00000000000000000000.timeindex'
    const { ended } = dumped({ path, bytes: index(0, 7, 5), log, offsets: index(0, 0, 4, 99999) })
    expect(ended).toEqual(beyond)
  })
})

test.each([
  ['cut short', new Uint8Array([0, 1, 103, 97]), 'Snapshot failed schema validation: null'],
  ['empty', EMPTY_BYTES, 'Snapshot failed schema validation: null'],
  [
    'of another version',
    new Uint8Array([0, 2, ...new Uint8Array(20)]),
    'Snapshot failed schema validation: Snapshot contained an unknown file version 2',
  ],
])('a snapshot that is %s', (_what, bytes, said) => {
  expect(dumped({ path: '/d/00000000000000000036.snapshot', bytes })).toMatchObject({ err: said, ended: null })
})
