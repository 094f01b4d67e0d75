import { crc32c } from '../base/crc32c.ts'
import { COMPRESSIONS, type Compression, CorruptRecordError } from './compression.ts'

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

/** Reads the header of the batch at a position. Throws {@link CorruptRecordError} when it is cut or impossible. */
export function batchHeaderAt(bytes: Uint8Array, position = 0): BatchHeader {
  if (bytes.length - position < AT.records) throw new CorruptRecordError('a batch header is cut short')
  const view = new DataView(bytes.buffer, bytes.byteOffset + position, AT.records)
  const magic = view.getInt8(AT.magic)
  // Newer ones are read as this one, as Kafka does: the magic is not in what the checksum covers.
  if (magic < 2) throw new CorruptRecordError(`magic ${magic} is not supported`)
  const batchLength = view.getInt32(AT.batchLength)
  if (batchLength < AT.records - LOG_OVERHEAD) {
    throw new CorruptRecordError(`Record size ${batchLength} is less than the minimum record overhead (14)`)
  }
  const attributes = view.getInt16(AT.attributes)
  const baseOffset = int64(view, AT.baseOffset)
  const lastOffsetDelta = view.getInt32(AT.lastOffsetDelta)
  const baseTimestamp = int64(view, AT.baseTimestamp)
  const baseSequence = view.getInt32(AT.baseSequence)
  return {
    baseOffset,
    batchLength,
    size: batchLength + LOG_OVERHEAD,
    partitionLeaderEpoch: view.getInt32(AT.partitionLeaderEpoch),
    magic,
    crc: view.getUint32(AT.crc),
    attributes,
    compression: compressionOf(attributes),
    timestampType: (attributes & Attributes.logAppendTime) !== 0 ? 'LogAppendTime' : 'CreateTime',
    transactional: (attributes & Attributes.transactional) !== 0,
    control: (attributes & Attributes.control) !== 0,
    deleteHorizonMs: (attributes & Attributes.deleteHorizon) !== 0 ? baseTimestamp : null,
    lastOffset: baseOffset + lastOffsetDelta,
    lastOffsetDelta,
    baseTimestamp,
    maxTimestamp: int64(view, AT.maxTimestamp),
    producerId: int64(view, AT.producerId),
    producerEpoch: view.getInt16(AT.producerEpoch),
    baseSequence,
    lastSequence: baseSequence === -1 ? -1 : addSequence(baseSequence, lastOffsetDelta),
    recordCount: view.getInt32(AT.recordCount),
  }
}

/** A codec that this version of Kafka does not have. */
export class UnknownCompressionError extends CorruptRecordError {}

function compressionOf(attributes: number): Compression {
  const compression = COMPRESSIONS[attributes & Attributes.compression]
  if (!compression)
    throw new UnknownCompressionError(`Unknown compression type id: ${attributes & Attributes.compression}`)
  return compression
}

function int64(view: DataView, at: number): number {
  const value = view.getInt32(at) * 0x1_0000_0000 + view.getUint32(at + 4)
  if (!Number.isSafeInteger(value)) throw new CorruptRecordError('an int64 beyond 2^53 in a batch header')
  return value
}

/** Sequences go from 0 to 2147483647 and then from 0 again. */
export function addSequence(sequence: number, increment: number): number {
  const sum = sequence + increment
  return sum > 0x7fff_ffff ? sum - 0x8000_0000 : sum
}

/** The checksum that a whole batch ought to have. */
export function computedCrc(batch: Uint8Array): number {
  return crc32c(batch, AT.attributes, batch.length)
}

/** Whether the batch is whole and its checksum right. */
export function isValidCrc(batch: Uint8Array): boolean {
  if (batch.length < AT.records) return false
  const view = new DataView(batch.buffer, batch.byteOffset, AT.records)
  return view.getInt32(AT.batchLength) + LOG_OVERHEAD === batch.length && view.getUint32(AT.crc) === computedCrc(batch)
}

/** The whole batches in some bytes, in order; stops quietly before a cut tail, throws {@link CorruptRecordError} on garbage. */
export function* batchesIn(bytes: Uint8Array): Iterable<{ header: BatchHeader; bytes: Uint8Array }> {
  let position = 0
  while (bytes.length - position >= AT.records) {
    const header = batchHeaderAt(bytes, position)
    const end = position + header.size
    if (end > bytes.length) return
    yield { header, bytes: bytes.subarray(position, end) }
    position = end
  }
}

/** Smallest number of bytes that a batch of any format may claim behind its base offset and length. */
const LEAST_LENGTH = 14

/**
 * The size of the batch that begins here; undefined: it is not whole, which ends the batches quietly. Throws
 * {@link CorruptRecordError} on what can be no batch's (`ByteBufferLogInputStream`).
 */
export function wholeBatchSize(bytes: Uint8Array, position = 0): number | undefined {
  const left = bytes.length - position
  if (left < LOG_OVERHEAD) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset + position, left)
  const length = view.getInt32(AT.batchLength)
  if (length < LEAST_LENGTH)
    throw new CorruptRecordError(`Record size ${length} is less than the minimum record overhead (${LEAST_LENGTH})`)
  if (left <= AT.magic) return undefined
  const magic = view.getInt8(AT.magic)
  if (magic < 0 || magic > 2) throw new CorruptRecordError(`Invalid magic found in record: ${magic}`)
  return LOG_OVERHEAD + length <= left ? LOG_OVERHEAD + length : undefined
}

/** Writes offset and epoch into a batch that the log is about to store; both lie outside the checksum. */
export function stampBatch(batch: Uint8Array, baseOffset: number, partitionLeaderEpoch: number): void {
  const view = new DataView(batch.buffer, batch.byteOffset, AT.records)
  view.setBigInt64(AT.baseOffset, BigInt(baseOffset))
  view.setInt32(AT.partitionLeaderEpoch, partitionLeaderEpoch)
}

/** Sets type and maximum of the timestamps, and the checksum anew; base timestamp and deltas stay. */
export function stampTimestamps(batch: Uint8Array, type: TimestampType, maxTimestamp: number): void {
  const view = new DataView(batch.buffer, batch.byteOffset, AT.records)
  const attributes = view.getInt16(AT.attributes) & ~Attributes.logAppendTime
  view.setInt16(AT.attributes, type === 'LogAppendTime' ? attributes | Attributes.logAppendTime : attributes)
  view.setBigInt64(AT.maxTimestamp, BigInt(maxTimestamp))
  view.setUint32(AT.crc, computedCrc(batch))
}
