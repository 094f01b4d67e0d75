/** Requests about records and topics' metadata. */

import { utf8 } from '../core/base/utf8.ts'
import { type BatchInit, buildBatch } from '../core/record/batch.ts'
import { type AnswerCase, type Body, casesOf, ILLEGAL, type Known, NO_TOPIC, TOO_LONG } from './answer-case.ts'

const WHEN = 1_700_000_000_000

function batch(
  values: readonly string[],
  init: BatchInit & { readonly key?: string; readonly at?: number } = {},
): Uint8Array {
  const key = init.key === undefined ? null : utf8(init.key)
  const records = values.map((value) => ({ timestamp: init.at ?? WHEN, key, value: utf8(value) }))
  return buildBatch({ ...init, records })
}

function altered(data: Uint8Array, at: number, byte: number): Uint8Array {
  const copy = data.slice()
  copy[at] = byte
  return copy
}

const both = (a: Uint8Array, b: Uint8Array) => new Uint8Array([...a, ...b])
/** Where a batch has its magic and its checksum. */
const MAGIC_AT = 16
const CRC_AT = 17

const produced =
  (records: Uint8Array, { topic = 't', index = 0, acks = -1 } = {}) =>
  (known: Known): Body => ({
    acks,
    timeoutMs: 5000,
    topicData: [{ name: topic, topicId: known.topicId(topic), partitionData: [{ index, records }] }],
  })

const PRODUCE = casesOf('Produce', {
  'two records': produced(batch(['one', 'two'])),
  'leader only': produced(batch(['three']), { acks: 1 }),
  compressed: (known) => produced(batch(['four', 'five'], { compression: 'gzip' }), { index: 1 })(known),
  nothing: { acks: -1, timeoutMs: 5000, topicData: [] },
  'a topic without partitions': (known) => ({
    acks: -1,
    timeoutMs: 5000,
    topicData: [{ name: 't', topicId: known.topicId('t'), partitionData: [] }],
  }),
  'unknown topic': produced(batch(['x']), { topic: 'nowhere' }),
  'unknown topic, leader only': produced(batch(['x']), { topic: 'nowhere', acks: 1 }),
  'illegal topic': produced(batch(['x']), { topic: ILLEGAL }),
  'unknown partition': produced(batch(['x']), { index: 99 }),
  'partition below 0': produced(batch(['x']), { index: -1 }),
  'acks of 2': produced(batch(['x']), { acks: 2 }),
  'acks of -2': produced(batch(['x']), { acks: -2 }),
  'wrong checksum': produced(altered(batch(['x']), CRC_AT, 1)),
  'two batches': produced(both(batch(['x']), batch(['y']))),
  'magic 1': produced(altered(batch(['x']), MAGIC_AT, 1)),
  'half a batch': produced(batch(['x']).slice(0, 40)),
  'empty bytes': produced(new Uint8Array(0)),
  'a control batch': produced(
    batch(['x'], { control: true, transactional: true, producerId: 7, producerEpoch: 0, baseSequence: 0 }),
  ),
  'no key for a compacted topic': produced(batch(['x']), { topic: 'compacted' }),
  'a key for a compacted topic': produced(batch(['x'], { key: 'k' }), { topic: 'compacted' }),
  'far in the future': produced(batch(['x'], { at: 4_000_000_000_000 })),
  'no timestamp': produced(batch(['x'], { at: -1 }), { index: 2 }),
  'too large': produced(batch(['x'.repeat(300)]), { topic: 'small' }),
  'base offset 5': produced(batch(['x'], { baseOffset: 5 }), { index: 2 }),
  'a producer id that was never given out': (known) =>
    produced(batch(['x'], { producerId: 900 + known.version, producerEpoch: 0, baseSequence: 3 }))(known),
  'a gap in the sequence': (known) =>
    produced(batch(['x'], { producerId: 900 + known.version, producerEpoch: 0, baseSequence: 9 }))(known),
  'the same again': (known) =>
    produced(batch(['x'], { producerId: 900 + known.version, producerEpoch: 0, baseSequence: 3 }))(known),
  'a newer epoch that does not begin at 0': (known) =>
    produced(batch(['x'], { producerId: 900 + known.version, producerEpoch: 1, baseSequence: 4 }))(known),
  'a newer epoch': (known) =>
    produced(batch(['x'], { producerId: 900 + known.version, producerEpoch: 1, baseSequence: 0 }))(known),
  'an older epoch': (known) =>
    produced(batch(['x'], { producerId: 900 + known.version, producerEpoch: 0, baseSequence: 4 }))(known),
  'the same partition twice': (known) => ({
    acks: -1,
    timeoutMs: 5000,
    topicData: [
      {
        name: 't',
        topicId: known.topicId('t'),
        partitionData: [
          { index: 0, records: batch(['p']) },
          { index: 0, records: batch(['q']) },
        ],
      },
    ],
  }),
})

