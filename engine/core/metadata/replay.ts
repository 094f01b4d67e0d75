/** How each metadata record changes the image. Deterministic: the same records in the same order give the same image. */
import { assert } from '../base/assert.ts'
import { LOST_DIR, UNASSIGNED_DIR, ZERO_UUID } from '../base/uuid.ts'
import { MetadataDelta } from './delta.ts'
import { type BrokerImage, type ClusterImage, configKey, type PartitionImage } from './image.ts'
import type { MetadataRecord, RecordType, RecordValue } from './records.ts'

type Replay = { [T in RecordType]: (image: ClusterImage, value: RecordValue<T>, delta: MetadataDelta) => void }

/** Applies one record; `delta` learns what it touched. */
export function replay(image: ClusterImage, record: MetadataRecord, delta: MetadataDelta = new MetadataDelta()): void {
  const apply = REPLAY[record.type] as (image: ClusterImage, value: unknown, delta: MetadataDelta) => void
  apply(image, record.value, delta)
}

/** Kinds of state that arrive with later features: their records are read and, for now, change nothing. */
const ignore = (): void => undefined

const REPLAY: Replay = {
  RegisterBrokerRecord: registerBroker,
  UnregisterBrokerRecord: (image, value, delta) => {
    assert(image.brokers.delete(value.brokerId), `no broker ${value.brokerId} to unregister`)
    delta.brokers.add(value.brokerId)
  },
  BrokerRegistrationChangeRecord: (image, value, delta) =>
    changeBroker(image, delta, value.brokerId, value.brokerEpoch, (broker) => ({
      ...broker,
      fenced: changed(broker.fenced, value.fenced),
      inControlledShutdown: broker.inControlledShutdown || value.inControlledShutdown > 0,
      logDirs: value.logDirs.length > 0 ? value.logDirs : broker.logDirs,
      cordonedLogDirs: value.cordonedLogDirs ?? broker.cordonedLogDirs,
    })),
  FenceBrokerRecord: (image, value, delta) =>
    changeBroker(image, delta, value.id, value.epoch, (broker) => ({ ...broker, fenced: true })),
  UnfenceBrokerRecord: (image, value, delta) =>
    changeBroker(image, delta, value.id, value.epoch, (broker) => ({ ...broker, fenced: false })),
  RegisterControllerRecord: (image, value) => {
    image.controllers.set(value.controllerId, {
      id: value.controllerId,
      incarnationId: value.incarnationId,
      listeners: value.endPoints,
      features: value.features,
    })
  },
  TopicRecord: (image, value) => {
    assert(!image.topicIds.has(value.name), `topic ${value.name} is there already`)
    image.topicIds.set(value.name, value.topicId)
    image.topicsById.set(value.topicId, { name: value.name, id: value.topicId, partitions: new Map() })
  },
  PartitionRecord: newPartition,
  PartitionChangeRecord: changePartition,
  RemoveTopicRecord: removeTopic,
  ConfigRecord: setConfig,
  ClientQuotaRecord: setQuota,
  FeatureLevelRecord: (image, value, delta) => {
    if (value.featureLevel === 0) image.features.delete(value.name)
    else image.features.set(value.name, value.featureLevel)
    delta.features.add(value.name)
  },
  ProducerIdsRecord: (image, value) => {
    image.nextProducerId = value.nextProducerId
  },
  ClearElrRecord: clearElr,
  NoOpRecord: ignore,
  // Groups of batches are put together below this level: see MetadataTransactions.
  BeginTransactionRecord: ignore,
  EndTransactionRecord: ignore,
  AbortTransactionRecord: ignore,
  ZkMigrationStateRecord: ignore,
  DelegationTokenRecord: ignore,
  RemoveDelegationTokenRecord: ignore,
  UserScramCredentialRecord: ignore,
  RemoveUserScramCredentialRecord: ignore,
  AccessControlEntryRecord: ignore,
  RemoveAccessControlEntryRecord: ignore,
}

