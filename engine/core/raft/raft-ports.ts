/** What raft needs from outside: a log, a way to other nodes, somebody who listens. */
import type { Snapshot } from '../metadata/snapshot-file.ts'
import type { Address, OffsetAndEpoch, RaftRequest, RaftResponse, ResponseOfType } from './quorum-types.ts'

/** The log of __cluster_metadata. */
export interface RaftLog {
  readonly logStartOffset: number
  readonly logEndOffset: number
  /** Epoch of the last batch, 0 for an empty log. */
  readonly latestEpoch: number
  /** Where an epoch ended, as OffsetForLeaderEpoch has it; null: nothing is known of it. */
  endOffsetForEpoch(epoch: number): OffsetAndEpoch | null
  /** Hands a batch of the leader to the disk, and gives its last offset. */
  append(batch: Uint8Array, epoch: number): number
  /** Hands batches of the leader of `epoch` to the disk as they are. */
  appendAsFollower(batches: Uint8Array, epoch: number): void
  /** Drops everything at and beyond the offset; nothing may be appended meanwhile. */
  truncateTo(offset: number): Promise<void>
  /** Drops everything; the next batch begins at the offset. */
  startAt(offset: number): Promise<void>
  /** Records below the offset are no longer needed: whole segments of them go. */
  deleteBefore(offset: number, highWatermark: number): void
  /** Resolves when everything appended so far is durable. */
  flush(): Promise<void>
  /** Whole batches from the one that holds `offset`, all below `upTo`. */
  read(offset: number, upTo: number, maxBytes?: number): Promise<Uint8Array>
  /** Bytes of all segments. */
  readonly size: number
}

/** How requests reach other nodes. */
export interface RaftTransport {
  /** Rejects when the node cannot be reached or does not answer in `controller.quorum.request.timeout.ms`. */
  send(to: Address, request: RaftRequest): Promise<RaftResponse>
}

/** What a request is answered with, in the form that it has at the other end. */
export type RaftReply = RaftResponse & { readonly logStartOffset: number }
export type ReplyOfType<T extends RaftRequest['type']> = ResponseOfType<T> & { readonly logStartOffset: number }

/** Committed records of one batch; `records` are their values, none for control batches. */
export interface CommittedBatch {
  readonly baseOffset: number
  readonly lastOffset: number
  readonly epoch: number
  readonly timestamp: number
  readonly records: readonly Uint8Array[]
  /** Bytes of the batch. */
  readonly size: number
}

/** Who listens to the metadata log. */
export interface RaftListener {
  /** Called in offset order, each batch once. */
  committed(batch: CommittedBatch): void
  /** Stands for everything before its end: what was committed before is forgotten, and is in it. */
  snapshotLoaded(id: OffsetAndEpoch, snapshot: Snapshot): void
  /** This node leads, and has heard of everything committed in earlier epochs. */
  leading(epoch: number): void
  /** This node leads no more. */
  resigned(): void
  /** Everything that the leader is known to have committed has been told. Called again and again. */
  caughtUp(): void
  /** Another leader, or none (−1). */
  leaderChanged(leaderId: number, epoch: number): void
  /** The disk failed, or a bug was met: the process cannot go on. */
  failed(error: Error): void
}
