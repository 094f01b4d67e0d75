/** The cluster itself: brokers, log dirs, features, the metadata quorum. */
import { Errors } from '../protocol/errors.ts'
import type { ResponseOf } from '../protocol/frame.ts'
import { type AdminCalls, type CallOptions, outcomeOf } from './admin-calls.ts'
import { exceptionOf, type KafkaException } from './errors.ts'
import type { Outcome } from './keyed-result.ts'
import type { Node } from './network-client.ts'
import { byTopic, type TopicPartition } from './topic-partition.ts'

export interface ClusterDescription {
  readonly clusterId: string
  /** A broker that takes requests for the controller. */
  readonly controllerId: number
  readonly nodes: readonly (Node & { readonly isFenced: boolean })[]
}

export async function describeCluster(
  calls: AdminCalls,
  options: CallOptions & { includeFencedBrokers?: boolean } = {},
): Promise<ClusterDescription> {
  const includeFencedBrokers = options.includeFencedBrokers ?? false
  const body = await calls.request(
    'listNodes',
    'any',
    'DescribeCluster',
    (version) => ({
      ...(version >= 1 && { endpointType: calls.metadata.ofControllers ? 2 : 1 }),
      ...(version >= 2 && { includeFencedBrokers }),
    }),
    { ...options, check: throwError },
  )
  const nodes = body.brokers.map(({ brokerId, host, port, rack, isFenced }) => ({
    id: brokerId,
    host,
    port,
    rack,
    isFenced,
  }))
  return { clusterId: body.clusterId, controllerId: body.controllerId, nodes }
}

function throwError(answer: { errorCode: number; errorMessage?: string | null }): void {
  if (answer.errorCode !== Errors.NONE) throw exceptionOf(answer.errorCode, answer.errorMessage)
}

/** A replica's files in one log dir. */
export interface ReplicaInfo {
  readonly topic: string
  readonly partition: number
  /** Bytes. */
  readonly size: number
  readonly offsetLag: number
  readonly isFuture: boolean
}

export interface LogDirDescription {
  readonly logDir: string
  readonly error: KafkaException | null
  readonly replicas: readonly ReplicaInfo[]
  /** -1: unknown. */
  readonly totalBytes: number
  readonly usableBytes: number
}

/** Log dirs by broker id. */
export async function describeLogDirs(
  calls: AdminCalls,
  brokers: readonly number[],
  options: CallOptions = {},
): Promise<ReadonlyMap<number, readonly LogDirDescription[]>> {
  const described = new Map<number, readonly LogDirDescription[]>()
  for (const broker of brokers) {
    const body = await calls.request(
      'describeLogDirs',
      broker,
      'DescribeLogDirs',
      { topics: null },
      {
        ...options,
        check: throwError,
      },
    )
    described.set(broker, body.results.map(logDir))
  }
  return described
}

function logDir(dir: ResponseOf<'DescribeLogDirs'>['results'][number]): LogDirDescription {
  const replicas = dir.topics.flatMap((topic) =>
    topic.partitions.map((p) => ({
      topic: topic.name,
      partition: p.partitionIndex,
      size: p.partitionSize,
      offsetLag: p.offsetLag,
      isFuture: p.isFutureKey,
    })),
  )
  const error = dir.errorCode === Errors.NONE ? null : exceptionOf(dir.errorCode)
  return { logDir: dir.logDir, error, replicas, totalBytes: dir.totalBytes, usableBytes: dir.usableBytes }
}

export interface FeatureMetadata {
  readonly supported: ReadonlyMap<string, { readonly min: number; readonly max: number }>
  readonly finalized: ReadonlyMap<string, number>
  readonly finalizedEpoch: number
}

export async function describeFeatures(
  calls: AdminCalls,
  options: CallOptions & { nodeId?: number } = {},
): Promise<FeatureMetadata> {
  const versions = await apiVersions(calls, options.nodeId ?? 'any', 'describeFeatures', options)
  return {
    supported: new Map(versions.supportedFeatures.map((f) => [f.name, { min: f.minVersion, max: f.maxVersion }])),
    finalized: new Map(versions.finalizedFeatures.map((f) => [f.name, f.maxVersionLevel])),
    finalizedEpoch: versions.finalizedFeaturesEpoch,
  }
}

/** A broker's own answer to ApiVersions. */
export function apiVersions(
  calls: AdminCalls,
  target: number | 'any',
  callName: string,
  options: CallOptions = {},
): Promise<ResponseOf<'ApiVersions'>> {
  const body = { clientSoftwareName: 'logbook', clientSoftwareVersion: '4.3.1' }
  return calls.request(callName, target, 'ApiVersions', body, { ...options, check: throwError })
}

/** How {@link updateFeatures} may move a level. */
export const UPGRADE_TYPES = { UPGRADE: 1, SAFE_DOWNGRADE: 2, UNSAFE_DOWNGRADE: 3 } as const

export interface FeatureUpdate {
  readonly feature: string
  readonly maxVersionLevel: number
  readonly upgradeType: keyof typeof UPGRADE_TYPES
}

/** Changes finalized feature levels, all or none. */
export async function updateFeatures(
  calls: AdminCalls,
  updates: readonly FeatureUpdate[],
  options: CallOptions & { validateOnly?: boolean } = {},
): Promise<void> {
  const featureUpdates = updates.map(({ feature, maxVersionLevel, upgradeType }) => ({
    feature,
    maxVersionLevel,
    upgradeType: UPGRADE_TYPES[upgradeType],
  }))
  const timeoutMs = Math.round(calls.deadline(options).left)
  const validateOnly = options.validateOnly ?? false
  const request = { timeoutMs, featureUpdates, validateOnly }
  await calls.request('updateFeatures', 'controller', 'UpdateFeatures', request, { ...options, check: throwError })
}

