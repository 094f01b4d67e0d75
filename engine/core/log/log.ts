import { assert } from '../base/assert.ts'
import { EMPTY_BYTES, toHex } from '../base/bytes.ts'
import { utf8 } from '../base/utf8.ts'
import type { Uuid } from '../base/uuid.ts'
import type { Env } from '../env/env.ts'
import { type BatchHeader, batchesIn, batchHeaderAt, CorruptRecordError, isValidCrc } from '../record/batch.ts'
import { stampBatch } from '../record/header.ts'
import { type Accepted, acceptBatch } from './append-check.ts'
import { AtomicFile, readWhole, writeWhole } from './checkpoint.ts'
import { baseName, parentOf } from './file-names.ts'
import type { LazyFile } from './lazy-file.ts'
import { LeaderEpochCache } from './leader-epoch-cache.ts'
import type { LogConfig } from './log-config.ts'
import { Deletions } from './log-deletion.ts'
import { type LoadedLog, LogLoader } from './log-loader.ts'
import { deletableSegments, retentionPasses } from './log-retention.ts'
import { findAborted, findMaxTimestamp, findTimestamp, readSegment } from './log-search.ts'
import type {
  AbortedTransaction,
  AppendOrigin,
  AppendResult,
  EpochEndOffset,
  ReadRequest,
  SegmentInfo,
  TimestampOffset,
} from './log-types.ts'
import { parsePartitionMetadata, partitionMetadata } from './partition-metadata.ts'
import { applyBatch, markerIn, replayBatch } from './producer-replay.ts'
import type { ProducerState } from './producer-state.ts'
import { Segment } from './segment.ts'
import type { ProducerSnapshots } from './snapshots.ts'
import { Tail } from './tail.ts'

export interface LogOptions {
  readonly env: Pick<Env, 'clock' | 'timers' | 'disk' | 'random' | 'trace'>
  /** `<log.dir>/<topic>-<partition>` */
  readonly dir: string
  readonly config: LogConfig
  /** Written into partition.metadata when the folder has none. */
  readonly topicId: Uuid | null
  /** Whether `.kafka_cleanshutdown` was there: then nothing is checked. */
  readonly cleanShutdown: boolean
  /** Everything before was durable at the last checkpoint. */
  readonly recoveryPoint: number
  readonly logStartOffset: number
  readonly producerIdExpirationMs: number
}

interface Opened extends LoadedLog {
  readonly epochs: LeaderEpochCache
  readonly topicId: Uuid | null
}

/** The log of one partition (`UnifiedLog.java`), without the high watermark, which replication/ owns. */
export class Log {
  readonly dir: string
  /** `<topic>-<partition>` */
  readonly name: string
  readonly topicId: Uuid | null
  private readonly env: LogOptions['env']
  private readonly epochs: LeaderEpochCache
  private readonly producers: ProducerState
  private readonly snapshots: ProducerSnapshots
  private readonly deletions: Deletions
  private readonly tail = new Tail()
  private readonly dirty = new Set<LazyFile>()
  private readonly jitter: number
  private parts: Segment[]
  private currentConfig: LogConfig
  private start: number
  private end: number
  private durable: number

  /** Reads the folder, repairing what a crash left (made when it is not there). Rejects with DiskError. */
  static async open(options: LogOptions): Promise<Log> {
    const { env, dir } = options
    const topicId = await settleTopicId(options)
    const file = new AtomicFile(env.disk, `${dir}/leader-epoch-checkpoint`)
    const epochs = new LeaderEpochCache(file)
    epochs.load((await readWhole(env.disk, file.path)) ?? EMPTY_BYTES)
    const loaded = await new LogLoader({ ...options, epochs }).load()
    const log = new Log(options, { ...loaded, epochs, topicId })
    await log.active.log.appear()
    return log
  }

