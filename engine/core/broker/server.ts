/** One process of a cluster: broker, controller or both (`process.roles`), on whatever host. */
import type { Env } from '../env/env.ts'
import { BrokerRole } from './broker-role.ts'
import { BrokerConfig } from './config.ts'
import { NetworkControllerChannel } from './controller-channel.ts'
import { ControllerRole } from './controller-role.ts'
import { settled, walkWallClock } from './housekeeping.ts'
import { type KeptBroker, NO_BROKER } from './kept-broker.ts'
import { Loggers, type LogLevel } from './loggers.ts'
import { type NodeIdentity, readIdentity } from './node-identity.ts'
import { RaftManager } from './raft-manager.ts'
import { SocketServer } from './socket-server.ts'
import { StartupError } from './startup-error.ts'

const LOGGER = 'kafka.server.KafkaRaftServer'

/** What the host knows of a process's start and Kafka cannot. */
export interface ServerStart {
  /**
   * The whole machine starts: no node of the cluster has been running since what is in the metadata log was written. Then
   * nobody has to wait until the sessions of before have timed out.
   */
  readonly withMachine: boolean
  /** The machine was brought back to a moment (undo): what ran goes on with all that it had on its disk then. */
  readonly resumed?: ResumedStart
  /** One of its log dirs that another process uses. */
  readonly lockedDir?: string
  /** Of the root logger; `INFO` when left out, as in Kafka's log4j2.yaml. */
  readonly rootLogLevel?: LogLevel
}

/** How a process was when its machine was remembered. */
export interface ResumedStart extends KeptBroker {
  /** Nodes that go on together with this one. */
  readonly nodes: readonly number[]
}

export class Server {
  readonly config: BrokerConfig
  readonly sockets: SocketServer
  /** Resolves with the reason when the process has to end by itself: its disk failed, or a bug was met. */
  readonly failure: Promise<Error>
  private fail!: (error: Error) => void
  private quorum: RaftManager | null = null
  private controller: ControllerRole | null = null
  private broker: BrokerRole | null = null
  private channel: NetworkControllerChannel | null = null
  private stopping: Promise<void> | null = null
  private goneBelow = 0

  /**
   * Starts on formatted log dirs with properties that `judged` has let through; resolves when the process serves its listeners
   * (a broker: when it is unfenced). Rejects with StartupError, ConfigError or DiskError.
   */
  static async start(
    env: Env,
    properties: ReadonlyMap<string, string>,
    start: ServerStart = { withMachine: false },
  ): Promise<Server> {
    const loggers = new Loggers(env.trace, start.rootLogLevel ?? 'INFO')
    const { clock, timers, random, disk, network } = env
    const own = { clock, timers, random, disk, network, trace: loggers.trace }
    const server = new Server(own, new BrokerConfig(properties), loggers)
    try {
      await Promise.race([server.run(start), server.failure.then((error) => Promise.reject(error))])
    } catch (error) {
      await server.sockets.close()
      throw error
    }
    return server
  }

  private constructor(
    private readonly env: Env,
    config: BrokerConfig,
    private readonly loggers: Loggers,
  ) {
    this.config = config
    this.sockets = new SocketServer(env, config)
    this.failure = new Promise((resolve) => {
      this.fail = (error) => {
        env.trace.log('FATAL', LOGGER, `Encountered fatal fault: ${error.stack ?? error.message}`)
        resolve(error)
      }
    })
  }

