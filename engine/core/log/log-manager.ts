import { utf8 } from '../base/utf8.ts'
import type { Uuid } from '../base/uuid.ts'
import type { Env, Timer } from '../env/env.ts'
import { AtomicFile, formatCheckpoint, parseCheckpoint, readWhole, writeWhole } from './checkpoint.ts'
import { parsePartitionDir } from './file-names.ts'
import { Log } from './log.ts'
import type { LogConfig } from './log-config.ts'

const LOGGER = 'kafka.log.LogManager'
const CLEAN_SHUTDOWN = '.kafka_cleanshutdown'
const CHECKPOINTS = {
  recoveryPoint: 'recovery-point-offset-checkpoint',
  logStart: 'log-start-offset-checkpoint',
  highWatermark: 'replication-offset-checkpoint',
  cleaner: 'cleaner-offset-checkpoint',
} as const
type CheckpointKind = keyof typeof CHECKPOINTS
/** How often idle producers are looked for (`producer.id.expiration.check.interval.ms`). */
export const PRODUCER_CHECK_MS = 600_000

export interface LogManagerOptions {
  readonly env: Pick<Env, 'clock' | 'timers' | 'disk' | 'random' | 'trace'>
  /** `log.dirs`; there is at least one. */
  readonly logDirs: readonly string[]
  /** The config of a topic's logs: at start for those found, later in {@link LogManager.getOrCreate}. */
  readonly configOf: (topic: string) => LogConfig
  readonly producerIdExpirationMs: number
  /** `log.retention.check.interval.ms` */
  readonly retentionCheckIntervalMs: number
  /** `log.initial.task.delay.ms` */
  readonly initialTaskDelayMs: number
  /** `log.flush.offset.checkpoint.interval.ms` and `log.flush.start.offset.checkpoint.interval.ms` */
  readonly checkpointIntervalMs: number
  /** Up to where old segments may go; without it nothing is deleted. */
  readonly highWatermarkOf?: (log: Log) => number | undefined
}

export interface PartitionOffset {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** What one log dir holds. */
interface LogDir {
  readonly path: string
  readonly logs: Map<string, Log>
  highWatermarks: Map<string, number>
  readonly checkpoints: { readonly [kind in CheckpointKind]: AtomicFile }
}

/** The logs of a process, over one or more log dirs (`LogManager.scala`). */
export class LogManager {
  private readonly dirs: LogDir[]
  private readonly timers = new Set<Timer>()
  private readonly opening = new Map<string, Promise<Log>>()

  /** Loads every partition folder found; recovers them unless the last shutdown was clean. Rejects with DiskError. */
  static async start(options: LogManagerOptions): Promise<LogManager> {
    const manager = new LogManager(options)
    for (const dir of manager.dirs) await manager.loadDir(dir)
    manager.every(options.initialTaskDelayMs, options.retentionCheckIntervalMs, () => manager.cleanupLogs())
    manager.every(options.initialTaskDelayMs, options.checkpointIntervalMs, () => manager.checkpoint())
    manager.every(PRODUCER_CHECK_MS, PRODUCER_CHECK_MS, async () => manager.expireProducers())
    return manager
  }

  private constructor(private readonly options: LogManagerOptions) {
    this.dirs = options.logDirs.map((path) => {
      const file = (kind: CheckpointKind) => new AtomicFile(options.env.disk, `${path}/${CHECKPOINTS[kind]}`)
      const [recoveryPoint, logStart] = [file('recoveryPoint'), file('logStart')]
      const checkpoints = { recoveryPoint, logStart, highWatermark: file('highWatermark'), cleaner: file('cleaner') }
      return { path, logs: new Map(), highWatermarks: new Map(), checkpoints }
    })
  }

  /** All logs, by log dir and then in the order in which they were opened. */
  *logs(): Iterable<Log> {
    for (const { logs } of this.dirs) yield* logs.values()
  }

  /** The log of a partition; undefined when there is none. */
  get(topic: string, partition: number): Log | undefined {
    const name = `${topic}-${partition}`
    return this.dirs.map(({ logs }) => logs.get(name)).find((log) => log !== undefined)
  }

  /** The log dir that holds a log. */
  logDirOf(log: Log): string | undefined {
    return this.dirs.find(({ logs }) => logs.get(log.name) === log)?.path
  }

  get logDirs(): readonly string[] {
    return this.options.logDirs
  }

