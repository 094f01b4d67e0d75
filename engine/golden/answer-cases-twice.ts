/** Requests in which a topic or a partition comes twice, or a topic without partitions: no client sends them, some libraries could. */
import { type AnswerCase, type Body, casesOf, type Known, NO_TOPIC } from './answer-case.ts'

/** One entry for a topic: its name and what is wanted of each partition. */
type Entry = readonly [topic: string, partitions: readonly unknown[]]

const ODD: { readonly [what: string]: (one: unknown, other: unknown, elsewhere: unknown) => readonly Entry[] } = {
  'a partition twice': (one, other) => [['t', [one, other]]],
  'a partition twice, one between': (one, other, elsewhere) => [['t', [one, elsewhere, other]]],
  'a topic twice': (one, _other, elsewhere) => [
    ['t', [one]],
    ['t', [elsewhere]],
  ],
  'a topic twice, one between': (one, _other, elsewhere) => [
    ['t', [one]],
    ['empty', [one]],
    ['t', [elsewhere]],
  ],
  'a partition in two entries': (one, other) => [
    ['t', [one]],
    ['t', [other]],
  ],
  'a topic without partitions': (one) => [
    ['t', []],
    ['empty', [one]],
  ],
  'only a topic without partitions': () => [['t', []]],
  'an unknown topic twice': (one, _other, elsewhere) => [
    ['nowhere', [one]],
    ['t', [one]],
    ['nowhere', [elsewhere]],
  ],
  'an unknown partition twice': (_one, _other, elsewhere) => [
    ['small', [elsewhere]],
    ['t', [elsewhere]],
    ['small', [elsewhere]],
  ],
  'an unknown topic without partitions': (one) => [
    ['nowhere', []],
    ['t', [one]],
  ],
}

/** The odd entries, as an API has them: `of` makes a partition from its number and from which of two it is. */
function twice(
  api: AnswerCase['api'],
  of: (index: number, second: boolean) => unknown,
  request: (entries: readonly Entry[], known: Known) => Body,
): AnswerCase[] {
  const table = Object.entries(ODD).map(([what, entries]) => {
    const made = entries(of(0, false), of(0, true), of(1, false))
    return [what, (known: Known) => request(made, known)] as const
  })
  return casesOf(api, Object.fromEntries(table))
}

const idOf = ({ topicId }: Known, topic: string) => (topic === 'nowhere' ? NO_TOPIC : topicId(topic))

export const TWICE_CASES: readonly AnswerCase[] = [
  ...twice(
    'ListOffsets',
    (partitionIndex, second) => ({ partitionIndex, timestamp: second ? -2 : -1 }),
    (entries) => ({
      replicaId: -1,
      timeoutMs: 5000,
      topics: entries.map(([name, partitions]) => ({ name, partitions })),
    }),
  ),
  ...twice(
    'OffsetCommit',
    (partitionIndex, second) => ({ partitionIndex, committedOffset: second ? 2 : 1, committedMetadata: '' }),
    (entries, known) => ({
      groupId: 'twice',
      topics: entries.map(([name, partitions]) => ({ name, topicId: idOf(known, name), partitions })),
    }),
  ),
  ...twice(
    'OffsetFetch',
    (index) => index,
    (entries, known) => {
      const topics = entries.map(([name, partitionIndexes]) => ({ name, partitionIndexes }))
      const withIds = topics.map((topic) => ({ ...topic, topicId: idOf(known, topic.name) }))
      return { groupId: 'twice', topics, groups: [{ groupId: 'twice', topics: withIds }] }
    },
  ),
  ...twice(
    'Fetch',
    (partition, second) => ({ partition, fetchOffset: second ? 2 : 0, partitionMaxBytes: 100, logStartOffset: -1 }),
    (entries, known) => ({
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes: 1 << 20,
      sessionEpoch: -1,
      topics: entries.map(([topic, partitions]) => ({ topic, topicId: idOf(known, topic), partitions })),
    }),
  ),
  ...twice(
    'DeleteRecords',
    (partitionIndex, second) => ({ partitionIndex, offset: second ? 1 : 0 }),
    (entries) => ({ timeoutMs: 5000, topics: entries.map(([name, partitions]) => ({ name, partitions })) }),
  ),
  ...twice(
    'OffsetForLeaderEpoch',
    (partition, second) => ({ partition, leaderEpoch: second ? 5 : 0 }),
    (entries) => ({ replicaId: -1, topics: entries.map(([topic, partitions]) => ({ topic, partitions })) }),
  ),
  ...twice(
    'OffsetDelete',
    (partitionIndex) => ({ partitionIndex }),
    (entries) => ({ groupId: 'twice', topics: entries.map(([name, partitions]) => ({ name, partitions })) }),
  ),
  ...twice(
    'ElectLeaders',
    (partition) => partition,
    (entries) => ({
      electionType: 0,
      timeoutMs: 5000,
      topicPartitions: entries.map(([topic, partitions]) => ({ topic, partitions })),
    }),
  ),
  ...twice(
    'AlterPartitionReassignments',
    (partitionIndex, second) => ({ partitionIndex, replicas: second ? [9] : [1] }),
    (entries) => ({ timeoutMs: 5000, topics: entries.map(([name, partitions]) => ({ name, partitions })) }),
  ),
  ...twice(
    'ListPartitionReassignments',
    (index) => index,
    (entries) => ({
      timeoutMs: 5000,
      topics: entries.map(([name, partitionIndexes]) => ({ name, partitionIndexes })),
    }),
  ),
  ...twice(
    'DescribeLogDirs',
    (index) => index,
    (entries) => ({ topics: entries.map(([topic, partitions]) => ({ topic, partitions })) }),
  ),
  ...twice(
    'AlterReplicaLogDirs',
    (index) => index,
    (entries) => ({
      dirs: [{ path: '/no/such', topics: entries.map(([name, partitions]) => ({ name, partitions })) }],
    }),
  ),
  ...casesOf('DeleteTopics', {
    'an unknown topic twice': {
      timeoutMs: 5000,
      topicNames: ['nowhere', 'nowhere'],
      topics: [{ name: 'nowhere' }, { name: 'nowhere' }],
    },
    'an unknown id twice': { timeoutMs: 5000, topics: [{ topicId: NO_TOPIC }, { topicId: NO_TOPIC }] },
  }),
  ...casesOf('ConsumerGroupDescribe', { 'one twice': { groupIds: ['g', 'g'] } }),
  ...casesOf('DescribeQuorum', {
    'the topic twice': {
      topics: [
        { topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] },
        { topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] },
      ],
    },
  }),
]