interface Wanted {
  readonly topic?: string
  readonly topicId?: string
  readonly partition?: Body
  readonly request?: Body
}

const fetched =
  ({ topic = 't', topicId, partition = {}, request = {} }: Wanted = {}) =>
  (known: Known): Body => ({
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: 1 << 20,
    sessionEpoch: -1,
    topics: [
      {
        topic,
        topicId: topicId ?? known.topicId(topic),
        partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1 << 20, logStartOffset: -1, ...partition }],
      },
    ],
    ...request,
  })

const FETCH = casesOf('Fetch', {
  'from the beginning': fetched(),
  'at the end': fetched({ topic: 'empty' }),
  'read committed': fetched({ request: { isolationLevel: 1 } }),
  'isolation level 9': fetched({ request: { isolationLevel: 9 } }),
  'unknown topic': fetched({ topic: 'nowhere' }),
  'unknown topic id': fetched({ topicId: NO_TOPIC }),
  'illegal topic': fetched({ topic: ILLEGAL }),
  'unknown partition': fetched({ partition: { partition: 99 } }),
  'partition below 0': fetched({ partition: { partition: -1 } }),
  'beyond the end': fetched({ partition: { fetchOffset: 100_000 } }),
  'below 0': fetched({ partition: { fetchOffset: -1 } }),
  'no bytes of a partition': fetched({ partition: { partitionMaxBytes: 0 } }),
  'no bytes at all': fetched({ request: { maxBytes: 0 } }),
  'a leader epoch of the future': fetched({ partition: { currentLeaderEpoch: 5 } }),
  'the leader epoch': fetched({ partition: { currentLeaderEpoch: 0 } }),
  'a last epoch that never was': fetched({ partition: { lastFetchedEpoch: 5, currentLeaderEpoch: 0 } }),
  'the last epoch': fetched({ partition: { lastFetchedEpoch: 0, currentLeaderEpoch: 0 } }),
  'as a follower that is none': fetched({ request: { replicaId: 7, replicaState: { replicaId: 7, replicaEpoch: 1 } } }),
  'as a debugging consumer': fetched({ request: { replicaId: -2, replicaState: { replicaId: -2, replicaEpoch: -1 } } }),
  'another cluster': fetched({ request: { clusterId: 'another' } }),
  'an unknown session': fetched({ request: { sessionId: 4711, sessionEpoch: 1 } }),
  'an unknown session, closed': fetched({ request: { sessionId: 4711, sessionEpoch: -1 } }),
  'a session': fetched({ request: { sessionId: 0, sessionEpoch: 0 } }),
  'a session that begins with epoch 5': fetched({ request: { sessionId: 0, sessionEpoch: 5 } }),
  'what was never asked is forgotten': fetched({
    request: { forgottenTopicsData: [{ topic: 'u', topicId: NO_TOPIC, partitions: [0] }] },
  }),
  'no topics': fetched({ request: { topics: [] } }),
  'waits, but for nothing': fetched({ topic: 'empty', request: { maxWaitMs: 100, minBytes: 1 } }),
})

