/** Puts the bytes into answers that carry some: records of the log, pieces of a snapshot. */
import { EMPTY_BYTES } from '../base/bytes.ts'
import { Errors } from '../protocol/errors.ts'
import type { OffsetAndEpoch, RaftAnswer, RaftRequest, RaftResponse } from './quorum-types.ts'
import type { RaftLog } from './raft-ports.ts'
import type { SnapshotStore } from './snapshot-store.ts'

export interface RaftRepliesOptions {
  readonly log: RaftLog
  readonly snapshots: SnapshotStore
  readonly fetchMaxBytes: number
  readonly snapshotMaxBytes: number
  /** Whether this node leads that epoch now. */
  readonly leads: (epoch: number) => boolean
}

const NO_PIECE = { size: 0, position: 0, bytes: EMPTY_BYTES }

export class RaftReplies {
  constructor(private readonly options: RaftRepliesOptions) {}

  async fill(request: RaftRequest, answer: RaftAnswer): Promise<RaftResponse> {
    if (answer.type === 'fetch' && request.type === 'fetch') {
      const hasData = answer.outcome?.kind === 'data'
      return { ...answer, records: hasData ? await this.recordsFrom(request.offset, answer.epoch) : EMPTY_BYTES }
    }
    if (answer.type === 'fetchSnapshot' && request.type === 'fetchSnapshot') {
      const refused = answer.error !== Errors.NONE
      return { ...answer, ...(refused ? NO_PIECE : await this.pieceOf(request.snapshot, request.position)) }
    }
    return answer as RaftResponse
  }

  /** Nothing where this node stopped leading while the disk was read: what is there now may be another epoch's. */
  private async recordsFrom(offset: number, epoch: number): Promise<Uint8Array> {
    const { log, fetchMaxBytes, leads } = this.options
    if (offset >= log.logEndOffset) return EMPTY_BYTES
    const bytes = await log.read(offset, log.logEndOffset, fetchMaxBytes)
    return leads(epoch) && offset >= log.logStartOffset ? bytes : EMPTY_BYTES
  }

  private async pieceOf(id: OffsetAndEpoch, position: number) {
    const whole = await this.options.snapshots.read(id)
    if (!whole) return { ...NO_PIECE, error: Errors.SNAPSHOT_NOT_FOUND }
    if (position < 0 || position >= whole.length) return { ...NO_PIECE, error: Errors.POSITION_OUT_OF_RANGE }
    return { size: whole.length, position, bytes: whole.subarray(position, position + this.options.snapshotMaxBytes) }
  }
}
