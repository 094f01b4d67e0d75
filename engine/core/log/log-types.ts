import type { ErrorCode } from '../protocol/errors.ts'

/** Who appends: clients are checked most; coordinators and raft write their own records. */
export type AppendOrigin = 'client' | 'coordinator' | 'raft'

/** How a leader appends a batch. */
export interface AppendAsLeader {
  readonly leaderEpoch: number
  readonly origin: AppendOrigin
  /** The batch's bytes become the log's, which writes into them. */
  readonly given?: boolean
}

export interface RecordError {
  /** Index of the record in its batch. */
  readonly batchIndex: number
  readonly message: string
}

export interface Appended {
  readonly error: 0
  readonly baseOffset: number
  readonly lastOffset: number
  readonly maxTimestamp: number
  /** ms since 1970 with LogAppendTime, else -1. */
  readonly logAppendTime: number
  readonly logStartOffset: number
  /** Whether the batch was there already; nothing was appended then and the offsets are those of old. */
  readonly duplicate: boolean
}

export interface Refused {
  readonly error: Exclude<ErrorCode, 0>
  readonly message: string
  readonly recordErrors?: readonly RecordError[]
}

export type AppendResult = Appended | Refused

export interface SegmentInfo {
  readonly baseOffset: number
  /** Bytes of the .log file. */
  readonly size: number
  /** -1 without records. */
  readonly largestTimestamp: number
}

export interface AbortedTransaction {
  readonly producerId: number
  readonly firstOffset: number
  readonly lastOffset: number
  readonly lastStableOffset: number
}

export interface TimestampOffset {
  readonly offset: number
  readonly timestamp: number
  /** -1 when the batch has none. */
  readonly leaderEpoch: number
}

export interface ReadRequest {
  /** First offset wanted; the batch that contains it comes whole. */
  readonly offset: number
  readonly maxBytes: number
  /** Exclusive: batches that end at or beyond it are left out. */
  readonly upTo: number
  /** Whether the first batch comes even if it is larger than maxBytes. */
  readonly minOneBatch: boolean
}

/** The epoch that answers OffsetForLeaderEpoch and where it ended; both -1 when undefined. */
export interface EpochEndOffset {
  readonly epoch: number
  readonly endOffset: number
}

/** The leader epoch that began at an offset. */
export interface EpochEntry {
  readonly epoch: number
  readonly startOffset: number
}
