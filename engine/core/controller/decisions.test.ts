import { expect, test } from 'vitest'
import { SUPPORTED_FEATURES } from '../metadata/features.ts'
import { metadataRecord } from '../metadata/records.ts'
import { Errors } from '../protocol/errors.ts'
import type { RequestOf } from '../protocol/frame.ts'
import { fenceStaleBroker, registerBroker, unregisterBroker } from './brokers.ts'
import { incrementalAlterConfigs } from './configs.ts'
import { createTopics } from './create-topics.ts'
import { electLeaders } from './elect-leaders.ts'
import { alterPartition } from './elections.ts'
import { updateFeatures } from './features.ts'
import { allocateProducerIds } from './producer-ids.ts'
import { dirOf, TestCluster } from './testing.ts'
import { createPartitions, deleteTopics } from './topics.ts'

type Creatable = RequestOf<'CreateTopics'>['topics'][number]

const topic = (name: string, more: Partial<Creatable> = {}): Creatable => ({
  name,
  numPartitions: 1,
  replicationFactor: 1,
  assignments: [],
  configs: [],
  ...more,
})

const create = (cluster: TestCluster, ...topics: Creatable[]) =>
  cluster.do(createTopics, { topics, timeoutMs: 1000, validateOnly: false }).topics ?? []

function clusterOf(brokers: number, options: { elr?: boolean } = {}): TestCluster {
  const cluster = new TestCluster(options)
  for (let id = 1; id <= brokers; id++) cluster.start(id)
  return cluster
}

const manual = (...lists: number[][]): Partial<Creatable> => ({
  numPartitions: -1,
  replicationFactor: -1,
  assignments: lists.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })),
})

// Codes and words as in golden wire 19-CreateTopics v7 and tools/topics-create-refused.txt.
const REFUSED: [what: string, topic: Creatable, code: number, message: string][] = [
  ['there already', topic('there'), 36, "Topic 'there' already exists."],
  [
    'bad name',
    topic('bad name'),
    17,
    "Topic name is invalid: 'bad name' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'",
  ],
  ['two dots', topic('..'), 17, "Topic name is invalid: '..' is not allowed"],
  ['collision', topic('a.b'), 17, "Topic 'a.b' collides with existing topic: a_b"],
  [
    'no partitions',
    topic('e', { numPartitions: 0 }),
    37,
    'Number of partitions was set to an invalid non-positive value.',
  ],
  [
    'no replicas',
    topic('e', { replicationFactor: 0 }),
    38,
    'Replication factor must be larger than 0, or -1 to use the default value.',
  ],
  [
    'too many replicas',
    topic('e', { replicationFactor: 9 }),
    38,
    'Unable to replicate the partition 9 time(s): The target replication factor of 9 cannot be reached because only 3 broker(s) are registered or some brokers have all their log directories cordoned.',
  ],
  [
    'unknown config',
    topic('e', { configs: [{ name: 'nonsense', value: '1' }] }),
    40,
    'Unknown topic config name: nonsense',
  ],
  [
    'broker twice',
    topic('e', manual([1, 1])),
    39,
    'The manual partition assignment includes the broker 1 more than once.',
  ],
  [
    'no such broker',
    topic('e', manual([7])),
    39,
    'The manual partition assignment includes broker 7, but no such broker is registered.',
  ],
  ['too large', topic('e', { numPartitions: 10_001 }), 44, 'Excessively large number of partitions per request.'],
]

test.each(REFUSED)('CreateTopics is refused: %s', (_what, wanted, code, message) => {
  const cluster = clusterOf(3)
  create(cluster, topic('there'), topic('a_b'))
  const records = cluster.log.length
  expect(create(cluster, wanted)[0]).toMatchObject({ errorCode: code, errorMessage: message })
  expect(cluster.log.length).toBe(records)
})

test('a new topic is one batch: the topic, its configs, its partitions', () => {
  const cluster = clusterOf(1)
  const before = cluster.log.length
  create(cluster, topic('t', { numPartitions: 2, configs: [{ name: 'cleanup.policy', value: 'compact' }] }))
  expect(cluster.log.slice(before).map(({ type }) => type)).toEqual([
    'TopicRecord',
    'ConfigRecord',
    'PartitionRecord',
    'PartitionRecord',
  ])
})

test('replicas are striped over the brokers', () => {
  const cluster = clusterOf(3)
  create(cluster, topic('t', { numPartitions: 3, replicationFactor: 2 }))
  const leaders = [0, 1, 2].map((partition) => cluster.image.partition('t', partition)?.leader)
  expect([...leaders].sort()).toEqual([1, 2, 3])
})

