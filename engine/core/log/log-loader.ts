import { Part } from '../base/part.ts'
import type { FileInfo } from '../env/env.ts'
import { baseName, parentOf, parseSegmentFile, partitionNameOf } from './file-names.ts'
import type { LoadOptions } from './load-options.ts'
import type { LogRepair, Repaired } from './log-repair.ts'
import { replayInto } from './producer-replay.ts'
import { ProducerState } from './producer-state.ts'
import { Segment } from './segment.ts'
import { ProducerSnapshots } from './snapshots.ts'

/** What is needed only where something was left undone or is damaged. */
const REPAIR = new Part(() => import('./log-repair.ts'))

/** A node that starts for the first time has nothing to read in. */
const INDEXES = new Part(() => import('./segment-indexes.ts'))

const LOGGER = 'org.apache.kafka.storage.internals.log.LogLoader'
const UNIFIED_LOGGER = 'org.apache.kafka.storage.internals.log.UnifiedLog'

export interface LoadedLog {
  /** In order; at least one. */
  readonly segments: Segment[]
  readonly logStartOffset: number
  readonly nextOffset: number
  readonly recoveryPoint: number
  readonly producers: ProducerState
  readonly snapshots: ProducerSnapshots
  /** It is as it was kept. */
  readonly wentOn: boolean
}

/** Brings a partition's folder into a consistent state and reads it in (`LogLoader.java`). */
export class LogLoader implements Repaired {
  readonly name: string
  segments: Segment[] = []
  /** What the folder had when its segments were read in. */
  found: readonly FileInfo[] = []
  /** Whether the folder still has what was found, nothing else. */
  private isAsFound = true
  /** Whether each segment that holds something has its index files. */
  isIndexed = true

  constructor(readonly options: LoadOptions) {
    this.name = partitionNameOf(options.dir)
  }

  /** Checks and repairs what is there. Rejects with DiskError. */
  async load(): Promise<LoadedLog> {
    const { epochs, recoveryPoint, cleanShutdown } = this.options
    await this.loadSegments()
    if (!cleanShutdown && this.segments.length > 0) await (await this.repair()).recoverLog()
    if (this.options.logStartOffset > (this.segments.at(-1)?.baseOffset ?? Number.POSITIVE_INFINITY))
      await (await this.repair()).dropIfStartIsBeyondEnd()
    const nextOffset = await this.nextOffset()
    const logStartOffset = Math.max(this.options.logStartOffset, this.segments[0]?.baseOffset ?? 0)
    epochs.truncateFromEnd(nextOffset)
    epochs.truncateFromStart(logStartOffset)
    const { producers, snapshots } = await this.loadProducers(logStartOffset, nextOffset)
    await this.segments.at(-1)?.loadFirstBatchTimestamp()
    const durable = cleanShutdown ? nextOffset : Math.min(recoveryPoint, nextOffset)
    return {
      segments: this.segments,
      logStartOffset,
      nextOffset,
      recoveryPoint: durable,
      producers,
      snapshots,
      wentOn: false,
    }
  }

  private async repair(): Promise<LogRepair> {
    const loading = REPAIR.loading()
    if (loading) await loading
    return new REPAIR.now.LogRepair(this)
  }

  async files(): Promise<FileInfo[]> {
    return this.own(await this.options.env.disk.list(`${this.options.dir}/`))
  }

  /** What somebody put in folders within the partition's is none of the log's. */
  private own(files: readonly FileInfo[]): FileInfo[] {
    return files.filter(({ path }) => parentOf(path) === this.options.dir)
  }

  say(level: 'INFO' | 'WARN' | 'ERROR', message: string, logger = LOGGER): void {
    const { trace } = this.options.env
    trace.log(level, logger, `[LogLoader partition=${this.name}, dir=${parentOf(this.options.dir)}] ${message}`)
  }

  /** The files when nothing is half done any more. */
  private async settledFiles(): Promise<readonly FileInfo[]> {
    const { files: known } = this.options
    const files = known ? this.own(known) : await this.files()
    if (!files.some(({ path }) => LEFTOVER.test(path))) return files
    await (await this.repair()).finishLeftovers(files)
    return this.files()
  }

  /** Reads in what is there. Rejects with DiskError. */
  async loadSegments(): Promise<void> {
    const files = await this.settledFiles()
    this.found = files
    const byPath = new Map(files.map((file) => [file.path, file]))
    const { env, dir, config } = this.options
    for (const info of files) {
      const { path, modified } = info
      const file = parseSegmentFile(baseName(path))
      if (!file && OFFSET_FILE.test(path)) (await this.repair()).refuseName(path)
      if (!file) continue
      const stem = path.slice(0, -file.suffix.length)
      if (INDEX_SUFFIXES.includes(file.suffix) && !byPath.has(`${stem}.log`)) {
        this.say('WARN', `Found an orphaned index file ${path}, with no corresponding log file.`)
        await env.disk.remove(path)
      } else if (file.suffix === '.log') {
        const beside = (suffix: string) => byPath.get(stem + suffix) ?? null
        const indexes = { index: beside('.index'), timeindex: beside('.timeindex'), txnindex: beside('.txnindex') }
        const segment = new Segment({
          disk: env.disk,
          dir,
          baseOffset: file.offset,
          config,
          created: modified,
          files: { log: info, ...indexes },
        })
        if (segment.size > 0 && !(indexes.index && indexes.timeindex)) this.isIndexed = false
        await this.takeIn(segment, { path, indexed: indexes.index !== null })
      }
    }
  }

