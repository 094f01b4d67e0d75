import { expect, test } from 'vitest'
import { placeReplicas } from './placement.ts'

const RANDOM = { float: () => 0 }
const FENCED = { id: 1, rack: null, fenced: true }
const ALIVE = { id: 2, rack: null, fenced: false }

test.each([
  [0, [ALIVE], 'Invalid replication factor 0: the replication factor must be positive.'],
  [1, [FENCED], 'All brokers are currently fenced, or have all their log directories cordoned.'],
  [
    3,
    [ALIVE, FENCED],
    'The target replication factor of 3 cannot be reached because only 2 broker(s) are registered or some brokers have all their log directories cordoned.',
  ],
])('replication factor %i over %j: Apache Kafka’s words', (replicationFactor, brokers, words) => {
  expect(() => placeReplicas(RANDOM, brokers, { count: 1, replicationFactor })).toThrow(words)
})
