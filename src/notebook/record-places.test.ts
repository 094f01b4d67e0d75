import { expect, test } from 'vitest'
import { namedRecords } from './record-places.ts'

const found = (text: string) =>
  namedRecords(text).map((piece) => (typeof piece === 'string' ? piece : [piece.topic, piece.partition, piece.offset]))

test.each([
  ['sent to orders-1 @ 17', ['sent to ', ['orders', 1, 17]]],
  ['eu.orders-2-0@3, then', [['eu.orders-2', 0, 3], ', then']],
  ["{ topic: 'orders', partition: 1, offset: 17, timestamp: 5 }", ['{ ', ['orders', 1, 17], ', timestamp: 5 }']],
  ["{\n  topic: 'a',\n  partition: 0,\n  baseOffset: '4'\n}", ['{\n  ', ['a', 0, 4], '\n}']],
  ["[ { topicName: 'a', partition: 2, errorCode: 0, baseOffset: '4' } ]", ['[ { ', ['a', 2, 4], ' } ]']],
  ['a → 1 @ 17', ['a → 1 @ 17']],
  ['', []],
])('%j names its records', (text, pieces) => {
  expect(found(text)).toEqual(pieces)
})
