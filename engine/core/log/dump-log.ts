import { ByteReader } from '../base/bytes.ts'
import { read } from '../protocol/codec.ts'
import * as raft from '../protocol/messages/raft-records.ts'
import type { Message } from '../protocol/schema.ts'
import {
  type BatchHeader,
  batchHeaderAt,
  CorruptRecordError,
  eachRecordIn,
  isValidCrc,
  type LogRecord,
} from '../record/batch.ts'
import { type ControlTypeName, controlType, endTxnMarker } from '../record/control.ts'
import { AT, Attributes, LOG_OVERHEAD, UnknownCompressionError } from '../record/header.ts'
import { DumpError, offsetOfName, orEnd, type Print } from './dump-damage.ts'
import { decodeText, type RecordDecoder } from './dump-decoders.ts'
import { baseName } from './file-names.ts'
import { messageJson } from './message-json.ts'

export interface DumpLogOptions {
  /** Records one by one, not only batches. */
  readonly deep: boolean
  /** With keys and values, through the decoder. */
  readonly printData: boolean
  readonly skipRecordMetadata: boolean
  readonly decoder?: RecordDecoder
  /** Only this many bytes of the file. */
  readonly maxBytes?: number
}

/** `--max-bytes` of who does not say it. */
const ALL = 0x7fff_ffff

/** Offsets of neighbouring records that do not follow one another; the first record has -1 before it. */
export type OffsetGap = readonly [before: number, offset: number]

/**
 * What kafka-dump-log prints of a `.log` or `.checkpoint` file (`DumpLogSegments.dumpLog`), line by line; gives the gaps
 * found. Throws {@link DumpError} after what is before the damage.
 */
export function dumpLog(path: string, file: Uint8Array, options: DumpLogOptions, print: Print): OffsetGap[] {
  print(headLine(baseName(path)))
  const bytes = file.subarray(0, options.maxBytes)
  const gaps: OffsetGap[] = []
  let last = -1
  let position = 0
  for (const { header, batch } of fileBatches(bytes, path, print)) {
    print(batchLine(header, position, isValidCrc(batch)))
    if (options.deep) {
      for (const record of recordsOf(batch)) {
        if (record.offset !== last + 1) gaps.push([last, record.offset])
        last = record.offset
        printRecord(record, header, options, print)
      }
    }
    position += header.size
  }
  const trailing = bytes.length - position
  if (trailing > 0 && (options.maxBytes ?? ALL) === ALL)
    print(`Found ${trailing} invalid bytes at the end of ${baseName(path)}`)
  return gaps
}

/** Bytes that a batch has at least for its size and format to be looked at. */
const UP_TO_MAGIC = 17
const LEAST_SIZE = 14

/** The batches as far as they are whole (`FileLogInputStream`). */
function* fileBatches(
  bytes: Uint8Array,
  path: string,
  print: Print,
): Iterable<{ header: BatchHeader; batch: Uint8Array }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at < bytes.length - UP_TO_MAGIC; ) {
    const size = view.getInt32(at + AT.batchLength)
    if (size < LEAST_SIZE) throw tooSmall(size, path)
    const end = at + LOG_OVERHEAD + size
    if (end > bytes.length) return
    const batch = bytes.subarray(at, end)
    yield { header: headerOf(batch, print), batch }
    at = end
  }
}

/** A size that no batch can have is damage, not a cut tail. */
function tooSmall(size: number, path: string): DumpError {
  const what = `Found record size ${size} smaller than minimum record overhead (${LEAST_SIZE}) in file ${path}.`
  return new DumpError('org.apache.kafka.common.errors.CorruptRecordException', what)
}

/** A codec that Kafka does not know ends the dump within the batch's line. */
function headerOf(batch: Uint8Array, print: Print): BatchHeader {
  try {
    return batchHeaderAt(batch)
  } catch (error) {
    if (!(error instanceof UnknownCompressionError)) throw error
    const plain = batch.slice()
    plain[AT.attributes + 1] = (plain[AT.attributes + 1] ?? 0) & ~Attributes.compression
    print(joined(firstFields(batchHeaderAt(plain))), '')
    throw new DumpError('java.lang.IllegalArgumentException', error.message)
  }
}

function* recordsOf(batch: Uint8Array): Iterable<LogRecord> {
  try {
    yield* eachRecordIn(batch)
  } catch (error) {
    if (!(error instanceof CorruptRecordError)) throw error
    throw new DumpError('org.apache.kafka.common.InvalidRecordException', error.message)
  }
}

/** What a dump says first of a `.log` or `.checkpoint` file, before it opens it. Throws DumpError. */
export function headLine(name: string): string {
  if (name === 'bootstrap.checkpoint') return 'KRaft bootstrap snapshot'
  const snapshot = /^(\d{20})-(\d{10})\.checkpoint/.exec(name)
  if (snapshot) return `Snapshot end offset: ${Number(snapshot[1])}, epoch: ${Number(snapshot[2])}`
  if (name.endsWith('.checkpoint')) throw new DumpError('java.util.NoSuchElementException', 'No value present')
  return `Log starting offset: ${offsetOfName(name)}`
}

