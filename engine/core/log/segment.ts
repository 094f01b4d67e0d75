import type { Disk, FileInfo } from '../env/env.ts'
import type { BatchHeader } from '../record/batch.ts'
import { recordsIn } from '../record/batch.ts'
import { batchesFrom, type StoredBatch } from './batch-reader.ts'
import { offsetName } from './file-names.ts'
import { LazyFile } from './lazy-file.ts'
import type { LogConfig } from './log-config.ts'
import type { TimestampOffset } from './log-types.ts'
import { OffsetIndex } from './offset-index.ts'
import { TimeIndex } from './time-index.ts'
import { TxnIndex } from './txn-index.ts'

/** What the disk says of the files; null: it is not there. */
export interface SegmentFiles {
  readonly log: FileInfo | null
  readonly index: FileInfo | null
  readonly timeindex: FileInfo | null
  readonly txnindex: FileInfo | null
}

const NO_FILES: SegmentFiles = { log: null, index: null, timeindex: null, txnindex: null }

export interface SegmentInit {
  readonly disk: Disk
  readonly dir: string
  readonly baseOffset: number
  readonly config: LogConfig
  /** Wall time of its making, or of its last write when it was found. */
  readonly created: number
  readonly files?: SegmentFiles
  /** What must be durable before the .log file of this segment appears. */
  readonly before?: () => Promise<void>
  /** `.cleaned` while the cleaner makes it. */
  readonly suffix?: string
}

/** One `.log` file with its indexes (`LogSegment.java`). */
export class Segment {
  readonly baseOffset: number
  readonly log: LazyFile
  readonly offsetIndex: OffsetIndex
  readonly timeIndex: TimeIndex
  readonly txnIndex: TxnIndex
  created: number
  lastModified: number
  /** Of its first batch; null while it has none (or it was not looked at). */
  firstBatchTimestamp: number | null = null
  maxTimestamp = -1
  offsetOfMaxTimestamp: number
  private bytesSinceIndexEntry = 0

  constructor(init: SegmentInit) {
    const { disk, dir, baseOffset, config, files = NO_FILES, suffix = '' } = init
    const path = `${dir}/${offsetName(baseOffset)}`
    this.baseOffset = baseOffset
    this.offsetOfMaxTimestamp = baseOffset
    this.created = init.created
    this.lastModified = init.created
    this.log = new LazyFile(disk, `${path}.log${suffix}`, files.log, init.before)
    const index = new LazyFile(disk, `${path}.index${suffix}`, files.index)
    const timeindex = new LazyFile(disk, `${path}.timeindex${suffix}`, files.timeindex)
    this.offsetIndex = new OffsetIndex(index, baseOffset, config.segmentIndexBytes)
    this.timeIndex = new TimeIndex(timeindex, baseOffset, config.segmentIndexBytes)
    this.txnIndex = new TxnIndex(new LazyFile(disk, `${path}.txnindex${suffix}`, files.txnindex))
  }

  /** Bytes of the .log file. */
  get size(): number {
    return this.log.length
  }

  /** For retention: of its records, else of its last write. */
  get largestTimestamp(): number {
    return this.maxTimestamp >= 0 ? this.maxTimestamp : this.lastModified
  }

  files(): LazyFile[] {
    return [this.log, this.offsetIndex.file, this.timeIndex.file, this.txnIndex.file]
  }

  indexFiles(): LazyFile[] {
    return [this.offsetIndex.file, this.timeIndex.file]
  }

  /** Whether a batch must go into a new segment instead. */
  shouldRoll(
    batch: { size: number; maxTimestamp: number; lastOffset: number },
    now: number,
    rules: RollRules,
  ): boolean {
    const { size } = this
    if (size > rules.segmentBytes - batch.size) return true
    if (size > 0 && this.waited(now, batch.maxTimestamp) > rules.segmentMs - rules.jitterMs) return true
    return this.offsetIndex.isFull || this.timeIndex.isFull || batch.lastOffset - this.baseOffset > 0x7fff_ffff
  }

  private waited(now: number, timestamp: number): number {
    const first = this.firstBatchTimestamp
    return first !== null && first >= 0 ? timestamp - first : now - this.created
  }

  append(header: BatchHeader, bytes: Uint8Array, indexIntervalBytes: number): void {
    this.index(header, this.size, indexIntervalBytes)
    this.log.append(bytes)
  }

  /** Index entries for a batch at a position, which is about to be appended or was found there. */
  index(header: BatchHeader, position: number, indexIntervalBytes: number): void {
    if (position === 0) this.firstBatchTimestamp = header.maxTimestamp
    if (header.maxTimestamp > this.maxTimestamp) {
      this.maxTimestamp = header.maxTimestamp
      this.offsetOfMaxTimestamp = header.lastOffset
    }
    // What recovery finds may go back: the checksum does not cover offsets.
    if (this.bytesSinceIndexEntry > indexIntervalBytes && header.lastOffset > this.offsetIndex.lastOffset) {
      this.offsetIndex.append(header.lastOffset, position)
      this.addTimeEntry()
      this.bytesSinceIndexEntry = 0
    }
    this.bytesSinceIndexEntry += header.size
  }

  /** It is the one that is appended to. */
  becomeActive(): void {
    this.offsetIndex.preallocate()
    this.timeIndex.preallocate()
  }