  /** `indexed`: it has an offset index. A time index that is missing alone begins empty, as in `LogSegment.sanityCheck`. */
  private async takeIn(segment: Segment, { path, indexed }: { path: string; indexed: boolean }): Promise<void> {
    const { cleanShutdown, recoveryPoint } = this.options
    const trusted = cleanShutdown || segment.baseOffset < recoveryPoint
    this.segments.push(segment)
    if (indexed) {
      const { loadIndexes } = await INDEXES.get()
      const odd = await loadIndexes(segment, { trimmed: cleanShutdown })
      if (odd) await (await this.repair()).rebuildIndexes(segment, odd)
      return
    }
    if (!trusted) return
    const what = `Could not find offset index file corresponding to log file ${path}`
    this.say('ERROR', `${what}, recovering segment and rebuilding index files...`)
    await (await this.repair()).recoverSegment(segment)
  }

  private async nextOffset(): Promise<number> {
    const { env, dir, config, logStartOffset } = this.options
    const last = this.segments.at(-1)
    if (last) return last.readNextOffset()
    const created = env.clock.wall()
    this.segments.push(new Segment({ disk: env.disk, dir, baseOffset: logStartOffset, config, created }))
    return logStartOffset
  }

  /** The producer state as it was before a segment that is about to be recovered. */
  async producersAt(offset: number) {
    const made = this.newProducers(this.isAsFound ? this.found : await this.files())
    await this.rebuild(made, { from: this.options.logStartOffset, to: offset, trusted: false })
    this.isAsFound = false
    return made
  }

  private async loadProducers(logStartOffset: number, nextOffset: number) {
    const made = this.newProducers(this.isAsFound ? this.found : await this.files())
    await made.snapshots.removeStray(this.segments.map(({ baseOffset }) => baseOffset))
    await this.rebuild(made, { from: logStartOffset, to: nextOffset, trusted: this.options.cleanShutdown })
    return made
  }

  /** An empty state, and the snapshots that are there. */
  newProducers(files: readonly FileInfo[]): { producers: ProducerState; snapshots: ProducerSnapshots } {
    const { env, dir, producerIdExpirationMs } = this.options
    const producers = new ProducerState(this.name, producerIdExpirationMs)
    const snapshots = new ProducerSnapshots({ ...env, dir }, producers)
    for (const { path } of files) {
      const file = parseSegmentFile(baseName(path))
      if (file?.suffix === '.snapshot') snapshots.found(file.offset)
    }
    return { producers, snapshots }
  }

  /** The newest snapshot at or below `to`, and from there the batches (`UnifiedLog.rebuildProducerState`). */
  private async rebuild(
    { producers, snapshots }: { producers: ProducerState; snapshots: ProducerSnapshots },
    { from, to, trusted }: { from: number; to: number; trusted: boolean },
  ): Promise<void> {
    this.say('INFO', `Loading producer state till offset ${to}`, UNIFIED_LOGGER)
    if (snapshots.latestOffset === undefined && trusted) {
      for (const offset of [...this.snapshotBases(), to]) {
        snapshots.mapEndOffset = offset
        snapshots.take()
      }
      return snapshots.flush()
    }
    const reloading = `Reloading from producer snapshot and rebuilding producer state from offset ${to}`
    if (to > 0 || snapshots.latestOffset !== undefined) this.say('INFO', reloading, UNIFIED_LOGGER)
    const { clock } = this.options.env
    const began = clock.monotonic()
    await snapshots.reload(from, to, clock.wall())
    const reloaded = clock.monotonic()
    const entering = ({ baseOffset }: Segment) => {
      if (this.snapshotBases().includes(baseOffset)) snapshots.take()
    }
    await replayInto(producers, snapshots, this.segments, { from, to, entering })
    snapshots.take()
    await snapshots.flush()
    const [loading, replaying] = [reloaded - began, clock.monotonic() - reloaded].map(Math.round)
    const took = `Producer state recovery took ${loading}ms for snapshot load and ${replaying}ms for segment recovery`
    this.say('INFO', `${took} from offset ${to}`, UNIFIED_LOGGER)
  }

  /** A snapshot is wanted where the two newest segments begin. */
  private snapshotBases(): number[] {
    return this.segments.slice(-2).map(({ baseOffset }) => baseOffset)
  }
}

/** What an operation that a crash interrupted leaves. */
const LEFTOVER = /\.(?:swap|deleted|cleaned)$|(?:-checkpoint|\.metadata)\.tmp$/
/** What is named by an offset. */
const OFFSET_FILE = /\.(?:log|\w*index|snapshot)$/
const INDEX_SUFFIXES: readonly string[] = ['.index', '.timeindex', '.txnindex']
