/** Requests of administration. */
import { utf8 } from '../core/base/utf8.ts'
import { type AnswerCase, type Body, casesOf, type Known, NO_TOPIC } from './answer-case.ts'
import { CONFIG_CASES } from './answer-cases-configs.ts'
import { TOPIC_CASES } from './answer-cases-topics.ts'

const DIRS: readonly AnswerCase[] = [
  ...casesOf('DescribeLogDirs', {
    all: { topics: null },
    none: { topics: [] },
    one: { topics: [{ topic: 't', partitions: [0] }] },
    'unknown topic': { topics: [{ topic: 'nowhere', partitions: [0] }] },
    'unknown partition': { topics: [{ topic: 't', partitions: [99] }] },
    'no partitions': { topics: [{ topic: 't', partitions: [] }] },
  }),
  ...casesOf('AlterReplicaLogDirs', {
    nowhere: { dirs: [{ path: '/no/such', topics: [{ name: 't', partitions: [0] }] }] },
    'a relative path': { dirs: [{ path: 'here', topics: [{ name: 't', partitions: [0] }] }] },
    'unknown topic': { dirs: [{ path: '/no/such', topics: [{ name: 'nowhere', partitions: [0] }] }] },
    nothing: { dirs: [] },
  }),
]

const elected = (electionType: number, topicPartitions: readonly Body[] | null): Body => ({
  electionType,
  topicPartitions,
  timeoutMs: 5000,
})
const reassigned = (replicas: readonly number[] | null, partition: Body = {}, name = 't'): Body => ({
  timeoutMs: 5000,
  topics: [{ name, partitions: [{ partitionIndex: 0, replicas, ...partition }] }],
})

const PARTITIONS: readonly AnswerCase[] = [
  ...casesOf('ElectLeaders', {
    'of all': elected(0, null),
    'of one': elected(0, [{ topic: 't', partitions: [0] }]),
    unclean: elected(1, [{ topic: 't', partitions: [0] }]),
    'type 9': elected(9, [{ topic: 't', partitions: [0] }]),
    'unknown topic': elected(0, [{ topic: 'nowhere', partitions: [0] }]),
    'unknown partition': elected(0, [{ topic: 't', partitions: [99] }]),
    'of none': elected(0, []),
  }),
  ...casesOf('AlterPartitionReassignments', {
    'where it is': reassigned([1]),
    nowhere: reassigned([]),
    twice: reassigned([1, 1]),
    nobody: reassigned([9]),
    'below 0': reassigned([-1]),
    'called off': reassigned(null),
    'unknown topic': reassigned([1], {}, 'nowhere'),
    'unknown partition': reassigned([1], { partitionIndex: 99 }),
    nothing: { timeoutMs: 5000, topics: [] },
  }),
  ...casesOf(
    'AlterPartitionReassignments',
    { 'one more replica, which is not allowed': { ...reassigned([1, 2]), allowReplicationFactorChange: false } },
    '1',
  ),
  ...casesOf('ListPartitionReassignments', {
    all: { topics: null },
    one: { topics: [{ name: 't', partitionIndexes: [0] }] },
    'unknown topic': { topics: [{ name: 'nowhere', partitionIndexes: [0] }] },
    none: { topics: [] },
  }),
]

const filtered = (components: readonly Body[], strict = false): Body => ({ components, strict })
const quota = (entity: readonly Body[], ops: readonly Body[]): Body => ({
  validateOnly: true,
  entries: [{ entity, ops }],
})
const USER = [{ entityType: 'user', entityName: 'alice' }]
const RATE = [{ key: 'producer_byte_rate', value: 1000 }]