/** One voter or observer of the metadata quorum; times in ms, -1: unknown. */
export interface QuorumReplica {
  readonly replicaId: number
  readonly replicaDirectoryId: string
  readonly logEndOffset: number
  readonly lastFetchTimestamp: number
  readonly lastCaughtUpTimestamp: number
}

export interface QuorumInfo {
  readonly leaderId: number
  readonly leaderEpoch: number
  readonly highWatermark: number
  readonly voters: readonly QuorumReplica[]
  readonly observers: readonly QuorumReplica[]
  /** Endpoints of voters by node id. */
  readonly nodes: ReadonlyMap<number, readonly { name: string; host: string; port: number }[]>
}

export async function describeMetadataQuorum(calls: AdminCalls, options: CallOptions = {}): Promise<QuorumInfo> {
  const topics = [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }]
  const body = await calls.request(
    'describeMetadataQuorum',
    quorumTarget(calls),
    'DescribeQuorum',
    { topics },
    { ...options, check: throwError },
  )
  const partition = body.topics[0]?.partitions[0]
  if (!partition) throw exceptionOf(Errors.UNKNOWN_SERVER_ERROR, 'The broker described no quorum partition.')
  throwError(partition)
  return {
    leaderId: partition.leaderId,
    leaderEpoch: partition.leaderEpoch,
    highWatermark: partition.highWatermark,
    voters: partition.currentVoters,
    observers: partition.observers,
    nodes: new Map(body.nodes.map(({ nodeId, listeners }) => [nodeId, listeners])),
  }
}

/** Forgets a broker that is down for good. */
export async function unregisterBroker(calls: AdminCalls, brokerId: number, options: CallOptions = {}): Promise<void> {
  await calls.request(
    'unregisterBroker',
    'controller',
    'UnregisterBroker',
    { brokerId },
    { ...options, check: throwError },
  )
}

/** Where a voter listens. */
export interface RaftVoterEndpoint {
  /** Name of its listener. */
  readonly name: string
  readonly host: string
  readonly port: number
}

/** A controller by node id and the id of its metadata folder. */
export interface RaftVoter {
  readonly id: number
  readonly directoryId: string
}

/** Makes a controller a voter of the metadata quorum. */
export async function addRaftVoter(
  calls: AdminCalls,
  { id, directoryId }: RaftVoter,
  listeners: readonly RaftVoterEndpoint[],
  options: CallOptions = {},
): Promise<void> {
  const timeoutMs = Math.round(calls.deadline(options).left)
  const request = {
    clusterId: null,
    timeoutMs,
    voterId: id,
    voterDirectoryId: directoryId,
    listeners: listeners.map((listener) => ({ ...listener })),
  }
  await calls.request('addRaftVoter', quorumTarget(calls), 'AddRaftVoter', request, { ...options, check: throwError })
}

/** Takes a voter out of the metadata quorum. */
export async function removeRaftVoter(
  calls: AdminCalls,
  { id, directoryId }: RaftVoter,
  options: CallOptions = {},
): Promise<void> {
  const request = { clusterId: null, voterId: id, voterDirectoryId: directoryId }
  await calls.request('removeRaftVoter', quorumTarget(calls), 'RemoveRaftVoter', request, {
    ...options,
    check: throwError,
  })
}

/** Any broker passes requests about the quorum on; of controllers only its leader answers them. */
function quorumTarget({ metadata }: AdminCalls): 'any' | 'controller' {
  return metadata.ofControllers ? 'controller' : 'any'
}

/** A replica and the log directory of its broker to which it shall go. */
export interface ReplicaPlacement {
  readonly partition: TopicPartition
  readonly broker: number
  readonly dir: string
}

/** Moves replicas between log directories of their brokers; outcomes in the order of the placements. */
export async function alterReplicaLogDirs(
  calls: AdminCalls,
  placements: readonly ReplicaPlacement[],
  options: CallOptions = {},
): Promise<readonly Outcome<void>[]> {
  const errors = new Map<ReplicaPlacement, number>()
  for (const broker of new Set(placements.map((one) => one.broker))) {
    const own = placements.filter((one) => one.broker === broker)
    const body = await calls.request('alterReplicaLogDirs', broker, 'AlterReplicaLogDirs', dirsOf(own), options)
    for (const one of own) errors.set(one, errorCodeOf(body, one.partition))
  }
  return placements.map((one) => outcomeOf(errors.get(one) as number, null, () => undefined))
}

function dirsOf(placements: readonly ReplicaPlacement[]) {
  const paths = [...new Set(placements.map(({ dir }) => dir))]
  const topicsOf = (path: string) =>
    byTopic(placements.filter(({ dir }) => dir === path).map(({ partition }) => partition))
  return {
    dirs: paths.map((path) => ({
      path,
      topics: [...topicsOf(path)].map(([name, list]) => ({ name, partitions: list.map(({ partition }) => partition) })),
    })),
  }
}

function errorCodeOf({ results }: ResponseOf<'AlterReplicaLogDirs'>, { topic, partition }: TopicPartition): number {
  const result = results
    .find(({ topicName }) => topicName === topic)
    ?.partitions.find(({ partitionIndex }) => partitionIndex === partition)
  return result?.errorCode ?? Errors.UNKNOWN_SERVER_ERROR
}
