import { Part } from '../base/part.ts'
import type { Uuid } from '../base/uuid.ts'
import { DiskError, type Timer } from '../env/env.ts'
import { parentOf } from './file-names.ts'
import type { Log } from './log.ts'
import type { LogConfig } from './log-config.ts'
import { FAILURES, LogDir, type LogDirOptions } from './log-dir.ts'

/** What to do with a partition that is in two dirs. */
const DUPLICATES = new Part(() => import('./duplicate-logs.ts'))

const LOGGER = 'kafka.log.LogManager'
/** How often idle producers are looked for (`producer.id.expiration.check.interval.ms`). */
export const PRODUCER_CHECK_MS = 600_000
const CHECKPOINTS_FAILED = 'Error while writing to checkpoint files'

export interface LogManagerOptions extends LogDirOptions {
  /** `log.dirs`; there is at least one. */
  readonly logDirs: readonly string[]
  /** Of these the ones that could not be read at all. */
  readonly offlineDirs?: readonly string[]
  /** `log.retention.check.interval.ms` */
  readonly retentionCheckIntervalMs: number
  /** `log.initial.task.delay.ms` */
  readonly initialTaskDelayMs: number
  /** `log.flush.offset.checkpoint.interval.ms` and `log.flush.start.offset.checkpoint.interval.ms` */
  readonly checkpointIntervalMs: number
  /** Up to where old segments may go; without it nothing is deleted. */
  readonly highWatermarkOf?: (log: Log) => number | undefined
  /** The disk of a log dir failed: it is to be taken offline with {@link LogManager.dirFailed}. */
  readonly onDirFailure?: (dir: string, error: DiskError) => void
}

export interface PartitionOffset {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** A log dir that cannot take a log now. */
export type NoDir = 'unknown' | 'offline'

/** The logs of a process, over one or more log dirs (`LogManager.scala`). */
export class LogManager {
  private readonly dirs: LogDir[]
  private readonly timers = new Set<Timer>()
  private readonly opening = new Map<string, Promise<Log>>()
  /** Where partitions that are not here yet are to be made. */
  private readonly preferred = new Map<string, string>()

  /**
   * Loads every partition folder found; recovers them unless the last shutdown was clean. A dir whose disk fails is offline
   * from the start; rejects with DiskError when none is left, with KafkaException when a log is of a version to come.
   */
  static async start(options: LogManagerOptions): Promise<LogManager> {
    const manager = new LogManager(options)
    for (const dir of manager.dirs) if (dir.isOnline) await manager.loadDir(dir)
    await manager.dropDuplicates()
    manager.every(options.initialTaskDelayMs, options.retentionCheckIntervalMs, () => manager.cleanupLogs())
    manager.every(options.initialTaskDelayMs, options.checkpointIntervalMs, () => manager.checkpoint())
    manager.every(PRODUCER_CHECK_MS, PRODUCER_CHECK_MS, async () => manager.expireProducers())
    return manager
  }

  private constructor(private readonly options: LogManagerOptions) {
    this.dirs = options.logDirs.map((path) => new LogDir(options, path))
    for (const dir of this.dirs) dir.isOnline = !options.offlineDirs?.includes(dir.path)
  }

  private async loadDir(dir: LogDir): Promise<void> {
    try {
      await dir.open()
    } catch (error) {
      if (!(error instanceof DiskError)) {
        const { sayCannotStart } = await FAILURES.get()
        sayCannotStart(this.options.env.trace, error)
        throw error
      }
      if (this.online.length === 1) throw error
      this.log('ERROR', `Error while loading log dir ${dir.path}: ${error.message}`)
      this.options.onDirFailure?.(dir.path, error)
      this.dirFailed(dir.path)
    }
  }

