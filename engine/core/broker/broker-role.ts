/** The broker role of a process: its logs, its listeners, its place in the cluster. */
import { randomUuid, type Uuid } from '../base/uuid.ts'
import type { GroupCoordinator } from '../coordinator/group-coordinator.ts'
import { Deadlines } from '../env/deadlines.ts'
import type { Env } from '../env/env.ts'
import type { LogCleaner } from '../log/cleaner/log-cleaner.ts'
import type { KeptReplica } from '../log/kept-log.ts'
import type { Log } from '../log/log.ts'
import { LogConfig } from '../log/log-config.ts'
import { LogManager } from '../log/log-manager.ts'
import { SUPPORTED_FEATURES } from '../metadata/features.ts'
import { ConfigResource } from '../metadata/image.ts'
import { ReplicaManager } from '../replication/replica-manager.ts'
import { ReplicationQuota, type ReplicationQuotas } from '../replication/replication-quota.ts'
import { ControllerAutoTopics } from './auto-topics.ts'
import { BROKER_HANDLERS } from './broker-handlers.ts'
import { BrokerLifecycle } from './broker-lifecycle.ts'
import { BrokerLogDirs } from './broker-log-dirs.ts'
import type { BrokerConfig } from './config.ts'
import type { NetworkControllerChannel } from './controller-channel.ts'
import { advertisedEndpoints, listenersOf } from './endpoints.ts'
import { OFFSETS_TOPIC, startGroupCoordinator } from './group-coordinator-host.ts'
import type { BrokerServices } from './handler.ts'
import type { ApiVersionsServices } from './handlers/18-api-versions.ts'
import { type Chore, offsetExpiryChore, producerExpiryChore, retentionChore } from './housekeeping.ts'
import type { KeptBroker } from './kept-broker.ts'
import { cleanerChore, startLogCleaner } from './log-cleaner-host.ts'
import type { Loggers } from './loggers.ts'
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
  readonly kraftVersion: () => number
  readonly loggers: Loggers
  /** What the broker had in memory, if it goes on. */
  readonly kept?: KeptBroker
  /** The process cannot go on. */
  readonly failed: (error: Error) => void
}

/** Longest wait for the controller at a controlled shutdown, ms. */
const CONTROLLED_SHUTDOWN_MS = 30_000

export class BrokerRole {
  readonly publisher: MetadataPublisher
  readonly lifecycle: BrokerLifecycle
  private logManager: LogManager | null = null
  private logCleaner: LogCleaner | null = null
  private replicaManager: ReplicaManager | null = null
  private groupCoordinator: GroupCoordinator | null = null
  private readonly purgatory: Purgatory
  private readonly logDirs: BrokerLogDirs

  constructor(private readonly options: BrokerRoleOptions) {
    const { env, config, channel } = options
    this.publisher = new MetadataPublisher(config.nodeId, this.subscriber())
    this.purgatory = new Purgatory(new Deadlines(env))
    this.logDirs = new BrokerLogDirs({
      ...options,
      image: this.publisher.image,
      controller: channel,
      broker: () => ({ brokerId: config.nodeId, brokerEpoch: this.lifecycle.brokerEpoch }),
      tellOffline: (directory) => this.lifecycle.dirFailed(directory),
    })
    this.lifecycle = new BrokerLifecycle({
      env,
      controller: channel,
      registration: () => this.registration(),
      heartbeatIntervalMs: config.number('broker.heartbeat.interval.ms'),
      registrationTimeoutMs: config.number('initial.broker.registration.timeout.ms'),
      dirFailureTimeoutMs: config.number('log.dir.failure.timeout.ms'),
      metadataOffset: () => this.publisher.image.offset,
      failed: options.failed,
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
    const how = this.incarnationId === undefined ? 'anew' : 'again'
    await this.publisher.reached(await this.lifecycle.register(how))
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
      logDirs: this.logDirs.onlineIds,
      previousBrokerEpoch: identity.previousBrokerEpoch,
    }
  }
  /** The one that it had, if it goes on with all that it had: then it leads and is in sync as before. */
  private incarnationId: Uuid | undefined

  private async openServices(): Promise<BrokerServices & Omit<ApiVersionsServices, 'apiVersions'>> {
    const { env, config, identity, channel, kraftVersion, loggers } = this.options
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
      loggers,
      logManager,
      logDirs: this.logDirs,
      replicaManager,
      groupCoordinator,
      purgatory: this.purgatory,
      controller: channel,
      autoTopics: new ControllerAutoTopics({ config, controller: channel, image }),
      producerIds: new ProducerIds(channel, broker),
    }
  }