  private constructor(options: LogOptions, opened: Opened) {
    this.env = options.env
    this.dir = options.dir
    this.name = baseName(options.dir)
    this.currentConfig = options.config
    this.topicId = opened.topicId
    this.epochs = opened.epochs
    this.producers = opened.producers
    this.snapshots = opened.snapshots
    this.parts = opened.segments
    this.start = opened.logStartOffset
    this.end = opened.nextOffset
    this.durable = opened.recoveryPoint
    this.deletions = new Deletions(options.env, options.dir)
    this.jitter = options.env.random.float()
  }

  get config(): LogConfig {
    return this.currentConfig
  }
  get logStartOffset(): number {
    return this.start
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
    return this.parts.reduce((sum, segment) => sum + segment.size, 0)
  }
  /** Of the last epoch that began here; undefined when none did. */
  get latestEpoch(): number | undefined {
    return this.epochs.latest?.epoch
  }
  /** Where the oldest transaction begins that is open or whose end the high watermark has not passed; null: none. */
  get firstUnstableOffset(): number | null {
    const first = this.producers.firstUnstableOffset
    return first === null ? null : Math.max(first, this.start)
  }

  /** The segments, oldest first; the last one is appended to. */
  segments(): readonly SegmentInfo[] {
    return this.parts.map(({ baseOffset, size, maxTimestamp }) => ({
      baseOffset,
      size,
      largestTimestamp: maxTimestamp,
    }))
  }

  updateConfig(config: LogConfig): void {
    this.currentConfig = config
    this.active.offsetIndex.maxBytes = config.segmentIndexBytes
    this.active.timeIndex.maxBytes = config.segmentIndexBytes
  }

  private get active(): Segment {
    const last = this.parts.at(-1)
    assert(last, `${this.name} has no segment`)
    return last
  }

  /**
   * Checks one batch, gives it offsets and the epoch, and hands it to the disk; durable after {@link flush}. The bytes given
   * are copied. Protocol errors are values.
   */
  appendAsLeader(batch: Uint8Array, how: { leaderEpoch: number; origin: AppendOrigin }): AppendResult {
    const now = this.env.clock.wall()
    const { config, name } = this
    const accepted = acceptBatch(batch, { config, origin: how.origin, now, partition: name })
    if ('error' in accepted) return accepted
    const { header } = accepted
    const settled = header.producerId >= 0 ? this.settleProducer(accepted, how.origin) : null
    if (settled) return settled
    stampBatch(accepted.bytes, this.end, how.leaderEpoch)
    const stored = batchHeaderAt(accepted.bytes)
    this.store([{ header: stored, bytes: accepted.bytes }], now)
    const { baseOffset, lastOffset, maxTimestamp, timestampType } = stored
    const logAppendTime = timestampType === 'LogAppendTime' ? maxTimestamp : -1
    return {
      error: 0,
      baseOffset,
      lastOffset,
      maxTimestamp,
      logAppendTime,
      logStartOffset: this.start,
      duplicate: false,
    }
  }

  /** A duplicate's answer, a refusal, or null when the batch may be appended. */
  private settleProducer({ header, bytes }: Accepted, origin: AppendOrigin): AppendResult | null {
    const same = origin === 'client' ? this.producers.duplicateOf(header) : undefined
    if (!same) return this.producers.check(header, this.end, markerIn(header, bytes), origin)
    const { lastOffset, offsetDelta, timestamp } = same
    const logAppendTime = this.config.messageTimestampType === 'LogAppendTime' ? timestamp : -1
    const offsets = { baseOffset: lastOffset - offsetDelta, lastOffset, maxTimestamp: timestamp }
    return { error: 0, ...offsets, logAppendTime, logStartOffset: this.start, duplicate: true }
  }

