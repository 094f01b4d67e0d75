import { Part } from '../../base/part.ts'
import { DiskError, type Env, type Timer } from '../../env/env.ts'
import { CorruptRecordError } from '../../record/batch.ts'
import { parentOf } from '../file-names.ts'
import type { Log } from '../log.ts'
import type { DirtyLog, LogToClean } from './cleanable-range.ts'
import { CleanerCheckpoints } from './cleaner-checkpoints.ts'
import { CleaningAborted } from './cleaning-aborted.ts'
import { dueTimes } from './due-times.ts'
import { Throttle } from './throttle.ts'

/** What is needed only once there is a compacted log. */
const RANGE = new Part(() => import('./cleanable-range.ts'))
/** What is needed only once something is dirty enough. */
const ROUND = new Part(() => import('./cleaning-round.ts'))

const LOGGER = 'org.apache.kafka.storage.internals.log.LogCleaner'
const THREAD_LOGGER = `${LOGGER}$CleanerThread`
const THREAD = '[kafka-log-cleaner-thread-0]:'

/** The `log.cleaner.*` configs, read anew whenever they are needed. */
export interface CleanerConfig {
  readonly backoffMs: () => number
  readonly dedupeBufferBytes: () => number
  readonly loadFactor: () => number
  readonly ioBufferBytes: () => number
  readonly ioMaxBytesPerSecond: () => number
}

export interface LogCleanerOptions {
  readonly env: Pick<Env, 'clock' | 'timers' | 'disk' | 'trace'>
  readonly config: CleanerConfig
  /** All logs that are here. */
  readonly logs: () => Iterable<Log>
  /** undefined: the log has no replica yet. */
  readonly highWatermarkOf: (log: Log) => number | undefined
  /** The disk of a log dir failed. */
  readonly onDirFailure: (dir: string, error: DiskError) => void
}

/** A log and the round that is due for it. */
interface Chosen {
  readonly log: Log
  readonly what: LogToClean
}

/** Compacts the logs whose policy says so, the dirtiest first (`LogCleaner.java`, `LogCleanerManager.java`). */
export class LogCleaner {
  private readonly dirs = new Map<string, CleanerCheckpoints>()
  private readonly uncleanable = new WeakSet<Log>()
  private readonly throttle: Throttle
  private timer: Timer | null = null
  /** All rounds, one after the other. */
  private work: Promise<void> = Promise.resolve()
  private stopped = false

  constructor(private readonly options: LogCleanerOptions) {
    this.throttle = new Throttle(options.env, options.config.ioMaxBytesPerSecond)
  }

  /** Reads what was cleaned up to where, and begins to clean in the background. Rejects with DiskError. */
  async start(): Promise<void> {
    this.say('INFO', LOGGER, 'Starting the log cleaner')
    for (const log of this.options.logs()) await this.follow(log, 'as before')
    this.say('INFO', THREAD_LOGGER, `${THREAD} Starting`)
    this.loop()
  }

  /** Resolves when nothing is being cleaned and nothing will be. */
  async shutdown(): Promise<void> {
    if (this.stopped) return
    this.say('INFO', LOGGER, 'Shutting down the log cleaner.')
    this.say('INFO', THREAD_LOGGER, `${THREAD} Shutting down`)
    this.stopped = true
    this.timer?.cancel()
    const paused = [...this.options.logs()].map((log) => log.cleanable.pause())
    await Promise.all([...paused, this.work])
    for (const log of this.options.logs()) log.cleanable.resume()
    this.say('INFO', THREAD_LOGGER, `${THREAD} Shutdown completed`)
  }

  /** Cleans everything that is due now, as the background does it one after the other. Gives the names of the logs cleaned. */
  async cleanAll(): Promise<string[]> {
    const cleaned: string[] = []
    await this.queue(async () => {
      for (let name = await this.cleanOne(); name !== null; name = await this.cleanOne()) cleaned.push(name)
      this.deleteOldSegments()
    })
    return cleaned
  }

