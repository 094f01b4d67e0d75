import { decode } from '../protocol/codec.ts'
import * as raft from '../protocol/messages/raft-records.ts'
import type { Message } from '../protocol/schema.ts'
import {
  type BatchHeader,
  batchesIn,
  CorruptRecordError,
  isValidCrc,
  type LogRecord,
  recordsIn,
} from '../record/batch.ts'
import { type ControlTypeName, controlType, endTxnMarker } from '../record/control.ts'
import { LOG_OVERHEAD } from '../record/header.ts'
import { decodeText, type RecordDecoder } from './dump-decoders.ts'
import { baseName, parseSegmentFile } from './file-names.ts'
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
 * found. Throws CorruptRecordError after the lines before the damage.
 */
export function dumpLog(
  path: string,
  file: Uint8Array,
  options: DumpLogOptions,
  print: (line: string) => void,
): OffsetGap[] {
  print(headLine(baseName(path)))
  const bytes = file.subarray(0, options.maxBytes)
  const gaps: OffsetGap[] = []
  let last = -1
  let position = 0
  for (const { header, bytes: batch } of batchesIn(bytes)) {
    print(batchLine(header, position, isValidCrc(batch)))
    if (options.deep) {
      for (const record of recordsIn(batch)) {
        if (record.offset !== last + 1) gaps.push([last, record.offset])
        last = record.offset
        print(recordLine(record, header, options))
      }
    }
    position += header.size
  }
  const trailing = bytes.length - position
  if (trailing > 0 && (options.maxBytes ?? ALL) === ALL) {
    refuseImpossibleSize(bytes, position, path)
    print(`Found ${trailing} invalid bytes at the end of ${baseName(path)}`)
  }
  return gaps
}

/** A size that no batch can have is damage, not a cut tail. */
function refuseImpossibleSize(bytes: Uint8Array, position: number, path: string): void {
  if (bytes.length - position <= LOG_OVERHEAD + 5) return
  const size = new DataView(bytes.buffer, bytes.byteOffset + position).getInt32(8)
  if (size >= 14) return
  throw new CorruptRecordError(`Found record size ${size} smaller than minimum record overhead (14) in file ${path}.`)
}

function headLine(name: string): string {
  if (name === 'bootstrap.checkpoint') return 'KRaft bootstrap snapshot'
  const snapshot = /^(\d{20})-(\d{10})\.checkpoint/.exec(name)
  if (snapshot) return `Snapshot end offset: ${Number(snapshot[1])}, epoch: ${Number(snapshot[2])}`
  return `Log starting offset: ${parseSegmentFile(name)?.offset ?? Number(name.split('.')[0])}`
}

function batchLine(header: BatchHeader, position: number, valid: boolean): string {
  const { deleteHorizonMs } = header
  const fields: [string, unknown][] = [
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
    ['position', position],
    [header.timestampType, header.maxTimestamp],
    ['size', header.size],
    ['magic', header.magic],
    ['compresscodec', header.compression],
    ['crc', header.crc],
    ['isvalid', valid],
  ]
  return fields.map(([name, value]) => `${name}: ${value}`).join(' ')
}

function recordLine(record: LogRecord, header: BatchHeader, options: DumpLogOptions): string {
  const parts: string[] = ['|']
  if (!options.skipRecordMetadata) {
    parts.push(metadataOf(record, header))
    if (header.control) parts.push(controlText(record))
  }
  if (options.printData && !header.control) {
    const { key, payload } = (options.decoder ?? decodeText)(record)
    if (key !== undefined) parts.push(`key: ${key}`)
    if (payload !== undefined) parts.push(`payload: ${payload}`)
  }
  return parts.length === 1 ? '' : parts.join(' ')
}

function metadataOf({ offset, timestamp, key, value, sequence, headers }: LogRecord, header: BatchHeader): string {
  const sizes = `keySize: ${key?.length ?? -1} valueSize: ${value?.length ?? -1}`
  const names = headers.map((one) => one.key).join(',')
  return `offset: ${offset} ${header.timestampType}: ${timestamp} ${sizes} sequence: ${sequence} headerKeys: [${names}]`
}

const CONTROL_VALUES: { readonly [type in ControlTypeName]?: { readonly label: string; readonly schema: Message } } = {
  LEADER_CHANGE: { label: 'LeaderChange:', schema: raft.LeaderChangeMessage },
  SNAPSHOT_HEADER: { label: 'SnapshotHeader', schema: raft.SnapshotHeaderRecord },
  SNAPSHOT_FOOTER: { label: 'SnapshotFooter', schema: raft.SnapshotFooterRecord },
  KRAFT_VERSION: { label: 'KRaftVersion', schema: raft.KRaftVersionRecord },
  KRAFT_VOTERS: { label: 'KRaftVoters', schema: raft.VotersRecord },
}

function controlText(record: LogRecord): string {
  const marker = endTxnMarker(record)
  if (marker) return `endTxnMarker: ${marker.type} coordinatorEpoch: ${marker.coordinatorEpoch}`
  const type = controlType(record.key)
  const known = type && CONTROL_VALUES[type]
  if (!known || record.value === null) return `controlType: ${type ?? 'UNKNOWN'}(${record.key?.[3]})`
  // Each of these begins with its own version as an int16 field, which is also that of the encoding.
  const version = new DataView(record.value.buffer, record.value.byteOffset).getInt16(0)
  return `${known.label} ${messageJson(known.schema, version, decode(known.schema, version, record.value))}`
}
