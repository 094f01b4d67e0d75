import { assert } from '../base/assert.ts'
import { EMPTY_BYTES, toHex } from '../base/bytes.ts'
import type { Uuid } from '../base/uuid.ts'
import { Errors } from '../protocol/errors.ts'
import { type BatchHeader, batchHeaderAt } from '../record/batch.ts'
import { stampBatch } from '../record/header.ts'
import { type Accepted, acceptBatch, acceptFetched, appendedAnswer, duplicateAnswer } from './append-check.ts'
import { refuse } from './append-rules.ts'
import { CleanableLog } from './cleanable-log.ts'
import { parentOf, partitionNameOf } from './file-names.ts'
import type { KeptLog } from './kept-log.ts'
import type { LeaderEpochCache } from './leader-epoch-cache.ts'
import { LocalLog } from './local-log.ts'
import type { LogConfig } from './log-config.ts'
import { Deletions } from './log-deletion.ts'
import { type OpenedLog, openLog } from './log-opening.ts'
import type { LogOptions } from './log-options.ts'
import { deletableSegments, type RetentionPass, retentionPasses } from './log-retention.ts'
import { findAborted, findMaxTimestamp, findTimestamp } from './log-search.ts'
import { LogStart } from './log-start.ts'
import type {
  AbortedTransaction,
  AppendAsLeader,
  AppendOrigin,
  AppendResult,
  EpochEndOffset,
  ReadRequest,
  Refused,
  SegmentInfo,
  TimestampOffset,
} from './log-types.ts'
import type { ProducerEntry } from './producer-entry.ts'
import { applyBatch, markerIn, replayInto } from './producer-replay.ts'
import type { ProducerState } from './producer-state.ts'
import { rollRules, type Segment } from './segment.ts'
import type { ProducerSnapshots } from './snapshots.ts'

/** The log of one partition (`UnifiedLog.java`), without the high watermark, which replication/ owns. */
export class Log {
  readonly dir: string
  /** `<topic>-<partition>` */
  readonly name: string
  readonly topicId: Uuid | null
  /** Whether it was opened as it was kept, with all that it had. */
  readonly wentOn: boolean
  /** For the cleaner. */
  readonly cleanable: CleanableLog
  private readonly env: LogOptions['env']
  private readonly epochs: LeaderEpochCache
  private readonly producers: ProducerState
  private readonly snapshots: ProducerSnapshots
  private readonly deletions: Deletions
  private readonly local: LocalLog
  private readonly jitter: number
  private readonly onCut: LogOptions['onCut']
  private currentConfig: LogConfig
  private readonly begin: LogStart
  private end: number
  private durable: number
  /** Its end is being cut. */
  private isCut = false

  /** Reads the folder, repairing what a crash left (made when it is not there). Rejects with DiskError. */
  static async open(options: LogOptions): Promise<Log> {
    const log = new Log(options, await openLog(options))
    await log.local.appear()
    return log
  }

  private constructor(options: LogOptions, opened: OpenedLog) {
    this.env = options.env
    this.dir = options.dir
    this.name = partitionNameOf(options.dir)
    this.currentConfig = options.config
    this.onCut = options.onCut
    this.topicId = opened.topicId
    this.wentOn = opened.wentOn
    this.epochs = opened.epochs
    this.producers = opened.producers
    this.snapshots = opened.snapshots
    this.local = new LocalLog(options.env.disk, options.dir, opened.segments)
    this.begin = new LogStart(opened.logStartOffset, {
      ...opened,
      say: (message) => this.log(message),
      moved: (from, to) => options.env.trace.event({ type: 'log.start.moved', partition: this.name, from, to }),
    })
    this.end = opened.nextOffset
    this.durable = opened.recoveryPoint
    this.deletions = new Deletions(options.env, options.dir)
    this.jitter = options.env.random.float()
    const { local, deletions } = this
    this.cleanable = new CleanableLog({ ...options.env, ...opened, dir: this.dir, local, deletions }, () => this.config)
  }

  get config(): LogConfig {
    return this.currentConfig
  }
  get logStartOffset(): number {
    return this.begin.offset
  }
  /** The offset that the next record gets. */
  get logEndOffset(): number {
    return this.end
  }
  /** Everything before is durable. */
  get recoveryPoint(): number {
    return this.durable
  }
  /** Bytes of all .log files. */
  get size(): number {
    return this.local.size
  }
  /** Of the last epoch that began here; undefined when none did. */
  get latestEpoch(): number | undefined {
    return this.epochs.latest?.epoch
  }
  /** Where the oldest transaction begins that is open or whose end the high watermark has not passed; null: none. */
  get firstUnstableOffset(): number | null {
    const first = this.producers.firstUnstableOffset
    return first === null ? null : Math.max(first, this.begin.offset)
  }

