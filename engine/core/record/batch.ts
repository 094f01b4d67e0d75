/** Record batches, magic 2: the unit that producers send, logs store and consumers fetch. */
import { ByteWriter } from '../base/bytes.ts'
import { compress } from './codecs.ts'
import { type Compression, compressionId } from './compression.ts'
import { AT, Attributes, computedCrc, LOG_OVERHEAD, type TimestampType } from './header.ts'
import { bodySize, type RecordInit, varintSize, writeRecord } from './records.ts'

export type { Compression } from './compression.ts'
export { CorruptRecordError } from './compression.ts'
export type { BatchHeader, TimestampType } from './header.ts'
export { batchesIn, batchHeaderAt, isValidCrc } from './header.ts'
export type { LogRecord, RecordHeader, RecordInit } from './records.ts'
export { eachRecordIn, recordsIn } from './records.ts'

/** What a batch has beside its records; everything defaults to what a producer without an id sends. */
export interface BatchInit {
  readonly baseOffset?: number
  readonly partitionLeaderEpoch?: number
  readonly compression?: Compression
  /** On the codec's own scale; default: the codec's. */
  readonly compressionLevel?: number
  readonly timestampType?: TimestampType
  readonly producerId?: number
  readonly producerEpoch?: number
  readonly baseSequence?: number
  readonly transactional?: boolean
  readonly control?: boolean
}

/** Encodes one batch; the base timestamp is that of the first record, offsets follow one another. */
export function buildBatch(init: BatchInit & { readonly records: readonly RecordInit[] }): Uint8Array {
  const builder = new BatchBuilder({ ...init, maxSize: Number.POSITIVE_INFINITY })
  for (const record of init.records) builder.tryAppend(record)
  return builder.build()
}

/** Encodes records straight into the buffer of a batch as they come (`MemoryRecordsBuilder`). */
export class BatchBuilder {
  private readonly writer: ByteWriter
  private baseTimestamp = -1
  private maxTimestamp = -1
  private isBuilt = false
  recordCount = 0

  /** `maxSize`: bytes that the batch should not outgrow uncompressed; its first record always fits. */
  constructor(private readonly init: BatchInit & { readonly maxSize: number }) {
    this.writer = new ByteWriter(Number.isFinite(init.maxSize) ? Math.min(init.maxSize, 1 << 16) : 512)
    this.writer.raw(new Uint8Array(AT.records))
  }

  /** Bytes so far, as if uncompressed. */
  get sizeInBytes(): number {
    return this.writer.length
  }

  /** Appends the record unless the batch is full; says whether it did. */
  tryAppend(record: RecordInit): boolean {
    const first = this.recordCount === 0
    const deltas = { offset: this.recordCount, timestamp: first ? 0 : record.timestamp - this.baseTimestamp }
    const size = bodySize(record, deltas)
    if (!first && this.writer.length + varintSize(size) + size > this.init.maxSize) return false
    if (first) this.baseTimestamp = record.timestamp
    writeRecord(this.writer, record, deltas, size)
    this.maxTimestamp = Math.max(this.maxTimestamp, record.timestamp)
    this.recordCount++
    return true
  }

  /** The batch with all that was appended; nothing may be appended any more. What was built before stays as it is. */
  build(sequence: { producerId: number; producerEpoch: number; baseSequence: number } = NO_PRODUCER): Uint8Array {
    const batch = this.compressed()
    this.isBuilt = true
    this.writeHeader(batch, { ...sequence, ...definedSequence(this.init) })
    return batch
  }

  private compressed(): Uint8Array {
    const { compression = 'none', compressionLevel } = this.init
    const whole = this.writer.finish()
    if (compression === 'none') return this.isBuilt ? whole.slice() : whole
    const records = compress(compression, whole.subarray(AT.records), compressionLevel)
    const batch = new Uint8Array(AT.records + records.length)
    batch.set(records, AT.records)
    return batch
  }

  private writeHeader(batch: Uint8Array, sequence: typeof NO_PRODUCER): void {
    const { init } = this
    const view = new DataView(batch.buffer, batch.byteOffset, AT.records)
    view.setBigInt64(AT.baseOffset, BigInt(init.baseOffset ?? 0))
    view.setInt32(AT.batchLength, batch.length - LOG_OVERHEAD)
    view.setInt32(AT.partitionLeaderEpoch, init.partitionLeaderEpoch ?? -1)
    view.setInt8(AT.magic, 2)
    view.setInt16(AT.attributes, attributesOf(init))
    view.setInt32(AT.lastOffsetDelta, this.recordCount - 1)
    view.setBigInt64(AT.baseTimestamp, BigInt(this.baseTimestamp))
    view.setBigInt64(AT.maxTimestamp, BigInt(this.maxTimestamp))
    view.setBigInt64(AT.producerId, BigInt(sequence.producerId))
    view.setInt16(AT.producerEpoch, sequence.producerEpoch)
    view.setInt32(AT.baseSequence, sequence.baseSequence)
    view.setInt32(AT.recordCount, this.recordCount)
    view.setUint32(AT.crc, computedCrc(batch))
  }
}

const NO_PRODUCER = { producerId: -1, producerEpoch: -1, baseSequence: -1 }

function definedSequence(init: BatchInit): Partial<typeof NO_PRODUCER> {
  const { producerId, producerEpoch, baseSequence } = init
  return {
    ...(producerId !== undefined && { producerId }),
    ...(producerEpoch !== undefined && { producerEpoch }),
    ...(baseSequence !== undefined && { baseSequence }),
  }
}

function attributesOf(init: BatchInit): number {
  let attributes = compressionId(init.compression ?? 'none')
  if (init.timestampType === 'LogAppendTime') attributes |= Attributes.logAppendTime
  if (init.transactional) attributes |= Attributes.transactional
  if (init.control) attributes |= Attributes.control
  return attributes
}
