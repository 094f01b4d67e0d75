import type { Uuid } from '../base/uuid.ts'
import { DiskError, type Env, type Timer } from '../env/env.ts'
import { parentOf } from '../log/file-names.ts'
import type { Log } from '../log/log.ts'
import type { LogConfig } from '../log/log-config.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import { FetcherManager } from './fetcher-manager.ts'
import { IsrManager } from './isr-manager.ts'
import { Partition, type PartitionContext } from './partition.ts'
import type { PartitionState } from './partition-state.ts'
import type { Peers, ReplicationConfig } from './peers.ts'
import type { ReplicationQuota, ReplicationQuotas } from './replication-quota.ts'

const FAILURES = 'org.apache.kafka.storage.internals.log.LogDirFailureChannel'

/** What the replicas need of the log manager. */
export interface ReplicaLogs {
  /**
   * The log of a partition, opened or made (in `dir`, if that is given and online); one of the same name with another topic
   * id goes. Rejects with DiskError, when the log dir's failure has been reported.
   */
  getOrCreate(topic: string, partition: number, topicId: Uuid, config: LogConfig, dir?: string): Promise<Log>
  /** Removes a log with its files (renamed first, as Kafka does). */
  deleteLog(topic: string, partition: number): Promise<void>
  /** High watermark of `replication-offset-checkpoint`, 0 when it has none. */
  highWatermark(topic: string, partition: number): number
  /** The copy of a partition's log that is being made in another log dir. */
  future?(topic: string, partition: number): Log | undefined
  /** Rewrites `replication-offset-checkpoint`, one offset a partition name. */
  checkpointHighWatermarks(offsets: readonly { topic: string; partition: number; offset: number }[]): Promise<void>
}

export interface ReplicaManagerOptions {
  readonly env: Pick<Env, 'clock' | 'timers' | 'trace'>
  readonly brokerId: number
  readonly logs: ReplicaLogs
  /** Where a replica of that directory id is to be made; `offline`: its log may be there, where it cannot be read. */
  readonly dirOf?: (directory: Uuid) => string | 'offline' | undefined
  /** Which topic has the name now; undefined: none. Left out: the one whose replicas are here. */
  readonly topicIdOf?: (topic: string) => Uuid | undefined
  /** The configs of a topic now: its own over the broker's defaults. */
  readonly logConfig: (topic: string) => LogConfig
  /** `replica.high.watermark.checkpoint.interval.ms` */
  readonly checkpointIntervalMs: number
  readonly peers: Peers
  readonly replication: ReplicationConfig
  readonly quotas: ReplicationQuotas
}

/** Told when a partition's high watermark, end, log start, leadership or health moved. */
export type MoveListener = (partition: Partition) => void

/** Told when this broker starts or stops leading a partition; a new term (epoch) of the same leader counts as a start. */
export type LeadershipListener = (partition: Partition, change: 'leading' | 'resigned') => void

/** Told when a replica is here, and when it is about to go with its files; waited for. */
export type ReplicaListener = (partition: Partition, change: 'opened' | 'removed') => Promise<void> | void

/** Told once when the disk under a replica failed; its requests get KAFKA_STORAGE_ERROR from then on. */
export type FailureListener = (partition: Partition, error: Error) => void

/** The partitions with a replica on this broker (`core/server/ReplicaManager.scala`). */
export class ReplicaManager {
  private readonly byTopic = new Map<string, Map<number, Partition>>()
  private readonly moveListeners: MoveListener[] = []
  private readonly leadershipListeners: LeadershipListener[] = []
  private readonly failureListeners: FailureListener[] = []
  private readonly replicaListeners: ReplicaListener[] = []
  /** Changes are carried out one after another in the order of the metadata log. */
  private changes: Promise<void> = Promise.resolve()
  private checkpointTimer: Timer | null = null
  private isrTimer: Timer | null = null
  private stopped = false
  private readonly context: PartitionContext
  private readonly isrChanges: IsrManager
  private readonly fetchers: FetcherManager

  constructor(private readonly options: ReplicaManagerOptions) {
    const { env, brokerId, peers, replication } = options
    this.isrChanges = new IsrManager(env, brokerId, peers)
    this.fetchers = new FetcherManager({ env, brokerId, peers, config: replication, quota: options.quotas.follower })
    this.context = {
      brokerId,
      clock: env.clock,
      peers,
      isr: this.isrChanges,
      lagTimeMaxMs: replication.lagTimeMaxMs,
      listener: {
        moved: (one) => this.moved(one),
        failed: (one, error) => this.failed(one, error),
        isrChanged: (one, change) => this.isrChanged(one, change),
      },
    }
    this.scheduleShrinking()
  }