  /** What a crash left of a replica that took the place of another. */
  private async dropDuplicates(): Promise<void> {
    const names = this.online.flatMap(({ logs }) => [...logs.keys()])
    if (new Set(names).size === names.length) return
    const { worseCopies } = await DUPLICATES.get()
    for (const { worse, better } of await worseCopies(this.online)) {
      this.log('WARN', `${worse.log.dir} is also in ${better.dir.path}, which has all of it: it goes`)
      worse.dir.logs.delete(worse.log.name)
      await worse.log.delete()
      await this.checkpointDir(worse.dir)
    }
  }

  private get online(): LogDir[] {
    return this.dirs.filter(({ isOnline }) => isOnline)
  }

  /** All logs, by log dir and then in the order in which they were opened. */
  *logs(): Iterable<Log> {
    for (const { logs } of this.dirs) yield* logs.values()
  }

  /** Replicas that are being moved into another dir, as they are there so far. */
  *futureLogs(): Iterable<Log> {
    for (const { futures } of this.dirs) yield* futures.values()
  }

  /** The log of a partition; undefined when there is none. */
  get(topic: string, partition: number): Log | undefined {
    const name = `${topic}-${partition}`
    return this.dirs.map(({ logs }) => logs.get(name)).find((log) => log !== undefined)
  }

  /** The replica that is to take the place of {@link get}; undefined: it is not being moved. */
  future(topic: string, partition: number): Log | undefined {
    const name = `${topic}-${partition}`
    return this.dirs.map(({ futures }) => futures.get(name)).find((log) => log !== undefined)
  }

  /** Whether every log is as it was kept. */
  get wentOn(): boolean {
    return [...this.logs(), ...this.futureLogs()].every((log) => log.wentOn)
  }

  /** All that are configured, offline ones too. */
  get logDirs(): readonly string[] {
    return this.options.logDirs
  }
  get onlineDirs(): readonly string[] {
    return this.online.map(({ path }) => path)
  }
  get hasOfflineDirs(): boolean {
    return this.online.length < this.dirs.length
  }

  /** The disk of a dir failed: its logs are no longer here. They are not closed, since nothing can be written. */
  dirFailed(path: string): void {
    const dir = this.dirs.find((one) => one.path === path)
    if (!dir?.isOnline) return
    this.log('WARN', `Stopping serving logs in dir ${path}`)
    dir.isOnline = false
    const [current, future] = [[...dir.logs.keys()].join(','), [...dir.futures.keys()].join(',')]
    dir.logs.clear()
    dir.futures.clear()
    dir.highWatermarks.clear()
    const why = `due to failure on log directory ${path}`
    this.log(
      'WARN',
      `Logs for partitions ${current} are offline and logs for future partitions ${future} are offline ${why}`,
    )
  }

  /**
   * The log of a partition. When there is none it is made: in the dir given (if that is online), in the one preferred, or in
   * the one with the fewest logs. Rejects with DiskError; that dir has been reported then.
   */
  async getOrCreate(
    topic: string,
    partition: number,
    topicId: Uuid | null,
    config: LogConfig,
    wanted?: string,
  ): Promise<Log> {
    const name = `${topic}-${partition}`
    const known = this.get(topic, partition)
    if (known && (known.topicId === topicId || topicId === null || known.topicId === null)) {
      known.updateConfig(config)
      this.future(topic, partition)?.updateConfig(config)
      return known
    }
    if (known) await this.deleteLog(topic, partition)
    const underWay = this.opening.get(name)
    if (underWay) return underWay
    const made = this.createIn(wanted ?? this.preferred.get(name), { name, topicId, config })
    this.opening.set(name, made)
    return made.finally(() => {
      this.opening.delete(name)
      this.preferred.delete(name)
    })
  }

  /** In the dir wanted; where none is, a dir whose disk fails leaves the log to the next. */
  private async createIn(
    wanted: string | undefined,
    { name, topicId, config }: { name: string; topicId: Uuid | null; config: LogConfig },
  ): Promise<Log> {
    const dir = this.dirFor(wanted)
    try {
      return await this.watched(dir, `Error while creating log for ${name}`, () => dir.create(name, topicId, config))
    } catch (error) {
      if (wanted !== undefined || dir.isOnline || this.online.length === 0) throw error
      return this.createIn(undefined, { name, topicId, config })
    }
  }