test('every rack gets a replica before any gets two', () => {
  const cluster = new TestCluster()
  for (const [id, rack] of [
    [1, 'a'],
    [2, 'a'],
    [3, 'b'],
    [4, 'b'],
  ] as const)
    cluster.start(id, { rack })
  create(cluster, topic('t', { numPartitions: 8, replicationFactor: 2 }))
  for (let partition = 0; partition < 8; partition++) {
    const racks = cluster.image.partition('t', partition)?.replicas.map((id) => cluster.image.brokers.get(id)?.rack)
    expect(new Set(racks).size).toBe(2)
  }
})

// The next two were recorded from a single Kafka 4.3.1 node: `kill -9` and start, and SIGTERM.
test('a broker that was killed loses its claim and recovers as the last known leader', () => {
  const cluster = clusterOf(1)
  create(cluster, topic('t'))
  cluster.now += 10_000
  cluster.do(fenceStaleBroker, undefined)
  expect(cluster.partition('t')).toBe('-1||1|1')
  const first = cluster.log.length
  const epoch = cluster.register(1)
  expect(epoch).toBe(first)
  expect(cluster.log.slice(first).map(({ type }) => type)).toEqual(['PartitionChangeRecord', 'RegisterBrokerRecord'])
  expect(cluster.partition('t')).toBe('-1|||1')
  cluster.beat(1, epoch)
  expect(cluster.partition('t')).toBe('1|1||')
  expect(cluster.image.partition('t', 0)).toMatchObject({ leaderRecoveryState: 1, leaderEpoch: 2 })
})

test('a broker that shut down politely stays eligible', () => {
  const cluster = clusterOf(1)
  create(cluster, topic('t'))
  const epoch = cluster.image.brokers.get(1)?.epoch as number
  const before = cluster.log.length
  expect(cluster.beat(1, epoch, { shutDown: true })).toMatchObject({ shouldShutDown: false })
  expect(cluster.partition('t')).toBe('-1||1|1')
  expect(cluster.beat(1, epoch, { shutDown: true })).toMatchObject({ shouldShutDown: true, isFenced: true })
  expect(cluster.log.slice(before).map(({ type, version }) => `${type} v${version}`)).toEqual([
    'BrokerRegistrationChangeRecord v1',
    'PartitionChangeRecord v2',
    'BrokerRegistrationChangeRecord v0',
  ])
  cluster.start(1, { previousBrokerEpoch: epoch })
  expect(cluster.partition('t')).toBe('1|1||')
  expect(cluster.image.partition('t', 0)?.leaderRecoveryState).toBe(0)
})

test('the next in-sync replica leads when the leader is fenced', () => {
  const cluster = clusterOf(3)
  create(cluster, topic('t', manual([1, 2, 3])))
  cluster.now += 10_000
  for (const id of [2, 3]) cluster.beat(id, cluster.image.brokers.get(id)?.epoch as number)
  cluster.do(fenceStaleBroker, undefined)
  expect(cluster.partition('t')).toBe('2|2,3||')
})

test('without ELR the last member stays in the ISR', () => {
  const cluster = clusterOf(1, { elr: false })
  create(cluster, topic('t'))
  cluster.now += 10_000
  cluster.do(fenceStaleBroker, undefined)
  expect(cluster.partition('t')).toBe('-1|1||')
})

const REGISTRATIONS: [what: string, more: object, code: number][] = [
  ['another cluster', { clusterId: 'other' }, Errors.INCONSISTENT_CLUSTER_ID],
  ['a live broker of the same id', { brokerId: 1 }, Errors.DUPLICATE_BROKER_REGISTRATION],
  ['no log dirs', { logDirs: [] }, Errors.INVALID_REGISTRATION],
  ["another broker's log dir", { logDirs: ['DDD1xxxxxxxxxxxxxxxxxx'] }, Errors.INVALID_REGISTRATION],
  ['no metadata.version', { features: [] }, Errors.INVALID_REGISTRATION],
]

test.each(REGISTRATIONS)('BrokerRegistration is refused: %s', (_what, more, code) => {
  const cluster = clusterOf(1)
  const { features } = cluster.image.brokers.get(1) ?? { features: [] }
  const { records, response } = registerBroker(cluster.state(), {
    brokerId: 2,
    clusterId: 'cluster',
    incarnationId: 'n'.repeat(22),
    listeners: [],
    features: [...features],
    rack: null,
    isMigratingZkBroker: false,
    logDirs: ['q'.repeat(22)],
    previousBrokerEpoch: -1,
    ...more,
  })
  expect([response.errorCode, records]).toEqual([code, []])
})