  /**
   * Appends batches fetched from the leader as they are. Batches of a leader epoch above `leaderEpoch` are left out
   * (KAFKA-18723). Throws CorruptRecordError on a wrong checksum or offsets that do not go on.
   */
  appendAsFollower(batches: Uint8Array, leaderEpoch = Number.MAX_SAFE_INTEGER): void {
    const stored: Accepted[] = []
    let next = this.end
    for (const { header, bytes } of batchesIn(batches)) {
      if (header.partitionLeaderEpoch > leaderEpoch) break
      if (!isValidCrc(bytes)) throw new CorruptRecordError(`Record is corrupt in topic partition ${this.name}.`)
      if (header.baseOffset < next) {
        throw new CorruptRecordError(
          `Out of order offsets found in append to ${this.name}: ${header.baseOffset} < ${next}`,
        )
      }
      stored.push({ header, bytes: bytes.slice() })
      next = header.lastOffset + 1
    }
    if (stored.length > 0) this.store(stored, this.env.clock.wall())
  }

  /** All of a set goes into one segment. */
  private store(batches: readonly Accepted[], now: number): void {
    const last = (batches.at(-1) as Accepted).header
    const size = batches.reduce((sum, { header }) => sum + header.size, 0)
    const maxTimestamp = batches.reduce((max, { header }) => Math.max(max, header.maxTimestamp), -1)
    const { config } = this
    const jitterMs = Math.floor(this.jitter * Math.min(config.segmentJitterMs, config.segmentMs))
    const rules = { segmentBytes: config.segmentBytes, segmentMs: config.segmentMs, jitterMs }
    if (this.active.shouldRoll({ size, maxTimestamp, lastOffset: last.lastOffset }, now, rules)) this.roll()
    for (const { header, bytes } of batches) this.storeOne(header, bytes)
    this.active.lastModified = now
  }

  private storeOne(header: BatchHeader, bytes: Uint8Array): void {
    const { active } = this
    this.epochs.assign(header.partitionLeaderEpoch, header.baseOffset)
    active.append(header, bytes, this.config.indexIntervalBytes)
    this.tail.add(header, bytes, active.baseOffset)
    this.end = header.lastOffset + 1
    applyBatch(this.producers, active, header, bytes)
    this.snapshots.mapEndOffset = this.end
    this.markDirty(active)
  }

  private markDirty(segment: Segment): void {
    this.dirty.add(segment.log)
    if (segment.offsetIndex.count > 0) this.dirty.add(segment.offsetIndex.file)
    if (segment.timeIndex.count > 0) this.dirty.add(segment.timeIndex.file)
    if (segment.txnIndex.file.length > 0) this.dirty.add(segment.txnIndex.file)
  }

  /** Begins a new segment at the end. The file appears behind the queue, once all before it is durable. */
  roll(): void {
    const old = this.active
    if (old.size === 0 && old.baseOffset === this.end) return
    old.addTimeEntry()
    for (const file of [old.log, old.offsetIndex.file, old.timeIndex.file]) this.dirty.add(file)
    const created = this.env.clock.wall()
    const { dir, config, end: baseOffset } = this
    const before = () => old.log.sync()
    this.parts.push(new Segment({ disk: this.env.disk, dir, baseOffset, config, created, before }))
    this.dirty.add(this.active.log)
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
    const files = [...this.dirty]
    this.dirty.clear()
    await Promise.all([
      ...files.map((file) => file.sync()),
      this.snapshots.flush(),
      ...(this.epochs.file.busy ? [this.epochs.file.settled()] : []),
    ])
    this.durable = Math.min(Math.max(this.durable, end), this.end)
  }

  /** {@link read} when memory holds what is wanted; undefined when the disk must be asked. */
  readSync(request: ReadRequest): { bytes: Uint8Array } | undefined {
    if (request.offset >= this.end) return { bytes: EMPTY_BYTES }
    const bytes = this.tail.read(request)
    return bytes && { bytes }
  }

  /**
   * Whole batches from the one that contains the offset on, never beyond a segment's end. Empty when there are none below
   * `upTo`, or the first is larger than `maxBytes` and not wanted so.
   */
  async read(request: ReadRequest): Promise<{ bytes: Uint8Array }> {
    const cached = this.readSync(request)
    if (cached) return cached
    const from = this.parts.findLastIndex(({ baseOffset }) => baseOffset <= request.offset)
    for (const segment of this.parts.slice(Math.max(0, from))) {
      const bytes = await this.readCold(segment, request)
      if (bytes) return { bytes }
    }
    return { bytes: EMPTY_BYTES }
  }

