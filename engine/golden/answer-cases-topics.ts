/** Requests that make, grow and delete topics. */
import { type AnswerCase, type Body, casesOf, ILLEGAL, NO_TOPIC, TOO_LONG } from './answer-case.ts'

const created = (topic: Body, more: Body = {}): Body => ({
  timeoutMs: 10_000,
  topics: [{ name: 'new', numPartitions: 1, replicationFactor: 1, ...topic }],
  ...more,
})
const refused = (topic: Body): Body => created(topic, { validateOnly: true })
const configured = (name: string, value: string | null): Body => refused({ configs: [{ name, value }] })

const CREATE = casesOf('CreateTopics', {
  'only asked': refused({}),
  'by default': refused({ numPartitions: -1, replicationFactor: -1 }),
  exists: refused({ name: 't' }),
  illegal: refused({ name: ILLEGAL }),
  'empty name': refused({ name: '' }),
  'one dot': refused({ name: '.' }),
  'too long': refused({ name: TOO_LONG }),
  collides: refused({ name: 'with_dot' }),
  internal: refused({ name: '__consumer_offsets' }),
  'the metadata log': refused({ name: '__cluster_metadata' }),
  'no partitions': refused({ numPartitions: 0 }),
  '-2 partitions': refused({ numPartitions: -2 }),
  'no replicas': refused({ replicationFactor: 0 }),
  '-2 replicas': refused({ replicationFactor: -2 }),
  'more replicas than brokers': refused({ replicationFactor: 2 }),
  placed: refused({ numPartitions: -1, replicationFactor: -1, assignments: [{ partitionIndex: 0, brokerIds: [1] }] }),
  'placed and counted': refused({ assignments: [{ partitionIndex: 0, brokerIds: [1] }] }),
  'placed nowhere': refused({
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [{ partitionIndex: 0, brokerIds: [] }],
  }),
  'placed twice': refused({
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [{ partitionIndex: 0, brokerIds: [1, 1] }],
  }),
  'placed on nobody': refused({
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [{ partitionIndex: 0, brokerIds: [9] }],
  }),
  'placed from 1': refused({
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [{ partitionIndex: 1, brokerIds: [1] }],
  }),
  'no such config': configured('no.such', '1'),
  'a config that is no number': configured('retention.ms', 'long'),
  'a config below its least': configured('segment.bytes', '1'),
  'a config of no such value': configured('cleanup.policy', 'shred'),
  'a config that is null': configured('retention.ms', null),
  'an empty config': configured('cleanup.policy', ''),
  'configs that do not go together': refused({
    configs: [
      { name: 'min.compaction.lag.ms', value: '10' },
      { name: 'max.compaction.lag.ms', value: '5' },
    ],
  }),
  'a config twice': refused({
    configs: [
      { name: 'retention.ms', value: '10' },
      { name: 'retention.ms', value: '5' },
    ],
  }),
  'the same twice': {
    timeoutMs: 10_000,
    validateOnly: true,
    topics: [
      { name: 'new', numPartitions: 1, replicationFactor: 1 },
      { name: 'new', numPartitions: 1, replicationFactor: 1 },
    ],
  },
  nothing: { timeoutMs: 10_000, topics: [] },
  'in no time': created({ name: 't' }, { timeoutMs: 0 }),
})

const DELETE: readonly AnswerCase[] = [
  ...casesOf('DeleteTopics', {
    unknown: { timeoutMs: 5000, topicNames: ['nowhere'], topics: [{ name: 'nowhere' }] },
    illegal: { timeoutMs: 5000, topicNames: [ILLEGAL], topics: [{ name: ILLEGAL }] },
    'empty name': { timeoutMs: 5000, topicNames: [''], topics: [{ name: '' }] },
    'unknown twice': {
      timeoutMs: 5000,
      topicNames: ['nowhere', 'nowhere'],
      topics: [{ name: 'nowhere' }, { name: 'nowhere' }],
    },
    nothing: { timeoutMs: 5000, topicNames: [], topics: [] },
  }),
  ...casesOf(
    'DeleteTopics',
    {
      'unknown id': { timeoutMs: 5000, topics: [{ name: null, topicId: NO_TOPIC }] },
      'neither name nor id': { timeoutMs: 5000, topics: [{ name: null }] },
      'name and id': { timeoutMs: 5000, topics: [{ name: 'nowhere', topicId: NO_TOPIC }] },
      'an id twice': {
        timeoutMs: 5000,
        topics: [
          { name: null, topicId: NO_TOPIC },
          { name: null, topicId: NO_TOPIC },
        ],
      },
    },
    '6',
  ),
]

const grown = (count: number, topic: Body = {}): Body => ({
  timeoutMs: 5000,
  validateOnly: true,
  topics: [{ name: 't', count, assignments: null, ...topic }],
})

const GROW = casesOf('CreatePartitions', {
  'one more': grown(4),
  'as many': grown(3),
  fewer: grown(2),
  none: grown(0),
  '-1': grown(-1),
  'far too many': grown(100_000),
  'unknown topic': grown(4, { name: 'nowhere' }),
  'illegal topic': grown(4, { name: ILLEGAL }),
  placed: grown(4, { assignments: [{ brokerIds: [1] }] }),
  'placed nowhere': grown(4, { assignments: [{ brokerIds: [] }] }),
  'placed on nobody': grown(4, { assignments: [{ brokerIds: [9] }] }),
  'placed twice': grown(4, { assignments: [{ brokerIds: [1, 1] }] }),
  'too few placed': grown(5, { assignments: [{ brokerIds: [1] }] }),
  'too many placed': grown(4, { assignments: [{ brokerIds: [1] }, { brokerIds: [1] }] }),
  'none placed': grown(4, { assignments: [] }),
  'a topic twice': {
    timeoutMs: 5000,
    validateOnly: true,
    topics: [
      { name: 't', count: 4, assignments: null },
      { name: 't', count: 5, assignments: null },
    ],
  },
  nothing: { timeoutMs: 5000, topics: [] },
})

export const TOPIC_CASES: readonly AnswerCase[] = [...CREATE, ...DELETE, ...GROW]
