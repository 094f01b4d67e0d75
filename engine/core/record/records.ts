import { ByteReader, type ByteWriter, DecodeError } from '../base/bytes.ts'
import { fromUtf8, utf8 } from '../base/utf8.ts'
import { decompress, decompressStream } from './codecs.ts'
import { CorruptRecordError } from './compression.ts'
import { AT, addSequence, type BatchHeader, batchHeaderAt, isOld } from './header.ts'
import type { LogRecord, RecordHeader } from './layout.ts'
import { OLD_FORMATS } from './old-formats.ts'

export type { LogRecord, RecordHeader } from './layout.ts'

/** A record as it goes into a batch. */
export interface RecordInit {
  readonly timestamp: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers?: readonly RecordHeader[]
}

/** Most bytes that the records of one batch may have uncompressed, unless the caller says otherwise. */
export const MAX_UNCOMPRESSED = 256 * 1024 * 1024

/** The bytes of the records of a batch, uncompressed. */
export function recordBytes(batch: Uint8Array, header: BatchHeader, maxUncompressed = MAX_UNCOMPRESSED): Uint8Array {
  const stored = batch.subarray(AT.records, header.size)
  return header.compression === 'none' ? stored : decompress(header.compression, stored, maxUncompressed)
}

/** {@link recordBytes} in pieces, which are only lent, until `give` says false. Throws CorruptRecordError. */
export function streamRecordBytes(batch: Uint8Array, header: BatchHeader, give: (piece: Uint8Array) => boolean): void {
  const stored = batch.subarray(AT.records, header.size)
  if (header.compression === 'none') give(stored)
  else decompressStream(header.compression, stored, give)
}

/** Decodes the records of one batch. Throws {@link CorruptRecordError} when malformed or larger than `maxUncompressed` bytes. */
export function recordsIn(batch: Uint8Array, options: { maxUncompressed?: number } = {}): LogRecord[] {
  if (isOld(batch)) return OLD_FORMATS.now.oldRecordsIn(batch)
  const header = batchHeaderAt(batch)
  try {
    return decodeRecords(recordBytes(batch, header, options.maxUncompressed), header)
  } catch (error) {
    if (error instanceof DecodeError) throw new CorruptRecordError(`a record is malformed: ${error.message}`)
    throw error
  }
}

/**
 * {@link recordsIn} one by one: of an uncompressed batch those before the damage are given before it is thrown, as
 * {@link CorruptRecordError} in Kafka's words (`DefaultRecordBatch.iterator`).
 */
export function eachRecordIn(batch: Uint8Array): Iterable<LogRecord> {
  if (isOld(batch)) return recordsIn(batch)
  const header = batchHeaderAt(batch)
  const records = recordsOneByOne(batch, header)
  return header.compression === 'none' ? records : [...records]
}

function* recordsOneByOne(batch: Uint8Array, header: BatchHeader): Iterable<LogRecord> {
  const reader = new ByteReader(recordBytes(batch, header))
  for (let i = 0; i < header.recordCount; i++) yield nextRecord(reader, header)
  if (reader.remaining > 0)
    throw new CorruptRecordError('Incorrect declared batch size, records still remaining in file')
}

function nextRecord(reader: ByteReader, header: BatchHeader): LogRecord {
  try {
    return readRecord(reader, header)
  } catch (error) {
    if (error instanceof DecodeError)
      throw new CorruptRecordError('Incorrect declared batch size, premature EOF reached')
    throw error
  }
}

function decodeRecords(bytes: Uint8Array, header: BatchHeader): LogRecord[] {
  const reader = new ByteReader(bytes)
  const records: LogRecord[] = []
  for (let i = 0; i < header.recordCount; i++) records.push(readRecord(reader, header))
  if (reader.remaining > 0) throw new CorruptRecordError('a batch holds more bytes than its records')
  return records
}

function readRecord(reader: ByteReader, header: BatchHeader): LogRecord {
  const size = reader.varint()
  const end = reader.position + size
  reader.int8()
  const timestampDelta = reader.varlong()
  const offsetDelta = reader.varint()
  const record = {
    offset: header.baseOffset + offsetDelta,
    timestamp: header.timestampType === 'LogAppendTime' ? header.maxTimestamp : header.baseTimestamp + timestampDelta,
    sequence: header.baseSequence < 0 ? -1 : addSequence(header.baseSequence, offsetDelta),
    key: nullableBytes(reader),
    value: nullableBytes(reader),
    headers: readHeaders(reader),
  }
  if (reader.position !== end) throw new CorruptRecordError(`a record of ${size} bytes ends elsewhere`)
  return record
}

function nullableBytes(reader: ByteReader): Uint8Array | null {
  const length = reader.varint()
  return length < 0 ? null : reader.raw(length)
}

function readHeaders(reader: ByteReader): RecordHeader[] {
  const count = reader.varint()
  if (count < 0 || count > reader.remaining)
    throw new CorruptRecordError(`Found invalid number of record headers ${count}`)
  const headers: RecordHeader[] = []
  for (let i = 0; i < count; i++) {
    const key = fromUtf8(reader.raw(reader.varint()))
    headers.push({ key, value: nullableBytes(reader) })
  }
  return headers
}

/** What a record says of its place in the batch: counted from the batch's base. */
export interface Deltas {
  readonly offset: number
  readonly timestamp: number
}

/** Appends one record; `size` is its {@link bodySize}, if that is known. */
export function writeRecord(
  writer: ByteWriter,
  record: RecordInit,
  deltas: Deltas,
  size = bodySize(record, deltas),
): void {
  const headers = record.headers ?? NO_HEADERS
  writer.varint(size)
  writer.int8(0)
  writer.varlong(deltas.timestamp)
  writer.varint(deltas.offset)
  writeNullable(writer, record.key)
  writeNullable(writer, record.value)
  writer.varint(headers.length)
  for (const { key, value } of headers) {
    writeNullable(writer, utf8(key))
    writeNullable(writer, value)
  }
}

const NO_HEADERS: readonly RecordHeader[] = []

function writeNullable(writer: ByteWriter, bytes: Uint8Array | null): void {
  if (bytes === null) return writer.varint(-1)
  writer.varint(bytes.length)
  writer.raw(bytes)
}

/** Bytes of a record in a batch, without its length prefix. */
export function bodySize(record: RecordInit, deltas: Deltas): number {
  return 1 + varlongSize(deltas.timestamp) + varintSize(deltas.offset) + contentSize(record)
}

/** Bytes of key, value and headers in a batch, with their lengths (`DefaultRecord.sizeOf`). */
export function contentSize({ key, value, headers = NO_HEADERS }: Omit<RecordInit, 'timestamp'>): number {
  let size = varintSize(headers.length) + nullableSize(key) + nullableSize(value)
  for (const header of headers) size += nullableSize(utf8(header.key)) + nullableSize(header.value)
  return size
}

function nullableSize(bytes: Uint8Array | null): number {
  return bytes === null ? 1 : varintSize(bytes.length) + bytes.length
}

/** Bytes of a zigzag varint. */
export function varintSize(value: number): number {
  const raw = ((value << 1) ^ (value >> 31)) >>> 0
  return raw < 0x80 ? 1 : raw < 0x4000 ? 2 : raw < 0x20_0000 ? 3 : raw < 0x1000_0000 ? 4 : 5
}

function varlongSize(value: number): number {
  let size = 1
  for (let rest = value >= 0 ? value * 2 : -value * 2 - 1; rest > 0x7f; rest = Math.floor(rest / 128)) size++
  return size
}
