/** The broker role of a process: its logs, its listeners, its place in the cluster. */
import { randomUuid } from '../base/uuid.ts'
import type { GroupCoordinator } from '../coordinator/group-coordinator.ts'
import type { Env } from '../env/env.ts'
import { LogConfig } from '../log/log-config.ts'
import { LogManager } from '../log/log-manager.ts'
import { SUPPORTED_FEATURES } from '../metadata/features.ts'
import { ConfigResource } from '../metadata/image.ts'
import type { PartitionState } from '../replication/partition-state.ts'
import { ReplicaManager } from '../replication/replica-manager.ts'
import { ReplicationQuota, type ReplicationQuotas } from '../replication/replication-quota.ts'
import { ControllerAutoTopics } from './auto-topics.ts'
import { BROKER_HANDLERS } from './broker-handlers.ts'
import { BrokerLifecycle } from './broker-lifecycle.ts'
import type { BrokerConfig } from './config.ts'
import type { NetworkControllerChannel } from './controller-channel.ts'
import { DirAssignments } from './dir-assignments.ts'
import { advertisedEndpoints, listenersOf } from './endpoints.ts'
import { FetchSessionCache } from './fetch-session.ts'
import { OFFSETS_TOPIC, startGroupCoordinator } from './group-coordinator-host.ts'
import type { BrokerServices } from './handler.ts'
import type { ApiVersionsServices } from './handlers/18-api-versions.ts'
import { type Chore, offsetExpiryChore, producerExpiryChore, retentionChore } from './housekeeping.ts'
import { MetadataPublisher, type MetadataSubscriber } from './metadata-publisher.ts'
import type { NodeIdentity } from './node-identity.ts'
import { BrokerPeers } from './peers.ts'
import { ProducerIds } from './producer-ids.ts'
import { Purgatory } from './purgatory.ts'
import { Router } from './router.ts'
import type { SocketServer } from './socket-server.ts'

export interface BrokerRoleOptions {
  readonly env: Env
  readonly config: BrokerConfig
  readonly identity: NodeIdentity
  readonly sockets: SocketServer
  readonly channel: NetworkControllerChannel
  readonly kraftVersion: 0 | 1
  /** The process cannot go on. */
  readonly failed: (error: Error) => void
}

/** Longest wait for the controller at a controlled shutdown, ms. */
const CONTROLLED_SHUTDOWN_MS = 30_000

export class BrokerRole {
  readonly publisher: MetadataPublisher
  readonly lifecycle: BrokerLifecycle
  private logManager: LogManager | null = null
  private replicaManager: ReplicaManager | null = null
  private groupCoordinator: GroupCoordinator | null = null
  private readonly purgatory: Purgatory
  private readonly dirAssignments: DirAssignments

  constructor(private readonly options: BrokerRoleOptions) {
    const { env, config, channel } = options
    this.publisher = new MetadataPublisher(config.nodeId, this.subscriber())
    this.purgatory = new Purgatory(env.timers)
    this.dirAssignments = new DirAssignments({
      env,
      controller: channel,
      broker: () => ({ brokerId: config.nodeId, brokerEpoch: this.lifecycle.brokerEpoch }),
    })
    this.lifecycle = new BrokerLifecycle({
      env,
      controller: channel,
      registration: () => this.registration(),
      heartbeatIntervalMs: config.number('broker.heartbeat.interval.ms'),
      registrationTimeoutMs: config.number('initial.broker.registration.timeout.ms'),
      metadataOffset: () => this.publisher.image.offset,
    })
  }

  /** Starts once the metadata log is replayed; resolves when clients are served. */
  async start(): Promise<void> {
    const { config, sockets } = this.options
    this.readDynamicConfigs()
    const services = await this.openServices()
    const router: Router = Router.of('broker', BROKER_HANDLERS, { ...services, apiVersions: () => router.versions() })
    for (const listener of listenersOf(config, 'broker')) await sockets.listen(listener, router)
    // Metadata of before the registration may still name this broker as leader of what its former life had.
    await this.publisher.reached(await this.lifecycle.register())
    this.publisher.start()
    await this.replicaManager?.apply([])
    for (const { name } of listenersOf(config, 'broker')) sockets.enable(name)
    await this.lifecycle.setReady()
  }

