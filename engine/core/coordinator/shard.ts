import { assert } from '../base/assert.ts'
import type { Clock, Timer, Timers, Trace } from '../env/env.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import { batchesIn, buildBatch, recordsIn } from '../record/batch.ts'
import type { PartitionWriter } from './partition-writer.ts'
import type { CoordinatorRecord, Write } from './write.ts'

/** The state that one partition's records add up to. */
export interface ShardState {
  /** Applies one record of the log: on loading, and for what was just written. `offset` is the record's. */
  replay(record: CoordinatorRecord, offset: number): void
  /** The log has been read to its end: timers may start. */
  loaded(): void
}

/** What a state may use of its shard. */
export interface ShardContext {
  readonly clock: Clock
  readonly trace: Trace
  /** Runs a decision of its own later; a second one under the same key replaces the first. */
  schedule(key: string, delayMs: number, decide: () => Write): void
  cancel(key: string): void
  /** Wraps the answer's way out: held back until all that was written so far is committed. */
  release(send: () => void): void
}

interface Held {
  readonly until: number
  readonly send: () => void
}

/**
 * One partition of a coordinator's topic, led here (`CoordinatorRuntime.java`). A decision's records are appended as one
 * batch, replayed at once, and its answers leave when the high watermark has passed them; so do answers to whoever saw
 * that state. Everything between decision and replay is synchronous.
 */
export class Shard<S extends ShardState> implements ShardContext {
  readonly clock: Clock
  readonly trace: Trace
  readonly state: S
  private phase: 'loading' | 'active' | 'closed' = 'loading'
  /** The offset after the last record written. */
  private written = 0
  private deciding = false
  private released: (() => void)[] = []
  private held: Held[] = []
  /** Ends the wait of each request that has no answer yet. */
  private readonly unanswered = new Set<() => void>()
  private readonly scheduled = new Map<string, Timer>()

  constructor(
    readonly partition: number,
    readonly leaderEpoch: number,
    private readonly env: { readonly clock: Clock; readonly timers: Timers; readonly trace: Trace },
    private readonly writer: PartitionWriter,
    makeState: (context: ShardContext) => S,
  ) {
    this.clock = env.clock
    this.trace = env.trace
    this.state = makeState(this)
  }

  /** Why requests cannot be served now; 0: they can. */
  get unavailable(): ErrorCode {
    if (this.phase === 'active') return Errors.NONE
    return this.phase === 'loading' ? Errors.COORDINATOR_LOAD_IN_PROGRESS : Errors.NOT_COORDINATOR
  }

  /** Reads the whole log and becomes active, unless closed meanwhile. Rejects with DiskError or for a record that cannot be read. */
  async load(): Promise<void> {
    const transactions = new PendingTransactions()
    for await (const bytes of this.writer.readAll(this.partition)) {
      if (this.phase === 'closed') return
      for (const batch of batchesIn(bytes)) {
        for (const { record, offset } of transactions.settled(batch.bytes, batch.header))
          this.state.replay(record, offset)
        this.written = batch.header.baseOffset + batch.header.lastOffsetDelta + 1
      }
    }
    if (this.phase === 'closed') return
    this.phase = 'active'
    this.state.loaded()
  }

  /**
   * This broker leads the partition no more, or is about to lead it again in a newer epoch: whoever has no answer yet, even
   * one whose records are only not yet committed, is told to look elsewhere.
   */
  close(): void {
    this.phase = 'closed'
    for (const timer of this.scheduled.values()) timer.cancel()
    this.scheduled.clear()
    this.held = []
    for (const abandon of this.unanswered) abandon()
    this.unanswered.clear()
  }

  /** Runs the decision of a request; exactly one of its answer and `abandoned` is called, at most once. */
  ask<T>(decide: (reply: (answer: T) => void) => Write, answer: (value: T) => void, abandoned: () => void): void {
    this.unanswered.add(abandoned)
    const reply = (value: T) => {
      this.unanswered.delete(abandoned)
      answer(value)
    }
    this.run(() => decide(reply))
  }

  /** Decides, appends, replays. */
  run(decide: () => Write): void {
    assert(this.phase === 'active', `shard ${this.partition} is ${this.phase}`)
    assert(!this.deciding, 'a decision inside a decision')
    this.deciding = true
    let next: Write | undefined = decide()
    while (next) next = this.carryOut(next)
    this.deciding = false
    for (const send of this.released.splice(0)) this.hold(send)
  }

  private carryOut(write: Write): Write | undefined {
    if (write.records.length === 0) return write.applied?.()
    const error = this.append(write.records)
    return error === Errors.NONE ? write.applied?.() : write.refused?.(error)
  }

  /** Coordinator batches carry producer id -1 but base sequence 0, as 4.3.1 writes them (golden offsets-simple). */
  private append(records: readonly CoordinatorRecord[]): ErrorCode {
    const timestamp = this.clock.wall()
    const batch = buildBatch({ records: records.map((record) => ({ timestamp, ...record })), baseSequence: 0 })
    const result = this.writer.append(this.partition, batch)
    if ('error' in result) return result.error
    const first = result.lastOffset - records.length + 1
    for (const [at, record] of records.entries()) this.state.replay(record, first + at)
    this.written = result.lastOffset + 1
    return Errors.NONE
  }

  release(send: () => void): void {
    if (this.deciding) this.released.push(send)
    else this.hold(send)
  }

  private hold(send: () => void): void {
    if (this.writer.committed(this.partition) >= this.written) send()
    else this.held.push({ until: this.written, send })
  }

  /** The high watermark rose: answers that waited for it leave, in order. */
  committed(): void {
    const high = this.writer.committed(this.partition)
    let count = 0
    while (count < this.held.length && (this.held[count] as Held).until <= high) count++
    for (const { send } of this.held.splice(0, count)) send()
  }

  schedule(key: string, delayMs: number, decide: () => Write): void {
    this.cancel(key)
    const timer = this.env.timers.after(delayMs, () => {
      this.scheduled.delete(key)
      this.run(decide)
    })
    this.scheduled.set(key, timer)
  }

  cancel(key: string): void {
    this.scheduled.get(key)?.cancel()
    this.scheduled.delete(key)
  }

  /** For tests and pictures. */
  get timers(): number {
    return this.scheduled.size
  }
}

type Placed = { readonly record: CoordinatorRecord; readonly offset: number }

/** Keeps records of open transactions back until their marker says what becomes of them. */
class PendingTransactions {
  private readonly open = new Map<number, Placed[]>()

  /** The records that count now that this batch was read. */
  settled(batch: Uint8Array, header: { control: boolean; transactional: boolean; producerId: number }): Placed[] {
    const records = recordsIn(batch)
    if (header.control) return this.end(header.producerId, isCommit(records[0]?.key ?? null))
    const placed = records.map(({ key, value, offset }) => ({ record: { key: key as Uint8Array, value }, offset }))
    if (!header.transactional) return placed
    this.open.set(header.producerId, [...(this.open.get(header.producerId) ?? []), ...placed])
    return []
  }

  private end(producerId: number, commit: boolean): Placed[] {
    const placed = this.open.get(producerId) ?? []
    this.open.delete(producerId)
    return commit ? placed : []
  }
}

/** Key of a control record: int16 version, int16 type (0 abort, 1 commit). */
function isCommit(key: Uint8Array | null): boolean {
  return key !== null && key.length >= 4 && key[2] === 0 && key[3] === 1
}