const listed = (partition: Body, topic = 't', request: Body = {}): Body => ({
  replicaId: -1,
  timeoutMs: 5000,
  topics: [{ name: topic, partitions: [{ partitionIndex: 0, ...partition }] }],
  ...request,
})

const LIST_OFFSETS = casesOf('ListOffsets', {
  latest: listed({ timestamp: -1 }),
  earliest: listed({ timestamp: -2 }),
  'latest, read committed': listed({ timestamp: -1 }, 't', { isolationLevel: 1 }),
  'of the largest timestamp': listed({ timestamp: -3 }),
  'of the largest timestamp of nothing': listed({ timestamp: -3 }, 'empty'),
  'earliest local': listed({ timestamp: -4 }),
  'latest tiered': listed({ timestamp: -5 }),
  'earliest pending upload': listed({ timestamp: -6 }),
  'no such special': listed({ timestamp: -7 }),
  'time 0': listed({ timestamp: 0 }),
  'at the time': listed({ timestamp: WHEN }),
  'after all': listed({ timestamp: WHEN + 1 }),
  'unknown topic': listed({ timestamp: -1 }, 'nowhere'),
  'illegal topic': listed({ timestamp: -1 }, ILLEGAL),
  'unknown partition': listed({ partitionIndex: 99, timestamp: -1 }),
  'partition below 0': listed({ partitionIndex: -1, timestamp: -1 }),
  'a leader epoch of the future': listed({ timestamp: -1, currentLeaderEpoch: 5 }),
  'the leader epoch': listed({ timestamp: -1, currentLeaderEpoch: 0 }),
  'as a follower': listed({ timestamp: -1 }, 't', { replicaId: 7 }),
  'as a debugging consumer': listed({ timestamp: -1 }, 't', { replicaId: -2 }),
  'no topics': listed({}, 't', { topics: [] }),
})

const asked = (topics: readonly Body[] | null, more: Body = {}): Body => ({
  topics,
  allowAutoTopicCreation: false,
  ...more,
})

const METADATA = casesOf('Metadata', {
  all: asked(null),
  none: asked([]),
  one: asked([{ name: 't' }]),
  'one twice': asked([{ name: 't' }, { name: 't' }]),
  'operations of the topic': asked([{ name: 't' }], { includeTopicAuthorizedOperations: true }),
  'operations of the cluster': asked([{ name: 't' }], { includeClusterAuthorizedOperations: true }),
  illegal: asked([{ name: ILLEGAL }]),
  'illegal, to be made': asked([{ name: ILLEGAL }], { allowAutoTopicCreation: true }),
  'two dots': asked([{ name: '..' }]),
  'two dots, to be made': asked([{ name: '..' }], { allowAutoTopicCreation: true }),
  'empty name': asked([{ name: '' }]),
  'empty name, to be made': asked([{ name: '' }], { allowAutoTopicCreation: true }),
  'too long': asked([{ name: TOO_LONG }], { allowAutoTopicCreation: true }),
})

const METADATA_UNKNOWN = casesOf('Metadata', { unknown: asked([{ name: 'nowhere' }]) }, '4+')

const METADATA_BY_ID = casesOf(
  'Metadata',
  {
    'by id': (known) => asked([{ name: null, topicId: known.topicId('t') }]),
    'by unknown id': asked([{ name: null, topicId: NO_TOPIC }]),
    'by id and name': (known) => asked([{ name: 't', topicId: known.topicId('t') }]),
    'by nothing': asked([{ name: null }]),
    'by id and by name': (known) => asked([{ name: null, topicId: known.topicId('t') }, { name: 'empty' }]),
  },
  '10+',
)

const deleted = (partition: Body, topic = 't'): Body => ({
  timeoutMs: 5000,
  topics: [{ name: topic, partitions: [{ partitionIndex: 0, ...partition }] }],
})

