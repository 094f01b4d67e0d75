import type { Env, FileInfo } from '../env/env.ts'
import { CorruptRecordError, isValidCrc } from '../record/batch.ts'
import { batchesFrom } from './batch-reader.ts'
import { baseName, parentOf, parseSegmentFile, partitionNameOf } from './file-names.ts'
import type { KeptLog } from './kept-log.ts'
import type { LeaderEpochCache } from './leader-epoch-cache.ts'
import type { LogConfig } from './log-config.ts'
import { applyBatch, replayInto } from './producer-replay.ts'
import { ProducerState } from './producer-state.ts'
import { Segment } from './segment.ts'
import { ProducerSnapshots } from './snapshots.ts'

const LOGGER = 'org.apache.kafka.storage.internals.log.LogLoader'
const UNIFIED_LOGGER = 'org.apache.kafka.storage.internals.log.UnifiedLog'

export interface LoadOptions {
  readonly env: Pick<Env, 'clock' | 'disk' | 'trace'>
  readonly dir: string
  readonly config: LogConfig
  readonly cleanShutdown: boolean
  readonly recoveryPoint: number
  readonly logStartOffset: number
  readonly producerIdExpirationMs: number
  readonly epochs: LeaderEpochCache
  /** What is in the folder, where that is known. */
  readonly files?: readonly FileInfo[]
}

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
export class LogLoader {
  private readonly name: string
  private segments: Segment[] = []
  /** What the folder had when its segments were read in. */
  private found: readonly FileInfo[] = []
  /** Whether the folder still has what was found, nothing else. */
  private isAsFound = true
  /** Whether each segment that holds something has its index files. */
  private isIndexed = true

  constructor(private readonly options: LoadOptions) {
    this.name = partitionNameOf(options.dir)
  }

