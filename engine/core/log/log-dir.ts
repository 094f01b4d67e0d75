/** One log dir: the partition folders in it and its checkpoint files (`LogManager.loadLogs`, `OffsetCheckpointFile`). */
import { assert } from '../base/assert.ts'
import { toHex } from '../base/bytes.ts'
import { Part } from '../base/part.ts'
import { utf8 } from '../base/utf8.ts'
import type { Uuid } from '../base/uuid.ts'
import { DiskError, type Env, type FileInfo } from '../env/env.ts'
import {
  AtomicFile,
  CheckpointError,
  CheckpointNumberError,
  formatCheckpoint,
  parseOffsets,
  readWhole,
  writeWhole,
} from './checkpoint.ts'
import {
  futureFolder,
  type PartitionFolder,
  parsePartitionDir,
  parsePartitionFolder,
  strayFolder,
} from './file-names.ts'
import type { KeptReplica } from './kept-log.ts'
import { Log } from './log.ts'
import type { LogConfig } from './log-config.ts'
import type { LogOptions } from './log-options.ts'

/** What is told of logs that cannot be loaded. */
export const FAILURES = new Part(() => import('./loading-failures.ts'))

const LOGGER = 'kafka.log.LogManager'
const CLEAN_SHUTDOWN = '.kafka_cleanshutdown'
const CHECKPOINTS = {
  recoveryPoint: 'recovery-point-offset-checkpoint',
  logStart: 'log-start-offset-checkpoint',
  highWatermark: 'replication-offset-checkpoint',
  cleaner: 'cleaner-offset-checkpoint',
} as const
type CheckpointKind = keyof typeof CHECKPOINTS

export interface LogDirOptions {
  readonly env: Pick<Env, 'clock' | 'timers' | 'disk' | 'random' | 'trace'>
  /** The config of a topic's logs that are found at start. */
  readonly configOf: (topic: string) => LogConfig
  readonly producerIdExpirationMs: () => number
  /** Whether the metadata says that a log found at start does not belong here (any more). */
  readonly isStray?: (log: Log) => boolean
  /** What was known of logs (by their folders' paths) that go on. */
  readonly kept?: ReadonlyMap<string, KeptReplica>
}

/** What is known of a log before its folder is read. */
type Found = Pick<LogOptions, 'cleanShutdown' | 'recoveryPoint' | 'logStartOffset' | 'files' | 'kept'>

/** A partition's folder and, unless it was changed, what is in it. */
type FoundFolder = PartitionFolder & { readonly files?: FileInfo[] }

/** What a log of a new folder begins with. */
const NEW: Found = { cleanShutdown: true, recoveryPoint: 0, logStartOffset: 0 }

export class LogDir {
  readonly logs = new Map<string, Log>()
  /** Replicas that are being moved here from another dir, by the partition's name. */
  readonly futures = new Map<string, Log>()
  highWatermarks: Map<string, number> = new Map()
  /** Logs that are being made. */
  private making = 0
  /** False for good once its disk has failed. */
  isOnline = true
  private readonly checkpoints: { readonly [kind in CheckpointKind]: AtomicFile }
  /** Under way, and the one after it that has not begun. */
  private checkpointing: Promise<void> = Promise.resolve()
  private nextCheckpoint: Promise<void> | null = null

  constructor(
    private readonly options: LogDirOptions,
    readonly path: string,
  ) {
    const file = (kind: CheckpointKind) => new AtomicFile(options.env.disk, `${path}/${CHECKPOINTS[kind]}`)
    const [recoveryPoint, logStart] = [file('recoveryPoint'), file('logStart')]
    this.checkpoints = { recoveryPoint, logStart, highWatermark: file('highWatermark'), cleaner: file('cleaner') }
  }