  /** The first wall time after `now` at which time alone makes something due; Infinity: none. */
  nextDue(now: number): number {
    const compacted = [...this.options.logs()].filter(({ config }) => config.compacts)
    const times = compacted.flatMap(({ config, cleanable }) => dueTimes(cleanable.segments, config))
    return Math.min(...times.filter((time) => time > now))
  }

  /** Up to where a log was cleaned; undefined: never. */
  cleanedUpTo(log: Log): number | undefined {
    return this.dirs.get(parentOf(log.dir))?.get(log.name)
  }

  private loop(): void {
    this.timer = null
    if (this.stopped) return
    void this.queue(async () => {
      const cleaned = await this.cleanOne()
      this.deleteOldSegments()
      if (!this.stopped)
        this.timer = this.options.env.timers.after(cleaned === null ? this.options.config.backoffMs() : 0, () =>
          this.loop(),
        )
    })
  }

  private queue(step: () => Promise<void>): Promise<void> {
    this.work = this.work.then(step)
    return this.work
  }

  /** The segments that retention takes from compacted logs: it must not come between a round. */
  private deleteOldSegments(): void {
    for (const log of this.options.logs()) {
      const highWatermark = this.options.highWatermarkOf(log)
      if (log.config.compacts && log.cleanable.isFree && highWatermark !== undefined)
        log.deleteOldSegments(highWatermark)
    }
  }

  /** Cleans the dirtiest log; null: none is due, or it came to nothing. */
  private async cleanOne(): Promise<string | null> {
    if (this.stopped) return null
    const chosen = await this.filthiest()
    return chosen && (await this.clean(chosen)) ? chosen.log.name : null
  }

  private async filthiest(): Promise<Chosen | undefined> {
    const compacted = [...this.options.logs()].filter((one) => one.config.compacts && !this.uncleanable.has(one))
    const loading = compacted.length > 0 ? RANGE.loading() : undefined
    if (loading) await loading
    return compacted.length > 0 ? this.filthiestOf(compacted) : undefined
  }

  private async filthiestOf(compacted: readonly Log[]): Promise<Chosen | undefined> {
    const { cleanableRatio, isDue } = RANGE.now
    const due: Chosen[] = []
    for (const log of compacted) {
      const what = await this.look(log)
      if (what && isDue(what, log.config)) due.push({ log, what })
    }
    const free = due.filter(({ log }) => log.cleanable.isFree)
    return free.reduce<Chosen | undefined>(
      (best, one) => (best && cleanableRatio(best.what) >= cleanableRatio(one.what) ? best : one),
      undefined,
    )
  }

  /** What a round over the log would do; undefined: it cannot be cleaned now. */
  private async look(log: Log): Promise<LogToClean | undefined> {
    try {
      const checkpoints = await this.follow(log, 'made since')
      for (const segment of log.cleanable.segments)
        if (segment.firstBatchTimestamp === null && hasDeadline(log)) await segment.loadFirstBatchTimestamp()
      const dirty = this.dirtyLog(log)
      if (!dirty || !log.cleanable.isFree) return undefined
      const now = this.options.env.clock.wall()
      const { cleanableOffsets, toClean } = RANGE.now
      const offsets = cleanableOffsets(dirty, checkpoints.get(log.name), now)
      if (offsets.invalid !== null) {
        if (offsets.invalid) this.say('WARN', 'kafka.log.LogCleaner', offsets.invalid)
        await checkpoints.set(log.name, offsets.firstDirtyOffset, (name) => this.isHere(name))
      }
      return toClean(dirty, offsets, now)
    } catch (error) {
      return this.failed(log, error as Error)
    }
  }

  private dirtyLog(log: Log): DirtyLog | undefined {
    const highWatermark = this.options.highWatermarkOf(log)
    if (highWatermark === undefined) return undefined
    const { name, config, logStartOffset, logEndOffset, firstUnstableOffset } = log
    const lastStableOffset = Math.min(highWatermark, firstUnstableOffset ?? Number.POSITIVE_INFINITY)
    return { name, config, logStartOffset, logEndOffset, lastStableOffset, segments: log.cleanable.segments }
  }