type Field = readonly [name: string, value: unknown]

/** Those that Kafka prints before it looks at the codec. */
function firstFields(header: BatchHeader): Field[] {
  const { deleteHorizonMs } = header
  return [
    ['baseOffset', header.baseOffset],
    ['lastOffset', header.lastOffset],
    ['count', header.recordCount],
    ['baseSequence', header.baseSequence],
    ['lastSequence', header.lastSequence],
    ['producerId', header.producerId],
    ['producerEpoch', header.producerEpoch],
    ['partitionLeaderEpoch', header.partitionLeaderEpoch],
    ['isTransactional', header.transactional],
    ['isControl', header.control],
    ['deleteHorizonMs', deleteHorizonMs === null ? 'OptionalLong.empty' : `OptionalLong[${deleteHorizonMs}]`],
  ]
}

function batchLine(header: BatchHeader, position: number, valid: boolean): string {
  return joined([
    ...(header.magic < 2 ? [['offset', header.lastOffset] as const] : firstFields(header)),
    ['position', position],
    [timeOf(header), header.maxTimestamp],
    ['size', header.size],
    ['magic', header.magic],
    ['compresscodec', header.compression],
    ['crc', header.crc],
    ['isvalid', valid],
  ])
}

/** Messages of format 0 had no time. */
function timeOf({ magic, timestampType }: BatchHeader): string {
  return magic === 0 ? 'NoTimestampType' : timestampType
}

function joined(fields: readonly Field[]): string {
  return fields.map(([name, value]) => `${name}: ${value}`).join(' ')
}

/** What cannot be read ends the dump within the record's line. */
function printRecord(record: LogRecord, header: BatchHeader, options: DumpLogOptions, print: Print): void {
  const parts: string[] = []
  if (!options.skipRecordMetadata) parts.push('|', metadataOf(record, header))
  try {
    parts.push(...contentOf(record, header, options))
  } catch (error) {
    print(parts.join(' '), '')
    throw error
  }
  if (options.skipRecordMetadata && parts.length > 0) parts.unshift('|')
  print(parts.join(' '))
}

function contentOf(record: LogRecord, header: BatchHeader, options: DumpLogOptions): string[] {
  if (header.control) return options.skipRecordMetadata ? [] : [controlText(record)]
  if (!options.printData) return []
  const { key, payload } = (options.decoder ?? decodeText)(record)
  return [...(key === undefined ? [] : [`key: ${key}`]), ...(payload === undefined ? [] : [`payload: ${payload}`])]
}

function metadataOf(record: LogRecord, header: BatchHeader): string {
  const { offset, timestamp, key, value, sequence, headers, checksum } = record
  const sizes = `keySize: ${key?.length ?? -1} valueSize: ${value?.length ?? -1}`
  const names = headers.map((one) => one.key).join(',')
  const rest = checksum
    ? `isValid: ${checksum.isValid} crc: ${checksum.crc}`
    : `sequence: ${sequence} headerKeys: [${names}]`
  return `offset: ${offset} ${timeOf(header)}: ${timestamp} ${sizes} ${rest}`
}

const CONTROL_VALUES: { readonly [type in ControlTypeName]?: { readonly label: string; readonly schema: Message } } = {
  LEADER_CHANGE: { label: 'LeaderChange:', schema: raft.LeaderChangeMessage },
  SNAPSHOT_HEADER: { label: 'SnapshotHeader', schema: raft.SnapshotHeaderRecord },
  SNAPSHOT_FOOTER: { label: 'SnapshotFooter', schema: raft.SnapshotFooterRecord },
  KRAFT_VERSION: { label: 'KRaftVersion', schema: raft.KRaftVersionRecord },
  KRAFT_VOTERS: { label: 'KRaftVoters', schema: raft.VotersRecord },
}

function controlText(record: LogRecord): string {
  const marker = orEnd('java.nio.BufferUnderflowException', null, () => endTxnMarker(record))
  if (marker) return `endTxnMarker: ${marker.type} coordinatorEpoch: ${marker.coordinatorEpoch}`
  const type = controlType(record.key)
  const known = type && CONTROL_VALUES[type]
  if (!known || record.value === null) return `controlType: ${type ?? 'UNKNOWN'}(${record.key?.[3]})`
  // Each of these begins with its own version as an int16 field, which is also that of the encoding.
  const version = new DataView(record.value.buffer, record.value.byteOffset).getInt16(0)
  return `${known.label} ${messageJson(known.schema, version, read(known.schema, version, new ByteReader(record.value)))}`
}
