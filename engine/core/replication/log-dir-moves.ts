/** Moves of replicas between the log dirs of this broker (`ReplicaAlterLogDirsManager.scala`, AlterReplicaLogDirs). */
import type { Uuid } from '../base/uuid.ts'
import { DiskError, type Env } from '../env/env.ts'
import { parentOf } from '../log/file-names.ts'
import type { Log } from '../log/log.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import { LogDirMove, type MoveQuota } from './log-dir-move.ts'
import type { Partition } from './partition.ts'

/** What moves need of the log manager; all that touches the disk rejects with DiskError. */
export interface MovableLogs {
  readonly hasOfflineDirs: boolean
  problemOf(dir: string): 'unknown' | 'offline' | null
  /** A partition that is not here yet is to be made in this dir. */
  prefer(topic: string, partition: number, dir: string): void
  /** The copy of a move that has begun, also in an earlier life. */
  future(topic: string, partition: number): Log | undefined
  createFuture(current: Log, dir: string): Promise<Log>
  settleFuture(topic: string, partition: number): Promise<Log>
  promoteFuture(topic: string, partition: number): void
  retire(log: Log): Promise<void>
  deleteFuture(topic: string, partition: number): Promise<void>
}

export interface LogDirMovesOptions {
  readonly env: Pick<Env, 'timers' | 'trace'>
  readonly brokerId: number
  readonly logs: MovableLogs
  readonly quota: MoveQuota
  /** Tells the controller in which dir a replica is; resolves when that is committed. */
  readonly assign: (partition: { topicId: Uuid; partition: number }, dir: string) => Promise<void>
  /** The replica is in another dir now. */
  readonly moved: (partition: Partition) => void
  readonly dirFailed: (dir: string, error: DiskError) => void
}

interface Move {
  readonly move: LogDirMove
  readonly dir: string
  readonly done: Promise<void>
}

export class LogDirMoves {
  private readonly moves = new Map<Partition, Move>()
  private closed = false

  constructor(private readonly options: LogDirMovesOptions) {}

  isMoving(partition: Partition): boolean {
    return this.moves.has(partition)
  }

  /** AlterReplicaLogDirs, for one replica; undefined: it is not here. */
  async alter(place: { topic: string; index: number }, dir: string, partition?: Partition): Promise<ErrorCode> {
    const { logs } = this.options
    const problem = logs.problemOf(dir)
    if (problem === 'unknown') return Errors.LOG_DIR_NOT_FOUND
    if (problem === 'offline' || partition?.storageFailure) return Errors.KAFKA_STORAGE_ERROR
    if (!partition) {
      logs.prefer(place.topic, place.index, dir)
      return Errors.REPLICA_NOT_AVAILABLE
    }
    const under = this.moves.get(partition)
    if (under?.dir === dir) return Errors.NONE
    if (under) await this.abandon(partition)
    if (parentOf(partition.log.dir) === dir) {
      this.say(
        partition,
        `Current log directory ${dir} is same as requested log dir ${dir}. Skipping future replica creation.`,
      )
      return Errors.NONE
    }
    return this.begin(partition, dir)
  }

  private async begin(partition: Partition, dir: string): Promise<ErrorCode> {
    const { logs } = this.options
    if (logs.hasOfflineDirs || this.closed) return Errors.KAFKA_STORAGE_ERROR
    try {
      const copy = await logs.createFuture(partition.log, dir)
      this.start(partition, copy)
      return Errors.NONE
    } catch (error) {
      if (error instanceof DiskError) return Errors.KAFKA_STORAGE_ERROR
      throw error
    }
  }

  /** Goes on with what a former life of the broker had begun. */
  async resume(partition: Partition): Promise<void> {
    const { logs } = this.options
    const copy = logs.future(partition.topic, partition.index)
    if (!copy || this.moves.has(partition)) return
    if (!partition.log.config.compacts) return this.start(partition, copy)
    // It may have been compacted meanwhile: what is gone there must not stay here.
    await logs.deleteFuture(partition.topic, partition.index)
    await this.begin(partition, parentOf(copy.dir))
  }

  private start(partition: Partition, copy: Log): void {
    const { env, logs, quota, assign } = this.options
    const { topic, index, topicId } = partition
    const dir = parentOf(copy.dir)
    const steps = {
      assign: () => assign({ topicId, partition: index }, dir),
      settle: () => logs.settleFuture(topic, index),
      promote: () => logs.promoteFuture(topic, index),
      retire: (log: Log) => logs.retire(log),
    }
    const move = new LogDirMove({ env, partition, copy, quota, steps })
    this.say(partition, `Beginning/resuming copy from offset ${copy.logEndOffset} to ${dir}.`)
    const done = this.follow(partition, { move, dir })
    this.moves.set(partition, { move, dir, done })
  }

  private async follow(partition: Partition, { move, dir }: Omit<Move, 'done'>): Promise<void> {
    try {
      const moved = await move.run().finally(() => this.ended(partition, move))
      if (moved) this.options.moved(partition)
    } catch (error) {
      if (!(error instanceof DiskError)) throw error
      if (!partition.isRemoved && !partition.storageFailure) this.options.dirFailed(dir, error)
    }
  }

  private ended(partition: Partition, move: LogDirMove): void {
    if (this.moves.get(partition)?.move === move) this.moves.delete(partition)
    move.stop()
  }

  /** What has been copied goes. */
  private async abandon(partition: Partition): Promise<void> {
    await this.stop(partition)
    await this.options.logs.deleteFuture(partition.topic, partition.index)
  }

  /** Nothing of the move touches a log any more when it resolves. */
  async stop(partition: Partition): Promise<void> {
    const under = this.moves.get(partition)
    this.moves.delete(partition)
    under?.move.stop()
    await under?.done
  }

  /** The dir failed: whatever was on its way there stays where it is. */
  dirFailed(dir: string): Partition[] {
    const concerned = [...this.moves].filter(([, move]) => move.dir === dir)
    for (const [partition, { move }] of concerned) {
      this.moves.delete(partition)
      move.stop()
    }
    return concerned.map(([partition]) => partition)
  }

  /** The next start goes on with the moves. */
  async close(): Promise<void> {
    this.closed = true
    const all = [...this.moves.values()]
    this.moves.clear()
    for (const { move } of all) move.stop()
    await Promise.all(all.map(({ done }) => done))
  }

  private say({ name }: Partition, message: string): void {
    const { env, brokerId } = this.options
    env.trace.log('INFO', 'kafka.cluster.Partition', `[Partition ${name} broker=${brokerId}] ${message}`)
  }
}