  /** Whether it was cleaned. */
  private async clean({ log, what }: Chosen): Promise<boolean> {
    const { env, config } = this.options
    const round = log.cleanable.begin()
    try {
      const loading = ROUND.loading()
      if (loading) await loading
      const { Cleaner, OffsetMap } = ROUND.now
      const cleaner = new Cleaner({
        env,
        map: new OffsetMap(config.dedupeBufferBytes()),
        loadFactor: config.loadFactor(),
        ioBytes: Math.floor(config.ioBufferBytes() / 2),
        throttle: this.throttle,
      })
      const { endOffset, stats } = await cleaner.clean(log, what, round)
      if (round.aborted) return false
      await this.dirs.get(parentOf(log.dir))?.set(log.name, endOffset, (name) => this.isHere(name))
      this.say('INFO', THREAD_LOGGER, `${THREAD} ${stats.lines(0, log.name, what.firstDirtyOffset, endOffset)}`)
      if (stats.invalidMessages > 0)
        this.say(
          'WARN',
          THREAD_LOGGER,
          `${THREAD} \tFound ${stats.invalidMessages} invalid messages during compaction.`,
        )
      const { bytesRead, bytesWritten, messagesRead, messagesWritten } = stats
      const sizes = { bytesRead, bytesWritten, messagesRead, messagesWritten }
      env.trace.event({
        type: 'log.cleaned',
        partition: log.name,
        from: what.firstDirtyOffset,
        to: endOffset,
        ...sizes,
      })
      return true
    } catch (error) {
      this.failed(log, error as Error)
      return false
    } finally {
      log.cleanable.end()
    }
  }

  /** A disk's failure is its log dir's; what else goes wrong keeps the log from being cleaned, and nothing else. */
  private failed(log: Log, error: Error): undefined {
    if (error instanceof CleaningAborted) return
    if (error instanceof DiskError && error.kind === 'missing') return
    if (error instanceof DiskError) return void this.options.onDirFailure(parentOf(log.dir), error)
    this.uncleanable.add(log)
    const what = `Unexpected exception thrown when cleaning log ${log.name}. Marking its partition (${log.name}) as uncleanable`
    this.say('WARN', THREAD_LOGGER, `${THREAD} ${what}: ${error.message}`)
    this.options.env.trace.event({ type: 'log.uncleanable', partition: log.name, reason: error.message })
    if (!(error instanceof CorruptRecordError)) throw error
  }

  /** Knows the checkpoints of the log's dir, and is told when the log is cut. */
  private async follow(log: Log, found: 'as before' | 'made since'): Promise<CleanerCheckpoints> {
    const dir = parentOf(log.dir)
    const checkpoints = this.dirs.get(dir) ?? (await this.read(dir))
    this.dirs.set(dir, checkpoints)
    if (log.cleanable.onTruncated) return checkpoints
    log.cleanable.onTruncated = (activeBase) => this.truncated(log, activeBase)
    log.cleanable.onDeleted = () => checkpoints.forget(log.name).catch((error: Error) => this.failed(log, error))
    // A checkpoint of a log of that name that was deleted says nothing.
    if (found === 'made since') await checkpoints.forget(log.name)
    return checkpoints
  }

  private read(dir: string): Promise<CleanerCheckpoints> {
    const { env, onDirFailure } = this.options
    return CleanerCheckpoints.read(env, dir, (error, what) => {
      this.say('ERROR', LOGGER, what)
      onDirFailure(dir, error)
    })
  }

  private async truncated(log: Log, activeBase: number): Promise<void> {
    const checkpoints = this.dirs.get(parentOf(log.dir))
    if ((checkpoints?.get(log.name) ?? 0) > activeBase)
      await checkpoints?.set(log.name, activeBase, (name) => this.isHere(name))
  }

  private isHere(name: string): boolean {
    for (const log of this.options.logs()) if (log.name === name) return true
    return false
  }

  private say(level: 'INFO' | 'WARN' | 'ERROR', logger: string, message: string): void {
    this.options.env.trace.log(level, logger, message)
  }
}

function hasDeadline({ config }: Log): boolean {
  return config.maxCompactionLagMs < Number.MAX_SAFE_INTEGER
}
