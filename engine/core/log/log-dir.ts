/** One log dir: the partition folders in it and its checkpoint files (`LogManager.loadLogs`, `OffsetCheckpointFile`). */
import { assert } from '../base/assert.ts'
import { toHex } from '../base/bytes.ts'
import { Part } from '../base/part.ts'
import { utf8 } from '../base/utf8.ts'
import type { Uuid } from '../base/uuid.ts'
import { DiskError, type Env } from '../env/env.ts'
import { AtomicFile, CHECKPOINT_READER, formatCheckpoint, readWhole, writeWhole } from './checkpoint.ts'
import { futureFolder, parsePartitionDir } from './file-names.ts'
import type { Found, InFolder } from './found-logs.ts'
import type { KeptReplica } from './kept-log.ts'
import { Log } from './log.ts'
import type { LogConfig } from './log-config.ts'

/** What is told of logs that cannot be loaded. */
export const FAILURES = new Part(() => import('./loading-failures.ts'))

/** A node that starts for the first time has none. */
const FOUND_LOGS = new Part(() => import('./found-logs.ts'))

const LOGGER = 'kafka.log.LogManager'
const CLEAN_SHUTDOWN = '.kafka_cleanshutdown'
const CHECKPOINTS = {
  recoveryPoint: 'recovery-point-offset-checkpoint',
  logStart: 'log-start-offset-checkpoint',
  highWatermark: 'replication-offset-checkpoint',
  cleaner: 'cleaner-offset-checkpoint',
} as const
/** Raft's, and that of tiered storage. */
const OTHERS: readonly string[] = ['__cluster_metadata-0', 'remote-log-index-cache']
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
    readonly options: LogDirOptions,
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
    const inFolders = await this.inFolders()
    if (inFolders.length === 0) this.log('INFO', `No logs found to be loaded in ${this.path}`)
    else await (await FOUND_LOGS.get()).loadLogs(this, { inFolders, clean, recoveryPoints, logStarts })
    // What is told of logs that are not here must not be believed of later ones of their names.
    if ([...recoveryPoints.keys(), ...logStarts.keys()].some((name) => !this.logs.has(name))) await this.checkpoint()
    this.log(
      'INFO',
      `Loaded ${this.logs.size + this.futures.size} logs in ${Math.round(env.clock.monotonic() - started)}ms`,
    )
  }

  /** Each folder of logs with a file that is in it; null where it has none. */
  private async inFolders(): Promise<InFolder[]> {
    const { disk } = this.options.env
    const empty = (await disk.folders?.(this.path)) ?? []
    const files = (await disk.list(`${this.path}/`)).map((info) => {
      const [folder = '', file] = info.path.slice(this.path.length + 1).split('/')
      return { folder: file === undefined ? '' : folder, info }
    })
    const all = [...empty.map((folder) => ({ folder, info: null })), ...files]
    return all.filter(({ folder }) => folder !== '' && !OTHERS.includes(folder))
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

  /** Rejects with DiskError. */
  async openLog(folder: string, topicId: Uuid | null, config: LogConfig, found: Found): Promise<Log> {
    const { env, producerIdExpirationMs } = this.options
    const dir = `${this.path}/${folder}`
    const onCut = () => this.checkpointSoon()
    return Log.open({ env, dir, config, topicId, producerIdExpirationMs, onCut, ...found })
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

  /** Rejects with DiskError. */
  async renameFolder(from: string, to: string): Promise<void> {
    const { disk } = this.options.env
    for (const { path } of await disk.list(`${from}/`)) await disk.rename(path, to + path.slice(from.length))
  }

  /** `instead`: what becomes of offsets of which one is no number; without it they cost the dir, as all else that is damaged does. */
  private async readCheckpoint(kind: CheckpointKind, instead?: string): Promise<Map<string, number>> {
    const { disk, trace } = this.options.env
    const path = `${this.path}/${CHECKPOINTS[kind]}`
    const bytes = await readWhole(disk, path)
    if (!bytes?.length) return new Map()
    try {
      return (await CHECKPOINT_READER.get()).parseOffsets(bytes, { path, trace })
    } catch (error) {
      const { sayUnread, asDiskError } = await FAILURES.get()
      if (instead !== undefined) sayUnread(trace, { file: CHECKPOINTS[kind], dir: this.path, instead })
      if (instead === undefined || error instanceof DiskError) throw asDiskError(error)
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

  /** 32 hex digits. */
  uniqueId(): string {
    return toHex(this.options.env.random.bytes(16))
  }

  /** Tells the server's log. */
  log(level: 'INFO' | 'WARN', message: string): void {
    this.options.env.trace.log(level, LOGGER, message)
  }
}