  /** The segments, oldest first; the last one is appended to. */
  segments(): readonly SegmentInfo[] {
    return this.local.segments.map(({ baseOffset, size, maxTimestamp }) => ({
      baseOffset,
      size,
      largestTimestamp: maxTimestamp,
    }))
  }

  /** For what comes: the indexes of a segment keep the size with which they were made. */
  updateConfig(config: LogConfig): void {
    if (this.currentConfig.compacts && !config.compacts) this.cleanable.abort()
    this.currentConfig = config
  }

  /**
   * Checks one batch, gives it offsets and the epoch, and hands it to the disk; durable after {@link flush}. The bytes are
   * copied, unless they are `given`. Protocol errors are values.
   */
  appendAsLeader(batch: Uint8Array, how: AppendAsLeader): AppendResult {
    const now = this.env.clock.wall()
    const { config, name } = this
    const accepted = acceptBatch(batch, { config, origin: how.origin, given: how.given ?? false, now, partition: name })
    if ('error' in accepted) return accepted
    const { header } = accepted
    const settled = (header.producerId >= 0 && this.settleProducer(accepted, how.origin)) || this.stuck(accepted, now)
    if (settled) return settled
    stampBatch(accepted.bytes, this.end, how.leaderEpoch)
    const stored = batchHeaderAt(accepted.bytes)
    this.store([{ header: stored, bytes: accepted.bytes }], now)
    return { ...appendedAnswer(stored), logStartOffset: this.begin.offset }
  }

  /** A new segment would begin where the active one does, which is not empty: somebody damaged its files. */
  private stuck({ header, bytes }: Accepted, now: number): Refused | null {
    const { active } = this.local
    if (active.baseOffset !== this.end || active.size === 0) return null
    const batch = {
      size: bytes.length,
      maxTimestamp: header.maxTimestamp,
      lastOffset: this.end + header.lastOffsetDelta,
    }
    if (!this.local.shouldRoll(batch, now, rollRules(this.config, this.jitter))) return null
    const what = `Trying to roll a new log segment of ${this.name} at one that already exists`
    return refuse(Errors.UNKNOWN_SERVER_ERROR, what)
  }

  /** A duplicate's answer, a refusal, or null when the batch may be appended. */
  private settleProducer({ header, bytes }: Accepted, origin: AppendOrigin): AppendResult | null {
    const same = origin === 'client' ? this.producers.duplicateOf(header) : undefined
    if (!same) return this.producers.check(header, this.end, markerIn(header, bytes), origin)
    return { ...duplicateAnswer(same), logStartOffset: this.begin.offset }
  }

  /**
   * Appends batches fetched from the leader as they are. Batches of a leader epoch above `leaderEpoch` are left out
   * (KAFKA-18723). Throws CorruptRecordError on a wrong checksum or offsets that do not go on.
   */
  appendAsFollower(batches: Uint8Array, leaderEpoch = Number.MAX_SAFE_INTEGER): void {
    const stored = acceptFetched(batches, { leaderEpoch, next: this.end, partition: this.name })
    if (stored.length > 0) this.store(stored, this.env.clock.wall())
  }

  /** All of a set goes into one segment. */
  private store(batches: readonly Accepted[], now: number): void {
    const last = (batches.at(-1) as Accepted).header
    const size = batches.reduce((sum, { header }) => sum + header.size, 0)
    const maxTimestamp = batches.reduce((max, { header }) => Math.max(max, header.maxTimestamp), -1)
    const rules = rollRules(this.config, this.jitter)
    if (this.local.shouldRoll({ size, maxTimestamp, lastOffset: last.lastOffset }, now, rules)) this.roll()
    for (const { header, bytes } of batches) this.storeOne(header, bytes)
    this.local.active.lastModified = now
  }

  private storeOne(header: BatchHeader, bytes: Uint8Array): void {
    this.epochs.assign(header.partitionLeaderEpoch, header.baseOffset)
    this.local.append(header, bytes, this.config)
    this.end = header.lastOffset + 1
    applyBatch(this.producers, this.local.active, header, bytes)
    this.snapshots.mapEndOffset = this.end
    this.local.markAppended(this.local.active)
  }

  /** Begins a new segment at the end. The file appears behind the queue, once all before it is durable. */
  roll(): void {
    const { end: baseOffset } = this
    if (this.local.active.size === 0 && this.local.active.baseOffset === baseOffset) return
    this.local.roll(baseOffset, this.config, this.env.clock.wall())
    this.snapshots.mapEndOffset = baseOffset
    this.snapshots.take()
    this.log(`Rolled new log segment at offset ${baseOffset} in 0 ms.`, 'LocalLog')
    this.env.trace.event({ type: 'segment.rolled', partition: this.name, baseOffset })
  }

  /** Resolves when files of removed segments carry their new names. */
  deletionsSettled(): Promise<void> {
    return this.deletions.settled()
  }

