import type { OffsetAndEpoch, QuorumLog } from './quorum-types.ts'
import type { RaftLog } from './raft-ports.ts'
import type { SnapshotStore } from './snapshot-store.ts'

/** The log together with its snapshots, as the quorum looks at them (`KafkaRaftLog.java`). */
export class LogView implements QuorumLog {
  constructor(
    private readonly log: RaftLog,
    private readonly snapshots: SnapshotStore,
  ) {}

  get logStartOffset(): number {
    return this.log.logStartOffset
  }

  get logEndOffset(): number {
    return this.log.logEndOffset
  }

  get latestEpoch(): number {
    return Math.max(this.log.latestEpoch, this.snapshots.latest?.epoch ?? 0)
  }

  get earliestSnapshot(): OffsetAndEpoch | null {
    return this.snapshots.earliest
  }

  get latestSnapshot(): OffsetAndEpoch | null {
    return this.snapshots.latest
  }

  endOffsetForEpoch(epoch: number): OffsetAndEpoch {
    const found = this.log.endOffsetForEpoch(epoch)
    const { earliest } = this.snapshots
    // What came before the log's first epoch is in the snapshot that it begins with.
    if (found && earliest && found.offset === earliest.offset && found.epoch === epoch) return earliest
    return found ?? { offset: this.logEndOffset, epoch: this.latestEpoch }
  }
}
