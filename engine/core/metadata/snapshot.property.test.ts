/** Whatever an image holds, a snapshot of it holds as well. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ClusterImage } from './image.ts'
import { imageRecords } from './image-records.ts'
import { type MetadataRecord, metadataRecord } from './records.ts'
import { replay } from './replay.ts'
import { decodeSnapshot, encodeSnapshot } from './snapshot-file.ts'

const uuid = fc.integer({ min: 100, max: 1e9 }).map((n) => `${String(n).padEnd(21, 'x')}A`)
const name = fc.stringMatching(/^[a-z][a-z.-]{0,8}$/)
const ids = fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 4 })
const feature = fc.record({
  name,
  minSupportedVersion: fc.integer({ min: 0, max: 3 }),
  maxSupportedVersion: fc.integer({ min: 3, max: 30 }),
})
const features = fc.uniqueArray(feature, { maxLength: 3, selector: (one) => one.name })
const endpoint = fc.record({
  name,
  host: name,
  port: fc.integer({ min: 0, max: 65_535 }),
  securityProtocol: fc.constant(0),
})
const endPoints = fc.uniqueArray(endpoint, { maxLength: 3, selector: (one) => one.name })

const broker = fc.record({
  brokerId: fc.integer({ min: 0, max: 9 }),
  incarnationId: uuid,
  brokerEpoch: fc.integer({ min: 0, max: 1e9 }),
  endPoints,
  features,
  rack: fc.option(name),
  fenced: fc.boolean(),
  inControlledShutdown: fc.boolean(),
  logDirs: fc.uniqueArray(uuid, { maxLength: 3 }),
  cordonedLogDirs: fc.option(fc.uniqueArray(uuid, { maxLength: 2 })),
})
const controller = fc.record({ controllerId: fc.integer({ min: 0, max: 9 }), incarnationId: uuid, endPoints, features })

const partition = ids.chain((replicas) =>
  fc.record({
    replicas: fc.constant(replicas),
    directories: fc.array(uuid, { minLength: replicas.length, maxLength: replicas.length }),
    isr: fc.subarray(replicas),
    removingReplicas: fc.subarray(replicas),
    addingReplicas: fc.subarray(replicas),
    eligibleLeaderReplicas: fc.option(fc.subarray(replicas, { minLength: 1 })),
    lastKnownElr: fc.option(fc.subarray(replicas, { minLength: 1 })),
    leader: fc.constantFrom(-1, ...replicas),
    leaderRecoveryState: fc.constantFrom(0, 1),
    leaderEpoch: fc.nat(),
    partitionEpoch: fc.nat(),
  }),
)
const topic = fc.record({ name, topicId: uuid, partitions: fc.array(partition, { minLength: 1, maxLength: 3 }) })
const config = fc.record({
  resourceType: fc.constantFrom(2, 4, 16, 32),
  resourceName: fc.oneof(name, fc.constant('')),
  name,
  value: fc.string(),
})
const quota = fc.record({
  entity: fc.uniqueArray(
    fc.record({ entityType: fc.constantFrom('user', 'client-id', 'ip'), entityName: fc.option(name) }),
    { minLength: 1, maxLength: 2, selector: (one) => one.entityType },
  ),
  key: name,
  value: fc.double({ noNaN: true }),
  remove: fc.constant(false),
})

const unique = <T>(each: fc.Arbitrary<T>, selector: (one: T) => unknown) =>
  fc.uniqueArray(each, { maxLength: 4, selector })

/** Records that make some image, in an order in which a controller might have written them. */
const records = fc
  .record({
    finalized: unique(fc.record({ name, featureLevel: fc.integer({ min: 1, max: 5 }) }), (one) => one.name),
    brokers: unique(broker, (one) => one.brokerId),
    controllers: unique(controller, (one) => one.controllerId),
    topics: unique(topic, (one) => one.name).map((all) => [...new Map(all.map((one) => [one.topicId, one])).values()]),
    configs: fc.array(config, { maxLength: 6 }),
    quotas: fc.array(quota, { maxLength: 5 }),
    nextProducerId: fc.nat(),
  })
  .map(({ finalized, brokers, controllers, topics, configs, quotas, nextProducerId }): MetadataRecord[] => [
    metadataRecord('FeatureLevelRecord', 0, { name: 'metadata.version', featureLevel: 30 }),
    ...finalized.map((one) => metadataRecord('FeatureLevelRecord', 0, one)),
    ...controllers.map((one) => metadataRecord('RegisterControllerRecord', 0, one)),
    ...brokers.map((one) => metadataRecord('RegisterBrokerRecord', 4, one)),
    ...topics.flatMap(({ partitions, ...one }) => [
      metadataRecord('TopicRecord', 0, one),
      ...partitions.map((part, partitionId) =>
        metadataRecord('PartitionRecord', 2, { ...part, partitionId, topicId: one.topicId }),
      ),
    ]),
    ...configs.map((one) => metadataRecord('ConfigRecord', 0, one)),
    ...quotas.map((one) => metadataRecord('ClientQuotaRecord', 0, one)),
    metadataRecord('ProducerIdsRecord', 0, { brokerId: -1, nextProducerId }),
  ])

function imageOf(all: readonly MetadataRecord[]): ClusterImage {
  const image = new ClusterImage()
  for (const record of all) replay(image, record)
  return image
}

test('image, snapshot, image', () => {
  fc.assert(
    fc.property(records, fc.integer({ min: 1, max: 20 }), (all, batchSize) => {
      const image = imageOf(all)
      const bytes = encodeSnapshot(
        { lastContainedLogTimestamp: 1, voters: null, records: imageRecords(image) },
        batchSize,
      )
      expect(imageOf(decodeSnapshot(bytes).records)).toEqual(image)
    }),
  )
})