  /** Opens every partition folder; recovers them unless the last shutdown was clean. Rejects with DiskError. */
  async open(): Promise<void> {
    const { env } = this.options
    const started = env.clock.monotonic()
    const clean = await this.takeCleanShutdown()
    const recoveryPoints = await this.readCheckpoint('recoveryPoint', 'resetting the recovery checkpoint to 0')
    const logStarts = await this.readCheckpoint('logStart', 'resetting to the base offset of the first segment')
    this.highWatermarks = await this.readCheckpoint('highWatermark')
    for (const name of Object.values(CHECKPOINTS)) await (await env.disk.open(`${this.path}/${name}`)).close()
    const folders = await this.partitionFolders()
    const many = `${folders.length} logs from ${this.path}`
    if (this.options.kept?.size) this.log('INFO', `${many} go on as they were`)
    else if (!clean && folders.length > 0) this.log('INFO', `Recovering ${many} since no clean shutdown file was found`)
    else this.log('INFO', `Skipping recovery of ${many} since clean shutdown file was found`)
    let done = 0
    await severalAtOnce(folders, async (folder) => {
      const { name } = folder
      const offsets = { recoveryPoint: recoveryPoints.get(name) ?? 0, logStartOffset: logStarts.get(name) ?? 0 }
      const began = env.clock.monotonic()
      const lasted = () => env.clock.monotonic() - began
      const progress = () => `(${++done}/${folders.length} completed in ${this.path})`
      const log = await this.loadLog(folder, { cleanShutdown: clean, ...offsets }).catch(async (error: unknown) => {
        const about = { dir: `${this.path}/${folder.folder}`, ms: lasted(), progress: progress() }
        const { sayNotLoaded } = await FAILURES.get()
        sayNotLoaded(env.trace, about)
        throw error
      })
      this.sayLoaded(log, { ms: lasted(), progress: progress() })
    })
    // What is told of logs that are not here must not be believed of later ones of their names.
    if ([...recoveryPoints.keys(), ...logStarts.keys()].some((name) => !this.logs.has(name))) await this.checkpoint()
    this.log('INFO', `Loaded ${folders.length} logs in ${Math.round(env.clock.monotonic() - started)}ms`)
  }

  private async loadLog({ folder, name, kind, files }: FoundFolder, offsets: Found): Promise<Log> {
    const { topic } = parsePartitionDir(name) as { topic: string }
    const kept = this.options.kept?.get(`${this.path}/${folder}`)
    const log = await this.openLog(folder, null, this.options.configOf(topic), {
      ...offsets,
      ...(files && { files }),
      ...(kept && { kept }),
    })
    if (log.wentOn && typeof kept?.highWatermark === 'number') this.highWatermarks.set(name, kept.highWatermark)
    if (this.options.isStray?.(log)) await this.setAside(log)
    else (kind === 'future' ? this.futures : this.logs).set(name, log)
    return log
  }

  /** Kafka leaves what does not belong here to whoever runs the broker, under a name that says so. */
  private async setAside(log: Log): Promise<void> {
    await log.close()
    const stray = `${this.path}/${strayFolder(log.name, this.uniqueId())}`
    await this.renameFolder(log.dir, stray)
    this.log('WARN', `Log in ${log.dir} marked stray and renamed to ${stray}`)
  }

  /** Nothing is known to be replicated yet: what readers may see begins where the log does. */
  private sayLoaded(log: Log, { ms, progress }: { ms: number; progress: string }): void {
    const { logStartOffset: start, logEndOffset: end } = log
    const { topic, partition } = parsePartitionDir(log.name) ?? { topic: log.name, partition: 0 }
    const offsets = `highWatermark=${start}, lastStableOffset=${start}, logStartOffset=${start}, logEndOffset=${end}`
    const what = `Log(dir=${log.dir}, topicId=${log.topicId}, topic=${topic}, partition=${partition}, ${offsets})`
    const ends = `local-log-start-offset ${start} and log-end-offset ${end}`
    const many = `${log.segments().length} segments, ${ends} in ${Math.round(ms)}ms`
    this.log('INFO', `Completed load of ${what} with ${many} ${progress}`)
  }

  /** How many logs are here, and are about to be. */
  get load(): number {
    return this.logs.size + this.futures.size + this.making
  }