  /** Of what followers fetch from this broker. */
  get leaderQuota(): ReplicationQuota {
    return this.options.quotas.leader
  }

  /** The replica here; undefined when there is none (or its log is not open yet). */
  get(topic: string, partition: number): Partition | undefined {
    return this.byTopic.get(topic)?.get(partition)
  }

  /** As {@link get}, but not one of a topic that was deleted and that another one of its name has followed. */
  serving(topic: string, partition: number): Partition | undefined {
    const replica = this.get(topic, partition)
    const { topicIdOf } = this.options
    return !topicIdOf || replica?.topicId === topicIdOf(topic) ? replica : undefined
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

  onReplica(listener: ReplicaListener): void {
    this.replicaListeners.push(listener)
  }

  /** Called when the disk under a replica failed. */
  onStorageFailure(listener: FailureListener): void {
    this.failureListeners.push(listener)
  }

  /** Brings the replicas in line with the metadata: opens or makes logs of those assigned here, starts and ends terms. */
  apply(states: readonly PartitionState[]): Promise<void> {
    return this.inOrder(async () => {
      await Promise.all(states.map((state) => this.applyOne(state)))
      this.knowsReplicas()
    })
  }

  /** From here on the high watermarks are those of all replicas: before, a checkpoint would lose what it has. */
  private knowsReplicas(): void {
    if (this.checkpointTimer) return
    this.scheduleCheckpoint()
  }

  private async applyOne(state: PartitionState): Promise<void> {
    if (!state.replicas.includes(this.options.brokerId)) return this.removeOne(state.topic, state.partition)
    const before = this.get(state.topic, state.partition)
    if (before && before.topicId !== state.topicId) await this.removeOne(state.topic, state.partition)
    const known = this.get(state.topic, state.partition)
    const ledEpoch = known?.isLeader ? known.leaderEpoch : null
    const newTerm = !known || state.leaderEpoch > known.leaderEpoch
    // Whoever wrote as follower has written its last before another term begins.
    if (known && newTerm) await this.fetchers.remove(known)
    known?.apply(state)
    const partition = known ?? (await this.openReplica(state))
    if (!partition) return
    if (newTerm && !partition.isLeader) this.follow(partition)
    if (partition.isLeader && partition.leaderEpoch !== ledEpoch) this.announce(partition, 'leading')
    else if (ledEpoch !== null && !partition.isLeader) this.announce(partition, 'resigned')
  }

  private follow(partition: Partition): void {
    if (partition.leaderId >= 0 && !this.stopped && !partition.storageFailure) this.fetchers.add(partition)
  }

  /** null: its log dir is offline. */
  private async openReplica(state: PartitionState): Promise<Partition | null> {
    const { logs } = this.options
    const log = await this.openLog(state)
    if (!log) return null
    const highWatermark = logs.highWatermark(state.topic, state.partition)
    const partition = new Partition(this.context, log, state, highWatermark)
    const partitions = this.byTopic.get(state.topic) ?? new Map<number, Partition>()
    this.byTopic.set(state.topic, partitions.set(state.partition, partition))
    // It may have changed while the log was being made.
    log.updateConfig(this.options.logConfig(state.topic))
    this.moved(partition)
    for (const listener of this.replicaListeners) await listener(partition, 'opened')
    return partition
  }

  private async openLog({ topic, partition, topicId, directory }: PartitionState): Promise<Log | null> {
    const { logs, logConfig, dirOf } = this.options
    const dir = directory && dirOf?.(directory)
    if (dir === 'offline') {
      const why = 'there are potentially offline log directories and log may already exist there'
      this.warn(`Skipping creation of log of ${topic}-${partition} because ${why}. directoryId=${directory}`)
      return null
    }
    try {
      return await logs.getOrCreate(topic, partition, topicId, logConfig(topic), dir)
    } catch (error) {
      if (error instanceof DiskError) return null
      throw error
    }
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
    await this.fetchers.remove(partition)
    if (led) this.announce(partition, 'resigned')
    for (const listener of this.replicaListeners) await listener(partition, 'removed')
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
      this.options.logs.future?.(topic, partition.index)?.updateConfig(config)
      this.moved(partition)
    }
  }