const DELETE_RECORDS = casesOf('DeleteRecords', {
  'the first': deleted({ offset: 1 }),
  'what is gone': deleted({ offset: 0 }),
  'beyond the end': deleted({ offset: 100_000 }),
  'all of nothing': deleted({ offset: -1 }, 'empty'),
  'offset -2': deleted({ offset: -2 }),
  'unknown topic': deleted({ offset: 0 }, 'nowhere'),
  'unknown partition': deleted({ partitionIndex: 99, offset: 0 }),
  'a compacted topic': deleted({ offset: 0 }, 'compacted'),
  nothing: { timeoutMs: 5000, topics: [] },
})

const epochs = (partition: Body, { topic = 't', replicaId = -1 } = {}): Body => ({
  replicaId,
  topics: [{ topic, partitions: [{ partition: 0, leaderEpoch: 0, ...partition }] }],
})

const EPOCHS = casesOf('OffsetForLeaderEpoch', {
  'the first': epochs({}),
  'never was': epochs({ leaderEpoch: 9 }),
  'below 0': epochs({ leaderEpoch: -1 }),
  'below -1': epochs({ leaderEpoch: -2 }),
  'the leader epoch': epochs({ currentLeaderEpoch: 0 }),
  'a leader epoch of the future': epochs({ currentLeaderEpoch: 5 }),
  'unknown topic': epochs({}, { topic: 'nowhere' }),
  'unknown partition': epochs({ partition: 99 }),
  'as a follower': epochs({}, { replicaId: 7 }),
  'no topics': { replicaId: -1, topics: [] },
})

/** A broker's first block of ids comes from the controller. */
const PRODUCER_IDS_COME: AnswerCase = {
  api: 'InitProducerId',
  what: 'the first id comes',
  versions: '4',
  body: () => ({ transactionalId: null, transactionTimeoutMs: 60_000 }),
  until: ({ errorCode }) => errorCode === 0,
}

const PRODUCER_IDS = casesOf('InitProducerId', {
  idempotent: { transactionalId: null, transactionTimeoutMs: 60_000 },
  'no timeout': { transactionalId: null, transactionTimeoutMs: 0 },
  'an empty transactional id': { transactionalId: '', transactionTimeoutMs: 60_000 },
  'an id without its epoch': { transactionalId: null, transactionTimeoutMs: 60_000, producerId: 5 },
  'an epoch without its id': { transactionalId: null, transactionTimeoutMs: 60_000, producerEpoch: 5 },
  'an id and its epoch': { transactionalId: null, transactionTimeoutMs: 60_000, producerId: 5, producerEpoch: 5 },
})

const described = (topics: readonly string[], more: Body = {}): Body => ({
  topics: topics.map((name) => ({ name })),
  ...more,
})

const DESCRIBE_PARTITIONS = casesOf('DescribeTopicPartitions', {
  two: described(['t', 'empty']),
  all: described([]),
  unknown: described(['nowhere']),
  illegal: described([ILLEGAL]),
  'empty name': described(['']),
  'one twice': described(['t', 't']),
  'a limit': described(['empty', 't'], { responsePartitionLimit: 2 }),
  'a limit of 0': described(['t'], { responsePartitionLimit: 0 }),
  'a limit of -1': described(['t'], { responsePartitionLimit: -1 }),
  'from a cursor': described(['t'], { cursor: { topicName: 't', partitionIndex: 1 } }),
  'from a cursor at the end': described(['t'], { cursor: { topicName: 't', partitionIndex: 3 } }),
  'from a cursor below 0': described(['t'], { cursor: { topicName: 't', partitionIndex: -1 } }),
  'from a cursor at another topic': described(['t'], { cursor: { topicName: 'u', partitionIndex: 0 } }),
  'from a cursor before': described(['t'], { cursor: { topicName: 'a', partitionIndex: 0 } }),
})

export const DATA_CASES: readonly AnswerCase[] = [
  ...PRODUCE,
  ...FETCH,
  ...LIST_OFFSETS,
  ...METADATA,
  ...METADATA_UNKNOWN,
  ...METADATA_BY_ID,
  ...DELETE_RECORDS,
  ...EPOCHS,
  PRODUCER_IDS_COME,
  ...PRODUCER_IDS,
  ...DESCRIBE_PARTITIONS,
]
