/** The admin client, in the Java client's words. */
import type { Env } from '../env/env.ts'
import type { ResponseOf } from '../protocol/frame.ts'
import { AdminCalls, type CallOptions } from './admin-calls.ts'
import * as cluster from './admin-cluster.ts'
import * as configs from './admin-configs.ts'
import * as groups from './admin-groups.ts'
import * as partitions from './admin-partitions.ts'
import * as quotas from './admin-quotas.ts'
import * as offsets from './admin-records.ts'
import * as topics from './admin-topics.ts'
import { bootstrapAddresses, COMMON } from './common-config.ts'
import { Config, type ConfigInput, type ConfigTable } from './config-def.ts'
import { ConfigException, KafkaException } from './errors.ts'
import { type KeyedResult, keyedResult, type Outcome, type PartitionResult, partitionResult } from './keyed-result.ts'
import { Metadata } from './metadata.ts'
import { NetworkClient, type Node } from './network-client.ts'
import { PartitionMap, type TopicPartition } from './topic-partition.ts'

/** What an admin client may be configured with. */
export const ADMIN_CONFIG: ConfigTable = {
  ...COMMON,
  'bootstrap.servers': { type: 'list', default: [] },
  'bootstrap.controllers': { type: 'list', default: [] },
  'default.api.timeout.ms': { type: 'int', default: 60_000, min: 0 },
  retries: { type: 'int', default: 2_147_483_647, min: 0 },
}

/** Numbers the admin clients of one page or process, for their default client ids. */
const created = { count: 0 }

/**
 * Manages topics, configs, groups and brokers. Every method gives a promise; methods about several things give one that
 * throws the first error, and whose `outcomes()` has what became of each.
 *
 * ```ts
 * const admin = new Admin({ 'bootstrap.servers': 'localhost:9092' }, env)
 * await admin.createTopics([{ name: 'orders', numPartitions: 3 }])
 * await admin.close()
 * ```
 */
export class Admin {
  private readonly calls: AdminCalls
  private readonly network: NetworkClient
  private readonly metadata: Metadata

  /** Throws KafkaException when the configuration does not do. */
  constructor(input: ConfigInput, env: Env) {
    const config = new Config(ADMIN_CONFIG, input)
    const clientId = config.string('client.id') || `adminclient-${++created.count}`
    const timeouts = timeoutsOf(config)
    this.network = new NetworkClient(env, {
      bootstrap: bootstrapOrFail(config),
      notMade: NOT_MADE,
      clientId,
      logPrefix: `[AdminClient clientId=${clientId}] `,
      warnsOfBootstrap: false,
      requestTimeoutMs: config.number('request.timeout.ms'),
      connectTimeoutMs: config.number('socket.connection.setup.timeout.ms'),
      reconnectBackoffMs: config.number('reconnect.backoff.ms'),
      reconnectBackoffMaxMs: config.number('reconnect.backoff.max.ms'),
    })
    this.metadata = new Metadata(env, this.network, {
      retryBackoffMs: timeouts.backoffMs,
      retryBackoffMaxMs: timeouts.backoffMaxMs,
      maxAgeMs: config.number('metadata.max.age.ms'),
      allowAutoTopicCreation: false,
      ofControllers: config.list('bootstrap.controllers').length > 0,
    })
    this.calls = new AdminCalls(env, this.network, this.metadata, timeouts)
  }

  /** Topics by name; internal ones only on request. */
  listTopics(options?: CallOptions & { listInternal?: boolean }): Promise<ReadonlyMap<string, topics.TopicListing>> {
    return topics.listTopics(this.calls, options)
  }

  describeTopics(
    names: readonly string[],
    options?: topics.DescribeTopicsOptions,
  ): KeyedResult<string, topics.TopicDescription> {
    return keyedResult(topics.describeTopics(this.calls, names, options))
  }

  describeTopicsById(ids: readonly string[], options?: CallOptions): KeyedResult<string, topics.TopicDescription> {
    return keyedResult(topics.describeTopicsById(this.calls, ids, options))
  }

  createTopics(
    wanted: readonly topics.NewTopic[],
    options?: CallOptions & { validateOnly?: boolean },
  ): KeyedResult<string, topics.CreatedTopic> {
    return keyedResult(topics.createTopics(this.calls, wanted, options))
  }

  deleteTopics(names: readonly string[], options?: CallOptions): KeyedResult<string, void> {
    return keyedResult(topics.deleteTopics(this.calls, names, options))
  }

