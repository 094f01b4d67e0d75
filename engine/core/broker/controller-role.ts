/** The controller role of a process: the active or a standby controller over the quorum, and its listener. */
import { Part } from '../base/part.ts'
import { randomUuid } from '../base/uuid.ts'
import type { ControllerConfig, TopicDefault } from '../controller/decision.ts'
import { QuorumController } from '../controller/quorum-controller.ts'
import { type Env, NetworkError } from '../env/env.ts'
import { visibleTopicConfigs } from '../log/log-config.ts'
import { SUPPORTED_FEATURES } from '../metadata/features.ts'
import { TOPIC_CONFIG_SYNONYMS } from '../metadata/topic-config-synonyms.ts'
import { Errors } from '../protocol/errors.ts'
import type { RaftClient } from '../raft/raft-client.ts'
import type { AutoJoin } from './auto-join.ts'
import { type BrokerConfig, ConfigSource } from './config.ts'
import type { NetworkControllerChannel } from './controller-channel.ts'
import { CONTROLLER_HANDLERS, type ControllerServices } from './controller-handlers.ts'
import { advertisedEndpoints, listenersOf } from './endpoints.ts'
import type { Loggers } from './loggers.ts'
import type { NodeIdentity } from './node-identity.ts'
import { Router } from './router.ts'
import type { SocketServer } from './socket-server.ts'

export interface ControllerRoleOptions {
  readonly env: Env
  readonly config: BrokerConfig
  readonly identity: NodeIdentity
  readonly sockets: SocketServer
  readonly loggers: Loggers
  readonly raft: () => RaftClient
  readonly kraftVersion: () => number
  /** Epoch of the broker in this process; −1: none. */
  readonly ownBrokerEpoch: () => number
  readonly goneBelow: () => number
  readonly returning: ReadonlySet<number>
}

/** Pause between attempts to register the controller, ms. */
const RETRY_MS = 100

const AUTO_JOIN = new Part(() => import('./auto-join.ts'))

export class ControllerRole {
  readonly controller: QuorumController
  private stopped = false
  private autoJoin: AutoJoin | null = null

  constructor(private readonly options: ControllerRoleOptions) {
    const { env, config, identity, raft } = options
    this.controller = new QuorumController({
      env,
      config: controllerConfig(config, identity.clusterId),
      writer: raft,
      bootstrap: identity.bootstrap,
      maxIdleMs: config.number('metadata.max.idle.interval.ms'),
      ownBrokerEpoch: options.ownBrokerEpoch,
      goneBelow: options.goneBelow,
      returning: options.returning,
    })
  }

  /** Binds the controller listeners. Rejects with NetworkError when a port is taken. */
  async bind(): Promise<void> {
    const { config, sockets } = this.options
    const router = this.router()
    for (const listener of listenersOf(config, 'controller')) await sockets.listen(listener, router)
  }

  /** Requests are served from now on: the metadata log is open. */
  enable(): void {
    const { config, sockets } = this.options
    for (const { name } of listenersOf(config, 'controller')) sockets.enable(name)
  }

  private router(): Router {
    const { env, config, identity, raft, kraftVersion, loggers } = this.options
    const { controller } = this
    const services: ControllerServices = {
      env,
      config,
      loggers,
      clusterId: identity.clusterId,
      controller,
      get image() {
        return controller.image
      },
      raft,
      kraftVersion,
      controllerListener: config.controllerListenerNames[0] ?? '',
      apiVersions: () => router.versions(),
      router: () => router,
    }
    const router: Router = Router.of('controller', CONTROLLER_HANDLERS, services)
    return router
  }

  /** Tells the active controller how this one is reached; tries until it is taken. */
  async register(channel: NetworkControllerChannel): Promise<void> {
    const { env, config, sockets } = this.options
    const request = {
      controllerId: config.nodeId,
      incarnationId: randomUuid((length) => env.random.bytes(length)),
      zkMigrationReady: false,
      listeners: advertisedEndpoints(config, 'controller', (name) => sockets.port(name)),
      features: [...SUPPORTED_FEATURES],
    }
    while (!this.stopped) {
      try {
        const { errorCode } = await channel.send('ControllerRegistration', request)
        if (errorCode === Errors.NONE) return this.maybeAutoJoin(channel)
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error
      }
      await new Promise<void>((resume) => void env.timers.after(RETRY_MS, resume))
    }
  }

  private async maybeAutoJoin(controller: NetworkControllerChannel): Promise<void> {
    const { env, config, identity, sockets, raft } = this.options
    const directoryId = identity.directories.get(config.metadataLogDir)?.directoryId
    if (!config.boolean('controller.quorum.auto.join.enable') || !directoryId) return
    const { AutoJoin } = await AUTO_JOIN.get()
    if (this.stopped) return
    this.autoJoin = new AutoJoin({
      env,
      clusterId: identity.clusterId,
      self: { id: config.nodeId, directoryId },
      raft,
      controller,
      listeners: () => advertisedEndpoints(config, 'controller', (name) => sockets.port(name)),
      periodMs: config.number('controller.quorum.fetch.timeout.ms'),
    })
    this.autoJoin.start()
  }

  stop(): void {
    this.stopped = true
    this.autoJoin?.stop()
    this.controller.deactivate()
  }
}

function controllerConfig(config: BrokerConfig, clusterId: string): ControllerConfig {
  const lists = new Map(visibleTopicConfigs().map(({ name, type }) => [name, type === 'LIST']))
  return {
    nodeId: config.nodeId,
    clusterId,
    defaultPartitions: config.number('num.partitions'),
    defaultReplicationFactor: config.number('default.replication.factor'),
    sessionTimeoutMs: config.number('broker.session.timeout.ms'),
    topicDefaults: topicDefaults(config),
    brokerValue: (name) => config.text(name),
    isListConfig: (name) => lists.get(name),
  }
}

function topicDefaults(config: BrokerConfig): Map<string, TopicDefault> {
  const values = config.topicDefaults()
  return new Map(
    visibleTopicConfigs().map(({ name, default: stock }) => {
      const source = config.sources(TOPIC_CONFIG_SYNONYMS.get(name) ?? '')[0]?.source ?? ConfigSource.DEFAULT_CONFIG
      return [name, { value: values.get(name) ?? stock, source }]
    }),
  )
}
