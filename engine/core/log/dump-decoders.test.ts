import { expect, test } from 'vitest'
import { utf8 } from '../base/utf8.ts'
import { classDecoder, DECODER_CLASSES, DECODERS, type RecordDecoder } from './dump-decoders.ts'

function bytes(...values: (number | string)[]): Uint8Array {
  return new Uint8Array(values.flatMap((value) => (typeof value === 'string' ? [...utf8(value)] : [value])))
}

function record(offset: number, key: Uint8Array | null, value: Uint8Array | null) {
  return { offset, key, value, timestamp: 0, sequence: -1, headers: [] }
}

// As Apache's tool of 4.3.1 says them.
test.each([
  ['an unknown type', record(0, bytes(0, 99, 0, 0), bytes('x')), 'Unknown record type 99 at offset 0, skipping.'],
  ['a tombstone', record(1, bytes(0, 2, 0, 1, 'g'), null), '{"type":"2","data":{"group":"g"}} <DELETE>'],
  [
    'a short value',
    record(2, bytes(0, 2, 0, 1, 'g'), bytes(0)),
    "Error at offset 2, skipping. Could not read version from value's buffer.",
  ],
  [
    'a value of the future',
    record(3, bytes(0, 2, 0, 1, 'g'), bytes(0, 99, 1)),
    'Error at offset 3, skipping. Found an unknown record version 99 for 2 type',
  ],
  [
    'a short key',
    record(5, bytes(1), bytes()),
    "Error at offset 5, skipping. Could not read version from key's buffer.",
  ],
])('--offsets-decoder: %s', (_what, one, expected) => {
  const { key, payload } = (DECODERS['offsets-decoder'] as RecordDecoder)(one)
  expect([key, payload].filter((part) => part !== undefined).join(' ')).toBe(expected)
})

test.each([
  ['another frame', bytes('x'), 'unknown frame version 120(only frame version 1 is supported)'],
  ['an old frame', bytes(0), 'frame version 0. Note that upgrades from the preview release'],
  ['nothing', null, 'Error at 7, skipping. Error while reading frame version'],
  ['an unknown type', bytes(1, 99, 0), 'UnsupportedVersionException: Unknown metadata id 99'],
  ['a record cut short', bytes(1, 2, 0, 1), 'Failed to deserialize record with type 2'],
  ['no type', bytes(1), 'Error while reading type'],
])('--cluster-metadata-decoder: %s', (_what, value, expected) => {
  expect((DECODERS['cluster-metadata-decoder'] as RecordDecoder)(record(7, null, value)).payload).toContain(expected)
})

test('decoder classes', () => {
  const read = (name: string, value: Uint8Array) =>
    classDecoder(String, DECODER_CLASSES[name] as (bytes: Uint8Array) => string)(record(0, null, value)).payload
  expect(read('LongDecoder', bytes('f1-ppppp'))).toBe('7363716826673475696')
  expect(read('LongDecoder', new Uint8Array(8).fill(255))).toBe('-1')
  expect(read('IntegerDecoder', bytes(0, 0, 1, 0))).toBe('256')
  expect(() => read('IntegerDecoder', bytes(1))).toThrow()
})