  /** Nothing will be appended any more (`LogSegment.onBecomeInactiveSegment`). */
  becomeInactive(): void {
    this.addTimeEntry()
    for (const file of this.indexFiles()) file.trim()
  }

  /** The closing entry: on roll, on a clean close and after recovery. */
  addTimeEntry(): void {
    this.timeIndex.maybeAppend(this.maxTimestamp, this.offsetOfMaxTimestamp)
  }

  /** Indexes begin anew, to be built again from the batches. */
  resetIndexes(): void {
    this.offsetIndex.reset()
    this.timeIndex.reset()
    this.txnIndex.reset()
    this.maxTimestamp = -1
    this.offsetOfMaxTimestamp = this.baseOffset
    this.firstBatchTimestamp = null
    this.restartCounting()
  }

  /** After a restart, a recovery and a truncation the bytes up to the next index entry count from zero. */
  restartCounting(): void {
    this.bytesSinceIndexEntry = 0
  }

  /** The time from which segment.ms counts, for a segment that goes on after a restart. */
  async loadFirstBatchTimestamp(): Promise<void> {
    for await (const { header } of this.batches({ from: 0, chunk: 4096 })) {
      this.firstBatchTimestamp = header.maxTimestamp
      return
    }
    this.firstBatchTimestamp = null
  }

  /** The batches from a position on, as far as they are whole. */
  batches(range: { from: number; chunk?: number }): AsyncGenerator<StoredBatch, void> {
    return batchesFrom(this.log, { ...range, end: this.size })
  }

  /** The first batch that ends at or beyond the offset. */
  async batchHolding(offset: number): Promise<StoredBatch | undefined> {
    const { position } = this.offsetIndex.lookup(offset)
    for await (const batch of this.batches({ from: position, chunk: 16_384 })) {
      if (batch.header.lastOffset >= offset) return batch
    }
    return undefined
  }

  /** The first record at or beyond `from` that is not older than the timestamp. */
  async offsetForTimestamp(timestamp: number, from: number): Promise<TimestampOffset | undefined> {
    const start = Math.max(this.timeIndex.lookup(timestamp).offset, from)
    const { position } = this.offsetIndex.lookup(start)
    for await (const { header, bytes } of this.batches({ from: position })) {
      if (header.maxTimestamp < timestamp || header.lastOffset < from) continue
      const record = recordsIn(bytes).find((one) => one.timestamp >= timestamp && one.offset >= from)
      if (record)
        return { offset: record.offset, timestamp: record.timestamp, leaderEpoch: header.partitionLeaderEpoch }
    }
    return undefined
  }

  /** Cuts everything at and beyond the offset: whole batches. */
  async truncateTo(offset: number, now: number): Promise<void> {
    const first = await this.batchHolding(offset)
    this.offsetIndex.truncateTo(offset)
    this.timeIndex.truncateTo(offset)
    this.txnIndex.truncateTo(offset)
    if (first) this.log.truncate(first.position)
    if (this.size === 0) {
      this.created = now
      this.firstBatchTimestamp = null
    }
    this.restartCounting()
    await this.findLargestTimestamp()
  }

  /** The last time index entry, or a later batch. */
  async findLargestTimestamp(): Promise<void> {
    const { timestamp, offset } = this.timeIndex.lastEntry
    this.maxTimestamp = timestamp
    this.offsetOfMaxTimestamp = offset
    for await (const { header } of this.batches({ from: this.offsetIndex.lookup(offset).position })) {
      if (header.maxTimestamp <= this.maxTimestamp) continue
      this.maxTimestamp = header.maxTimestamp
      this.offsetOfMaxTimestamp = header.lastOffset
    }
  }

  /** The offset behind its last whole batch; where it begins when its offset index ends beyond that. */
  async readNextOffset(): Promise<number> {
    const { offset, position } = this.offsetIndex.lookup(this.offsetIndex.lastOffset)
    let next = this.baseOffset
    for await (const { header } of this.batches({ from: position }))
      if (header.lastOffset >= offset) next = header.lastOffset + 1
    return next
  }

  /** Makes the files that Kafka has on disk after a close. */
  async appear(): Promise<void> {
    await Promise.all([this.log.appear(), this.offsetIndex.file.appear(), this.timeIndex.file.appear()])
  }

  /** Its files get another suffix, the .log first (`LogSegment.changeFileSuffixes`). */
  async changeSuffix(from: string, to: string): Promise<void> {
    for (const file of this.files()) await file.rename(file.path.slice(0, file.path.length - from.length) + to)
  }

  /** Ends the use of its files under their names; a segment that rolled only now has all of them first. */
  async retire(): Promise<void> {
    await this.appear()
    await Promise.all(this.files().map((file) => file.retire()))
  }

  async close(): Promise<void> {
    await Promise.all(this.files().map((file) => file.close()))
  }
}

export interface RollRules {
  readonly segmentBytes: number
  readonly segmentMs: number
  readonly jitterMs: number
}

/** `jitter`: the log's own share of `segment.jitter.ms`, 0 to 1. */
export function rollRules(config: LogConfig, jitter: number): RollRules {
  const { segmentBytes, segmentMs, segmentJitterMs, compacts, maxCompactionLagMs } = config
  const ms = compacts && maxCompactionLagMs > 0 ? Math.min(maxCompactionLagMs, segmentMs) : segmentMs
  return { segmentBytes, segmentMs: ms, jitterMs: Math.floor(jitter * Math.min(segmentJitterMs, segmentMs)) }
}