test.each([
  ['its session lives', 'alive', 101],
  ['it is being shut down', 'leaving', 0],
  ['it has not been heard of for the session timeout', 'silent', 0],
])('a second process with the id of a broker: %s', (_what, how, error) => {
  const cluster = clusterOf(2)
  create(cluster, topic('orders', manual([1])))
  if (how === 'leaving') cluster.beat(1, cluster.image.brokers.get(1)?.epoch ?? -1, { shutDown: true })
  if (how === 'silent') cluster.now += 9001
  const answer = cluster.do(registerBroker, {
    brokerId: 1,
    clusterId: 'cluster',
    incarnationId: 'another'.padEnd(22, 'i'),
    listeners: [],
    features: [...SUPPORTED_FEATURES],
    rack: null,
    isMigratingZkBroker: false,
    logDirs: [dirOf(1)],
    previousBrokerEpoch: -1,
  })
  expect(answer.errorCode).toBe(error)
})

test('a heartbeat of an old epoch is stale', () => {
  const cluster = clusterOf(1)
  expect(cluster.beat(1, 0)).toEqual({ errorCode: Errors.STALE_BROKER_EPOCH })
})

test('deleting: by name, by id, and what is not there', () => {
  const cluster = clusterOf(1)
  create(cluster, topic('a'), topic('b'))
  const id = cluster.image.topicIds.get('b') as string
  const { responses = [] } = cluster.do(deleteTopics, {
    topics: [{ name: null, topicId: id }],
    topicNames: ['a', 'nosuch'],
    timeoutMs: 1,
  })
  expect(responses.map(({ name, errorCode }) => [name, errorCode])).toEqual([
    ['a', 0],
    ['nosuch', 3],
    ['b', 0],
  ])
  expect(cluster.image.topicIds.size).toBe(0)
})

test('CreatePartitions adds, and says why it does not', () => {
  const cluster = clusterOf(1)
  create(cluster, topic('t', { numPartitions: 3 }))
  const ask = (name: string, count: number) =>
    cluster.do(createPartitions, {
      topics: [{ name, count, assignments: null }],
      timeoutMs: 1,
      validateOnly: false,
    }).results?.[0]
  expect(ask('t', 1)).toMatchObject({
    errorCode: 37,
    errorMessage: 'The topic t currently has 3 partition(s); 1 would not be an increase.',
  })
  expect(ask('t', 3)).toMatchObject({ errorCode: 37, errorMessage: 'Topic already has 3 partition(s).' })
  expect(ask('nosuch', 3)).toEqual({ name: 'nosuch', errorCode: 3, errorMessage: null })
  expect(ask('t', 5)?.errorCode).toBe(0)
  expect(cluster.image.topic('t')?.partitions.size).toBe(5)
})

test('configs: a list grows and shrinks, an unchanged value makes no record', () => {
  const cluster = clusterOf(1)
  create(cluster, topic('t', { configs: [{ name: 'cleanup.policy', value: 'delete' }] }))
  const alter = (name: string, configOperation: number, value: string | null) =>
    cluster.do(incrementalAlterConfigs, {
      resources: [{ resourceType: 2, resourceName: 't', configs: [{ name, configOperation, value }] }],
      validateOnly: false,
    }).responses?.[0]
  alter('cleanup.policy', 2, 'compact')
  expect(cluster.image.configsOf(2, 't').get('cleanup.policy')).toBe('delete,compact')
  const records = cluster.log.length
  alter('cleanup.policy', 2, 'compact')
  expect(cluster.log.length).toBe(records)
  alter('cleanup.policy', 3, 'delete')
  expect(cluster.image.configsOf(2, 't').get('cleanup.policy')).toBe('compact')
  expect(alter('retention.ms', 2, '1')).toMatchObject({
    errorCode: Errors.INVALID_CONFIG,
    errorMessage: "Can't APPEND to key retention.ms because its type is not LIST.",
  })
})

test('with ELR the smallest ISR belongs to the cluster, and changing it clears ELR', () => {
  const cluster = clusterOf(1)
  const alter = (resourceName: string, configOperation: number, value: string | null) =>
    cluster.do(incrementalAlterConfigs, {
      resources: [
        { resourceType: 4, resourceName, configs: [{ name: 'min.insync.replicas', configOperation, value }] },
      ],
      validateOnly: false,
    }).responses?.[0]?.errorMessage
  expect(alter('1', 0, '2')).toBe('Broker-level min.insync.replicas cannot be altered while ELR is enabled.')
  expect(alter('', 1, null)).toBe('Cluster-level min.insync.replicas cannot be removed while ELR is enabled.')
  expect(alter('', 0, '2')).toBe(null)
  expect(cluster.log.at(-1)?.type).toBe('ClearElrRecord')
})