  /** A new, empty log of a partition. Rejects with DiskError. */
  async create(name: string, topicId: Uuid | null, config: LogConfig): Promise<Log> {
    const log = await this.make(name, topicId, config)
    this.logs.set(name, log)
    return log
  }

  private async make(folder: string, topicId: Uuid | null, config: LogConfig): Promise<Log> {
    this.making++
    try {
      const files = await this.options.env.disk.list(`${this.path}/${folder}/`)
      const log = await this.openLog(folder, topicId, config, { ...NEW, files })
      this.sayCreated(log)
      return log
    } finally {
      this.making--
    }
  }

  /** As {@link create}, for a replica that is to move here. */
  async createFuture(name: string, topicId: Uuid | null, config: LogConfig): Promise<Log> {
    const log = await this.make(futureFolder(name, this.uniqueId()), topicId, config)
    this.futures.set(name, log)
    return log
  }

  /**
   * Gives a future log's folder the partition's own name and opens it there: a crash from now on leaves two folders of
   * that name, in two dirs, of which the one that has more counts. Nothing may use the log meanwhile.
   */
  async settleFuture(name: string): Promise<Log> {
    const future = this.futures.get(name)
    assert(future, `${name} is not being moved to ${this.path}`)
    if (future.dir === `${this.path}/${name}`) return future
    await future.close()
    await this.renameFolder(future.dir, `${this.path}/${name}`)
    const log = await this.openLog(name, future.topicId, future.config, NEW)
    // It may have changed meanwhile.
    log.updateConfig(future.config)
    this.futures.set(name, log)
    return log
  }

  private sayCreated(log: Log): void {
    const properties = [...log.config.texts].map(([key, value]) => `${key}=${value}`).join(', ')
    this.log('INFO', `Created log for partition ${log.name} in ${log.dir} with properties {${properties}}`)
  }

  private async openLog(folder: string, topicId: Uuid | null, config: LogConfig, found: Found): Promise<Log> {
    const { env, producerIdExpirationMs } = this.options
    const dir = `${this.path}/${folder}`
    const onCut = () => this.checkpointSoon()
    try {
      return await Log.open({ env, dir, config, topicId, producerIdExpirationMs, onCut, ...found })
    } catch (error) {
      throw asDiskError(error, dir)
    }
  }

  /** Writes recovery points and log starts. Rejects with DiskError. */
  async checkpoint(): Promise<void> {
    const logs = () => [...this.logs.values()]
    await this.writeCheckpoint('recoveryPoint', new Map(logs().map((log) => [log.name, log.recoveryPoint])))
    const inside = logs().filter((log) => log.logStartOffset > (log.segments()[0]?.baseOffset ?? 0))
    await this.writeCheckpoint('logStart', new Map(inside.map((log) => [log.name, log.logStartOffset])))
  }

  /** As {@link checkpoint}, once for all who ask until it begins; an offline dir writes nothing. */
  checkpointSoon(): Promise<void> {
    this.nextCheckpoint ??= this.checkpointing.then(() => {
      this.nextCheckpoint = null
      const done = this.isOnline ? this.checkpoint() : Promise.resolve()
      this.checkpointing = done.catch(() => {})
      return done
    })
    return this.nextCheckpoint
  }

  /** Rewrites `replication-offset-checkpoint`. Rejects with DiskError. */
  async checkpointHighWatermarks(highWatermarks: Map<string, number>): Promise<void> {
    this.highWatermarks = highWatermarks
    await this.writeCheckpoint('highWatermark', highWatermarks)
  }

  /** Rejects with the first failure, when the others are closed. */
  async closeLogs(): Promise<void> {
    const closed = await Promise.allSettled([...this.logs.values(), ...this.futures.values()].map((log) => log.close()))
    for (const result of closed) if (result.status === 'rejected') throw result.reason
  }

