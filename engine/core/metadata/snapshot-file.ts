/** Snapshot files: `bootstrap.checkpoint` and `<end offset>-<epoch>.checkpoint` (facts/metadata-records.md §1). */

import { concat } from '../base/bytes.ts'
import { decode, encode } from '../protocol/codec.ts'
import {
  KRaftVersionRecord,
  SnapshotFooterRecord,
  SnapshotHeaderRecord,
  VotersRecord,
} from '../protocol/messages/raft-records.ts'
import { batchesIn, buildBatch, recordsIn } from '../record/batch.ts'
import { type ControlTypeName, controlKey, controlType } from '../record/control.ts'
import { decodeMetadataRecord, encodeMetadataRecord, type MetadataRecord } from './records.ts'

/** The voters of a dynamic quorum as KRaftVoters has them. */
export type Voters = VotersRecord['voters']

/** What a snapshot holds. */
export interface Snapshot {
  /** Wall time of the last record that went into it, ms; 0 for a bootstrap checkpoint. */
  readonly lastContainedLogTimestamp: number
  /** null: not told (a static quorum). */
  readonly voters: Voters | null
  readonly records: readonly MetadataRecord[]
}

/** Records in one batch of a snapshot. */
const RECORDS_PER_BATCH = 1000

/** The file's bytes; `now` is the wall time that its batches carry. */
export function encodeSnapshot(snapshot: Snapshot, now: number): Uint8Array {
  const batches: Uint8Array[] = []
  let offset = 0
  const add = (records: { key: Uint8Array | null; value: Uint8Array }[], control: boolean) => {
    const stamped = records.map((record) => ({ ...record, timestamp: now }))
    batches.push(buildBatch({ records: stamped, baseOffset: offset, partitionLeaderEpoch: 0, control }))
    offset += records.length
  }
  add(headerRecords(snapshot), true)
  for (let from = 0; from < snapshot.records.length; from += RECORDS_PER_BATCH) {
    const some = snapshot.records.slice(from, from + RECORDS_PER_BATCH)
    add(
      some.map((record) => ({ key: null, value: encodeMetadataRecord(record) })),
      false,
    )
  }
  add([control('SNAPSHOT_FOOTER', encode(SnapshotFooterRecord, 0, {}))], true)
  return concat(batches)
}

function control(type: ControlTypeName, value: Uint8Array) {
  return { key: controlKey(type), value }
}

function headerRecords({ lastContainedLogTimestamp, voters }: Snapshot) {
  const header = control('SNAPSHOT_HEADER', encode(SnapshotHeaderRecord, 0, { lastContainedLogTimestamp }))
  if (!voters) return [header]
  return [
    header,
    control('KRAFT_VERSION', encode(KRaftVersionRecord, 0, { kRaftVersion: 1 })),
    control('KRAFT_VOTERS', encode(VotersRecord, 0, { voters })),
  ]
}

/** Reads a snapshot file. Throws DecodeError or CorruptRecordError. */
export function decodeSnapshot(bytes: Uint8Array): Snapshot {
  let lastContainedLogTimestamp = 0
  let voters: Voters | null = null
  const records: MetadataRecord[] = []
  for (const { header, bytes: batch } of batchesIn(bytes)) {
    for (const { key, value } of recordsIn(batch)) {
      if (!value) continue
      if (!header.control) records.push(decodeMetadataRecord(value))
      else if (controlType(key) === 'SNAPSHOT_HEADER')
        lastContainedLogTimestamp = decode(SnapshotHeaderRecord, 0, value).lastContainedLogTimestamp
      else if (controlType(key) === 'KRAFT_VOTERS') voters = decode(VotersRecord, 0, value).voters
    }
  }
  return { lastContainedLogTimestamp, voters, records }
}

/** Name of a snapshot file. */
export function snapshotName(endOffset: number, epoch: number): string {
  return `${String(endOffset).padStart(20, '0')}-${String(epoch).padStart(10, '0')}.checkpoint`
}