  /** Raises the number of partitions of topics, given by name. */
  createPartitions(
    wanted: Iterable<readonly [string, topics.NewPartitions]>,
    options?: CallOptions & { validateOnly?: boolean },
  ): KeyedResult<string, void> {
    return keyedResult(topics.createPartitions(this.calls, new Map(wanted), options))
  }

  /** Keys of the result are `TYPE:name`, see resourceKey. */
  describeConfigs(
    resources: readonly configs.ConfigResource[],
    options?: CallOptions & { includeSynonyms?: boolean; includeDocumentation?: boolean },
  ): KeyedResult<string, readonly configs.ConfigEntry[]> {
    return keyedResult(configs.describeConfigs(this.calls, resources, options))
  }

  incrementalAlterConfigs(
    changes: readonly configs.ConfigChange[],
    options?: CallOptions & { validateOnly?: boolean },
  ): KeyedResult<string, void> {
    return keyedResult(configs.incrementalAlterConfigs(this.calls, changes, options))
  }

  listConfigResources(
    types: readonly configs.ResourceType[],
    options?: CallOptions,
  ): Promise<readonly configs.ConfigResource[]> {
    return configs.listConfigResources(this.calls, types, options)
  }

  /** `admin.listOffsets([[{ topic: 'orders', partition: 0 }, 'latest']])` */
  listOffsets(
    specs: Iterable<readonly [TopicPartition, offsets.OffsetSpec]>,
    options?: CallOptions & { isolationLevel?: offsets.IsolationLevel },
  ): PartitionResult<offsets.ListedOffset> {
    return partitionResult(offsets.listOffsets(this.calls, specs, options))
  }

  /** Deletes what lies before the given offsets (-1: all that is committed). */
  deleteRecords(
    before: Iterable<readonly [TopicPartition, number]>,
    options?: CallOptions,
  ): PartitionResult<{ lowWatermark: number }> {
    return partitionResult(offsets.deleteRecords(this.calls, before, options))
  }

  listGroups(
    options?: CallOptions & { states?: readonly string[]; types?: readonly string[]; protocols?: readonly string[] },
  ): Promise<readonly groups.GroupListing[]> {
    return groups.listGroups(this.calls, options)
  }

  describeConsumerGroups(
    ids: readonly string[],
    options?: CallOptions,
  ): KeyedResult<string, groups.ConsumerGroupDescription> {
    return keyedResult(groups.describeConsumerGroups(this.calls, ids, options))
  }

  /** Committed offsets of a group; partitions without one are absent. */
  async listConsumerGroupOffsets(
    group: string,
    options?: CallOptions & { partitions?: readonly TopicPartition[] },
  ): Promise<PartitionMap<groups.OffsetAndMetadata>> {
    return new PartitionMap(await groups.listConsumerGroupOffsets(this.calls, group, options))
  }

  alterConsumerGroupOffsets(
    group: string,
    wanted: Iterable<readonly [TopicPartition, { offset: number; leaderEpoch?: number | null; metadata?: string }]>,
    options?: CallOptions,
  ): PartitionResult<void> {
    return partitionResult(groups.alterConsumerGroupOffsets(this.calls, group, new Map(wanted), options))
  }

  deleteConsumerGroups(ids: readonly string[], options?: CallOptions): KeyedResult<string, void> {
    return keyedResult(groups.deleteConsumerGroups(this.calls, ids, options))
  }

  deleteConsumerGroupOffsets(
    group: string,
    partitions: readonly TopicPartition[],
    options?: CallOptions,
  ): Promise<groups.DeletedOffsets> {
    return groups.deleteConsumerGroupOffsets(this.calls, group, partitions, options)
  }

  removeMembersFromConsumerGroup(
    group: string,
    options?: CallOptions & { instances?: readonly string[]; reason?: string },
  ): Promise<void> {
    return groups.removeMembersFromConsumerGroup(this.calls, group, options)
  }

  describeCluster(options?: CallOptions & { includeFencedBrokers?: boolean }): Promise<cluster.ClusterDescription> {
    return cluster.describeCluster(this.calls, options)
  }

  describeLogDirs(
    brokers: readonly number[],
    options?: CallOptions,
  ): Promise<ReadonlyMap<number, readonly cluster.LogDirDescription[]>> {
    return cluster.describeLogDirs(this.calls, brokers, options)
  }

  /** Outcomes in the order of the placements. */
  alterReplicaLogDirs(
    placements: readonly cluster.ReplicaPlacement[],
    options?: CallOptions,
  ): Promise<readonly Outcome<void>[]> {
    return cluster.alterReplicaLogDirs(this.calls, placements, options)
  }

