import type { Uuid } from '../base/uuid.ts'
import type { Env, Timer } from '../env/env.ts'
import type { Log } from '../log/log.ts'
import type { LogConfig } from '../log/log-config.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import { Partition } from './partition.ts'
import type { PartitionState } from './partition-state.ts'

/** What the replicas need of the log manager. */
export interface ReplicaLogs {
  /** The log of a partition, opened or made; a folder of the same name with another topic id is an error. */
  getOrCreate(topic: string, partition: number, topicId: Uuid, config: LogConfig): Promise<Log>
  /** Removes a log with its files (renamed first, as Kafka does). */
  deleteLog(topic: string, partition: number): Promise<void>
  /** High watermark of `replication-offset-checkpoint`, 0 when it has none. */
  highWatermark(topic: string, partition: number): number
  /** Rewrites `replication-offset-checkpoint`, one offset a partition name. */
  checkpointHighWatermarks(offsets: readonly { topic: string; partition: number; offset: number }[]): Promise<void>
}

export interface ReplicaManagerOptions {
  readonly env: Pick<Env, 'timers' | 'trace'>
  readonly brokerId: number
  readonly logs: ReplicaLogs
  /** The configs of a topic now: its own over the broker's defaults. */
  readonly logConfig: (topic: string) => LogConfig
  /** `replica.high.watermark.checkpoint.interval.ms` */
  readonly checkpointIntervalMs: number
}

/** Told when a partition's high watermark, end, log start, leadership or health moved. */
export type MoveListener = (partition: Partition) => void

/** Told when this broker starts or stops leading a partition; a new term (epoch) of the same leader counts as a start. */
export type LeadershipListener = (partition: Partition, change: 'leading' | 'resigned') => void

/** Told once when the disk under a replica failed; its requests get KAFKA_STORAGE_ERROR from then on. */
export type FailureListener = (partition: Partition, error: Error) => void

/** The partitions with a replica on this broker (`core/server/ReplicaManager.scala`). */
export class ReplicaManager {
  private readonly byTopic = new Map<string, Map<number, Partition>>()
  private readonly moveListeners: MoveListener[] = []
  private readonly leadershipListeners: LeadershipListener[] = []
  private readonly failureListeners: FailureListener[] = []
  /** Changes are carried out one after another in the order of the metadata log. */
  private changes: Promise<void> = Promise.resolve()
  private checkpointTimer: Timer | null = null
  private stopped = false

  constructor(private readonly options: ReplicaManagerOptions) {
    this.scheduleCheckpoint()
  }

  /** The replica here; undefined when there is none (or its log is not open yet). */
  get(topic: string, partition: number): Partition | undefined {
    return this.byTopic.get(topic)?.get(partition)
  }

  /** All replicas here, topics in the order in which they came. */
  *partitions(): Iterable<Partition> {
    for (const partitions of this.byTopic.values()) yield* partitions.values()
  }

  /** Called with a partition whenever its high watermark, end, log start, leadership or health moved. */
  onMove(listener: MoveListener): void {
    this.moveListeners.push(listener)
  }

  /** Called when this broker starts or stops leading a partition. */
  onLeadership(listener: LeadershipListener): void {
    this.leadershipListeners.push(listener)
  }

  /** Called when the disk under a replica failed. */
  onStorageFailure(listener: FailureListener): void {
    this.failureListeners.push(listener)
  }

  /** Brings the replicas in line with the metadata: opens or makes logs of those assigned here, starts and ends terms. */
  apply(states: readonly PartitionState[]): Promise<void> {
    return this.inOrder(async () => {
      await Promise.all(states.map((state) => this.applyOne(state)))
    })
  }

  private async applyOne(state: PartitionState): Promise<void> {
    if (!state.replicas.includes(this.options.brokerId)) return this.removeOne(state.topic, state.partition)
    const before = this.get(state.topic, state.partition)
    if (before && before.topicId !== state.topicId) await this.removeOne(state.topic, state.partition)
    const known = this.get(state.topic, state.partition)
    const ledEpoch = known?.isLeader ? known.leaderEpoch : null
    if (known) known.apply(state)
    const partition = known ?? (await this.openReplica(state))
    if (partition.isLeader && partition.leaderEpoch !== ledEpoch) this.announce(partition, 'leading')
    else if (ledEpoch !== null && !partition.isLeader) this.announce(partition, 'resigned')
  }

