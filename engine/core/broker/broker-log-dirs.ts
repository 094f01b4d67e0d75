/** The log dirs of a broker: what happens when one fails, and where the controller has its replicas (KIP-112, KIP-858). */
import { Part } from '../base/part.ts'
import type { Uuid } from '../base/uuid.ts'
import type { Env } from '../env/env.ts'
import { parentOf } from '../log/file-names.ts'
import type { LogManager } from '../log/log-manager.ts'
import type { ClusterImage } from '../metadata/image.ts'
import type { LogDirMoves } from '../replication/log-dir-moves.ts'
import type { Partition } from '../replication/partition.ts'
import type { PartitionState } from '../replication/partition-state.ts'
import type { ReplicaManager } from '../replication/replica-manager.ts'
import { ReplicationQuota } from '../replication/replication-quota.ts'
import type { BrokerConfig } from './config.ts'
import { DirAssignments } from './dir-assignments.ts'
import type { ControllerChannel } from './handler.ts'
import type { NodeIdentity } from './node-identity.ts'

export interface BrokerLogDirsOptions {
  readonly env: Env
  readonly config: BrokerConfig
  readonly identity: NodeIdentity
  readonly image: ClusterImage
  readonly controller: ControllerChannel
  readonly broker: () => { readonly brokerId: number; readonly brokerEpoch: number }
  /** A dir is offline: the controller must hear of it. */
  readonly tellOffline: (directory: Uuid) => void
  /** The process cannot go on. */
  readonly failed: (error: Error) => void
}

const LOGGER = 'kafka.server.ReplicaManager'
/** A broker with one log dir moves nothing. */
const MOVES = new Part(() => import('../replication/log-dir-moves.ts'))

export class BrokerLogDirs {
  private readonly assignments: DirAssignments
  private readonly down = new Set<string>()
  private logs: LogManager | null = null
  private replicas: ReplicaManager | null = null
  private moves: LogDirMoves | null = null

  constructor(private readonly options: BrokerLogDirsOptions) {
    this.assignments = new DirAssignments(options)
  }

  /** What must be awaited before {@link opened}. */
  async prepare(): Promise<void> {
    if (this.options.config.logDirs.length > 1) await MOVES.loading()
  }

  /** From now on these logs are moved, and go offline when their dir fails. */
  opened(logs: LogManager, replicas: ReplicaManager): void {
    this.logs = logs
    this.replicas = replicas
    if (this.options.config.logDirs.length > 1) this.moves = this.newMoves(logs)
    replicas.onReplica((partition, change) =>
      change === 'opened' ? this.moves?.resume(partition) : this.moves?.stop(partition),
    )
    replicas.onStorageFailure((partition, error) => this.failed(parentOf(partition.log.dir), error))
  }

  private newMoves(logs: LogManager): LogDirMoves {
    const { env, config } = this.options
    return new MOVES.now.LogDirMoves({
      env,
      brokerId: config.nodeId,
      logs,
      quota: copyQuota(config, env.clock),
      assign: ({ topicId, partition }, dir) => this.assign({ topicId, partition, dir }),
      moved: (partition) => this.tell([partition]),
      dirFailed: (dir, error) => this.failed(dir, error),
    })
  }

  /** Ids of the dirs that can be used, as the broker registers with them. */
  get onlineIds(): Uuid[] {
    const { identity } = this.options
    const online = this.logs?.onlineDirs ?? [...identity.directories.keys()]
    return online.flatMap((dir) => identity.directories.get(dir)?.directoryId ?? []).sort()
  }

  /** Where the replica of a directory id is; `offline`: it may be where nothing can be read. Undefined: anywhere. */
  dirOf(directory: Uuid): string | 'offline' | undefined {
    const { logs } = this
    const dir = [...this.options.identity.directories].find(([, { directoryId }]) => directoryId === directory)?.[0]
    if (dir && logs?.problemOf(dir) === null) return dir
    return logs?.hasOfflineDirs && !isReserved(directory) ? 'offline' : undefined
  }

  /** AlterReplicaLogDirs, for one replica. */
  async alter(topic: string, index: number, dir: string): Promise<number> {
    await MOVES.loading()
    this.moves ??= this.newMoves(this.logs as LogManager)
    return this.moves.alter({ topic, index }, dir, this.replicas?.get(topic, index))
  }

