/** Requests of administration. */
import { utf8 } from '../core/base/utf8.ts'
import { type AnswerCase, type Body, casesOf, ILLEGAL, type Known, NO_TOPIC, TOO_LONG } from './answer-case.ts'

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

const TOPIC = 2
const BROKER = 4
const LOGGER = 8
const CLIENT_METRICS = 16
const GROUP = 32

const described = (
  resourceType: number,
  resourceName: string,
  configurationKeys: readonly string[] | null,
  more: Body = {},
): Body => ({
  resources: [{ resourceType, resourceName, configurationKeys }],
  ...more,
})

const DESCRIBE = casesOf('DescribeConfigs', {
  'a topic': described(TOPIC, 't', null, { includeSynonyms: true }),
  'a topic, documented': described(TOPIC, 't', ['retention.ms', 'cleanup.policy'], { includeDocumentation: true }),
  'no keys': described(TOPIC, 't', []),
  'an unknown key': described(TOPIC, 't', ['no.such']),
  'unknown topic': described(TOPIC, 'nowhere', null),
  'illegal topic': described(TOPIC, ILLEGAL, null),
  'empty topic': described(TOPIC, '', null),
  'the broker': described(
    BROKER,
    '1',
    ['log.retention.hours', 'log.retention.ms', 'num.partitions', 'min.insync.replicas'],
    { includeSynonyms: true },
  ),
  'all brokers': described(BROKER, '', null),
  'another broker': described(BROKER, '9', null),
  'a broker by name': described(BROKER, 'one', null),
  'a broker below 0': described(BROKER, '-1', null),
  'the loggers': described(LOGGER, '1', ['root']),
  'loggers of another broker': described(LOGGER, '9', null),
  'loggers of nobody': described(LOGGER, '', null),
  'loggers by name': described(LOGGER, 'one', null),
  'client metrics': described(CLIENT_METRICS, 'basic', null),
  'client metrics without a name': described(CLIENT_METRICS, '', null),
  'a group': described(GROUP, 'g', null, { includeSynonyms: true }),
  'a group without a name': described(GROUP, '', null),
  'type 0': described(0, 't', null),
  'type 1': described(1, 't', null),
  'type 99': described(99, 't', null),
  twice: {
    resources: [
      { resourceType: TOPIC, resourceName: 't', configurationKeys: ['retention.ms'] },
      { resourceType: TOPIC, resourceName: 't', configurationKeys: ['retention.ms'] },
    ],
  },
  nothing: { resources: [] },
})

const altered = (resourceType: number, resourceName: string, configs: readonly Body[]): Body => ({
  validateOnly: true,
  resources: [{ resourceType, resourceName, configs }],
})

const ALTER = casesOf('AlterConfigs', {
  'a topic': altered(TOPIC, 't', [{ name: 'retention.ms', value: '5000' }]),
  'unknown topic': altered(TOPIC, 'nowhere', [{ name: 'retention.ms', value: '5000' }]),
  'empty topic': altered(TOPIC, '', [{ name: 'retention.ms', value: '5000' }]),
  'an unknown key': altered(TOPIC, 't', [{ name: 'no.such', value: '1' }]),
  'no number': altered(TOPIC, 't', [{ name: 'retention.ms', value: 'long' }]),
  null: altered(TOPIC, 't', [{ name: 'retention.ms', value: null }]),
  'another broker': altered(BROKER, '9', [{ name: 'log.retention.ms', value: '5000' }]),
  'a broker by name': altered(BROKER, 'one', [{ name: 'log.retention.ms', value: '5000' }]),
  loggers: altered(LOGGER, '1', [{ name: 'root', value: 'INFO' }]),
  'type 0': altered(0, 't', [{ name: 'retention.ms', value: '5000' }]),
  'type 99': altered(99, 't', [{ name: 'retention.ms', value: '5000' }]),
  nothing: { resources: [] },
})

const SET = 0
const DELETE_OP = 1
const APPEND = 2
const SUBTRACT = 3