test('AlterPartition: the ISR grows, and requests that are behind or ahead are told so', () => {
  const cluster = clusterOf(2)
  create(cluster, topic('t', manual([1, 2])))
  cluster.append([
    metadataRecord('PartitionChangeRecord', 2, {
      topicId: cluster.image.topicIds.get('t') as string,
      partitionId: 0,
      isr: [1],
    }),
  ])
  const ask = (more: { leaderEpoch?: number; partitionEpoch?: number; newIsr?: number[] }) =>
    cluster.do(alterPartition, {
      brokerId: 1,
      brokerEpoch: cluster.image.brokers.get(1)?.epoch as number,
      topics: [
        {
          topicId: cluster.image.topicIds.get('t') as string,
          partitions: [
            {
              partitionIndex: 0,
              leaderEpoch: 0,
              newIsr: [1, 2],
              newIsrWithEpochs: [],
              leaderRecoveryState: 0,
              partitionEpoch: 1,
              ...more,
            },
          ],
        },
      ],
    }).topics?.[0]?.partitions?.[0]?.errorCode
  expect(ask({ leaderEpoch: 5 })).toBe(Errors.NOT_CONTROLLER)
  expect(ask({ partitionEpoch: 0 })).toBe(Errors.INVALID_UPDATE_VERSION)
  expect(ask({ newIsr: [2] })).toBe(Errors.INVALID_REQUEST)
  expect(ask({})).toBe(Errors.NONE)
  expect(cluster.partition('t')).toBe('1|1,2||')
})

test('ElectLeaders: not needed, unknown, and back to the preferred replica', () => {
  const cluster = clusterOf(2)
  create(cluster, topic('t', manual([1, 2])))
  const elect = (name: string) =>
    cluster.do(electLeaders, { electionType: 0, topicPartitions: [{ topic: name, partitions: [0] }], timeoutMs: 1 })
      .replicaElectionResults?.[0]?.partitionResult?.[0]
  expect(elect('t')).toMatchObject({
    errorCode: 84,
    errorMessage: 'Leader election not needed for topic partition.',
  })
  expect(elect('nosuch')).toMatchObject({ errorCode: 3, errorMessage: 'No such topic as nosuch' })
  const topicId = cluster.image.topicIds.get('t') as string
  cluster.append([metadataRecord('PartitionChangeRecord', 2, { topicId, partitionId: 0, leader: 2 })])
  expect(elect('t')?.errorCode).toBe(0)
  expect(cluster.image.partition('t', 0)).toMatchObject({ leader: 1, leaderEpoch: 2 })
})

test('UpdateFeatures in the words of golden wire 57', () => {
  const cluster = clusterOf(1)
  const update = (feature: string, maxVersionLevel: number, upgradeType = 1) =>
    updateFeatures(
      cluster.state(),
      {
        timeoutMs: 1,
        featureUpdates: [{ feature, maxVersionLevel, allowDowngrade: false, upgradeType }],
        validateOnly: true,
      },
      2,
    ).response
  const failed = 'The update failed for all features since the following feature had an error: '
  expect(update('transaction.version', 99)).toMatchObject({
    errorCode: 95,
    errorMessage: `${failed}Invalid update version 99 for feature transaction.version. Local controller 1 only supports versions 0-2`,
  })
  expect(update('nosuch', 1).errorMessage).toBe(
    `${failed}Invalid update version 1 for feature nosuch. Local controller 1 does not support this feature.`,
  )
  expect(update('transaction.version', 1, 2)).toEqual({ errorCode: 0, errorMessage: null, results: [] })
})

test('producer ids come in blocks of a thousand', () => {
  const cluster = clusterOf(1)
  const brokerEpoch = cluster.image.brokers.get(1)?.epoch as number
  const starts = [1, 2].map(() => cluster.do(allocateProducerIds, { brokerId: 1, brokerEpoch }).producerIdStart)
  expect(starts).toEqual([0, 1000])
  expect(cluster.do(allocateProducerIds, { brokerId: 1, brokerEpoch: 0 }).errorCode).toBe(Errors.STALE_BROKER_EPOCH)
})

test('an unregistered broker leaves its partitions', () => {
  const cluster = clusterOf(2)
  create(cluster, topic('t', manual([1, 2])))
  expect(cluster.do(unregisterBroker, { brokerId: 9 })).toEqual({
    errorCode: 102,
    errorMessage: 'Broker ID 9 is not currently registered',
  })
  cluster.do(unregisterBroker, { brokerId: 1 })
  expect(cluster.partition('t')).toBe('2|2||')
  expect(cluster.image.brokers.has(1)).toBe(false)
})

test('a process of before keeps no registration of now alive', () => {
  const cluster = new TestCluster()
  const old = cluster.start(1)
  cluster.sessions.register(1, old + 5, cluster.now)
  cluster.now += 9001
  cluster.beat(1, old)
  expect(cluster.sessions.stale(cluster.now)).toEqual([1])
})
