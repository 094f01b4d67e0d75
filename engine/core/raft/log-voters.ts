/** The voters of a dynamic quorum: read from its log and snapshots, changed through its log. */
import { decodeSnapshot } from '../metadata/snapshot-file.ts'
import { batchesIn } from '../record/batch.ts'
import type { VoterSet } from './control-batch.ts'
import type { Voter } from './quorum-types.ts'
import type { RaftLog } from './raft-ports.ts'
import type { SnapshotStore } from './snapshot-store.ts'
import { VoterHistory, votersOf } from './voter-history.ts'

export interface LogVotersOptions {
  readonly log: RaftLog
  readonly snapshots: SnapshotStore
  /** The voter set of the bootstrap checkpoint, for a log that has none yet. */
  readonly bootstrap: VoterSet | null
  /** Those of a static quorum, as long as the log has none; null: there is no such quorum. */
  readonly fixed: readonly Voter[] | null
  readonly changed: (voters: readonly Voter[]) => void
}

interface Uncommitted {
  readonly offset: number
  readonly settle: (committed: boolean) => void
}

export class LogVoters {
  private readonly history: VoterHistory
  private uncommitted: Uncommitted[] = []

  constructor(private readonly options: LogVotersOptions) {
    this.history = new VoterHistory(options.bootstrap)
  }

  get current(): VoterSet | null {
    return this.history.current
  }
  get voters(): readonly Voter[] {
    return this.current ? votersOf(this.current) : (this.options.fixed ?? [])
  }
  /** Whether the log, or a snapshot of it, holds a set. */
  get isWritten(): boolean {
    return this.history.isWritten
  }
  /** Offset of the latest set in the log; −1: none. */
  get lastOffset(): number {
    return this.history.lastOffset
  }
  /** The set in force before an offset. */
  before(offset: number): VoterSet | null {
    return this.history.before(offset)
  }

  /** Reads them anew, from the newest snapshot and the log behind it. */
  async read(): Promise<void> {
    const { log, snapshots } = this.options
    this.history.truncate(0)
    const { latest } = snapshots
    const bytes = latest && (await snapshots.read(latest))
    const voters = bytes ? decodeSnapshot(bytes).voters : null
    if (latest && voters) this.history.loaded(latest.offset, voters)
    for (let at = log.logStartOffset; at < log.logEndOffset; ) {
      const some = await log.read(at, log.logEndOffset)
      this.history.note(some)
      for (const { header } of batchesIn(some)) at = header.lastOffset + 1
    }
    if (this.current || !this.options.fixed) this.options.changed(this.voters)
  }

  /** Batches were appended. */
  appended(batches: Uint8Array): void {
    if (this.history.note(batches)) this.options.changed(this.voters)
  }

  /** The log lost everything from an offset on. */
  truncated(offset: number): void {
    if (this.history.truncate(offset)) this.options.changed(this.voters)
  }

  /** The leader wrote control records from an offset on. */
  async written(from: number): Promise<void> {
    const { log } = this.options
    this.appended(await log.read(from, log.logEndOffset))
  }

  /** Resolves whether the change at this offset was committed while this node led. */
  committed(offset: number): Promise<boolean> {
    return new Promise((settle) => this.uncommitted.push({ offset, settle }))
  }

  highWatermarkMoved(highWatermark: number): void {
    const ready = this.uncommitted.filter(({ offset }) => offset < highWatermark)
    this.uncommitted = this.uncommitted.filter(({ offset }) => offset >= highWatermark)
    for (const { settle } of ready) settle(true)
  }

  leadershipLost(): void {
    for (const { settle } of this.uncommitted.splice(0)) settle(false)
  }
}