const ALTER_SOME = casesOf('IncrementalAlterConfigs', {
  'a topic': altered(TOPIC, 't', [{ name: 'retention.ms', configOperation: SET, value: '5000' }]),
  deleted: altered(TOPIC, 't', [{ name: 'retention.ms', configOperation: DELETE_OP, value: null }]),
  appended: altered(TOPIC, 't', [{ name: 'cleanup.policy', configOperation: APPEND, value: 'compact' }]),
  'appended to no list': altered(TOPIC, 't', [{ name: 'retention.ms', configOperation: APPEND, value: '5' }]),
  'taken from no list': altered(TOPIC, 't', [{ name: 'retention.ms', configOperation: SUBTRACT, value: '5' }]),
  'operation 9': altered(TOPIC, 't', [{ name: 'retention.ms', configOperation: 9, value: '5' }]),
  'set to null': altered(TOPIC, 't', [{ name: 'retention.ms', configOperation: SET, value: null }]),
  'appended null': altered(TOPIC, 't', [{ name: 'cleanup.policy', configOperation: APPEND, value: null }]),
  'an unknown key': altered(TOPIC, 't', [{ name: 'no.such', configOperation: SET, value: '1' }]),
  'an unknown key deleted': altered(TOPIC, 't', [{ name: 'no.such', configOperation: DELETE_OP, value: null }]),
  'an unknown key appended': altered(TOPIC, 't', [{ name: 'no.such', configOperation: APPEND, value: 'x' }]),
  'no number': altered(TOPIC, 't', [{ name: 'retention.ms', configOperation: SET, value: 'long' }]),
  'too small': altered(TOPIC, 't', [{ name: 'segment.bytes', configOperation: SET, value: '1' }]),
  'no such value': altered(TOPIC, 't', [{ name: 'cleanup.policy', configOperation: SET, value: 'shred' }]),
  'a key twice': altered(TOPIC, 't', [
    { name: 'retention.ms', configOperation: SET, value: '5' },
    { name: 'retention.ms', configOperation: SET, value: '6' },
  ]),
  'unknown topic': altered(TOPIC, 'nowhere', [{ name: 'retention.ms', configOperation: SET, value: '5' }]),
  'illegal topic': altered(TOPIC, ILLEGAL, [{ name: 'retention.ms', configOperation: SET, value: '5' }]),
  'empty topic': altered(TOPIC, '', [{ name: 'retention.ms', configOperation: SET, value: '5' }]),
  'no keys': altered(TOPIC, 't', []),
  'the broker': altered(BROKER, '1', [{ name: 'log.retention.ms', configOperation: SET, value: '5000' }]),
  'all brokers': altered(BROKER, '', [{ name: 'log.retention.ms', configOperation: SET, value: '5000' }]),
  'another broker': altered(BROKER, '9', [{ name: 'log.retention.ms', configOperation: SET, value: '5000' }]),
  'a broker by name': altered(BROKER, 'one', [{ name: 'log.retention.ms', configOperation: SET, value: '5000' }]),
  'a read-only key': altered(BROKER, '1', [{ name: 'node.id', configOperation: SET, value: '5' }]),
  'a key of brokers, for all': altered(BROKER, '', [
    { name: 'listeners', configOperation: SET, value: 'PLAINTEXT://:1' },
  ]),
  'no number of a broker': altered(BROKER, '1', [{ name: 'log.retention.ms', configOperation: SET, value: 'long' }]),
  'an unknown key of a broker': altered(BROKER, '1', [{ name: 'no.such', configOperation: SET, value: '5' }]),
  'a level': altered(LOGGER, '1', [{ name: 'kafka', configOperation: SET, value: 'DEBUG' }]),
  'no such level': altered(LOGGER, '1', [{ name: 'kafka', configOperation: SET, value: 'LOUD' }]),
  'the root logger deleted': altered(LOGGER, '1', [{ name: 'root', configOperation: DELETE_OP, value: null }]),
  'no such logger': altered(LOGGER, '1', [{ name: 'no.such', configOperation: SET, value: 'INFO' }]),
  'a level appended': altered(LOGGER, '1', [{ name: 'root', configOperation: APPEND, value: 'INFO' }]),
  'loggers of another broker': altered(LOGGER, '9', [{ name: 'root', configOperation: SET, value: 'INFO' }]),
  'a group': altered(GROUP, 'g', [{ name: 'consumer.session.timeout.ms', configOperation: SET, value: '50000' }]),
  'a group, too small': altered(GROUP, 'g', [
    { name: 'consumer.session.timeout.ms', configOperation: SET, value: '1' },
  ]),
  'a group, an unknown key': altered(GROUP, 'g', [{ name: 'no.such', configOperation: SET, value: '1' }]),
  'a group without a name': altered(GROUP, '', [
    { name: 'consumer.session.timeout.ms', configOperation: SET, value: '50000' },
  ]),
  'client metrics': altered(CLIENT_METRICS, 'basic', [{ name: 'interval.ms', configOperation: SET, value: '50' }]),
  'client metrics without a name': altered(CLIENT_METRICS, '', [
    { name: 'interval.ms', configOperation: SET, value: '500' },
  ]),
  'client metrics, no number': altered(CLIENT_METRICS, 'basic', [
    { name: 'interval.ms', configOperation: SET, value: 'often' },
  ]),
  'client metrics, no such match': altered(CLIENT_METRICS, 'basic', [
    { name: 'match', configOperation: SET, value: 'no_such=1' },
  ]),
  'client metrics, an unknown key': altered(CLIENT_METRICS, 'basic', [
    { name: 'no.such', configOperation: SET, value: '50' },
  ]),
  'type 0': altered(0, 't', [{ name: 'retention.ms', configOperation: SET, value: '5' }]),
  'type 99': altered(99, 't', [{ name: 'retention.ms', configOperation: SET, value: '5' }]),
  'a resource twice': {
    validateOnly: true,
    resources: [
      { resourceType: TOPIC, resourceName: 't', configs: [{ name: 'retention.ms', configOperation: SET, value: '5' }] },
      { resourceType: TOPIC, resourceName: 't', configs: [{ name: 'segment.ms', configOperation: SET, value: '5' }] },
    ],
  },
  nothing: { resources: [] },
})

const LIST_CONFIGS = casesOf('ListConfigResources', {
  all: { resourceTypes: [] },
  topics: { resourceTypes: [TOPIC] },
  brokers: { resourceTypes: [BROKER] },
  'type 99': { resourceTypes: [99] },
  'type 0': { resourceTypes: [0] },
})

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
  ...CREATE,
  ...DELETE,
  ...GROW,
  ...DESCRIBE,
  ...ALTER,
  ...ALTER_SOME,
  ...LIST_CONFIGS,
  ...DIRS,
  ...PARTITIONS,
  ...QUOTAS,
  ...CLUSTER,
  ...SECURITY,
]