  private dirFor(wanted: string | undefined): LogDir {
    const { online } = this
    const found = online.find(({ path }) => path === wanted)
    if (found) return found
    return online.reduce((least, one) => (one.load < least.load ? one : least))
  }

  /** Why a dir cannot take a replica; null: it can. */
  problemOf(path: string): NoDir | null {
    const dir = this.dirs.find((one) => one.path === path)
    if (!dir) return 'unknown'
    return dir.isOnline ? null : 'offline'
  }

  /** A partition that is not here yet is to be made in this dir. */
  prefer(topic: string, partition: number, path: string): void {
    if (!this.get(topic, partition)) this.preferred.set(`${topic}-${partition}`, path)
  }

  /** Begins a move into another dir with an empty log there. Rejects with DiskError. */
  createFuture(current: Log, path: string): Promise<Log> {
    const dir = this.dirFor(path)
    const { name, topicId, config } = current
    return this.watched(dir, `Error while creating log for ${name}`, () => dir.createFuture(name, topicId, config))
  }

  /** Gives the future log the folder that it will have; it must not be used until this resolves. Rejects with DiskError. */
  settleFuture(topic: string, partition: number): Promise<Log> {
    const name = `${topic}-${partition}`
    const dir = this.dirs.find(({ futures }) => futures.has(name)) ?? this.dirFor(undefined)
    return this.watched(dir, `Error while moving log for ${name}`, () => dir.settleFuture(name))
  }

  /** From now on the future log is the partition's. The one before is to be given to {@link retire}. */
  promoteFuture(topic: string, partition: number): void {
    const name = `${topic}-${partition}`
    const to = this.dirs.find(({ futures }) => futures.has(name))
    const from = this.dirs.find(({ logs }) => logs.has(name))
    const future = to?.futures.get(name)
    if (!to || !from || !future) return
    from.logs.delete(name)
    const highWatermark = from.highWatermarks.get(name)
    from.highWatermarks.delete(name)
    if (highWatermark !== undefined) to.highWatermarks.set(name, highWatermark)
    to.futures.delete(name)
    to.logs.set(name, future)
    this.log('INFO', `The current replica is successfully replaced with the future replica for ${name}`)
  }

  /** Takes away the files of a log that another has taken the place of. */
  async retire(log: Log): Promise<void> {
    await log.delete()
    const dir = this.dirs.find(({ path }) => path === parentOf(log.dir))
    if (dir) await this.checkpointDir(dir)
  }

  /** Ends a move: what has been copied goes. */
  async deleteFuture(topic: string, partition: number): Promise<void> {
    const name = `${topic}-${partition}`
    for (const { futures } of this.online) {
      const log = futures.get(name)
      futures.delete(name)
      await log?.delete()
    }
  }

  /**
   * Removes a log: its folder gets the suffix `-delete`, its files go after `file.delete.delay.ms`. No checkpoint knows it any
   * more when this resolves: it would be believed of another log of its name.
   */
  async deleteLog(topic: string, partition: number): Promise<void> {
    const name = `${topic}-${partition}`
    await this.opening.get(name)?.catch(() => {})
    await this.deleteFuture(topic, partition)
    for (const dir of this.dirs) {
      const log = dir.logs.get(name)
      dir.logs.delete(name)
      dir.highWatermarks.delete(name)
      if (!log) continue
      await log.delete()
      await this.checkpointDir(dir)
    }
  }

  /** Of `replication-offset-checkpoint`; 0 when it has none. */
  highWatermark(topic: string, partition: number): number {
    const name = `${topic}-${partition}`
    for (const { highWatermarks } of this.dirs) {
      const offset = highWatermarks.get(name)
      if (offset !== undefined) return offset
    }
    return 0
  }

