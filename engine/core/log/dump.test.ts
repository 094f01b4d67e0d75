/** What Apache Kafka 4.3.1's kafka-dump-log.sh --index-sanity-check said of these files. */
import { expect, test } from 'vitest'
import { CorruptIndexError, Dump } from './dump.ts'

function ints(...entries: readonly (readonly [number, number])[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(entries.length * 8))
  for (const [at, [offset, position]] of entries.entries()) {
    bytes.setInt32(at * 8, offset)
    bytes.setInt32(at * 8 + 4, position)
  }
  return new Uint8Array(bytes.buffer)
}

function times(...entries: readonly (readonly [number, number])[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(entries.length * 12))
  for (const [at, [timestamp, offset]] of entries.entries()) {
    bytes.setBigInt64(at * 12, BigInt(timestamp))
    bytes.setInt32(at * 12 + 8, offset)
  }
  return new Uint8Array(bytes.buffer)
}

function and(bytes: Uint8Array, more: number): Uint8Array {
  return new Uint8Array([...bytes, ...new Uint8Array(more)])
}

const INDEX = '/d/00000000000000000100.index'
const TIME = '/d/00000000000000000100.timeindex'
const CORRUPT_TIME = `Corrupt time index found, time index file (${TIME}) has non-zero size but`

test.each([
  ['whole', INDEX, ints([5, 60], [9, 160]), `${INDEX} passed sanity check.`],
  ['whole', TIME, times([1000, 5], [2000, 9]), `${TIME} passed sanity check.`],
  [
    'a piece too long',
    INDEX,
    and(ints([5, 60]), 3),
    `Index file ${INDEX} is corrupt, found 11 bytes which is neither positive nor a multiple of 8`,
  ],
  [
    'a piece too long',
    TIME,
    and(times([1000, 5]), 4),
    `Time index file ${TIME} is corrupt, found 16 bytes which is neither positive nor a multiple of 12`,
  ],
  [
    'before its base',
    INDEX,
    ints([5, 60], [-9, 160]),
    `Corrupt index found, index file ${INDEX} has non-zero size but the last offset is 91 which is less than the base offset 100`,
  ],
  [
    'before its base',
    TIME,
    times([1000, 5], [2000, -9]),
    `${CORRUPT_TIME} the last offset is 91 which is less than the first offset 100`,
  ],
  [
    'backwards',
    TIME,
    times([5000, 5], [2000, 9]),
    `${CORRUPT_TIME} the last timestamp is 2000 which is less than the first timestamp 5000`,
  ],
  ['of a running broker', INDEX, and(ints([5, 60]), 80), `${INDEX} passed sanity check.`],
  [
    'of a running broker',
    TIME,
    and(times([1000, 5]), 120),
    `${CORRUPT_TIME} the last timestamp is 0 which is less than the first timestamp 1000`,
  ],
  ['of a broker that has just begun', TIME, new Uint8Array(120), `${TIME} passed sanity check.`],
  ['empty', INDEX, new Uint8Array(0), `${INDEX} is empty.`],
  ['empty', TIME, new Uint8Array(0), `${TIME} passed sanity check.`],
])('an index that is %s: %s', (_what, path, bytes, said) => {
  const options = { printData: false, deep: false, skipRecordMetadata: false, verifyIndexOnly: false }
  const lines: string[] = []
  const dump = new Dump(
    { ...options, indexSanityCheck: true },
    (line) => lines.push(line),
    () => {},
  )
  try {
    dump.file({ path, bytes })
  } catch (error) {
    expect(error).toBeInstanceOf(CorruptIndexError)
    lines.push((error as Error).message)
  }
  expect(lines).toEqual([`Dumping ${path}`, said])
})