  describeFeatures(options?: CallOptions & { nodeId?: number }): Promise<cluster.FeatureMetadata> {
    return cluster.describeFeatures(this.calls, options)
  }

  updateFeatures(
    updates: readonly cluster.FeatureUpdate[],
    options?: CallOptions & { validateOnly?: boolean },
  ): Promise<void> {
    return cluster.updateFeatures(this.calls, updates, options)
  }

  describeMetadataQuorum(options?: CallOptions): Promise<cluster.QuorumInfo> {
    return cluster.describeMetadataQuorum(this.calls, options)
  }

  unregisterBroker(brokerId: number, options?: CallOptions): Promise<void> {
    return cluster.unregisterBroker(this.calls, brokerId, options)
  }

  addRaftVoter(
    voter: cluster.RaftVoter,
    endpoints: readonly cluster.RaftVoterEndpoint[],
    options?: CallOptions,
  ): Promise<void> {
    return cluster.addRaftVoter(this.calls, voter, endpoints, options)
  }

  removeRaftVoter(voter: cluster.RaftVoter, options?: CallOptions): Promise<void> {
    return cluster.removeRaftVoter(this.calls, voter, options)
  }

  /** Elects leaders of the given partitions, or of all that need it (null). */
  electLeaders(
    type: partitions.ElectionType,
    wanted: readonly TopicPartition[] | null,
    options?: CallOptions,
  ): PartitionResult<void> {
    return partitionResult(partitions.electLeaders(this.calls, type, wanted, options))
  }

  /** `admin.alterPartitionReassignments([[{ topic: 'orders', partition: 0 }, [2, 3]]])`; null cancels. */
  alterPartitionReassignments(
    wanted: Iterable<readonly [TopicPartition, readonly number[] | null]>,
    options?: CallOptions & { allowReplicationFactorChange?: boolean },
  ): PartitionResult<void> {
    return partitionResult(partitions.alterPartitionReassignments(this.calls, wanted, options))
  }

  listPartitionReassignments(
    options?: CallOptions & { partitions?: readonly TopicPartition[] },
  ): Promise<PartitionMap<partitions.PartitionReassignment>> {
    return partitions.listPartitionReassignments(this.calls, options)
  }

  describeClientQuotas(
    parts: readonly quotas.QuotaFilterPart[],
    options?: CallOptions & { strict?: boolean },
  ): Promise<readonly quotas.EntityQuotas[]> {
    return quotas.describeClientQuotas(this.calls, parts, options)
  }

  /** Throws the first error. */
  async alterClientQuotas(
    alterations: readonly quotas.QuotaAlteration[],
    options?: CallOptions & { validateOnly?: boolean },
  ): Promise<void> {
    for (const { error } of await quotas.alterClientQuotas(this.calls, alterations, options)) if (error) throw error
  }

  /** Which APIs a broker serves, in which versions. */
  apiVersions(nodeId: number | 'any', options?: CallOptions): Promise<ResponseOf<'ApiVersions'>> {
    return cluster.apiVersions(this.calls, nodeId, 'apiVersions', options)
  }

  /** Brokers as metadata has them now. */
  nodes(options?: CallOptions): Promise<readonly Node[]> {
    return this.calls.brokers('findAllBrokers', this.calls.deadline(options))
  }

  /** Does at once what the Java client does when it is made: rejects when no bootstrap server's host is known. */
  resolve(): Promise<void> {
    return this.network.resolve()
  }

  async close(): Promise<void> {
    this.network.close()
  }
}

/** The Java client wraps what is wrong with the addresses. */
const NOT_MADE = 'Failed to create new KafkaAdminClient'

function bootstrapOrFail(config: Config) {
  try {
    return addressesIn(config)
  } catch (cause) {
    throw new KafkaException(NOT_MADE, { cause })
  }
}

/** `AdminBootstrapAddresses.fromConfig`. */
function addressesIn(config: Config) {
  const given = ['bootstrap.servers', 'bootstrap.controllers'].filter((name) => config.list(name).length > 0)
  const [name] = given
  if (name === undefined) throw new ConfigException('You must set either bootstrap.servers or bootstrap.controllers')
  if (given.length > 1) throw new ConfigException('You cannot set both bootstrap.servers and bootstrap.controllers')
  return bootstrapAddresses(config, name)
}

function timeoutsOf(config: Config) {
  return {
    defaultTimeoutMs: config.number('default.api.timeout.ms'),
    requestTimeoutMs: config.number('request.timeout.ms'),
    backoffMs: config.number('retry.backoff.ms'),
    backoffMaxMs: config.number('retry.backoff.max.ms'),
    retries: config.number('retries'),
  }
}
