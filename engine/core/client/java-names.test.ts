import { expect, test } from 'vitest'
import { Duration, OffsetAndMetadata, ProducerRecord, TopicPartition } from './java-names.ts'
import { PartitionMap } from './topic-partition.ts'

test('a record, by as many words as Java takes', () => {
  const record = { topic: 't', partition: null, key: null, value: 'v', headers: [] }
  expect({ ...new ProducerRecord('t', 'v') }).toEqual(record)
  expect({ ...new ProducerRecord('t', 'k', 'v') }).toEqual({ ...record, key: 'k' })
  expect({ ...new ProducerRecord('t', 2, 'k', 'v') }).toEqual({ ...record, partition: 2, key: 'k' })
  const headers = { a: 'b' }
  expect({ ...new ProducerRecord('t', 2, 'k', null, headers) }).toEqual({
    ...record,
    partition: 2,
    key: 'k',
    value: null,
    headers,
  })
})

test('a partition is found whoever made it, and says what it is', () => {
  const offsets = new PartitionMap([[new TopicPartition('t', 1), new OffsetAndMetadata(5)]])
  expect(offsets.get({ topic: 't', partition: 1 })?.offset).toBe(5)
  expect(String(new TopicPartition('t', 1))).toBe('t-1')
})

test('times', () => {
  expect([Duration.ofMillis(5), Duration.ofSeconds(2), Duration.ofMinutes(1)].map((one) => one.toMillis())).toEqual([
    5, 2000, 60_000,
  ])
})