  /** A segment that retention took away meanwhile gives nothing; the next read will find the log start moved. */
  private async readCold(segment: Segment, request: ReadRequest): Promise<Uint8Array | undefined> {
    try {
      return await readSegment(segment, request)
    } catch (error) {
      if (this.parts.includes(segment)) throw error
      return EMPTY_BYTES
    }
  }

  /** The first record not older than the timestamp; null when there is none. */
  offsetForTimestamp(timestamp: number): Promise<TimestampOffset | null> {
    return findTimestamp(this.parts, timestamp, this.start)
  }

  /** The first record with the largest timestamp; null for a log without records. */
  maxTimestampOffset(): Promise<TimestampOffset | null> {
    return findMaxTimestamp(this.parts)
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
    const first = this.parts.findLastIndex(({ baseOffset }) => baseOffset <= from)
    return findAborted(this.parts.slice(Math.max(0, first)), from, to)
  }

  /** Transactions that ended below it are stable now. */
  highWatermarkMoved(highWatermark: number): void {
    this.producers.highWatermarkMoved(highWatermark)
  }

  /** Producers with their sequences and open transactions, for DescribeProducers and pictures. */
  activeProducers(): Iterable<{
    producerId: number
    producerEpoch: number
    lastSequence: number
    lastTimestamp: number
  }> {
    return this.producers.entries()
  }

  /** Forgets producers idle longer than `producer.id.expiration.ms`. */
  expireProducers(): void {
    this.producers.removeExpired(this.env.clock.wall())
  }

  /** Drops everything at and beyond the offset; nothing may be appended before it resolves. */
  async truncateTo(offset: number): Promise<void> {
    this.epochs.truncateFromEnd(offset)
    if (offset >= this.end) return
    this.log(`Truncating to offset ${offset}`)
    const first = this.parts[0]
    if (first && first.baseOffset > offset) return this.truncateFullyAndStartAt(offset)
    this.tail.clear()
    this.removeSegments(this.parts.filter(({ baseOffset }) => baseOffset > offset))
    await this.active.truncateTo(offset, this.env.clock.wall())
    this.markDirty(this.active)
    await this.active.loadFirstBatchTimestamp()
    this.end = offset
    this.start = Math.min(this.start, offset)
    this.durable = Math.min(this.durable, offset)
    await this.rebuildProducers()
  }

  private async rebuildProducers(): Promise<void> {
    await this.snapshots.reload(this.start, this.end, this.env.clock.wall())
    for (const [i, segment] of this.parts.entries()) {
      const start = Math.max(this.snapshots.mapEndOffset, this.start)
      if ((this.parts[i + 1]?.baseOffset ?? Number.POSITIVE_INFINITY) <= start) continue
      for await (const { header, bytes } of segment.batches({ from: segment.offsetIndex.lookup(start).position })) {
        if (header.lastOffset < start) continue
        replayBatch(this.producers, header, bytes)
        this.snapshots.mapEndOffset = header.lastOffset + 1
      }
    }
    this.snapshots.mapEndOffset = Math.max(this.snapshots.mapEndOffset, this.end)
    this.snapshots.take()
  }

  /** Drops everything; the next record gets the offset. */
  async truncateFullyAndStartAt(offset: number): Promise<void> {
    this.log(`Truncate and start at offset ${offset}`)
    this.tail.clear()
    const { dir, config } = this
    this.removeSegments(this.parts)
    await this.deletions.settled()
    this.parts = [new Segment({ disk: this.env.disk, dir, baseOffset: offset, config, created: this.env.clock.wall() })]
    await this.active.log.appear()
    this.epochs.clear()
    await this.snapshots.startAt(offset)
    this.start = offset
    this.end = offset
    this.durable = Math.min(this.durable, offset)
  }