/** The change fields of record 17: +1 sets, −1 clears, 0 leaves. */
function changed(now: boolean, change: number): boolean {
  return change === 0 ? now : change > 0
}

function registerBroker(image: ClusterImage, value: RecordValue<'RegisterBrokerRecord'>, delta: MetadataDelta): void {
  image.brokers.set(value.brokerId, {
    id: value.brokerId,
    epoch: value.brokerEpoch,
    incarnationId: value.incarnationId,
    listeners: value.endPoints,
    features: value.features,
    rack: value.rack,
    fenced: value.fenced,
    inControlledShutdown: value.inControlledShutdown,
    logDirs: value.logDirs,
    cordonedLogDirs: value.cordonedLogDirs,
  })
  delta.brokers.add(value.brokerId)
}

function changeBroker(
  image: ClusterImage,
  delta: MetadataDelta,
  id: number,
  epoch: number,
  change: (broker: BrokerImage) => BrokerImage,
): void {
  const broker = image.brokers.get(id)
  assert(broker, `a registration change of broker ${id}, which is not registered`)
  assert(
    broker.epoch === epoch,
    `a registration change of broker ${id} epoch ${epoch}, which has epoch ${broker.epoch}`,
  )
  image.brokers.set(id, change(broker))
  delta.brokers.add(id)
}

function newPartition(image: ClusterImage, value: RecordValue<'PartitionRecord'>, delta: MetadataDelta): void {
  const topic = image.topicsById.get(value.topicId)
  assert(topic, `a partition of topic id ${value.topicId}, which does not exist`)
  const after: PartitionImage = {
    replicas: value.replicas,
    directories: value.directories.length > 0 ? value.directories : value.replicas.map(() => UNASSIGNED_DIR),
    isr: value.isr,
    removingReplicas: value.removingReplicas,
    addingReplicas: value.addingReplicas,
    elr: value.eligibleLeaderReplicas ?? [],
    lastKnownElr: value.lastKnownElr ?? [],
    leader: value.leader,
    leaderRecoveryState: value.leaderRecoveryState,
    leaderEpoch: value.leaderEpoch,
    partitionEpoch: value.partitionEpoch,
  }
  const before = topic.partitions.get(value.partitionId) ?? null
  topic.partitions.set(value.partitionId, after)
  delta.partitionChanged({ topic: topic.name, topicId: topic.id, partition: value.partitionId, before, after })
}

const LEADER_UNCHANGED = -2
const RECOVERY_UNCHANGED = -1

function changePartition(image: ClusterImage, value: RecordValue<'PartitionChangeRecord'>, delta: MetadataDelta): void {
  const topic = image.topicsById.get(value.topicId)
  const before = topic?.partitions.get(value.partitionId)
  assert(topic && before, `a change of ${value.topicId}-${value.partitionId}, which does not exist`)
  const after = mergePartition(before, value)
  topic.partitions.set(value.partitionId, after)
  delta.partitionChanged({ topic: topic.name, topicId: topic.id, partition: value.partitionId, before, after })
}

/** `PartitionRegistration.merge`: the leader epoch grows whenever a leader is named, even the same one. */
export function mergePartition(
  before: PartitionImage,
  change: Omit<RecordValue<'PartitionChangeRecord'>, 'topicId' | 'partitionId'>,
): PartitionImage {
  const newLeader = change.leader !== LEADER_UNCHANGED
  const replicas = change.replicas ?? before.replicas
  return {
    replicas,
    directories: change.directories ?? directoriesFor(replicas, before),
    isr: change.isr ?? before.isr,
    removingReplicas: change.removingReplicas ?? before.removingReplicas,
    addingReplicas: change.addingReplicas ?? before.addingReplicas,
    elr: change.eligibleLeaderReplicas ?? before.elr,
    lastKnownElr: change.lastKnownElr ?? before.lastKnownElr,
    leader: newLeader ? change.leader : before.leader,
    leaderRecoveryState:
      change.leaderRecoveryState === RECOVERY_UNCHANGED ? before.leaderRecoveryState : change.leaderRecoveryState,
    leaderEpoch: newLeader ? before.leaderEpoch + 1 : before.leaderEpoch,
    partitionEpoch: before.partitionEpoch + 1,
  }
}