  /** The log of a partition, made in the log dir with the fewest logs when there is none. */
  async getOrCreate(topic: string, partition: number, topicId: Uuid | null, config: LogConfig): Promise<Log> {
    const name = `${topic}-${partition}`
    const known = this.get(topic, partition)
    if (known && (known.topicId === topicId || topicId === null || known.topicId === null)) {
      known.updateConfig(config)
      return known
    }
    if (known) await this.deleteLog(topic, partition)
    const underWay = this.opening.get(name)
    if (underWay) return underWay
    const made = this.create(name, topicId, config).finally(() => this.opening.delete(name))
    this.opening.set(name, made)
    return made
  }

  private async create(name: string, topicId: Uuid | null, config: LogConfig): Promise<Log> {
    const dir = this.dirs.reduce((least, one) => (one.logs.size < least.logs.size ? one : least))
    const offsets = { cleanShutdown: true, recoveryPoint: 0, logStartOffset: 0 }
    const log = await this.openLog(`${dir.path}/${name}`, topicId, config, offsets)
    dir.logs.set(name, log)
    const properties = [...config.texts].map(([key, value]) => `${key}=${value}`).join(', ')
    this.log('INFO', `Created log for partition ${name} in ${log.dir} with properties {${properties}}`)
    return log
  }

