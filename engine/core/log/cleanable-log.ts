import { assert } from '../base/assert.ts'
import type { Disk } from '../env/env.ts'
import type { LastRecord } from './cleaner/batch-filter.ts'
import type { LocalLog } from './local-log.ts'
import type { LogConfig } from './log-config.ts'
import { type Deletions, SEGMENT_SUFFIXES } from './log-deletion.ts'
import { findAborted } from './log-search.ts'
import type { AbortedTransaction } from './log-types.ts'
import type { ProducerState } from './producer-state.ts'
import { Segment } from './segment.ts'
import type { ProducerSnapshots } from './snapshots.ts'

export const CLEANED = '.cleaned'
export const SWAP = '.swap'

/** One round of cleaning; what it made is not swapped in when it was aborted. */
export interface CleaningRound {
  readonly aborted: boolean
}

/** The parts of a log that its cleaning needs. */
export interface CleanableParts {
  readonly disk: Disk
  readonly dir: string
  readonly local: LocalLog
  readonly producers: ProducerState
  readonly snapshots: ProducerSnapshots
  readonly deletions: Deletions
}

/** What the cleaner sees and changes of a log. */
export class CleanableLog {
  /** Told when the log was cut, before anything is appended behind the cut: the base offset of its active segment. */
  onTruncated: ((activeBase: number) => Promise<void>) | null = null
  /** Told when the log's folder has gone. */
  onDeleted: (() => Promise<void>) | null = null
  private round: { aborted: boolean } | null = null
  private pauses = 0
  private done: Promise<void> = Promise.resolve()
  private finish: () => void = () => {}

  constructor(
    private readonly parts: CleanableParts,
    private readonly config: () => LogConfig,
  ) {}

  /** Whether a round may begin: none is under way, and the log is not being cut, closed or deleted. */
  get isFree(): boolean {
    return this.round === null && this.pauses === 0
  }

  get segments(): readonly Segment[] {
    return this.parts.local.segments
  }

  /** The segments that hold offsets of [from, to). */
  segmentsIn(from: number, to: number): readonly Segment[] {
    return to <= from ? [] : this.parts.local.from(from).filter(({ baseOffset }) => baseOffset < to)
  }

  begin(): CleaningRound {
    assert(this.isFree, `${this.parts.dir} cannot be cleaned now`)
    this.round = { aborted: false }
    this.done = new Promise((resolve) => {
      this.finish = resolve
    })
    return this.round
  }

  end(): void {
    this.round = null
    this.finish()
  }

  /** Ends the round under way without its fruits, and lets none begin until {@link resume}. Resolves when it has ended. */
  pause(): Promise<void> {
    this.pauses++
    this.abort()
    return this.done
  }

  /** Ends the round under way without its fruits. */
  abort(): void {
    if (this.round) this.round.aborted = true
  }

  resume(): void {
    this.pauses--
  }

  /** A segment to write into, under a name that a start of the broker takes away. */
  newSegment(baseOffset: number, created: number): Segment {
    const { disk, dir } = this.parts
    return new Segment({ disk, dir, baseOffset, config: this.config(), created, suffix: CLEANED })
  }

  /** The aborted transactions that overlap [from, to). */
  abortedTransactions(from: number, to: number): AbortedTransaction[] {
    return findAborted(this.parts.local.from(from), from, to)
  }

  /** What the log knows of each producer's end. */
  lastRecords(): Map<number, LastRecord> {
    const entries = [...this.parts.producers.entries()]
    return new Map(
      entries.map(({ producerId, producerEpoch, lastDataOffset }) => {
        return [producerId, { producerEpoch, lastDataOffset: lastDataOffset >= 0 ? lastDataOffset : null }]
      }),
    )
  }

  /**
   * Puts a cleaned segment, whose files are durable, in the place of others: at once for readers, on disk so that a crash
   * leaves the one or the others (`LocalLog.replaceSegments`). Resolves when the files have their names; rejects with DiskError.
   */
  replace(cleaned: Segment, old: readonly Segment[]): Promise<void> {
    const { local, snapshots, deletions } = this.parts
    local.replace(cleaned, old)
    for (const { baseOffset } of old) if (baseOffset !== cleaned.baseOffset) snapshots.forget(baseOffset)
    const delayMs = this.config().fileDeleteDelayMs
    return deletions.enqueue(async () => {
      await cleaned.changeSuffix(CLEANED, SWAP)
      for (const segment of old)
        await deletions.rename(
          [segment],
          delayMs,
          segment.baseOffset === cleaned.baseOffset ? SEGMENT_SUFFIXES : undefined,
        )
      await cleaned.changeSuffix(SWAP, '')
    })
  }

  /** Takes away what an aborted round wrote. */
  async discard(cleaned: Segment): Promise<void> {
    const paths = cleaned.files().map(({ path }) => path)
    await cleaned.retire()
    for (const path of paths) await this.parts.disk.remove(path)
  }
}