/** Replicas that stay keep their log dir; new ones have none yet. */
function directoriesFor(replicas: readonly number[], before: PartitionImage): readonly string[] {
  if (replicas === before.replicas) return before.directories
  return replicas.map((replica) => before.directories[before.replicas.indexOf(replica)] ?? UNASSIGNED_DIR)
}

/** Whether a replica has an online log dir, as far as its directory id tells. */
export function directoryIsOnline(broker: BrokerImage, directory: string): boolean {
  if (directory === LOST_DIR) return false
  const reserved = directory === UNASSIGNED_DIR || directory === ZERO_UUID
  return reserved || broker.logDirs.includes(directory)
}

/** Whether a replica of the partition is in a log dir that its broker has told to be online. */
export function replicaDirIsOnline(
  image: ClusterImage,
  { replicas, directories }: PartitionImage,
  id: number,
): boolean {
  const broker = image.brokers.get(id)
  const directory = directories[replicas.indexOf(id)]
  return broker !== undefined && (directory === undefined || directoryIsOnline(broker, directory))
}

function removeTopic(image: ClusterImage, value: RecordValue<'RemoveTopicRecord'>, delta: MetadataDelta): void {
  const topic = image.topicsById.get(value.topicId)
  assert(topic, `no topic with id ${value.topicId} to remove`)
  image.topicsById.delete(topic.id)
  image.topicIds.delete(topic.name)
  image.configs.delete(configKey(2, topic.name))
  delta.deletedTopics.set(topic.name, topic.id)
  for (const [partition, before] of topic.partitions)
    delta.partitionChanged({ topic: topic.name, topicId: topic.id, partition, before, after: null })
}

function setConfig(image: ClusterImage, value: RecordValue<'ConfigRecord'>, delta: MetadataDelta): void {
  const key = configKey(value.resourceType, value.resourceName)
  const configs = image.configs.get(key) ?? new Map<string, string>()
  if (value.value === null) configs.delete(value.name)
  else configs.set(value.name, value.value)
  if (configs.size > 0) image.configs.set(key, configs)
  else image.configs.delete(key)
  delta.configs.add(key)
}

function setQuota(image: ClusterImage, value: RecordValue<'ClientQuotaRecord'>, delta: MetadataDelta): void {
  const entity = [...value.entity].sort((a, b) => (a.entityType < b.entityType ? -1 : 1))
  const key = JSON.stringify(entity.map(({ entityType, entityName }) => [entityType, entityName]))
  const quotas = new Map(image.quotas.get(key)?.quotas)
  if (value.remove) quotas.delete(value.key)
  else quotas.set(value.key, value.value)
  if (quotas.size > 0) image.quotas.set(key, { entity, quotas })
  else image.quotas.delete(key)
  delta.quotasChanged = true
}

function clearElr(image: ClusterImage, value: RecordValue<'ClearElrRecord'>, delta: MetadataDelta): void {
  for (const topic of image.topicsById.values()) {
    if (value.topicName !== '' && topic.name !== value.topicName) continue
    for (const [partition, before] of topic.partitions) {
      if (before.elr.length + before.lastKnownElr.length === 0) continue
      const after = { ...before, elr: [], lastKnownElr: [], partitionEpoch: before.partitionEpoch + 1 }
      topic.partitions.set(partition, after)
      delta.partitionChanged({ topic: topic.name, topicId: topic.id, partition, before, after })
    }
  }
}
