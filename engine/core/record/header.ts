import { crc32c } from '../base/crc32c.ts'
import { COMPRESSIONS, type Compression, CorruptRecordError } from './compression.ts'
import { AT, Attributes, type BatchHeader, LEAST_LENGTH, LOG_OVERHEAD, type TimestampType } from './layout.ts'
import { OLD_FORMATS } from './old-formats.ts'

export { AT, Attributes, type BatchHeader, LEAST_LENGTH, LOG_OVERHEAD, type TimestampType } from './layout.ts'

/** Reads the header of the batch at a position. Throws {@link CorruptRecordError} when it is cut or impossible. */
export function batchHeaderAt(bytes: Uint8Array, position = 0): BatchHeader {
  if (isOld(bytes, position)) return OLD_FORMATS.now.oldHeaderAt(bytes, position)
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

/** Whether a message of format 0 or 1 stands there, and can be read. */
export function isOld(bytes: Uint8Array, position = 0): boolean {
  // Of a magic that is negative the highest bit is set.
  return OLD_FORMATS.isLoaded && (bytes[position + AT.magic] ?? 2) < 2
}

/** Bytes of the smallest batch that may stand there. */
export function leastSizeAt(bytes: Uint8Array, position = 0): number {
  return isOld(bytes, position) ? LOG_OVERHEAD + LEAST_LENGTH : AT.records
}

/** The checksum that a whole batch ought to have. */
export function computedCrc(batch: Uint8Array): number {
  if (isOld(batch)) return OLD_FORMATS.now.oldCrc(batch)
  return crc32c(batch, AT.attributes, batch.length)
}

/** Whether the batch is whole and its checksum right. */
export function isValidCrc(batch: Uint8Array): boolean {
  if (batch.length < leastSizeAt(batch)) return false
  const view = new DataView(batch.buffer, batch.byteOffset, batch.length)
  const crc = view.getUint32(isOld(batch) ? LOG_OVERHEAD : AT.crc)
  return view.getInt32(AT.batchLength) + LOG_OVERHEAD === batch.length && crc === computedCrc(batch)
}

/** The whole batches in some bytes, in order; stops quietly before a cut tail, throws {@link CorruptRecordError} on garbage. */
export function* batchesIn(bytes: Uint8Array): Iterable<{ header: BatchHeader; bytes: Uint8Array }> {
  let position = 0
  while (bytes.length - position >= leastSizeAt(bytes, position)) {
    const header = batchHeaderAt(bytes, position)
    const end = position + header.size
    if (end > bytes.length) return
    yield { header, bytes: bytes.subarray(position, end) }
    position = end
  }
}

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
