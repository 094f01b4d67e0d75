/** CreateTopics (`ReplicationControlManager.createTopics`, facts §5). */

import { randomUuid, type Uuid } from '../base/uuid.ts'
import { topicConfigError } from '../log/topic-config-check.ts'
import { recordVersions } from '../metadata/features.ts'
import type { ClusterImage } from '../metadata/image.ts'
import { type MetadataRecord, metadataRecord } from '../metadata/records.ts'
import { Errors } from '../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../protocol/frame.ts'
import { ApiError, type ControllerState, type Decision } from './decision.ts'
import { defaultDir, isActive } from './partitions-of-broker.ts'
import { placeReplicas, type UsableBroker } from './placement.ts'
import { effectiveTopicConfigs } from './topic-configs.ts'
import { collisionKey, topicNameError } from './topic-names.ts'

type Creatable = RequestOf<'CreateTopics'>['topics'][number]
type Result = NonNullable<ResponseInit<'CreateTopics'>['topics']>[number]

/** New partitions that one request may make. */
const MAX_PARTITIONS_PER_REQUEST = 10_000

const METADATA_TOPIC = '__cluster_metadata'

interface Created {
  readonly result: Result
  readonly records: MetadataRecord[]
}

export function createTopics(
  state: ControllerState,
  request: RequestOf<'CreateTopics'>,
): Decision<ResponseInit<'CreateTopics'>> {
  const total = request.topics.reduce((sum, topic) => sum + partitionCount(state, topic), 0)
  const tooMany = total > MAX_PARTITIONS_PER_REQUEST
  const collisions = new Map([...state.image.topicIds.keys()].map((name) => [collisionKey(name), name]))
  const made: Created[] = []
  for (const topic of new Map(request.topics.map((one) => [one.name, one])).values()) {
    const one = attempt(topic, () => {
      if (tooMany) throw new ApiError(Errors.POLICY_VIOLATION, 'Excessively large number of partitions per request.')
      checkName(state, request.topics, collisions, topic)
      return createTopic(state, topic)
    })
    if (one.records.length > 0) collisions.set(collisionKey(topic.name), topic.name)
    made.push(one)
  }
  return {
    records: request.validateOnly ? [] : made.flatMap(({ records }) => records),
    response: { topics: made.map(({ result }) => result) },
  }
}

function attempt(topic: Creatable, create: () => Created): Created {
  try {
    return create()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const result = { name: topic.name, errorCode: error.code, errorMessage: error.text, configs: [] }
    return { result, records: [] }
  }
}

function partitionCount({ config }: ControllerState, topic: Creatable): number {
  if (topic.assignments.length > 0) return topic.assignments.length
  return topic.numPartitions === -1 ? config.defaultPartitions : Math.max(0, topic.numPartitions)
}

function checkName(
  state: ControllerState,
  all: readonly Creatable[],
  collisions: ReadonlyMap<string, string>,
  { name }: Creatable,
): void {
  if (all.filter((other) => other.name === name).length > 1)
    throw new ApiError(Errors.INVALID_REQUEST, 'Duplicate topic name.')
  const invalid = topicNameError(name)
  if (invalid !== null) throw new ApiError(Errors.INVALID_TOPIC_EXCEPTION, invalid)
  if (name === METADATA_TOPIC)
    throw new ApiError(Errors.INVALID_REQUEST, `Creation of internal topic ${name} is prohibited.`)
  if (state.image.topicIds.has(name)) throw new ApiError(Errors.TOPIC_ALREADY_EXISTS, `Topic '${name}' already exists.`)
  const other = collisions.get(collisionKey(name))
  if (other !== undefined)
    throw new ApiError(Errors.INVALID_TOPIC_EXCEPTION, `Topic '${name}' collides with existing topic: ${other}`)
}

function createTopic(state: ControllerState, topic: Creatable): Created {
  const configs = checkedConfigs(topic)
  const assignments = topic.assignments.length > 0 ? manual(state, topic) : placed(state, topic)
  const topicId = randomUuid((length) => state.random.bytes(length))
  const records = [
    metadataRecord('TopicRecord', 0, { name: topic.name, topicId }),
    ...[...configs].map(([name, value]) =>
      metadataRecord('ConfigRecord', 0, { resourceType: 2, resourceName: topic.name, name, value }),
    ),
    ...assignments.map((replicas, partitionId) => newPartition(state, { topicId, partitionId, replicas })),
  ]
  const result: Result = {
    name: topic.name,
    topicId,
    errorCode: Errors.NONE,
    errorMessage: null,
    numPartitions: assignments.length,
    replicationFactor: assignments[0]?.length ?? -1,
    configs: effectiveTopicConfigs(state, configs),
  }
  return { result, records }
}

