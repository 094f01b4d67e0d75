import { javaDate } from '../../base/java-date.ts'
import type { Clock, Timers, Trace } from '../../env/env.ts'
import { type BatchHeader, batchHeaderAt, CorruptRecordError, isValidCrc, recordsIn } from '../../record/batch.ts'
import { compressorLoading } from '../../record/codecs.ts'
import type { CleaningRound } from '../cleanable-log.ts'
import { parentOf } from '../file-names.ts'
import type { Log } from '../log.ts'
import { describe } from '../log-retention.ts'
import type { Segment } from '../segment.ts'
import { type FilterRules, filterBatch } from './batch-filter.ts'
import { groupSegments, type LogToClean } from './cleanable-range.ts'
import { CleanedTransactions } from './cleaned-transactions.ts'
import { CleanerStats } from './cleaner-stats.ts'
import { CleaningAborted } from './cleaning-aborted.ts'
import type { OffsetMap } from './offset-map.ts'
import { Slices } from './slices.ts'
import type { Throttle } from './throttle.ts'

const LOGGER = 'org.apache.kafka.storage.internals.log.Cleaner'

/** Bytes written that may wait for the disk. */
const MOST_UNSYNCED = 2 * 1024 * 1024

export interface CleanerOptions {
  readonly env: { readonly clock: Clock; readonly timers: Timers; readonly trace: Trace }
  readonly map: OffsetMap
  /** How full the map may be, 0 to 1 (`log.cleaner.io.buffer.load.factor`). */
  readonly loadFactor: number
  /** Bytes read from a segment at once. */
  readonly ioBytes: number
  readonly throttle: Throttle
}

/** Cleans one log: learns the last offset of each key of its dirty part, then writes its segments anew (`Cleaner.java`). */
export class Cleaner {
  private readonly slices: Slices

  constructor(private readonly options: CleanerOptions) {
    this.slices = new Slices(options.env)
  }

  /**
   * One round over a log. Gives the first offset that was not cleaned. Throws CleaningAborted, CorruptRecordError (the log
   * cannot be cleaned) and DiskError.
   */
  async clean(log: Log, what: LogToClean, round: CleaningRound): Promise<{ endOffset: number; stats: CleanerStats }> {
    const { env, map } = this.options
    const stats = new CleanerStats(env.clock.monotonic())
    const now = env.clock.wall()
    this.say(`Beginning cleaning of log ${log.name}`)
    this.say(`Building offset map for ${log.name}...`)
    await this.buildMap(log, what, round, stats)
    stats.mapped = env.clock.monotonic()
    const endOffset = map.latestOffset + 1
    this.say(beginningOf(log, what))
    const run = new CleaningRun({ ...this.options, slices: this.slices, log, what, round, stats, now })
    await run.cleanTo(endOffset)
    stats.bufferUtilization = map.utilization
    stats.ended = env.clock.monotonic()
    return { endOffset, stats }
  }

  private async buildMap(log: Log, what: LogToClean, round: CleaningRound, stats: CleanerStats): Promise<void> {
    const { map } = this.options
    map.clear()
    const { firstDirtyOffset: start, firstUncleanableOffset: end } = what
    const dirty = log.cleanable.segmentsIn(start, end)
    const transactions = new CleanedTransactions(() => {})
    transactions.add(log.cleanable.abortedTransactions(start, end))
    this.say(`Building offset map for log ${log.name} for ${dirty.length} segments in offset range [${start}, ${end}).`)
    for (const [at, segment] of dirty.entries()) {
      const isFull = await this.mapSegment(segment, { start, transactions, round, stats })
      if (isFull) break
      map.latestOffset = Math.max(map.latestOffset, (dirty[at + 1]?.baseOffset ?? end) - 1)
    }
    this.say(`Offset map for log ${log.name} complete.`)
  }

  /** Whether the map had no room for all keys. */
  private async mapSegment(
    segment: Segment,
    how: { start: number; transactions: CleanedTransactions; round: CleaningRound; stats: CleanerStats },
  ): Promise<boolean> {
    const { map, ioBytes, throttle } = this.options
    const { start, transactions, round, stats } = how
    const { position: from } = segment.offsetIndex.lookup(start)
    for await (const { header, bytes } of segment.batches({ from, chunk: ioBytes })) {
      refuseDamaged(segment, header, bytes)
      const skipped = transactions.mayDiscard(header, bytes) || header.control
      if (!skipped && !this.mapBatch(bytes, start)) return true
      if (header.lastOffset >= start) map.latestOffset = header.lastOffset
      stats.mapMessagesRead += header.recordCount
      stats.mapBytesRead += header.size
      await throttle.worked(header.size, round)
      await this.slices.worked(header.size)
      if (round.aborted) throw new CleaningAborted()
    }
    return false
  }

  private mapBatch(batch: Uint8Array, start: number): boolean {
    const { map, loadFactor } = this.options
    const most = map.most(loadFactor)
    for (const { key, offset } of recordsIn(batch)) {
      if (key === null || offset < start) continue
      if (map.size >= most) return false
      map.put(key, offset)
    }
    return true
  }

  private say(message: string): void {
    this.options.env.trace.log('INFO', LOGGER, `Cleaner 0: ${message}`)
  }
}