  private registration() {
    const { env, config, identity, sockets } = this.options
    return {
      brokerId: config.nodeId,
      clusterId: identity.clusterId,
      incarnationId: (this.incarnationId ??= randomUuid((length) => env.random.bytes(length))),
      listeners: advertisedEndpoints(config, 'broker', (name) => sockets.port(name)),
      features: [...SUPPORTED_FEATURES],
      rack: config.string('broker.rack'),
      logDirs: [...identity.directories.values()].map(({ directoryId }) => directoryId).sort(),
      previousBrokerEpoch: identity.previousBrokerEpoch,
    }
  }
  private incarnationId: string | undefined

  private async openServices(): Promise<BrokerServices & Omit<ApiVersionsServices, 'apiVersions'>> {
    const { env, config, identity, channel, kraftVersion } = this.options
    const { image } = this.publisher
    const logManager = await this.openLogs()
    const replicaManager = this.openReplicas(logManager)
    const offsetsPartitions = () => image.topic(OFFSETS_TOPIC)?.partitions.size
    const groupCoordinator = startGroupCoordinator({ env, config, replicaManager, offsetsPartitions })
    this.groupCoordinator = groupCoordinator
    const broker = () => ({ brokerId: config.nodeId, brokerEpoch: this.lifecycle.brokerEpoch })
    return {
      env,
      config,
      clusterId: identity.clusterId,
      image,
      kraftVersion,
      logManager,
      replicaManager,
      groupCoordinator,
      fetchSessions: new FetchSessionCache(
        env.clock,
        env.random,
        config.number('max.incremental.fetch.session.cache.slots'),
      ),
      purgatory: this.purgatory,
      controller: channel,
      autoTopics: new ControllerAutoTopics({ config, controller: channel, image }),
      producerIds: new ProducerIds(channel, broker),
    }
  }

  private async openLogs(): Promise<LogManager> {
    const { env, config } = this.options
    this.logManager = await LogManager.start({
      env,
      logDirs: config.logDirs,
      configOf: (topic) => this.logConfig(topic),
      producerIdExpirationMs: config.number('producer.id.expiration.ms'),
      retentionCheckIntervalMs: config.number('log.retention.check.interval.ms'),
      initialTaskDelayMs: config.number('log.initial.task.delay.ms'),
      checkpointIntervalMs: config.number('log.flush.offset.checkpoint.interval.ms'),
      highWatermarkOf: (log) => this.highWatermarkOf(log.name),
    })
    return this.logManager
  }

  private highWatermarkOf(name: string): number | undefined {
    const at = name.lastIndexOf('-')
    return this.replicaManager?.get(name.slice(0, at), Number(name.slice(at + 1)))?.highWatermark
  }

  private openReplicas(logs: LogManager): ReplicaManager {
    const { env, config } = this.options
    const replicaManager = new ReplicaManager({
      env,
      brokerId: config.nodeId,
      logs,
      logConfig: (topic) => this.logConfig(topic),
      checkpointIntervalMs: config.number('replica.high.watermark.checkpoint.interval.ms'),
      peers: new BrokerPeers({
        env,
        config,
        image: this.publisher.image,
        controller: this.options.channel,
        brokerEpoch: () => this.lifecycle.brokerEpoch,
      }),
      replication: {
        lagTimeMaxMs: config.number('replica.lag.time.max.ms'),
        fetchers: config.number('num.replica.fetchers'),
        partitionMaxBytes: config.number('replica.fetch.max.bytes'),
        responseMaxBytes: config.number('replica.fetch.response.max.bytes'),
        minBytes: config.number('replica.fetch.min.bytes'),
        maxWaitMs: config.number('replica.fetch.wait.max.ms'),
        backoffMs: config.number('replica.fetch.backoff.ms'),
      },
      quotas: replicationQuotas(config, env.clock),
    })
    replicaManager.onMove((partition) => this.purgatory.check(partition))
    replicaManager.onStorageFailure((partition, error) => this.logDirFailed(partition.log.dir, error))
    // With its last log dir gone a broker halts, as Kafka does; with others left only the replicas on it are offline.
    replicaManager.onStorageFailure((_partition, error) => {
      if (config.logDirs.length === 1) this.options.failed(error)
    })
    this.replicaManager = replicaManager
    return replicaManager
  }

  /** A broker whose only log dir failed ends, as Kafka's does; one with others serves on without these replicas. */
  private logDirFailed(dir: string, error: Error): void {
    const { env, config } = this.options
    env.trace.log('ERROR', 'kafka.server.ReplicaManager', `Error while writing to ${dir}: ${error.message}`)
    if (config.logDirs.length > 1) return
    this.options.failed(new Error(`Shutdown broker because all log dirs in ${config.logDirs.join(', ')} have failed`))
  }