  /** Removes a log: its folder gets the suffix `-delete`, its files go after `file.delete.delay.ms`. */
  async deleteLog(topic: string, partition: number): Promise<void> {
    const name = `${topic}-${partition}`
    await this.opening.get(name)
    for (const dir of this.dirs) {
      const log = dir.logs.get(name)
      dir.logs.delete(name)
      dir.highWatermarks.delete(name)
      await log?.delete()
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
    for (const dir of this.dirs) {
      const own = offsets.filter(({ topic, partition }) => dir.logs.has(`${topic}-${partition}`))
      dir.highWatermarks = new Map(own.map(({ topic, partition, offset }) => [`${topic}-${partition}`, offset]))
      await this.writeCheckpoint(dir, 'highWatermark', dir.highWatermarks)
    }
  }

  /** Writes recovery points and log starts. */
  async checkpoint(): Promise<void> {
    for (const dir of this.dirs) {
      const logs = [...dir.logs.values()]
      await this.writeCheckpoint(dir, 'recoveryPoint', new Map(logs.map((log) => [log.name, log.recoveryPoint])))
      const inside = logs.filter((log) => log.logStartOffset > (log.segments()[0]?.baseOffset ?? 0))
      await this.writeCheckpoint(dir, 'logStart', new Map(inside.map((log) => [log.name, log.logStartOffset])))
    }
  }

  /** Retention, once over all logs. */
  async cleanupLogs(): Promise<void> {
    let deleted = 0
    for (const log of this.logs()) {
      const highWatermark = this.options.highWatermarkOf?.(log)
      if (highWatermark !== undefined) deleted += log.deleteOldSegments(highWatermark)
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
    for (const dir of this.dirs) {
      await Promise.all([...dir.logs.values()].map((log) => log.close()))
    }
    await this.checkpoint()
    for (const dir of this.dirs) {
      await writeWhole(
        this.options.env.disk,
        `${dir.path}/${CLEAN_SHUTDOWN}`,
        utf8(`{"version":0,"brokerEpoch":${brokerEpoch}}`),
      )
    }
    this.log('INFO', 'Shutdown complete.')
  }

  private async loadDir(dir: LogDir): Promise<void> {
    const { disk } = this.options.env
    const started = this.options.env.clock.monotonic()
    const clean = await this.takeCleanShutdown(dir)
    const recoveryPoints = await this.readCheckpoint(dir, 'recoveryPoint')
    const logStarts = await this.readCheckpoint(dir, 'logStart')
    dir.highWatermarks = await this.readCheckpoint(dir, 'highWatermark')
    await this.makeCheckpoints(dir)
    const { names, doomed } = await this.foldersIn(dir)
    for (const path of doomed) await disk.remove(path)
    if (!clean && names.length > 0)
      this.log('INFO', `Recovering ${names.length} logs from ${dir.path} since no clean shutdown file was found`)
    else
      this.log('INFO', `Skipping recovery of ${names.length} logs from ${dir.path} since clean shutdown file was found`)
    for (const [done, name] of names.entries()) {
      const { topic } = parsePartitionDir(name) as { topic: string }
      const log = await this.openLog(`${dir.path}/${name}`, null, this.options.configOf(topic), {
        cleanShutdown: clean,
        recoveryPoint: recoveryPoints.get(name) ?? 0,
        logStartOffset: logStarts.get(name) ?? 0,
      })
      dir.logs.set(name, log)
      this.sayLoaded(log, `${done + 1}/${names.length} completed in ${dir.path}`)
    }
    this.log('INFO', `Loaded ${names.length} logs in ${Math.round(this.options.env.clock.monotonic() - started)}ms`)
  }

  private sayLoaded(log: Log, progress: string): void {
    const { logStartOffset: start, logEndOffset: end } = log
    const count = log.segments().length
    const what = `Completed load of Log(dir=${log.dir}, topicId=${log.topicId}, logStartOffset=${start}, logEndOffset=${end})`
    this.log(
      'INFO',
      `${what} with ${count} segments, local-log-start-offset ${start} and log-end-offset ${end} (${progress})`,
    )
  }

  private openLog(
    dir: string,
    topicId: Uuid | null,
    config: LogConfig,
    offsets: { cleanShutdown: boolean; recoveryPoint: number; logStartOffset: number },
  ): Promise<Log> {
    const { env, producerIdExpirationMs } = this.options
    return Log.open({ env, dir, config, topicId, producerIdExpirationMs, ...offsets })
  }

  /** Whether the last shutdown was clean; the file that says so goes. */
  private async takeCleanShutdown(dir: LogDir): Promise<boolean> {
    const { disk } = this.options.env
    const path = `${dir.path}/${CLEAN_SHUTDOWN}`
    if ((await readWhole(disk, path)) === null) return false
    await disk.remove(path)
    return true
  }

  /** Partition folders, and the files in those that were being deleted. `__cluster_metadata-0` is raft's. */
  private async foldersIn(dir: LogDir): Promise<{ names: string[]; doomed: string[] }> {
    const names = new Set<string>()
    const doomed: string[] = []
    for (const { path } of await this.options.env.disk.list(`${dir.path}/`)) {
      const [folder, file] = path.slice(dir.path.length + 1).split('/')
      if (file === undefined || folder === undefined || folder === '__cluster_metadata-0') continue
      if (/\.[0-9a-f]{32}-delete$/.test(folder)) doomed.push(path)
      else if (parsePartitionDir(folder)) names.add(folder)
    }
    return { names: [...names], doomed }
  }

  private async makeCheckpoints(dir: LogDir): Promise<void> {
    const { disk } = this.options.env
    for (const name of Object.values(CHECKPOINTS)) await (await disk.open(`${dir.path}/${name}`)).close()
  }

  private async readCheckpoint(dir: LogDir, kind: CheckpointKind): Promise<Map<string, number>> {
    const bytes = await readWhole(this.options.env.disk, `${dir.path}/${CHECKPOINTS[kind]}`)
    const entries = bytes ? parseCheckpoint(bytes) : []
    return new Map(entries.map((line) => partitionOffset(line)))
  }

  private async writeCheckpoint(dir: LogDir, kind: CheckpointKind, offsets: Map<string, number>): Promise<void> {
    const lines = [...offsets].map(([name, offset]) => {
      const { topic, partition } = parsePartitionDir(name) as { topic: string; partition: number }
      return `${topic} ${partition} ${offset}`
    })
    dir.checkpoints[kind].write(formatCheckpoint(lines))
    await dir.checkpoints[kind].settled()
  }

  private every(firstMs: number, intervalMs: number, run: () => Promise<void>): void {
    const timer = this.options.env.timers.after(firstMs, () => {
      this.timers.delete(timer)
      run().then(
        () => this.every(intervalMs, intervalMs, run),
        (error: Error) => this.log('ERROR', `Error while working on the logs: ${error.message}`),
      )
    })
    this.timers.add(timer)
  }

  private log(level: 'DEBUG' | 'INFO' | 'ERROR', message: string): void {
    this.options.env.trace.log(level, LOGGER, message)
  }
}

/** `topic partition offset` of a checkpoint line, as a folder's name and the offset. */
function partitionOffset(line: string): [name: string, offset: number] {
  const [topic = '', partition = '', offset = ''] = line.split(' ')
  return [`${topic}-${partition}`, Number(offset)]
}