/** What Kafka says when it knows the keys; the times are of segments. */
function beginningOf(log: Log, what: LogToClean): string {
  const prior = log.cleanable.segmentsIn(0, what.firstUncleanableOffset).at(-1)?.lastModified ?? 0
  const horizon = `discarding tombstones prior to upper bound deletion horizon ${javaDate(deleteHorizon(log, what))}`
  return `Cleaning log ${log.name} (cleaning prior to ${javaDate(prior)}, ${horizon})...`
}

/** Of tombstones in formats before the present one. */
function deleteHorizon(log: Log, { firstDirtyOffset }: LogToClean): number {
  const clean = log.cleanable.segmentsIn(0, firstDirtyOffset).at(-1)
  return clean ? clean.lastModified - log.config.deleteRetentionMs : 0
}

interface RunOptions extends CleanerOptions {
  readonly slices: Slices
  readonly log: Log
  readonly what: LogToClean
  readonly round: CleaningRound
  readonly stats: CleanerStats
  /** Wall time at which the round began. */
  readonly now: number
}

/** The writing half of a round. */
class CleaningRun {
  /** What is being written. */
  private cleaned: Segment | null = null
  private unsynced = 0
  private readonly transactions = new CleanedTransactions((aborted) => this.cleaned?.txnIndex.append(aborted))

  constructor(private readonly options: RunOptions) {}

  async cleanTo(endOffset: number): Promise<void> {
    const { log, what } = this.options
    const segments = log.cleanable.segmentsIn(0, endOffset)
    for (const group of groupSegments(segments, log.config, what.firstUncleanableOffset)) await this.cleanGroup(group)
  }

  private async cleanGroup(group: readonly Segment[]): Promise<void> {
    const { log, round } = this.options
    const cleaned = log.cleanable.newSegment((group[0] as Segment).baseOffset, this.options.now)
    this.cleaned = cleaned
    try {
      await this.write(group, cleaned)
      if (round.aborted || group.some((segment) => !log.cleanable.segments.includes(segment)))
        throw new CleaningAborted()
    } catch (error) {
      await log.cleanable.discard(cleaned)
      throw error
    }
    const names = group.map(describe).join(', ')
    this.say(`Swapping in cleaned segment ${describe(cleaned)} for segment(s) [${names}] in log ${log.name}`)
    await log.cleanable.replace(cleaned, group)
  }

  private async write(group: readonly Segment[], cleaned: Segment): Promise<void> {
    const { log } = this.options
    const producers = log.cleanable.lastRecords()
    for (const [at, segment] of group.entries()) {
      const end = group[at + 1]?.baseOffset ?? (await segment.readNextOffset())
      this.transactions.add(log.cleanable.abortedTransactions(segment.baseOffset, end))
      this.say(`Cleaning ${describe(segment)} in log ${log.name} into ${cleaned.baseOffset} ${this.horizonOf(segment)}`)
      await this.copy(segment, cleaned, this.rules(producers))
    }
    cleaned.addTimeEntry()
    cleaned.lastModified = (group.at(-1) as Segment).lastModified
    await Promise.all(
      cleaned.files().map((file) => (file === cleaned.txnIndex.file && file.length === 0 ? null : file.sync())),
    )
  }

  /** How Kafka ends this line; the horizon counts only for batches of formats before the present one. */
  private horizonOf({ lastModified }: Segment): string {
    const { log, what } = this.options
    const horizon = deleteHorizon(log, what)
    const from = `with an upper bound deletion horizon ${horizon} computed from the segment last modified time of ${lastModified}`
    return `${from},${lastModified > horizon ? 'retaining' : 'discarding'} deletes.`
  }

  private rules(producers: FilterRules['producers']): FilterRules {
    const { log, map, what, now } = this.options
    const { transactions } = this
    const { deleteRetentionMs } = log.config
    return { map, transactions, producers, upperBoundOffset: what.firstUncleanableOffset, now, deleteRetentionMs }
  }

  private async copy(segment: Segment, cleaned: Segment, rules: FilterRules): Promise<void> {
    const { round, stats, throttle, slices, ioBytes } = this.options
    for await (const { header, bytes } of segment.batches({ from: 0, chunk: ioBytes })) {
      refuseDamaged(segment, header, bytes)
      await compressorLoading(header.compression)
      const { bytes: left, read, kept, invalid } = filterBatch(header, bytes, rules)
      stats.bytesRead += header.size
      stats.messagesRead += read
      stats.messagesWritten += kept
      stats.invalidMessages += invalid
      if (left) {
        stats.bytesWritten += left.length
        await this.append(cleaned, left === bytes ? left.slice() : left)
      }
      await throttle.worked(header.size + (left?.length ?? 0), round)
      await slices.worked(header.size)
      if (round.aborted) throw new CleaningAborted()
    }
  }

  /** Memory holds little of what is written. */
  private async append(cleaned: Segment, batch: Uint8Array): Promise<void> {
    cleaned.append(batchHeaderAt(batch), batch, this.options.log.config.indexIntervalBytes)
    this.unsynced += batch.length
    if (this.unsynced < MOST_UNSYNCED) return
    this.unsynced = 0
    await cleaned.log.sync()
  }

  private say(message: string): void {
    this.options.env.trace.log('INFO', LOGGER, `Cleaner 0: ${message}`)
  }
}

function refuseDamaged(segment: Segment, header: BatchHeader, bytes: Uint8Array): void {
  if (isValidCrc(bytes)) return
  const where = `${parentOf(segment.log.path)} in ${segment.log.path}`
  throw new CorruptRecordError(`Record batch at offset ${header.baseOffset} of ${where} is corrupt`)
}