  private async openLogs(): Promise<LogManager> {
    const { env, config, kept } = this.options
    this.logManager = await LogManager.start({
      env,
      ...(kept && { kept: kept.logs }),
      logDirs: config.logDirs,
      offlineDirs: this.options.identity.offlineDirs,
      isStray: (log) => this.isStray(log),
      onDirFailure: (dir, error) => this.logDirs.failed(dir, error),
      configOf: (topic) => this.logConfig(topic),
      producerIdExpirationMs: () => config.number('producer.id.expiration.ms'),
      retentionCheckIntervalMs: config.number('log.retention.check.interval.ms'),
      initialTaskDelayMs: config.number('log.initial.task.delay.ms'),
      checkpointIntervalMs: config.number('log.flush.offset.checkpoint.interval.ms'),
      highWatermarkOf: (log) => this.highWatermarkOf(log.name),
    })
    this.logCleaner = await startLogCleaner({
      env,
      config,
      logs: this.logManager,
      highWatermarkOf: (log) => this.highWatermarkOf(log.name),
      onDirFailure: (dir, error) => {
        this.logDirs.failed(dir, error)
        // Of what fails before the replicas are there it does not tell the logs.
        this.logManager?.dirFailed(dir)
      },
    })
    await this.logDirs.prepare()
    if (kept?.incarnationId && this.logManager.wentOn) this.incarnationId = kept.incarnationId
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
      dirOf: (directory) => this.logDirs.dirOf(directory),
      topicIdOf: (topic) => this.publisher.image.topicIds.get(topic),
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
    this.logDirs.opened(logs, replicaManager)
    this.replicaManager = replicaManager
    return replicaManager
  }

  /** The metadata knows no such partition, or has no replica of it here. */
  private isStray({ name, topicId }: Log): boolean {
    const { image } = this.publisher
    const partition = Number(name.slice(name.lastIndexOf('-') + 1))
    const known = topicId === null ? undefined : image.topicById(topicId)?.partitions.get(partition)
    return !known?.replicas.includes(this.options.config.nodeId)
  }

  private logConfig(topic: string): LogConfig {
    const own = this.publisher.image.configsOf(ConfigResource.TOPIC, topic)
    return new LogConfig(new Map([...this.options.config.topicDefaults(), ...own]))
  }

  private subscriber(): MetadataSubscriber {
    const orFail = (change: Promise<void> | undefined) =>
      void change?.catch((error: Error) => this.options.failed(error))
    return {
      replicasChanged: (states) => orFail(this.replicaManager?.apply(states).then(() => this.logDirs.tell(states))),
      replicasRemoved: (partitions) => orFail(this.replicaManager?.remove(partitions)),
      topicsDeleted: (names) => this.groupCoordinator?.topicsDeleted(names),
      topicConfigChanged: (topic) => this.replicaManager?.updateConfig(topic),
      brokerConfigChanged: () => this.brokerConfigChanged(),
      published: () => this.options.env.trace.event({ type: 'metadata.changed', offset: this.publisher.image.offset }),
    }
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

  /** For a broker that goes on from this moment. */
  keep(): KeptBroker {
    const { lifecycle, logManager, incarnationId } = this
    const serves = lifecycle.state === 'running' && incarnationId !== undefined
    const logs = [...(logManager?.logs() ?? []), ...(logManager?.futureLogs() ?? [])].filter((log) => log.isSteady)
    return {
      brokerEpoch: lifecycle.brokerEpoch,
      incarnationId: serves ? incarnationId : null,
      logs: new Map(logs.map((log) => [log.dir, this.keepReplica(log)])),
    }
  }

  private keepReplica(log: Log): KeptReplica {
    return { ...log.keep(), highWatermark: this.highWatermarkOf(log.name) ?? null }
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
      ...(this.logCleaner ? [cleanerChore(this.logCleaner, config.number('log.cleaner.backoff.ms'))] : []),
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
    this.purgatory.expireAll()
    this.groupCoordinator?.shutdown()
    await this.logDirs.close()
    await this.replicaManager?.shutdown()
    await this.logCleaner?.shutdown()
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