const QUOTAS: readonly AnswerCase[] = [
  ...casesOf('DescribeClientQuotas', {
    all: filtered([]),
    'a user': filtered([{ entityType: 'user', matchType: 0, match: 'alice' }]),
    'the default user': filtered([{ entityType: 'user', matchType: 1, match: null }]),
    'any user': filtered([{ entityType: 'user', matchType: 2, match: null }], true),
    'by a name that is null': filtered([{ entityType: 'user', matchType: 0, match: null }]),
    'the default user, by name': filtered([{ entityType: 'user', matchType: 1, match: 'alice' }]),
    'any user, by name': filtered([{ entityType: 'user', matchType: 2, match: 'alice' }]),
    'match type 9': filtered([{ entityType: 'user', matchType: 9, match: null }]),
    'no such type': filtered([{ entityType: 'planet', matchType: 0, match: 'earth' }]),
    'an empty type': filtered([{ entityType: '', matchType: 0, match: 'earth' }]),
    'a type twice': filtered([
      { entityType: 'user', matchType: 0, match: 'a' },
      { entityType: 'user', matchType: 0, match: 'b' },
    ]),
    'an address and a user': filtered([
      { entityType: 'ip', matchType: 0, match: '127.0.0.1' },
      { entityType: 'user', matchType: 0, match: 'b' },
    ]),
  }),
  ...casesOf('AlterClientQuotas', {
    'a user': quota(USER, RATE),
    'no such key': quota(USER, [{ key: 'no_such', value: 1 }]),
    'below 0': quota(USER, [{ key: 'producer_byte_rate', value: -1 }]),
    'half a byte': quota(USER, [{ key: 'producer_byte_rate', value: 0.5 }]),
    '0': quota(USER, [{ key: 'producer_byte_rate', value: 0 }]),
    'a removed one': quota(USER, [{ key: 'producer_byte_rate', value: 0, remove: true }]),
    'no such type': quota([{ entityType: 'planet', entityName: 'earth' }], RATE),
    'an empty type': quota([{ entityType: '', entityName: 'earth' }], RATE),
    'an empty name': quota([{ entityType: 'user', entityName: '' }], RATE),
    nobody: quota([], RATE),
    'a type twice': quota([...USER, { entityType: 'user', entityName: 'bob' }], RATE),
    'an address': quota(
      [{ entityType: 'ip', entityName: '127.0.0.1' }],
      [{ key: 'connection_creation_rate', value: 10 }],
    ),
    'no address': quota(
      [{ entityType: 'ip', entityName: 'not an address' }],
      [{ key: 'connection_creation_rate', value: 10 }],
    ),
    'a key of addresses for a user': quota(USER, [{ key: 'connection_creation_rate', value: 10 }]),
    'an address and a user': quota([...USER, { entityType: 'ip', entityName: '127.0.0.1' }], RATE),
    nothing: { validateOnly: true, entries: [] },
  }),
]

const feature = (update: Body, name = 'group.version'): Body => ({
  timeoutMs: 5000,
  validateOnly: true,
  featureUpdates: [{ feature: name, ...update }],
})

const CLUSTER: readonly AnswerCase[] = [
  ...casesOf('DescribeCluster', {
    'the brokers': {},
    operations: { includeClusterAuthorizedOperations: true },
    'the controllers': { endpointType: 2 },
    'type 9': { endpointType: 9 },
    'type 0': { endpointType: 0 },
    'fenced ones, too': { includeFencedBrokers: true },
  }),
  ...casesOf('DescribeQuorum', {
    'of a topic': { topics: [{ topicName: 't', partitions: [{ partitionIndex: 0 }] }] },
    'of another partition': { topics: [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 1 }] }] },
    'of two': {
      topics: [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }, { partitionIndex: 1 }] }],
    },
    'of nothing': { topics: [] },
    'as it is': { topics: [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }] },
  }),
  ...casesOf('UpdateFeatures', {
    'as it is': feature({ maxVersionLevel: 1 }),
    above: feature({ maxVersionLevel: 99 }),
    down: feature({ maxVersionLevel: 0, upgradeType: 2, allowDowngrade: true }),
    'down, not allowed': feature({ maxVersionLevel: 0 }),
    'below 0': feature({ maxVersionLevel: -1 }),
    'type 9': feature({ maxVersionLevel: 1, upgradeType: 9 }),
    'no such feature': feature({ maxVersionLevel: 1 }, 'no.such'),
    'empty name': feature({ maxVersionLevel: 1 }, ''),
    'metadata.version down': feature({ maxVersionLevel: 7, upgradeType: 2, allowDowngrade: true }, 'metadata.version'),
    'metadata.version 0': feature({ maxVersionLevel: 0, upgradeType: 3, allowDowngrade: true }, 'metadata.version'),
    'kraft.version': feature({ maxVersionLevel: 1 }, 'kraft.version'),
    nothing: { timeoutMs: 5000, validateOnly: true, featureUpdates: [] },
    'one twice': {
      timeoutMs: 5000,
      validateOnly: true,
      featureUpdates: [
        { feature: 'group.version', maxVersionLevel: 1 },
        { feature: 'group.version', maxVersionLevel: 1 },
      ],
    },
  }),
  ...casesOf('UnregisterBroker', { unknown: { brokerId: 99 }, 'below 0': { brokerId: -1 } }),
  ...casesOf('AddRaftVoter', {
    'another cluster': {
      clusterId: 'another',
      timeoutMs: 5000,
      voterId: 5,
      voterDirectoryId: NO_TOPIC,
      listeners: [{ name: 'CONTROLLER', host: 'localhost', port: 1 }],
    },
    'to voters that do not change': {
      clusterId: null,
      timeoutMs: 5000,
      voterId: 5,
      voterDirectoryId: NO_TOPIC,
      listeners: [{ name: 'CONTROLLER', host: 'localhost', port: 1 }],
    },
  }),
  ...casesOf('RemoveRaftVoter', {
    'another cluster': { clusterId: 'another', voterId: 5, voterDirectoryId: NO_TOPIC },
    'from voters that do not change': { clusterId: null, voterId: 5, voterDirectoryId: NO_TOPIC },
  }),
]