  /** Checks and repairs what is there. Rejects with DiskError. */
  async load(): Promise<LoadedLog> {
    const { epochs, recoveryPoint, cleanShutdown } = this.options
    await this.loadSegments()
    if (!cleanShutdown) await this.recoverLog()
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

  /** Goes on from what was kept; undefined: the disk lacks something that was there then. Rejects with DiskError. */
  async goOn(kept: KeptLog): Promise<LoadedLog | undefined> {
    await this.loadSegments()
    const end = await this.segments.at(-1)?.readNextOffset()
    if (this.isIndexed && end === kept.logEndOffset) return this.takeUp(kept)
    await Promise.all(this.segments.map((segment) => segment.close()))
    return undefined
  }

  private async takeUp({ logStartOffset, logEndOffset, recoveryPoint, producers: known }: KeptLog): Promise<LoadedLog> {
    const { segments } = this
    // The newest entries of the time index may not have been written yet.
    for (const segment of segments.slice(-2)) await segment.findLargestTimestamp()
    await segments.at(-1)?.loadFirstBatchTimestamp()
    const { producers, snapshots } = this.newProducers(this.found)
    await snapshots.removeStray(segments.map(({ baseOffset }) => baseOffset))
    producers.takeBack(known)
    snapshots.goOnAt(logEndOffset)
    return { segments, logStartOffset, nextOffset: logEndOffset, recoveryPoint, producers, snapshots, wentOn: true }
  }

  private files(): Promise<FileInfo[]> {
    return this.options.env.disk.list(`${this.options.dir}/`)
  }

  private log(level: 'INFO' | 'WARN' | 'ERROR', message: string, logger = LOGGER): void {
    const { trace } = this.options.env
    trace.log(level, logger, `[LogLoader partition=${this.name}, dir=${parentOf(this.options.dir)}] ${message}`)
  }

  /** The files when nothing is half done any more. */
  private async settledFiles(): Promise<readonly FileInfo[]> {
    const files = this.options.files ?? (await this.files())
    if (!files.some(({ path }) => LEFTOVER.test(path))) return files
    await this.finishSwaps(await this.removeLeftovers(files))
    return this.files()
  }

  /** Files half removed or half made go; gives the `.swap` files that stand for a finished compaction. */
  private async removeLeftovers(files: readonly FileInfo[]): Promise<string[]> {
    const { disk } = this.options.env
    const swaps: { path: string; offset: number }[] = []
    let lowestCleaned = Number.POSITIVE_INFINITY
    for (const { path } of files) {
      const offset = parseSegmentFile(baseName(path))?.offset ?? 0
      if (path.endsWith('.swap')) swaps.push({ path, offset })
      if (path.endsWith('.cleaned')) lowestCleaned = Math.min(lowestCleaned, offset)
      if (path.endsWith('.deleted') || path.endsWith('.cleaned') || path.endsWith('.tmp')) await disk.remove(path)
    }
    for (const { path, offset } of swaps) if (offset >= lowestCleaned) await disk.remove(path)
    return swaps.filter(({ offset }) => offset < lowestCleaned).map(({ path }) => path)
  }

  /** The compaction had replaced these segments but for the renaming: what they replace goes, they take their names. */
  private async finishSwaps(swaps: readonly string[]): Promise<void> {
    const { disk } = this.options.env
    for (const path of swaps.filter((one) => one.endsWith('.log.swap'))) {
      const { from, to } = await this.rangeOf(path)
      for (const { path: other } of await this.files()) {
        const file = parseSegmentFile(baseName(other))
        if (!file || other.endsWith('.swap')) continue
        if (file.offset < from || file.offset >= to) continue
        this.log('INFO', `Deleting segment files ${baseName(other)} that is compacted but has not been deleted yet.`)
        await disk.remove(other)
      }
    }
    for (const path of swaps) {
      const target = path.slice(0, -'.swap'.length)
      this.log('INFO', `Recovering file ${baseName(target)} by renaming from ${path} to ${target}.`)
      await disk.rename(path, target)
    }
  }

  private async rangeOf(swap: string): Promise<{ from: number; to: number }> {
    const from = parseSegmentFile(baseName(swap))?.offset ?? 0
    const file = await this.options.env.disk.open(swap)
    let to = from
    for await (const { header } of batchesFrom(file, { from: 0, end: file.length })) to = header.lastOffset + 1
    await file.close()
    return { from, to }
  }

  private async loadSegments(): Promise<void> {
    const files = await this.settledFiles()
    this.found = files
    const byPath = new Map(files.map((file) => [file.path, file]))
    const { env, dir, config } = this.options
    for (const info of files) {
      const { path, modified } = info
      const file = parseSegmentFile(baseName(path))
      if (!file) continue
      const stem = path.slice(0, -file.suffix.length)
      if (INDEX_SUFFIXES.includes(file.suffix) && !byPath.has(`${stem}.log`)) {
        this.log('WARN', `Found an orphaned index file ${path}, with no corresponding log file.`)
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
        const indexed = byPath.has(`${stem}.index`) && byPath.has(`${stem}.timeindex`)
        await this.takeIn(segment, { path, indexed })
      }
    }
  }

  private async takeIn(segment: Segment, { path, indexed }: { path: string; indexed: boolean }): Promise<void> {
    const { cleanShutdown, recoveryPoint } = this.options
    const trusted = cleanShutdown || segment.baseOffset < recoveryPoint
    this.segments.push(segment)
    if (indexed) return segment.loadIndexes()
    if (segment.size > 0) this.isIndexed = false
    if (!trusted || segment.size === 0) return
    const what = `Could not find offset index file corresponding to log file ${path}`
    this.log('ERROR', `${what}, recovering segment and rebuilding index files...`)
    await this.recoverSegment(segment)
  }

  /** Goes through the segments from the recovery point on; the log ends where the first of them is damaged. */
  private async recoverLog(): Promise<void> {
    const { recoveryPoint } = this.options
    const holder = this.segments.findLastIndex((segment) => segment.baseOffset <= recoveryPoint)
    const unflushed = this.segments.slice(Math.max(0, holder))
    for (const [done, segment] of unflushed.entries()) {
      this.log('INFO', `Recovering unflushed segment ${segment.baseOffset}. ${done} recovered for ${this.name}.`)
      const { truncated, nextOffset } = await this.recoverSegment(segment)
      if (truncated === 0) continue
      this.log('WARN', `Corruption found in segment ${segment.baseOffset}, truncating to offset ${nextOffset}`)
      await this.dropSegments(unflushed.slice(done + 1))
      break
    }
    await this.dropIfStartIsBeyondEnd()
  }

  private async dropIfStartIsBeyondEnd(): Promise<void> {
    const last = this.segments.at(-1)
    const { logStartOffset, epochs } = this.options
    if (!last) return
    const logEndOffset = await last.readNextOffset()
    if (logEndOffset >= logStartOffset) return
    const why = `logEndOffset (${logEndOffset}) is smaller than logStartOffset (${logStartOffset})`
    const perhaps = 'This could happen if segment files were deleted from the file system.'
    this.log('WARN', `Deleting all segments because ${why}. ${perhaps}`)
    await this.dropSegments(this.segments)
    epochs.clear()
  }

  private async dropSegments(dropped: readonly Segment[]): Promise<void> {
    const { disk } = this.options.env
    for (const segment of [...dropped]) {
      this.segments = this.segments.filter((one) => one !== segment)
      const paths = segment.files().map(({ path }) => path)
      await segment.close()
      for (const path of paths) await disk.remove(path)
    }
  }

  /** Checks every batch, cuts the segment at the first that is damaged, and builds its indexes anew (`LogSegment.recover`). */
  private async recoverSegment(segment: Segment): Promise<{ truncated: number; nextOffset: number }> {
    const { snapshots, producers } = await this.producersAt(segment.baseOffset)
    this.isAsFound = false
    segment.resetIndexes()
    const { validBytes, nextOffset } = await this.checkBatches(segment, producers)
    const truncated = segment.size - validBytes
    segment.log.truncate(validBytes)
    segment.addTimeEntry()
    segment.restartCounting()
    await Promise.all(
      segment.files().map((file) => (file.path.endsWith('.txnindex') && file.length === 0 ? null : file.sync())),
    )
    snapshots.mapEndOffset = nextOffset
    snapshots.take()
    await snapshots.flush()
    return { truncated, nextOffset }
  }

  private async checkBatches(segment: Segment, producers: ProducerState) {
    const { config, epochs } = this.options
    let validBytes = 0
    let nextOffset = segment.baseOffset
    try {
      for await (const { header, bytes, position } of segment.batches({ from: 0 })) {
        if (!isValidCrc(bytes) || header.baseOffset < nextOffset) throw new CorruptRecordError('Record is corrupt')
        segment.index(header, position, config.indexIntervalBytes)
        const epoch = header.partitionLeaderEpoch
        if (epoch >= 0 && epoch > (epochs.latest?.epoch ?? -1)) epochs.assign(epoch, header.baseOffset)
        applyBatch(producers, segment, header, bytes)
        validBytes = position + header.size
        nextOffset = header.lastOffset + 1
      }
    } catch (error) {
      if (!(error instanceof CorruptRecordError)) throw error
      const message = `Found invalid messages in log segment ${segment.log.path} at byte offset ${validBytes}.`
      this.options.env.trace.log('WARN', 'org.apache.kafka.storage.internals.log.LogSegment', message)
    }
    return { validBytes, nextOffset }
  }

  private async nextOffset(): Promise<number> {
    const { env, dir, config, logStartOffset } = this.options
    const last = this.segments.at(-1)
    if (last) return last.readNextOffset()
    const created = env.clock.wall()
    this.segments.push(new Segment({ disk: env.disk, dir, baseOffset: logStartOffset, config, created }))
    return logStartOffset
  }

  /** The producer state as it was before a segment, for rebuilding that segment's transaction index. */
  private async producersAt(offset: number) {
    const made = this.newProducers(this.isAsFound ? this.found : await this.files())
    await this.rebuild(made, { from: this.options.logStartOffset, to: offset, trusted: false })
    return made
  }

  private async loadProducers(logStartOffset: number, nextOffset: number) {
    const made = this.newProducers(this.isAsFound ? this.found : await this.files())
    await made.snapshots.removeStray(this.segments.map(({ baseOffset }) => baseOffset))
    await this.rebuild(made, { from: logStartOffset, to: nextOffset, trusted: this.options.cleanShutdown })
    return made
  }

  private newProducers(files: readonly FileInfo[]): { producers: ProducerState; snapshots: ProducerSnapshots } {
    const { env, dir, producerIdExpirationMs } = this.options
    const producers = new ProducerState(this.name, producerIdExpirationMs)
    const snapshots = new ProducerSnapshots({ disk: env.disk, trace: env.trace, dir }, producers)
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
    this.log('INFO', `Loading producer state till offset ${to}`, UNIFIED_LOGGER)
    if (snapshots.latestOffset === undefined && trusted) {
      for (const offset of [...this.snapshotBases(), to]) {
        snapshots.mapEndOffset = offset
        snapshots.take()
      }
      return snapshots.flush()
    }
    const reloading = `Reloading from producer snapshot and rebuilding producer state from offset ${to}`
    if (to > 0 || snapshots.latestOffset !== undefined) this.log('INFO', reloading, UNIFIED_LOGGER)
    await snapshots.reload(from, to, this.options.env.clock.wall())
    const entering = ({ baseOffset }: Segment) => {
      if (this.snapshotBases().includes(baseOffset)) snapshots.take()
    }
    await replayInto(producers, snapshots, this.segments, { from, to, entering })
    snapshots.take()
    await snapshots.flush()
  }

  /** A snapshot is wanted where the two newest segments begin. */
  private snapshotBases(): number[] {
    return this.segments.slice(-2).map(({ baseOffset }) => baseOffset)
  }
}

/** What an operation that a crash interrupted leaves. */
const LEFTOVER = /\.(?:swap|deleted|cleaned|tmp)$/
const INDEX_SUFFIXES: readonly string[] = ['.index', '.timeindex', '.txnindex']