  /** The controller must know in which log dir the replicas are: only there may they lead. */
  tell(places: readonly (Pick<PartitionState, 'topic' | 'topicId' | 'partition'> | Partition)[]): void {
    const moved = places.flatMap((place) => {
      const { topic, topicId } = place
      const partition = 'index' in place ? place.index : place.partition
      const dir = this.dirToTell(topic, partition)
      return dir === null ? [] : [{ topicId, partition, directoryId: dir }]
    })
    if (moved.length > 0) void this.assignments.assign(moved)
  }

  /** null: it knows. One that is being moved has been told of. */
  private dirToTell(topic: string, index: number): Uuid | null {
    const { config, identity, image } = this.options
    const replica = this.replicas?.get(topic, index)
    const known = image.partition(topic, index)
    const told = known?.directories[known.replicas.indexOf(config.nodeId)]
    if (!replica || told === undefined || this.moves?.isMoving(replica)) return null
    const dir = identity.directories.get(parentOf(replica.log.dir))?.directoryId
    return dir && dir !== told ? dir : null
  }

  private assign({ topicId, partition, dir }: { topicId: Uuid; partition: number; dir: string }): Promise<void> {
    const directoryId = this.options.identity.directories.get(dir)?.directoryId
    return directoryId ? this.assignments.assign([{ topicId, partition, directoryId }]) : Promise.resolve()
  }

  /** The disk of a dir failed: its replicas are offline, the others serve on. Without the metadata's dir the broker ends. */
  failed(dir: string, error: Error): void {
    if (this.down.has(dir)) return
    this.down.add(dir)
    const { identity, tellOffline } = this.options
    const directoryId = identity.directories.get(dir)?.directoryId
    const why = 'because the log directory has failed.'
    this.log('WARN', `Stopping serving replicas in dir ${dir} with uuid Some(${directoryId}) ${why}`)
    const offline = this.replicas?.dirFailed(dir, error) ?? []
    const staying = this.moves?.dirFailed(dir) ?? []
    const names = (some: readonly Partition[]) => some.map(({ name }) => name).join(',')
    const stopped = `Broker ${this.options.config.nodeId} stopped fetcher for partitions ${names(offline)}`
    const because = `because they are in the failed log directory ${dir}.`
    this.log('WARN', `${stopped} and stopped moving logs for partitions ${names(staying)} ${because}`)
    this.logs?.dirFailed(dir)
    this.options.env.trace.event({ type: 'logdir.offline', dir, partitions: offline.map(({ name }) => name) })
    if (this.endsWith(dir, error)) return
    if (directoryId) tellOffline(directoryId)
    this.tell(offline)
    this.log('WARN', `Stopped serving replicas in dir ${dir}`)
  }

  private endsWith(dir: string, cause: Error): boolean {
    const { config, failed } = this.options
    const last = this.logs !== null && this.logs.onlineDirs.length === 0
    if (!last && dir !== config.metadataLogDir) return false
    const what = last
      ? `all log dirs in ${config.logDirs.join(', ')} have failed`
      : `the metadata log dir ${dir} has failed`
    this.log('ERROR', `Shutdown broker because ${what}`)
    failed(new Error(`Shutdown broker because ${what}`, { cause }))
    return true
  }

  async close(): Promise<void> {
    this.assignments.close()
    await this.moves?.close()
  }

  private log(level: 'WARN' | 'ERROR', message: string): void {
    const { env, config } = this.options
    env.trace.log(level, LOGGER, `[ReplicaManager broker=${config.nodeId}] ${message}`)
  }
}

/** Ids below 100 stand for no dir: unassigned, lost, not known. */
function isReserved(directory: Uuid): boolean {
  return directory.startsWith('A'.repeat(20))
}

/** Over all copies together, `replica.alter.log.dirs.io.max.bytes.per.second`. */
function copyQuota(config: BrokerConfig, clock: Env['clock']): ReplicationQuota {
  return new ReplicationQuota(clock, {
    brokerId: config.nodeId,
    limit: () => config.replicationRate('replica.alter.log.dirs.io.max.bytes.per.second'),
    throttledReplicas: () => ['*'],
    windows: config.number('alter.log.dirs.replication.quota.window.num'),
    windowMs: config.number('alter.log.dirs.replication.quota.window.size.seconds') * 1000,
  })
}