  private logConfig(topic: string): LogConfig {
    const own = this.publisher.image.configsOf(ConfigResource.TOPIC, topic)
    return new LogConfig(new Map([...this.options.config.topicDefaults(), ...own]))
  }

  private subscriber(): MetadataSubscriber {
    const orFail = (change: Promise<void> | undefined) =>
      void change?.catch((error: Error) => this.options.failed(error))
    return {
      replicasChanged: (states) => orFail(this.replicaManager?.apply(states).then(() => this.tellDirs(states))),
      replicasRemoved: (partitions) => orFail(this.replicaManager?.remove(partitions)),
      topicsDeleted: (names) => this.groupCoordinator?.topicsDeleted(names),
      topicConfigChanged: (topic) => this.replicaManager?.updateConfig(topic),
      brokerConfigChanged: () => this.brokerConfigChanged(),
      published: () => this.options.env.trace.event({ type: 'metadata.changed', offset: this.publisher.image.offset }),
    }
  }

  /** The controller must know in which log dir the replicas are: only there may they lead. */
  private tellDirs(states: readonly PartitionState[]): void {
    const { config, identity } = this.options
    const moved = states.flatMap(({ topic, topicId, partition }) => {
      const known = this.publisher.image.partition(topic, partition)
      const log = this.replicaManager?.get(topic, partition)?.log
      const directoryId = log && identity.directories.get(log.dir.slice(0, log.dir.lastIndexOf('/')))?.directoryId
      const told = known?.directories[known.replicas.indexOf(config.nodeId)]
      return directoryId && told !== undefined && told !== directoryId ? [{ topicId, partition, directoryId }] : []
    })
    if (moved.length > 0) this.dirAssignments.assign(moved)
  }

  private readDynamicConfigs(): void {
    const { config } = this.options
    const { image } = this.publisher
    const own = image.configsOf(ConfigResource.BROKER, String(config.nodeId))
    config.setDynamic(image.configsOf(ConfigResource.BROKER, ''), own)
  }

  /** The defaults of all topics may be others now. */
  private brokerConfigChanged(): void {
    this.readDynamicConfigs()
    for (const topic of this.publisher.image.topicIds.keys()) this.replicaManager?.updateConfig(topic)
  }

  /** Whether all that is in the logs lies below the high watermark. */
  isSettled(): boolean {
    const logs = [...(this.logManager?.logs() ?? [])]
    return logs.every((log) => (this.highWatermarkOf(log.name) ?? log.logEndOffset) >= log.logEndOffset)
  }

  /** What the wall clock brings a broker, in the order in which it does things that fall due together. */
  chores(): readonly Chore[] {
    const { config } = this.options
    const { logManager, groupCoordinator } = this
    if (!logManager || !groupCoordinator) return []
    return [
      retentionChore(logManager, config.number('log.retention.check.interval.ms')),
      offsetExpiryChore(groupCoordinator, config.number('offsets.retention.check.interval.ms')),
      producerExpiryChore(logManager, config.number('producer.id.expiration.ms')),
    ]
  }

  /** Hands leadership over, then stops being part of the cluster; the logs are still open. */
  leave(): Promise<void> {
    return this.lifecycle.controlledShutdown(CONTROLLED_SHUTDOWN_MS)
  }

  /** Closes everything cleanly. */
  async close(): Promise<void> {
    this.lifecycle.stop()
    this.dirAssignments.close()
    this.purgatory.expireAll()
    this.groupCoordinator?.shutdown()
    await this.replicaManager?.shutdown()
    await this.logManager?.shutdown(this.lifecycle.brokerEpoch)
  }
}

function replicationQuotas(config: BrokerConfig, clock: Env['clock']): ReplicationQuotas {
  const windows = config.number('replication.quota.window.num')
  const windowMs = config.number('replication.quota.window.size.seconds') * 1000
  const shared = { brokerId: config.nodeId, windows, windowMs }
  return {
    leader: new ReplicationQuota(clock, {
      ...shared,
      limit: () => config.replicationRate('leader.replication.throttled.rate'),
      throttledReplicas: ({ leaderThrottledReplicas }) => leaderThrottledReplicas,
    }),
    follower: new ReplicationQuota(clock, {
      ...shared,
      limit: () => config.replicationRate('follower.replication.throttled.rate'),
      throttledReplicas: ({ followerThrottledReplicas }) => followerThrottledReplicas,
    }),
  }
}
