import { assert } from '../base/assert.ts'
import { EMPTY_BYTES } from '../base/bytes.ts'
import type { Disk } from '../env/env.ts'
import type { BatchHeader } from '../record/batch.ts'
import { ColdReader } from './cold-reader.ts'
import type { LazyFile } from './lazy-file.ts'
import type { LogConfig } from './log-config.ts'
import type { ReadRequest } from './log-types.ts'
import { type RollRules, Segment } from './segment.ts'
import { Tail } from './tail.ts'

/** The segments of a log with what is kept in memory of them and what the disk still owes (`LocalLog.java`). */
export class LocalLog {
  private readonly tail: Tail
  private readonly cold: ColdReader
  private readonly dirty = new Set<LazyFile>()
  private syncing: Promise<void> = Promise.resolve()

  constructor(
    private readonly disk: Disk,
    private readonly dir: string,
    private parts: Segment[],
  ) {
    this.tail = new Tail(disk)
    this.cold = new ColdReader(disk, (offset) => this.tail.holds(offset))
  }

  /** Oldest first; the last one is appended to. */
  get segments(): readonly Segment[] {
    return this.parts
  }

  get active(): Segment {
    const last = this.parts.at(-1)
    assert(last, `${this.dir} has no segment`)
    return last
  }

  /** Bytes of all .log files. */
  get size(): number {
    return this.parts.reduce((sum, segment) => sum + segment.size, 0)
  }

  /** The segments from the one that holds the offset on. */
  from(offset: number): readonly Segment[] {
    const holder = this.parts.findLastIndex(({ baseOffset }) => baseOffset <= offset)
    return this.parts.slice(Math.max(0, holder))
  }

  shouldRoll(
    batch: { size: number; maxTimestamp: number; lastOffset: number },
    now: number,
    rules: RollRules,
  ): boolean {
    return this.active.shouldRoll(batch, now, rules)
  }

  append(header: BatchHeader, bytes: Uint8Array, config: LogConfig): void {
    // With its first batch a segment gets the index files too, as a folder of Kafka's shows them.
    if (this.active.size === 0) for (const file of this.active.indexFiles()) this.dirty.add(file)
    this.active.append(header, bytes, config.indexIntervalBytes)
    this.tail.add(header, bytes, this.active.baseOffset)
  }

  /** Begins a segment; its file appears behind the queue, once all of the one before is durable. */
  roll(baseOffset: number, config: LogConfig, created: number): void {
    const old = this.active
    old.becomeInactive()
    this.markDirty(old)
    for (const file of old.indexFiles()) this.dirty.add(file)
    const before = () => old.log.sync()
    this.parts.push(new Segment({ disk: this.disk, dir: this.dir, baseOffset, config, created, before }))
    this.active.becomeActive()
    this.dirty.add(this.active.log)
  }

  /** Everything goes; an empty segment begins at the offset. */
  async startAt(baseOffset: number, config: LogConfig, created: number): Promise<void> {
    this.tail.clear()
    this.cold.forget(this.parts)
    this.parts = [new Segment({ disk: this.disk, dir: this.dir, baseOffset, config, created })]
    await this.appear()
  }

  /** The files of the active segment are there. */
  async appear(): Promise<void> {
    this.active.becomeActive()
    await this.active.appear()
  }

  /**
   * The segment took a batch. Its indexes are waited for only when they are complete: what a kill leaves of them is built
   * anew from the batches, as the segment that holds the recovery point always is.
   */
  markAppended(segment: Segment): void {
    this.dirty.add(segment.log)
  }

  /** All files of the segment that have something to sync. */
  markDirty(segment: Segment): void {
    this.dirty.add(segment.log)
    if (segment.offsetIndex.count > 0) this.dirty.add(segment.offsetIndex.file)
    if (segment.timeIndex.count > 0) this.dirty.add(segment.timeIndex.file)
    if (segment.txnIndex.file.length > 0) this.dirty.add(segment.txnIndex.file)
  }

  /** Resolves when all that was appended is durable, also by syncs under way; after a failure it rejects for good. */
  async sync(): Promise<void> {
    if (this.dirty.size > 0) {
      const files = [...this.dirty]
      this.dirty.clear()
      this.syncing = Promise.all([this.syncing, ...files.map((file) => file.sync())]).then(nothing)
    }
    await this.syncing
  }

  /** Takes segments out; their files are the caller's to remove. */
  drop(gone: readonly Segment[]): void {
    for (const file of gone.flatMap((segment) => segment.files())) this.dirty.delete(file)
    this.cold.forget(gone)
    this.parts = this.parts.filter((segment) => !gone.includes(segment))
  }

  /** Puts one segment in the place of some others, none of them active; their files are the caller's to rename. */
  replace(made: Segment, old: readonly Segment[]): void {
    const last = old.at(-1)
    const at = this.parts.indexOf(old[0] as Segment)
    assert(last && at >= 0 && last !== this.active, `${this.dir}: segments to replace are not there`)
    for (const file of old.flatMap((segment) => segment.files())) this.dirty.delete(file)
    this.cold.forget(old)
    this.tail.dropThrough(last.baseOffset)
    this.parts = [...this.parts.slice(0, at), made, ...this.parts.slice(at + old.length)]
  }

  /** Cuts the active segment, which holds the offset. */
  async truncateActive(offset: number, now: number): Promise<void> {
    this.tail.clear()
    await this.active.truncateTo(offset, now)
    this.cold.forget([this.active])
    this.markDirty(this.active)
    await this.active.loadFirstBatchTimestamp()
  }

  readTail(request: ReadRequest): Uint8Array | undefined {
    return this.tail.read(request)
  }

  /** Empty also when retention took the offset away meanwhile: the next read will find the log start moved. */
  async readDisk(request: ReadRequest): Promise<Uint8Array> {
    const found = await this.whileTheyLast((segments) => this.readCold(segments, request), request.offset)
    return found ?? EMPTY_BYTES
  }

  private async readCold(segments: readonly Segment[], request: ReadRequest): Promise<Uint8Array> {
    for (const segment of segments) {
      const bytes = await this.cold.read(segment, request)
      if (bytes) return bytes
    }
    return EMPTY_BYTES
  }

  /**
   * Reads from the segments from an offset on; begins again when the cleaner puts others in their place meanwhile. Undefined:
   * the offset is gone. Rejects with DiskError.
   */
  async whileTheyLast<T>(read: (segments: readonly Segment[]) => Promise<T>, offset: number): Promise<T | undefined> {
    for (;;) {
      const segments = this.from(offset)
      try {
        return await read(segments)
      } catch (error) {
        if (segments.every((segment) => this.parts.includes(segment))) throw error
        if (this.parts[0] && this.parts[0].baseOffset > offset) return undefined
      }
    }
  }

  /** Closing index entries, and every file that Kafka has after a close. */
  async complete(): Promise<void> {
    for (const segment of this.parts) segment.becomeInactive()
    this.markDirty(this.active)
    for (const file of this.active.indexFiles()) this.dirty.add(file)
    await Promise.all(this.parts.map((segment) => segment.appear()))
  }

  async close(): Promise<void> {
    this.tail.clear()
    await Promise.all(this.parts.map((segment) => segment.close()))
  }

  async retire(): Promise<void> {
    this.tail.clear()
    await Promise.all(this.parts.map((segment) => segment.retire()))
  }
}

/** The results of syncs are of no use: kept, each would keep the one before. */
function nothing(): void {}