  private async openReplica(state: PartitionState): Promise<Partition> {
    const { logs, logConfig, brokerId } = this.options
    const log = await logs.getOrCreate(state.topic, state.partition, state.topicId, logConfig(state.topic))
    const highWatermark = logs.highWatermark(state.topic, state.partition)
    const partition = new Partition(brokerId, log, state, highWatermark, {
      moved: (one) => this.moved(one),
      failed: (one, error) => this.failed(one, error),
    })
    const partitions = this.byTopic.get(state.topic) ?? new Map<number, Partition>()
    this.byTopic.set(state.topic, partitions.set(state.partition, partition))
    this.moved(partition)
    return partition
  }

  /** The partitions are deleted, or no longer assigned here: their logs go. */
  remove(partitions: readonly { topic: string; topicId: Uuid; partition: number }[]): Promise<void> {
    return this.inOrder(async () => {
      const here = partitions.filter((one) => this.get(one.topic, one.partition)?.topicId === one.topicId)
      await Promise.all(here.map(({ topic, partition }) => this.removeOne(topic, partition)))
    })
  }

  private async removeOne(topic: string, index: number): Promise<void> {
    const partition = this.get(topic, index)
    if (!partition) return
    const led = partition.isLeader
    this.forget(partition)
    partition.markRemoved()
    if (led) this.announce(partition, 'resigned')
    await this.options.logs.deleteLog(topic, index)
  }

  private forget(partition: Partition): void {
    const partitions = this.byTopic.get(partition.topic)
    partitions?.delete(partition.index)
    if (partitions?.size === 0) this.byTopic.delete(partition.topic)
  }

  /** A topic's configs changed. */
  updateConfig(topic: string): void {
    const config = this.options.logConfig(topic)
    for (const partition of this.byTopic.get(topic)?.values() ?? []) {
      partition.log.updateConfig(config)
      this.moved(partition)
    }
  }

  /** Why a leader's request for a partition of a known topic cannot be served here; the partition when it can. */
  leading(topic: string, partition: number, currentLeaderEpoch: number): Partition | ErrorCode {
    const replica = this.get(topic, partition)
    if (!replica) return Errors.NOT_LEADER_OR_FOLLOWER
    const error = replica.checkLeader(currentLeaderEpoch)
    return error === Errors.NONE ? replica : error
  }

  /** Waits for all changes so far and writes the high watermarks; no timer runs afterwards. */
  async shutdown(): Promise<void> {
    this.stopped = true
    this.checkpointTimer?.cancel()
    await this.changes
    await this.checkpoint()
  }

  private inOrder(change: () => Promise<void>): Promise<void> {
    const done = this.changes.then(change)
    this.changes = done.catch(() => {})
    return done
  }

  private moved(partition: Partition): void {
    for (const listener of this.moveListeners) listener(partition)
  }

  private failed(partition: Partition, error: Error): void {
    const { trace } = this.options.env
    trace.log('ERROR', 'ReplicaManager', `Error while writing to ${partition.log.dir}: ${error.message}`)
    trace.event({ type: 'partition.offline', partition: partition.name })
    for (const listener of this.failureListeners) listener(partition, error)
  }

  private announce(partition: Partition, change: 'leading' | 'resigned'): void {
    const { trace } = this.options.env
    trace.event({ type: `partition.${change}`, partition: partition.name, leaderEpoch: partition.leaderEpoch })
    for (const listener of this.leadershipListeners) listener(partition, change)
  }

  private scheduleCheckpoint(): void {
    if (this.stopped) return
    this.checkpointTimer = this.options.env.timers.after(this.options.checkpointIntervalMs, () => {
      void this.checkpoint().then(
        () => this.scheduleCheckpoint(),
        (error: Error) => this.checkpointFailed(error),
      )
    })
  }

  private checkpointFailed(error: Error): void {
    const { trace } = this.options.env
    trace.log('ERROR', 'ReplicaManager', `Error while writing to highwatermark file: ${error.message}`)
  }

  private checkpoint(): Promise<void> {
    const offsets = [...this.partitions()].map(({ topic, index, highWatermark }) => ({
      topic,
      partition: index,
      offset: highWatermark,
    }))
    return this.options.logs.checkpointHighWatermarks(offsets)
  }
}
