/** One process of a cluster: broker, controller or both (`process.roles`), on whatever host. */
import type { Env } from '../env/env.ts'
import type { Log } from '../log/log.ts'
import { decodeMetadataRecord } from '../metadata/records.ts'
import type { Voter } from '../raft/quorum.ts'
import { type CommittedBatch, RaftClient } from '../raft/raft-client.ts'
import { BrokerRole } from './broker-role.ts'
import { BrokerConfig } from './config.ts'
import { NetworkControllerChannel } from './controller-channel.ts'
import { ControllerRole } from './controller-role.ts'
import { openMetadataLog } from './metadata-log.ts'
import { type NodeIdentity, readIdentity, StartupError } from './node-identity.ts'
import { SocketServer } from './socket-server.ts'

const LOGGER = 'kafka.server.KafkaRaftServer'

export class Server {
  readonly config: BrokerConfig
  readonly sockets: SocketServer
  /** Resolves with the reason when the process has to end by itself: its disk failed, or a bug was met. */
  readonly failure: Promise<Error>
  private fail!: (error: Error) => void
  private raft: RaftClient | null = null
  private metadataLog: Log | null = null
  private controller: ControllerRole | null = null
  private broker: BrokerRole | null = null
  private channel: NetworkControllerChannel | null = null
  private caughtUp!: () => void
  private stopping: Promise<void> | null = null

  /**
   * Starts on formatted log dirs; resolves when the process serves its listeners (a broker: when it is unfenced). Rejects
   * with StartupError, ConfigError, NetworkError (a port is taken) or DiskError.
   */
  static async start(env: Env, properties: ReadonlyMap<string, string>): Promise<Server> {
    const server = new Server(env, new BrokerConfig(properties))
    try {
      await server.run()
    } catch (error) {
      await server.sockets.close()
      throw error
    }
    return server
  }

  private constructor(
    private readonly env: Env,
    config: BrokerConfig,
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

  private async run(): Promise<void> {
    const { env, config } = this
    if (!config.hasRole('controller'))
      throw new StartupError('process.roles must hold controller: brokers apart from controllers are not built yet.')
    env.trace.log('INFO', LOGGER, `Starting node ${config.nodeId} with roles ${config.list('process.roles').join(',')}`)
    const identity = await readIdentity(env, config)
    const kraftVersion = config.quorumVoters.length > 0 ? 0 : 1
    const voters = votersOf(config, identity)
    if (voters.length > 1) throw new StartupError('A quorum of several voters is not built yet.')
    this.channel = this.controllerChannel()
    const shared = { env, config, identity, sockets: this.sockets, kraftVersion } as const
    this.controller = new ControllerRole({ ...shared, raft: () => this.raftClient() })
    if (config.hasRole('broker')) this.broker = new BrokerRole({ ...shared, channel: this.channel, failed: this.fail })
    await this.controller.listen()
    await this.joinQuorum(identity, voters, kraftVersion)
    await this.controller.register(this.channel)
    await this.broker?.start()
    env.trace.log('INFO', LOGGER, 'Kafka Server started')
  }

  /** Opens the metadata log; resolves when everything committed in it has been replayed. */
  private async joinQuorum(identity: NodeIdentity, voters: readonly Voter[], kraftVersion: 0 | 1): Promise<void> {
    const { env, config } = this
    const { log, raftLog } = await openMetadataLog(env, config)
    this.metadataLog = log
    const replayed = new Promise<void>((resolve) => {
      this.caughtUp = resolve
    })
    this.raft = await RaftClient.open({
      env,
      nodeId: config.nodeId,
      log: raftLog,
      statePath: `${log.dir}/quorum-state`,
      voters,
      kraftVersion,
      bootstrapVoters: identity.bootstrapVoters,
      listener: {
        committed: (batch) => this.committed(batch),
        leading: (epoch) => {
          this.controller?.controller.activate(epoch)
          this.caughtUp()
        },
        resigned: () => this.controller?.controller.deactivate(),
        failed: this.fail,
      },
    })
    await replayed
  }

  private committed({ lastOffset, epoch, records }: CommittedBatch): void {
    const batch = { lastOffset, epoch, records: records.map(decodeMetadataRecord) }
    this.controller?.controller.committed(batch)
    this.broker?.publisher.committed(batch)
  }

  private raftClient(): RaftClient {
    if (!this.raft) throw new StartupError('The quorum has not been joined yet.')
    return this.raft
  }

  private controllerChannel(): NetworkControllerChannel {
    const { env, config } = this
    return new NetworkControllerChannel({
      env,
      clientId: String(config.nodeId),
      controllers: () => config.quorumAddresses,
      timeoutMs: config.number('request.timeout.ms'),
    })
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
    await this.raft?.shutdown()
    await this.sockets.close()
    await this.metadataLog?.close()
    this.env.trace.log('INFO', LOGGER, 'shut down completed')
  }
}

function votersOf(config: BrokerConfig, { bootstrapVoters }: NodeIdentity): Voter[] {
  const fixed = config.quorumVoters
  if (fixed.length > 0) return fixed.map(({ id }) => ({ id, directoryId: null }))
  if (!bootstrapVoters)
    throw new StartupError(
      'The metadata log dir has no voters: format it with --standalone, or set controller.quorum.voters.',
    )
  return bootstrapVoters.map(({ voterId, voterDirectoryId }) => ({ id: voterId, directoryId: voterDirectoryId }))
}