  /** Resolves when everything appended before is durable; calls meanwhile share the disk's work. Rejects with DiskError. */
  async flush(): Promise<void> {
    const { end } = this
    await Promise.all([
      this.local.sync(),
      this.snapshots.flush(),
      ...(this.epochs.file.busy ? [this.epochs.file.settled()] : []),
    ])
    this.durable = Math.min(Math.max(this.durable, end), this.end)
  }

  /** {@link read} when memory holds what is wanted; undefined when the disk must be asked. */
  readSync(request: ReadRequest): { bytes: Uint8Array } | undefined {
    if (request.offset >= this.end) return { bytes: EMPTY_BYTES }
    const bytes = this.local.readTail(request)
    return bytes && { bytes }
  }

  /**
   * Whole batches from the one that contains the offset on, never beyond a segment's end. Empty when there are none below
   * `upTo`, or the first is larger than `maxBytes` and not wanted so; fewer than fit where the disk is asked.
   */
  async read(request: ReadRequest): Promise<{ bytes: Uint8Array }> {
    return this.readSync(request) ?? { bytes: await this.local.readDisk(request) }
  }

  /** The first record not older than the timestamp; null when there is none. */
  async offsetForTimestamp(timestamp: number): Promise<TimestampOffset | null> {
    const start = this.begin.offset
    return this.search((segments) => findTimestamp(segments, timestamp, start))
  }

  /** The first record with the largest timestamp; null for a log without records. */
  async maxTimestampOffset(): Promise<TimestampOffset | null> {
    return this.search(findMaxTimestamp)
  }

  /** In all segments, also in those before the log start that are still there, as Kafka does. */
  private async search(find: (segments: readonly Segment[]) => Promise<TimestampOffset | null>) {
    return (await this.local.whileTheyLast(find, this.local.segments[0]?.baseOffset ?? 0)) ?? null
  }

  /** A new leader's epoch begins at the end of the log. */
  assignEpoch(epoch: number): void {
    this.epochs.assign(epoch, this.end)
  }

  /** Where an epoch ended, as OffsetForLeaderEpoch answers. */
  endOffsetForEpoch(epoch: number): EpochEndOffset {
    return this.epochs.endOffsetFor(epoch, this.end)
  }

  /** The epoch of the record at an offset; -1 when unknown. */
  epochForOffset(offset: number): number {
    return this.epochs.epochForOffset(offset) ?? -1
  }

  /** Aborted transactions that overlap [from, to), in the order of their markers. */
  abortedTransactions(from: number, to: number): AbortedTransaction[] {
    return findAborted(this.local.from(from), from, to)
  }

  /** Transactions that ended below it are stable now. */
  highWatermarkMoved(highWatermark: number): void {
    this.producers.highWatermarkMoved(highWatermark)
  }

  /** Producers with their sequences and open transactions, for DescribeProducers and pictures. */
  activeProducers(): Iterable<Readonly<Omit<ProducerEntry, 'addBatch' | 'useEpoch' | 'duplicateOf'>>> {
    return this.producers.entries()
  }

  /** Whether it is in the middle of nothing: what it knows is what was written, or is about to be. */
  get isSteady(): boolean {
    return !this.isCut && !this.local.segments.some((segment) => segment.files().some((file) => file.isOpening))
  }

  /** What it knows now, for a log that goes on from here; it must be steady. */
  keep(): KeptLog {
    const { topicId, logStartOffset, logEndOffset, recoveryPoint, epochs, producers } = this
    return { topicId, epochs: epochs.all(), logStartOffset, logEndOffset, recoveryPoint, producers: producers.keep() }
  }

  /** Forgets producers idle longer than `producer.id.expiration.ms`. */
  expireProducers(): void {
    const producerIds = this.producers.removeExpired(this.env.clock.wall())
    if (producerIds.length > 0) this.env.trace.event({ type: 'producers.expired', partition: this.name, producerIds })
  }

  /** Drops everything at and beyond the offset; nothing may be appended before it resolves. */
  async truncateTo(offset: number): Promise<void> {
    this.epochs.truncateFromEnd(offset)
    if (offset >= this.end) return
    await this.whileNotCleaned(() => this.cutAt(offset))
  }

  private async cutAt(offset: number): Promise<void> {
    this.log(`Truncating to offset ${offset}`)
    this.env.trace.event({ type: 'log.truncated', partition: this.name, from: this.end, to: offset })
    const { segments } = this.local
    if (segments[0] && segments[0].baseOffset > offset) return this.startAnewAt(offset)
    this.removeSegments(segments.filter(({ baseOffset }) => baseOffset > offset))
    // What is appended next may need the names of the files that go.
    await this.deletions.settled()
    await this.local.truncateActive(offset, this.env.clock.wall())
    this.end = offset
    this.begin.offset = Math.min(this.begin.offset, offset)
    this.durable = Math.min(this.durable, offset)
    await this.snapshots.reload(this.begin.offset, offset, this.env.clock.wall())
    await replayInto(this.producers, this.snapshots, this.local.segments, { from: this.begin.offset, to: offset })
    this.takeProducerSnapshot()
  }