  /** Rewrites `replication-offset-checkpoint` of every log dir. */
  async checkpointHighWatermarks(offsets: readonly PartitionOffset[]): Promise<void> {
    await this.inEachDir('Error while writing to checkpoint file replication-offset-checkpoint', (dir) => {
      const own = offsets.filter(({ topic, partition }) => dir.logs.has(`${topic}-${partition}`))
      const highWatermarks = new Map(own.map(({ topic, partition, offset }) => [`${topic}-${partition}`, offset]))
      return dir.checkpointHighWatermarks(highWatermarks)
    })
  }

  /** Writes recovery points and log starts. */
  checkpoint(): Promise<void> {
    return this.inEachDir(CHECKPOINTS_FAILED, (dir) => dir.checkpoint())
  }

  /** For many who ask at once no more than a few times. */
  private checkpointDir(dir: LogDir): Promise<void> {
    return this.orTell(dir, CHECKPOINTS_FAILED, () => dir.checkpointSoon())
  }

  private async inEachDir(what: string, work: (dir: LogDir) => Promise<void>): Promise<void> {
    for (const dir of this.online) await this.orTell(dir, what, () => work(dir))
  }

  /** A dir that fails, which is told, keeps no other from its work. */
  private orTell(dir: LogDir, what: string, work: () => Promise<void>): Promise<void> {
    return this.watched(dir, what, work).catch((error: unknown) => {
      if (!(error instanceof DiskError)) throw error
    })
  }

  /** Retention, once over all logs. */
  async cleanupLogs(): Promise<void> {
    let deleted = 0
    for (const log of this.logs()) {
      const highWatermark = this.options.highWatermarkOf?.(log)
      if (highWatermark !== undefined && !log.config.compacts) deleted += log.deleteOldSegments(highWatermark)
    }
    if (deleted > 0) this.log('DEBUG', `Log cleanup completed. ${deleted} files deleted`)
  }

  /** Forgets idle producers, once over all logs. */
  expireProducers(): void {
    for (const log of this.logs()) log.expireProducers()
  }

  /** Closes all logs cleanly and says so on disk: the next start trusts them. `brokerEpoch`: -1 when unknown. */
  async shutdown(brokerEpoch = -1): Promise<void> {
    this.log('INFO', 'Shutting down.')
    for (const timer of this.timers) timer.cancel()
    this.timers.clear()
    for (const dir of this.online) await this.closeDir(dir, brokerEpoch)
    this.log('INFO', 'Shutdown complete.')
  }

  /** A dir that has a log that could not be closed is not clean. */
  private async closeDir(dir: LogDir, brokerEpoch: number): Promise<void> {
    try {
      await dir.closeLogs()
      await dir.checkpoint()
      await dir.sayClean(brokerEpoch)
    } catch (error) {
      if (!(error instanceof DiskError)) throw error
      this.log('WARN', `There was an error in one of the threads during LogManager shutdown: ${error}`)
    }
  }

  /** Reports the dir when its disk fails at this work, which rejects all the same. */
  private async watched<T>(dir: LogDir, what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof DiskError && error.kind !== 'missing' && dir.isOnline) {
        this.log('ERROR', `${what} in dir ${dir.path}: ${error.message}`)
        this.options.onDirFailure?.(dir.path, error)
      }
      throw error
    }
  }

  private every(firstMs: number, intervalMs: number, run: () => Promise<void>): void {
    const timer = this.options.env.timers.after(firstMs, () => {
      this.timers.delete(timer)
      run()
        .catch((error: Error) => this.log('ERROR', `Error while working on the logs: ${error.message}`))
        .then(() => this.every(intervalMs, intervalMs, run))
    })
    this.timers.add(timer)
  }

  private log(level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR', message: string): void {
    this.options.env.trace.log(level, LOGGER, message)
  }
}

/** Whether one replica has more than another of the same partition: by its last epoch, then by its end. */
