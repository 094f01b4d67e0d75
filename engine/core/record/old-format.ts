/** Messages of format 0 and 1, which brokers before 0.11 wrote: each is told as a batch of its own (`AbstractLegacyRecordBatch.java`). */
import { crc32 } from '../base/crc32.ts'
import { CODECS } from './codec-table.ts'
import { COMPRESSIONS, CorruptRecordError } from './compression.ts'
import { Attributes, type BatchHeader, LOG_OVERHEAD, type LogRecord } from './layout.ts'

const AT = { offset: 0, size: 8, crc: 12, magic: 16, attributes: 17, timestamp: 18 } as const
/** CRC, magic, attributes, and the sizes of key and value. */
const LEAST = 14
const TIMESTAMP = 8
const NO_TIMESTAMP = -1
/** Most bytes that the messages within one may have uncompressed. */
const MAX_UNCOMPRESSED = 256 * 1024 * 1024

/** What a message that holds others says of all of them is that of the last. Throws CorruptRecordError. */
export function oldHeaderAt(bytes: Uint8Array, position: number): BatchHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset + position)
  const [magic, batchLength, attributes] = [view.getInt8(AT.magic), view.getInt32(AT.size), view.getInt8(AT.attributes)]
  const timed = magic === 1 ? TIMESTAMP : 0
  if (batchLength < LEAST + timed) throw tooSmall(batchLength, LEAST + timed)
  if (view.byteLength < LOG_OVERHEAD + LEAST + timed) throw new CorruptRecordError('a message is cut short')
  const offset = Number(view.getBigInt64(AT.offset))
  const maxTimestamp = timed ? Number(view.getBigInt64(AT.timestamp)) : NO_TIMESTAMP
  return {
    baseOffset: offset,
    lastOffset: offset,
    lastOffsetDelta: 0,
    batchLength,
    size: batchLength + LOG_OVERHEAD,
    magic,
    crc: view.getUint32(AT.crc),
    attributes,
    compression: COMPRESSIONS[attributes & Attributes.compression] ?? 'none',
    timestampType: timed && (attributes & Attributes.logAppendTime) !== 0 ? 'LogAppendTime' : 'CreateTime',
    baseTimestamp: maxTimestamp,
    maxTimestamp,
    ...NOT_THERE,
  }
}

/** What messages did not have then. */
const NOT_THERE = {
  partitionLeaderEpoch: -1,
  transactional: false,
  control: false,
  deleteHorizonMs: null,
  producerId: -1,
  producerEpoch: -1,
  baseSequence: -1,
  lastSequence: -1,
  recordCount: 1,
} as const

function tooSmall(size: number, least: number): CorruptRecordError {
  return new CorruptRecordError(`Record size ${size} is less than the minimum record overhead (${least})`)
}

/** The checksum that a whole message ought to have. */
export function oldCrc(message: Uint8Array): number {
  return crc32(message.subarray(AT.magic))
}

/** The records of a message: its own, or those of the messages within it. Throws CorruptRecordError. */
export function oldRecordsIn(message: Uint8Array): LogRecord[] {
  const header = oldHeaderAt(message, 0)
  const own = recordOf(message, header)
  if (header.compression === 'none') return [own]
  const inner = messagesIn(CODECS[header.compression].decompress(own.value ?? new Uint8Array(0), MAX_UNCOMPRESSED))
  const records = inner.map((one) => recordOf(one, oldHeaderAt(one, 0)))
  const last = records.at(-1)
  if (!last) throw new CorruptRecordError('Found invalid compressed record set with null or no records')
  // Of format 1 the inner offsets count from the first of them.
  const base = header.magic === 1 ? header.lastOffset - last.offset : 0
  return records.map((record) => ({
    ...record,
    offset: base + record.offset,
    timestamp: header.timestampType === 'LogAppendTime' ? header.maxTimestamp : record.timestamp,
  }))
}

function* wholeMessages(bytes: Uint8Array): Iterable<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at + LOG_OVERHEAD + LEAST <= bytes.length; ) {
    const size = view.getInt32(at + AT.size)
    if (size < LEAST) throw tooSmall(size, LEAST)
    yield bytes.subarray(at, at + LOG_OVERHEAD + size)
    at += LOG_OVERHEAD + size
  }
}

function messagesIn(bytes: Uint8Array): Uint8Array[] {
  return [...wholeMessages(bytes)]
}

function recordOf(message: Uint8Array, header: BatchHeader): LogRecord {
  const { magic, lastOffset: offset, maxTimestamp: timestamp, crc } = header
  const checksum = { crc, isValid: crc === oldCrc(message) }
  const keyAt = AT.timestamp + (magic === 1 ? TIMESTAMP : 0)
  const key = sizedBytes(message, keyAt)
  const value = sizedBytes(message, key.end)
  return { offset, timestamp, sequence: -1, key: key.bytes, value: value.bytes, headers: [], checksum }
}

function sizedBytes(message: Uint8Array, at: number): { bytes: Uint8Array | null; end: number } {
  const begin = at + 4
  if (begin > message.length) throw new CorruptRecordError('a message is cut short')
  const size = new DataView(message.buffer, message.byteOffset + at, 4).getInt32(0)
  const end = begin + Math.max(0, size)
  if (end > message.length) throw new CorruptRecordError('a message is cut short')
  return { bytes: size < 0 ? null : message.subarray(begin, end), end }
}
