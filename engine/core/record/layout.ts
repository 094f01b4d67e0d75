/** What a record batch has where, and what is read from it. */
import type { Compression } from './compression.ts'

/** Positions of the fields of a record batch, magic 2 (`DefaultRecordBatch.java`). */
export const AT = {
  baseOffset: 0,
  batchLength: 8,
  partitionLeaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
  records: 61,
} as const

/** Bytes before those that `batchLength` counts. */
export const LOG_OVERHEAD = 12

/** Smallest number of bytes that a batch of any format may claim behind its base offset and length. */
export const LEAST_LENGTH = 14

export const Attributes = {
  compression: 0x07,
  logAppendTime: 0x08,
  transactional: 0x10,
  control: 0x20,
  deleteHorizon: 0x40,
} as const

export type TimestampType = 'CreateTime' | 'LogAppendTime'

/** The header of a record batch and what follows from it. Times in ms since 1970, sizes in bytes. */
export interface BatchHeader {
  readonly baseOffset: number
  readonly batchLength: number
  /** Bytes of the whole batch. */
  readonly size: number
  readonly partitionLeaderEpoch: number
  readonly magic: number
  readonly crc: number
  readonly attributes: number
  readonly compression: Compression
  readonly timestampType: TimestampType
  readonly transactional: boolean
  readonly control: boolean
  /** When tombstones or markers may go; null until the cleaner has set it. */
  readonly deleteHorizonMs: number | null
  readonly lastOffset: number
  readonly lastOffsetDelta: number
  /** Deltas of the records count from here: with a delete horizon, the horizon. */
  readonly baseTimestamp: number
  readonly maxTimestamp: number
  readonly producerId: number
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly lastSequence: number
  readonly recordCount: number
}

export interface RecordHeader {
  key: string
  value: Uint8Array | null
}

/** One record of a batch. Key, value and header values may be views into the batch. */
export interface LogRecord {
  offset: number
  /** ms since 1970; in a LogAppendTime batch that of the batch. */
  timestamp: number
  /** -1 without a producer id. */
  sequence: number
  key: Uint8Array | null
  value: Uint8Array | null
  headers: RecordHeader[]
  /** The checksum that a message of format 0 or 1 has of its own. */
  readonly checksum?: { readonly crc: number; readonly isValid: boolean }
}