  /** Why a leader's request for a partition of a known topic cannot be served here; the partition when it can. */
  leading(topic: string, partition: number, currentLeaderEpoch: number): Partition | ErrorCode {
    const replica = this.serving(topic, partition)
    if (!replica) return Errors.NOT_LEADER_OR_FOLLOWER
    const error = replica.checkLeader(currentLeaderEpoch)
    return error === Errors.NONE ? replica : error
  }

  /** As {@link leading}, also for a replica that follows: what consumers may read from it. */
  readable(topic: string, partition: number, currentLeaderEpoch: number): Partition | ErrorCode {
    const replica = this.serving(topic, partition)
    if (!replica) return Errors.NOT_LEADER_OR_FOLLOWER
    const error = replica.checkReplica(currentLeaderEpoch)
    return error === Errors.NONE ? replica : error
  }

  /** Waits for all changes so far and writes the high watermarks; no timer runs and nothing is fetched afterwards. */
  async shutdown(): Promise<void> {
    this.stopped = true
    this.checkpointTimer?.cancel()
    this.isrTimer?.cancel()
    this.isrChanges.close()
    await this.changes
    await this.fetchers.close()
    if (this.checkpointTimer) await this.checkpoint()
  }

  /** The log dir failed: its replicas serve nothing from now on. */
  dirFailed(dir: string, error: Error): Partition[] {
    const here = [...this.partitions()].filter(({ log }) => parentOf(log.dir) === dir)
    for (const partition of here) {
      partition.goOffline(error)
      void this.fetchers.remove(partition)
      this.options.env.trace.event({ type: 'partition.offline', partition: partition.name })
    }
    return here
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
    const what = `Error while appending records to ${partition.name} in dir ${parentOf(partition.log.dir)}`
    this.options.env.trace.log('ERROR', FAILURES, `${what}: ${error.message}`)
    for (const listener of this.failureListeners) listener(partition, error)
  }

  private announce(partition: Partition, change: 'leading' | 'resigned'): void {
    const { trace } = this.options.env
    trace.event({ type: `partition.${change}`, partition: partition.name, leaderEpoch: partition.leaderEpoch })
    for (const listener of this.leadershipListeners) listener(partition, change)
  }

  private isrChanged(
    partition: Partition,
    { from, to, committed }: { from: readonly number[]; to: readonly number[]; committed: boolean },
  ): void {
    const { env, brokerId } = this.options
    const say = (message: string) =>
      env.trace.log('INFO', 'kafka.cluster.Partition', `[Partition ${partition.name} broker=${brokerId}] ${message}`)
    if (!committed) {
      const what = to.length < from.length ? 'Shrinking' : 'Expanding'
      say(`${what} ISR from ${from.join(',')} to ${to.join(',')}.`)
      return
    }
    const under = partition.enoughInSync ? '' : ' (under-min-isr)'
    say(`ISR updated to ${to.join(',')}${under} and version updated to ${partition.partitionEpoch}`)
    const { name, leaderEpoch } = partition
    env.trace.event({ type: 'isr.changed', partition: name, leaderEpoch, from: [...from], to: [...to] })
  }

  /** Half of `replica.lag.time.max.ms` is how often Kafka looks for followers that lag. */
  private scheduleShrinking(): void {
    if (this.stopped) return
    this.isrTimer = this.options.env.timers.after(this.options.replication.lagTimeMaxMs / 2, () => {
      for (const partition of this.partitions()) partition.maybeShrinkIsr()
      this.scheduleShrinking()
    })
  }

  private scheduleCheckpoint(): void {
    if (this.stopped) return
    this.checkpointTimer = this.options.env.timers.after(this.options.checkpointIntervalMs, () => {
      void this.checkpoint()
        .catch((error: Error) => this.checkpointFailed(error))
        .then(() => this.scheduleCheckpoint())
    })
  }

  private checkpointFailed(error: Error): void {
    const { trace } = this.options.env
    trace.log('ERROR', 'kafka.server.ReplicaManager', `Error while writing to highwatermark file: ${error.message}`)
  }

  private warn(message: string): void {
    const { env, brokerId } = this.options
    env.trace.log('WARN', 'kafka.server.ReplicaManager', `[ReplicaManager broker=${brokerId}] ${message}`)
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