  /** Records below are gone for readers (DeleteRecords); segments wholly below go at the next {@link deleteOldSegments}. */
  advanceLogStart(offset: number): void {
    if (offset <= this.start) return
    assert(offset <= this.end, `log start ${offset} beyond the end ${this.end} of ${this.name}`)
    this.start = offset
    this.epochs.truncateFromStart(offset)
    this.snapshots.logStartMoved(offset)
    this.log(`Incremented log start offset to ${offset} due to client delete records request`)
  }

  /** Retention by log start, size and time; only below the high watermark. Gives the number of segments that went. */
  deleteOldSegments(highWatermark: number): number {
    let count = 0
    for (const pass of retentionPasses(this, this.env.clock.wall())) {
      const bounds = { highWatermark, logEndOffset: this.end }
      const gone = deletableSegments(this.parts, pass, bounds)
      if (gone.length === 0) continue
      if (gone.length === this.parts.length) this.roll()
      this.log(`Deleting segments due to ${pass.reason}: ${gone.map(describe).join(',')}`)
      this.removeSegments(gone)
      this.raiseLogStart(this.parts[0]?.baseOffset ?? this.end)
      count += gone.length
    }
    return count
  }

  private raiseLogStart(offset: number): void {
    if (offset <= this.start) return
    this.start = offset
    this.epochs.truncateFromStart(offset)
    this.snapshots.logStartMoved(offset)
    this.log(`Incremented log start offset to ${offset} due to segment deletion`)
  }

  private removeSegments(gone: readonly Segment[]): void {
    for (const segment of gone) {
      for (const file of segment.files()) this.dirty.delete(file)
      this.snapshots.forget(segment.baseOffset)
      this.deletions.segment(segment, this.config.fileDeleteDelayMs)
      this.env.trace.event({ type: 'segment.deleted', partition: this.name, baseOffset: segment.baseOffset })
    }
    this.parts = this.parts.filter((segment) => !gone.includes(segment))
  }

  /** Writes the producer state out at the end of the log. */
  takeProducerSnapshot(): void {
    this.snapshots.mapEndOffset = this.end
    this.snapshots.take()
  }

  /** A clean close: closing index entries, a producer snapshot, everything durable. */
  async close(): Promise<void> {
    this.deletions.stop()
    await this.deletions.settled()
    for (const segment of this.parts) segment.addTimeEntry()
    this.snapshots.take()
    this.markDirty(this.active)
    await Promise.all(this.parts.map((segment) => segment.appear()))
    await this.flush()
    await Promise.all(this.parts.map((segment) => segment.close()))
  }

  /** Renames the folder (suffix `-delete`); its files go after `file.delete.delay.ms`. The log is of no use afterwards. */
  async delete(): Promise<void> {
    await this.deletions.settled()
    await Promise.all([this.snapshots.flush(), this.epochs.file.settled()])
    await Promise.all(this.parts.map((segment) => segment.retire()))
    await this.deletions.folder(toHex(this.env.random.bytes(16)), this.config.fileDeleteDelayMs)
  }

  private log(message: string, part: 'UnifiedLog' | 'LocalLog' = 'UnifiedLog'): void {
    const dir = part === 'LocalLog' ? this.dir : parentOf(this.dir)
    const line = `[${part} partition=${this.name}, dir=${dir}] ${message}`
    this.env.trace.log('INFO', `org.apache.kafka.storage.internals.log.${part}`, line)
  }
}

function describe({ baseOffset, size, lastModified, maxTimestamp }: Segment): string {
  const times = `lastModifiedTime=${lastModified}, largestRecordTimestamp=${maxTimestamp}`
  return `LogSegment(baseOffset=${baseOffset}, size=${size}, ${times})`
}

/** The id in partition.metadata, written there when the folder has none. */
async function settleTopicId({ env, dir, topicId }: LogOptions): Promise<Uuid | null> {
  const path = `${dir}/partition.metadata`
  const stored = await readWhole(env.disk, path)
  if (stored) return parsePartitionMetadata(stored)
  if (topicId !== null) await writeWhole(env.disk, path, utf8(partitionMetadata(topicId)))
  return topicId
}