  /** Drops everything; the next record gets the offset. */
  async truncateFullyAndStartAt(offset: number): Promise<void> {
    await this.whileNotCleaned(() => this.startAnewAt(offset))
  }

  /** A round of cleaning under way comes to nothing, and the next begins no later than at the cut. */
  private async whileNotCleaned(cut: () => Promise<void>): Promise<void> {
    void this.cleanable.pause()
    this.isCut = true
    try {
      await cut()
      // One whose cut failed stays as it is: nothing may be taken from it.
      this.isCut = false
      await this.cleanable.onTruncated?.(this.local.active.baseOffset)
      await this.onCut?.()
    } finally {
      this.cleanable.resume()
    }
  }

  private async startAnewAt(offset: number): Promise<void> {
    this.log(`Truncate and start at offset ${offset}`)
    this.removeSegments(this.local.segments)
    await this.deletions.settled()
    await this.local.startAt(offset, this.config, this.env.clock.wall())
    this.epochs.clear()
    await this.snapshots.startAt(offset)
    this.begin.offset = offset
    this.end = offset
    this.durable = Math.min(this.durable, offset)
  }

  /** Records below are gone for readers (DeleteRecords); segments wholly below go at the next {@link deleteOldSegments}. */
  advanceLogStart(offset: number, reason = 'client delete records request'): void {
    assert(offset <= this.end, `log start ${offset} beyond the end ${this.end} of ${this.name}`)
    this.begin.raise(offset, reason)
  }

  /** Retention by log start, size and time; only below the high watermark. Gives the number of segments that went. */
  deleteOldSegments(highWatermark: number): number {
    let count = 0
    if (this.isCut) return count
    const warn = (message: string) => this.env.trace.log('WARN', 'LogFutureTimestampLogger', message)
    for (const pass of retentionPasses(this, this.env.clock.wall(), warn)) {
      const gone = deletableSegments(this.local.segments, pass, { highWatermark, logEndOffset: this.end })
      if (gone.length > 0) this.letGo(gone, pass)
      count += gone.length
    }
    return count
  }

  private letGo(gone: readonly Segment[], { lines }: RetentionPass): void {
    if (gone.length === this.local.segments.length) this.rollOnto()
    this.begin.raise(this.local.segments[gone.length]?.baseOffset ?? this.end, 'segment deletion')
    for (const line of lines(gone)) this.log(line)
    this.removeSegments(gone)
  }

  /** Its file is there before those of all others go: without any a crash would begin at offset 0 again. */
  private rollOnto(): void {
    this.roll()
    const { active } = this.local
    this.deletions.enqueue(() => active.log.sync()).catch((error: Error) => this.log(`Cannot roll: ${error.message}`))
  }

  private removeSegments(gone: readonly Segment[]): void {
    this.local.drop(gone)
    this.deletions.segments([...gone], this.config.fileDeleteDelayMs)
    for (const { baseOffset, size } of gone) {
      this.snapshots.forget(baseOffset)
      this.env.trace.event({ type: 'segment.deleted', partition: this.name, baseOffset, size })
    }
  }

  /** Writes the producer state out at the end of the log. */
  takeProducerSnapshot(): void {
    this.snapshots.mapEndOffset = this.end
    this.snapshots.take()
  }

  /** A clean close: closing index entries, a producer snapshot, everything durable. */
  async close(): Promise<void> {
    await this.cleanable.pause()
    this.deletions.stop()
    await this.deletions.settled()
    this.snapshots.take()
    await this.local.complete()
    await this.flush()
    await this.local.close()
  }

  /** Renames the folder (suffix `-delete`); its files go after `file.delete.delay.ms`. The log is of no use afterwards. */
  async delete(): Promise<void> {
    await this.cleanable.pause()
    await this.deletions.settled()
    await Promise.all([this.snapshots.flush(), this.epochs.file.settled()])
    await this.local.retire()
    await this.deletions.folder(toHex(this.env.random.bytes(16)), this.config.fileDeleteDelayMs)
    await this.cleanable.onDeleted?.()
  }

  private log(message: string, part: 'UnifiedLog' | 'LocalLog' = 'UnifiedLog'): void {
    const dir = part === 'LocalLog' ? this.dir : parentOf(this.dir)
    const line = `[${part} partition=${this.name}, dir=${dir}] ${message}`
    this.env.trace.log('INFO', `org.apache.kafka.storage.internals.log.${part}`, line)
  }
}
