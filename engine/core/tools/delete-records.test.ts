/** What Apache Kafka 4.3.1's kafka-delete-records.sh said of these files. */
import { expect, test } from 'vitest'
import { offsetsIn } from './delete-records.ts'

const one = (entry: string) => `{"partitions":[${entry}],"version":1}`

test('the offsets of a file', () => {
  const text = one('{"topic":"t","partition":0,"offset":5},{"topic":"t","partition":1,"offset":-1}')
  expect(offsetsIn(text)).toEqual([
    [{ topic: 't', partition: 0 }, 5],
    [{ topic: 't', partition: 1 }, -1],
  ])
})

test.each([
  ['{', 'The input string is not a valid JSON'],
  ['[]', 'Expected JSON object, received []'],
  ['{"version":2}', 'Not supported version field value 2'],
  ['{"version":"1","partitions":[]}', 'Expected `Integer` value, received "1"'],
  ['{"version":1}', 'Missing partitions field'],
  ['{"partitions":{}}', 'Expected JSON array, received {}'],
  ['{"partitions":null}', 'Expected JSON array, received null'],
  [one('"t"'), 'Expected JSON object, received "t"'],
  [one('{"topic":1,"partition":0,"offset":1}'), 'Expected `String` value, received 1'],
  [one('{"topic":"t","partition":"0","offset":1}'), 'Expected `Integer` value, received "0"'],
  [one('{"topic":"t","offset":1}'), 'No such field exists: `partition`'],
  [one('{"topic":"t","partition":0}'), 'No such field exists: `offset`'],
  [one('{"topic":"t","partition":0,"offset":1.5}'), 'Expected `Long` value, received 1.5'],
  [one('{"topic":"t","partition":0,"offset":"x"}'), 'Expected `Long` value, received "x"'],
])('%s is refused: %s', (text, message) => {
  expect(() => offsetsIn(text)).toThrow(expect.objectContaining({ message }))
})