/** Of a resource in an ACL. */
const TOPIC = 2

const acl = (more: Body = {}): Body => ({
  resourceType: TOPIC,
  resourceName: 't',
  resourcePatternType: 3,
  principal: 'User:alice',
  host: '*',
  operation: 3,
  permissionType: 3,
  ...more,
})
const filter = (more: Body = {}): Body => ({
  resourceTypeFilter: 1,
  resourceNameFilter: null,
  patternTypeFilter: 1,
  principalFilter: null,
  hostFilter: null,
  operation: 1,
  permissionType: 1,
  ...more,
})

const SECURITY: readonly AnswerCase[] = [
  ...casesOf('DescribeAcls', { all: filter(), 'of type 99': filter({ resourceTypeFilter: 99 }) }),
  ...casesOf('CreateAcls', {
    one: { creations: [acl()] },
    none: { creations: [] },
    'of operation 99': { creations: [acl({ operation: 99 })] },
  }),
  ...casesOf('DeleteAcls', { all: { filters: [filter()] }, none: { filters: [] } }),
  ...casesOf('DescribeUserScramCredentials', {
    all: { users: null },
    none: { users: [] },
    unknown: { users: [{ name: 'alice' }] },
    'empty name': { users: [{ name: '' }] },
    'one twice': { users: [{ name: 'alice' }, { name: 'alice' }] },
  }),
  ...casesOf('SaslHandshake', { plain: { mechanism: 'PLAIN' }, 'no such mechanism': { mechanism: 'NONE' } }),
  ...casesOf('SaslAuthenticate', { 'nobody asked': { authBytes: utf8('\0alice\0secret') } }),
  ...casesOf('ApiVersions', {
    'a client': { clientSoftwareName: 'cases', clientSoftwareVersion: '1.0' },
    'no name': { clientSoftwareName: '', clientSoftwareVersion: '1.0' },
    'a name with a space': { clientSoftwareName: 'a client', clientSoftwareVersion: '1.0' },
    'a version that ends with a dot': { clientSoftwareName: 'cases', clientSoftwareVersion: '1.' },
  }),
]

const made = (name: string, more: Body = {}): Body => ({ name, numPartitions: 1, replicationFactor: 1, ...more })
const hasNoErrors = ({ topics }: Body) =>
  (topics as readonly Body[]).length === 5 && (topics as readonly Body[]).every(({ errorCode }) => errorCode === 0)

/** What the other cases stand on. */
export const FIRST_CASES: readonly AnswerCase[] = [
  ...casesOf(
    'CreateTopics',
    {
      'what the cases need': {
        timeoutMs: 10_000,
        topics: [
          made('t', { numPartitions: 3, configs: [{ name: 'retention.ms', value: '-1' }] }),
          made('empty'),
          made('compacted', { configs: [{ name: 'cleanup.policy', value: 'compact' }] }),
          made('small', { configs: [{ name: 'max.message.bytes', value: '200' }] }),
          made('with.dot'),
        ],
      },
    },
    '7',
  ),
  {
    api: 'Metadata',
    what: 'what the cases need',
    versions: '12',
    body: () => ({ topics: null }),
    until: hasNoErrors,
  },
  {
    api: 'FindCoordinator',
    what: 'the topic of offsets comes',
    versions: '3',
    body: () => ({ key: 'g', keyType: 0 }),
    until: ({ errorCode }) => errorCode === 0,
  },
  {
    api: 'OffsetCommit',
    what: 'the coordinator has loaded',
    versions: '9',
    body: (known: Known) => ({
      groupId: 'g',
      topics: [{ name: 't', topicId: known.topicId('t'), partitions: [{ partitionIndex: 0, committedOffset: 1 }] }],
    }),
    until: ({ topics }) => JSON.stringify(topics).includes('"errorCode":0'),
  },
]

export const ADMIN_CASES: readonly AnswerCase[] = [
  ...TOPIC_CASES,
  ...CONFIG_CASES,
  ...DIRS,
  ...PARTITIONS,
  ...QUOTAS,
  ...CLUSTER,
  ...SECURITY,
]