function checkedConfigs(topic: Creatable): Map<string, string> {
  const configs = new Map<string, string>()
  for (const { name, value } of topic.configs) {
    if (value === null) throw new ApiError(Errors.INVALID_CONFIG, `Null value not supported for topic configs: ${name}`)
    configs.set(name, value)
  }
  const error = topicConfigError(configs)
  if (error !== null) throw new ApiError(Errors.INVALID_CONFIG, error)
  return configs
}

function placed(state: ControllerState, topic: Creatable): number[][] {
  const { config } = state
  if (topic.replicationFactor === 0 || topic.replicationFactor < -1)
    throw new ApiError(
      Errors.INVALID_REPLICATION_FACTOR,
      'Replication factor must be larger than 0, or -1 to use the default value.',
    )
  if (topic.numPartitions === 0 || topic.numPartitions < -1)
    throw new ApiError(Errors.INVALID_PARTITIONS, 'Number of partitions was set to an invalid non-positive value.')
  const count = topic.numPartitions === -1 ? config.defaultPartitions : topic.numPartitions
  const replicationFactor = topic.replicationFactor === -1 ? config.defaultReplicationFactor : topic.replicationFactor
  return replicated(state, { count, replicationFactor })
}

/** Replica lists from the placer; its complaint wrapped as Kafka does. */
export function replicated(state: ControllerState, wanted: { count: number; replicationFactor: number }): number[][] {
  try {
    return placeReplicas(state.random, usableBrokers(state.image), wanted)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new ApiError(
      error.code,
      `Unable to replicate the partition ${wanted.replicationFactor} time(s): ${error.message}`,
    )
  }
}

function usableBrokers(image: ClusterImage): UsableBroker[] {
  return [...image.brokers.values()].filter(
    ({ inControlledShutdown, logDirs, cordonedLogDirs }) =>
      !inControlledShutdown && logDirs.some((dir) => !cordonedLogDirs?.includes(dir)),
  )
}

function manual(state: ControllerState, topic: Creatable): number[][] {
  if (topic.replicationFactor !== -1)
    throw new ApiError(
      Errors.INVALID_REQUEST,
      'A manual partition assignment was specified, but replication factor was not set to -1.',
    )
  if (topic.numPartitions !== -1)
    throw new ApiError(
      Errors.INVALID_REQUEST,
      'A manual partition assignment was specified, but numPartitions was not set to -1.',
    )
  const lists = [...topic.assignments].sort((a, b) => a.partitionIndex - b.partitionIndex)
  if (lists.some(({ partitionIndex }, index) => partitionIndex !== index))
    throw new ApiError(Errors.INVALID_REPLICA_ASSIGNMENT, 'partitions should be a consecutive 0-based integer sequence')
  const size = lists[0]?.brokerIds.length
  for (const { brokerIds } of lists) checkAssignment(state, brokerIds, size)
  return lists.map(({ brokerIds }) => brokerIds)
}

/** Checks one given replica list. Throws ApiError. */
export function checkAssignment(state: ControllerState, replicas: readonly number[], size: number | undefined): void {
  const refuse = (message: string) => {
    throw new ApiError(Errors.INVALID_REPLICA_ASSIGNMENT, message)
  }
  if (replicas.length === 0) refuse('The manual partition assignment includes an empty replica list.')
  const sorted = [...replicas].sort((a, b) => a - b)
  sorted.forEach((id, index) => {
    if (!state.image.brokers.has(id))
      refuse(`The manual partition assignment includes broker ${id}, but no such broker is registered.`)
    if (sorted[index - 1] === id) refuse(`The manual partition assignment includes the broker ${id} more than once.`)
  })
  if (size !== undefined && replicas.length !== size)
    refuse(
      `The manual partition assignment includes a partition with ${replicas.length} replica(s), but this is not consistent with previous partitions, which have ${size} replica(s).`,
    )
  if (!replicas.some((id) => isActive(state, id)))
    refuse(
      'All brokers specified in the manual partition assignment for partition are fenced or in controlled shutdown.',
    )
}

/** The record of a new partition: the active replicas are in sync, the first of them leads. */
export function newPartition(
  state: ControllerState,
  { topicId, partitionId, replicas }: { topicId: Uuid; partitionId: number; replicas: number[] },
): MetadataRecord {
  const isr = replicas.filter((id) => isActive(state, id))
  return metadataRecord('PartitionRecord', recordVersions(state.image.metadataVersion).partition, {
    partitionId,
    topicId,
    replicas,
    isr,
    leader: isr[0] ?? -1,
    leaderEpoch: 0,
    partitionEpoch: 0,
    directories: replicas.map((id) => defaultDir(state.image, id)),
  })
}
