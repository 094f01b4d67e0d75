/** Batches of which records went: as the cleaner writes them. */
import { ByteWriter } from '../base/bytes.ts'
import { compress } from './codecs.ts'
import { compressionId } from './compression.ts'
import { AT, Attributes, type BatchHeader, computedCrc, LOG_OVERHEAD } from './header.ts'
import { type LogRecord, writeRecord } from './records.ts'

/**
 * The batch with only these of its records (at least one): offsets, sequences and producer stay (`MemoryRecords.
 * buildRetainedRecordsInto`). `deleteHorizonMs`: from when its tombstones or its marker may go; it becomes the base of the
 * timestamps. With zstd await `compressorLoading` before.
 */
export function rebuildBatch(
  header: BatchHeader,
  records: readonly LogRecord[],
  deleteHorizonMs: number | null,
): Uint8Array {
  const baseTimestamp = deleteHorizonMs ?? (records[0] as LogRecord).timestamp
  const body = new ByteWriter(header.size)
  for (const record of records)
    writeRecord(body, record, {
      offset: record.offset - header.baseOffset,
      timestamp: record.timestamp - baseTimestamp,
    })
  const { compression } = header
  const plain = body.finish()
  const maxTimestamp = records.reduce((max, { timestamp }) => Math.max(max, timestamp), -1)
  return assemble(header, compression === 'none' ? plain : compress(compression, plain), {
    attributes:
      attributesOf(header, compressionId(compression)) | (deleteHorizonMs === null ? 0 : Attributes.deleteHorizon),
    baseTimestamp,
    maxTimestamp: header.timestampType === 'LogAppendTime' ? header.maxTimestamp : maxTimestamp,
    recordCount: records.length,
  })
}

/** The bare header of a batch that lost all its records, kept for its sequence and last offset (`writeEmptyHeader`). */
export function emptyBatch(header: BatchHeader): Uint8Array {
  const { maxTimestamp } = header
  const attributes = attributesOf(header, compressionId('none'))
  return assemble(header, new Uint8Array(0), { attributes, baseTimestamp: -1, maxTimestamp, recordCount: 0 })
}

/** What stays of the attributes. */
function attributesOf({ attributes }: BatchHeader, codec: number): number {
  return (attributes & (Attributes.logAppendTime | Attributes.transactional | Attributes.control)) | codec
}

function assemble(
  header: BatchHeader,
  records: Uint8Array,
  own: { attributes: number; baseTimestamp: number; maxTimestamp: number; recordCount: number },
): Uint8Array {
  const batch = new Uint8Array(AT.records + records.length)
  batch.set(records, AT.records)
  const view = new DataView(batch.buffer)
  view.setBigInt64(AT.baseOffset, BigInt(header.baseOffset))
  view.setInt32(AT.batchLength, batch.length - LOG_OVERHEAD)
  view.setInt32(AT.partitionLeaderEpoch, header.partitionLeaderEpoch)
  view.setInt8(AT.magic, 2)
  view.setInt16(AT.attributes, own.attributes)
  view.setInt32(AT.lastOffsetDelta, header.lastOffsetDelta)
  view.setBigInt64(AT.baseTimestamp, BigInt(own.baseTimestamp))
  view.setBigInt64(AT.maxTimestamp, BigInt(own.maxTimestamp))
  view.setBigInt64(AT.producerId, BigInt(header.producerId))
  view.setInt16(AT.producerEpoch, header.producerEpoch)
  view.setInt32(AT.baseSequence, header.baseSequence)
  view.setInt32(AT.recordCount, own.recordCount)
  view.setUint32(AT.crc, computedCrc(batch))
  return batch
}