  /** All logs are closed: the next start trusts them. */
  async sayClean(brokerEpoch: number): Promise<void> {
    const text = utf8(`{"version":0,"brokerEpoch":${brokerEpoch}}`)
    await writeWhole(this.options.env.disk, `${this.path}/${CLEAN_SHUTDOWN}`, text)
  }

  /** Whether the last shutdown was clean; the file that says so goes. */
  private async takeCleanShutdown(): Promise<boolean> {
    const { disk } = this.options.env
    const path = `${this.path}/${CLEAN_SHUTDOWN}`
    if ((await readWhole(disk, path)) === null) return false
    await disk.remove(path)
    return true
  }

  /** What to open. Deletions and renamings that a crash interrupted are finished. `__cluster_metadata-0` is raft's. */
  private async partitionFolders(): Promise<FoundFolder[]> {
    const { disk } = this.options.env
    const found = new Map<string, FoundFolder>()
    for (const info of await disk.list(`${this.path}/`)) {
      const [folder, file] = info.path.slice(this.path.length + 1).split('/')
      if (file === undefined || folder === undefined || folder === '__cluster_metadata-0') continue
      const parsed = parsePartitionFolder(folder)
      if (parsed?.kind === 'delete') await disk.remove(info.path)
      else if (parsed && parsed.kind !== 'stray') {
        const known = found.get(folder)
        if (known) known.files?.push(info)
        else found.set(folder, { ...parsed, files: [info] })
      }
    }
    // A future log is never made where the current one is: it was being renamed.
    for (const { folder, name, kind } of [...found.values()])
      if (kind === 'future' && found.has(name)) {
        await this.renameFolder(`${this.path}/${folder}`, `${this.path}/${name}`)
        found.delete(folder)
        found.set(name, { folder: name, name, kind: 'current' })
      }
    return [...found.values()]
  }

  private async renameFolder(from: string, to: string): Promise<void> {
    const { disk } = this.options.env
    for (const { path } of await disk.list(`${from}/`)) await disk.rename(path, to + path.slice(from.length))
  }

  /** `instead`: what becomes of offsets of which one is no number; without it they cost the dir, as all else that is damaged does. */
  private async readCheckpoint(kind: CheckpointKind, instead?: string): Promise<Map<string, number>> {
    const path = `${this.path}/${CHECKPOINTS[kind]}`
    const bytes = await readWhole(this.options.env.disk, path)
    try {
      return bytes ? parseOffsets(bytes) : new Map()
    } catch (error) {
      if (instead === undefined || !(error instanceof CheckpointNumberError)) throw asDiskError(error, path)
      this.log('WARN', `Error occurred while reading ${CHECKPOINTS[kind]} file of directory ${this.path}, ${instead}`)
      return new Map()
    }
  }

  private async writeCheckpoint(kind: CheckpointKind, offsets: ReadonlyMap<string, number>): Promise<void> {
    const lines = [...offsets].map(([name, offset]) => {
      const { topic, partition } = parsePartitionDir(name) as { topic: string; partition: number }
      return `${topic} ${partition} ${offset}`
    })
    this.checkpoints[kind].write(formatCheckpoint(lines))
    await this.checkpoints[kind].settled()
  }

  private uniqueId(): string {
    return toHex(this.options.env.random.bytes(16))
  }

  private log(level: 'INFO' | 'WARN', message: string): void {
    this.options.env.trace.log(level, LOGGER, message)
  }
}

/** A checkpoint that cannot be understood is a failure of its dir's disk, as Kafka has it. */
function asDiskError(error: unknown, where: string): unknown {
  if (!(error instanceof CheckpointError)) return error
  return new DiskError('io', `Error while reading checkpoint file ${where}: ${error.message}`)
}

/** Logs that are loaded at a time: while one waits for the disk others go on, and what they write is written together. */
const AT_ONCE = 32

/** Rejects with the first failure, when nothing is under way any more. */
async function severalAtOnce<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const queue = all.values()
  const lane = async () => {
    for (const one of queue) await work(one)
  }
  const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane))
  for (const result of lanes) if (result.status === 'rejected') throw result.reason
}