  private async run({ withMachine, resumed, lockedDir }: ServerStart): Promise<void> {
    const { env, config } = this
    const found = await readIdentity(env, config)
    // Nothing that it had acknowledged is missing: the controller need not take its end for an unclean one.
    const identity = resumed ? { ...found, previousBrokerEpoch: resumed.brokerEpoch } : found
    const channel = this.controllerChannel()
    this.channel = channel
    const shared = {
      env,
      config,
      identity,
      sockets: this.sockets,
      loggers: this.loggers,
      kraftVersion: () => this.quorum?.opened?.kraftVersion ?? 0,
    } as const
    if (config.hasRole('controller'))
      this.controller = new ControllerRole({
        ...shared,
        raft: () => this.quorumOf(identity).raft,
        ownBrokerEpoch: () => this.broker?.lifecycle.brokerEpoch ?? -1,
        goneBelow: () => this.goneBelow,
        returning: new Set(resumed?.nodes ?? []),
      })
    if (config.hasRole('broker'))
      this.broker = new BrokerRole({
        ...shared,
        ...(resumed && { kept: resumed }),
        channel,
        failed: this.fail,
      })
    const quorum = this.quorumOf(identity)
    await this.controller?.bind()
    if (lockedDir !== undefined)
      throw new StartupError(alreadyUsed(lockedDir), { javaClass: 'org.apache.kafka.common.KafkaException' })
    await quorum.open()
    if (withMachine) this.goneBelow = quorum.raft.logEndOffset
    this.controller?.enable()
    await quorum.caughtUp
    await this.controller?.register(channel)
    await this.broker?.start()
    env.trace.log('INFO', LOGGER, `[KafkaRaftServer nodeId=${config.nodeId}] Kafka Server started`)
  }

  private quorumOf(identity: NodeIdentity): RaftManager {
    this.quorum ??= new RaftManager({
      env: this.env,
      config: this.config,
      identity,
      followers: [this.controller?.controller, this.broker?.publisher].flatMap((one) => one ?? []),
      events: {
        leading: (epoch) => this.controller?.controller.activate(epoch),
        resigned: () => this.controller?.controller.deactivate(),
        leaderChanged: () => this.channel?.leaderChanged(),
        failed: this.fail,
      },
    })
    return this.quorum
  }

  private controllerChannel(): NetworkControllerChannel {
    const { env, config } = this
    return new NetworkControllerChannel({
      env,
      clientId: String(config.nodeId),
      leader: () => this.quorum?.opened?.leaderAddress ?? null,
      timeoutMs: config.number('request.timeout.ms'),
      attemptMs: Math.floor(config.number('broker.session.timeout.ms') / 2),
    })
  }

  /**
   * Moves the process's wall clock forward, and does at once what that time would have brought; resolves when it is done.
   * `shift` adds to the wall clock that the process was given, in as many parts as are needed; null: it was moved already.
   */
  async moveWallClock(byMs: number, shift: ((ms: number) => void) | null): Promise<void> {
    await settled(this.env, () => this.broker?.isSettled() ?? true)
    await walkWallClock(this.env, this.broker?.chores() ?? [], byMs, shift)
  }

  /** For a process that goes on from this moment; nothing may move in this one, and all that it wrote is on the disk. */
  keep(): KeptBroker {
    return this.broker?.keep() ?? NO_BROKER
  }

  /** The name of a topic id, as far as the broker knows. */
  topicName(id: string): string | undefined {
    return this.broker?.publisher.image.topicById(id)?.name
  }

  /** A polite end: leadership is handed over, logs are closed cleanly. Later calls give the same promise. */
  shutdown(): Promise<void> {
    this.stopping ??= this.stop()
    return this.stopping
  }

  private async stop(): Promise<void> {
    this.env.trace.log('INFO', LOGGER, `Shutting down node ${this.config.nodeId}`)
    await this.broker?.leave()
    await this.broker?.close()
    this.channel?.close()
    this.controller?.stop()
    await this.quorum?.shutdown()
    await this.sockets.close()
    await this.quorum?.close()
    this.env.trace.log('INFO', LOGGER, 'shut down completed')
  }
}

/** As `LogManager.lockLogDirs` says it. */
function alreadyUsed(dir: string): string {
  return `Failed to acquire lock on file .lock in ${dir}. A Kafka instance in another process or thread is using this directory.`
}
