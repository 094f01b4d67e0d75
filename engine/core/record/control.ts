import { ByteReader, DecodeError } from '../base/bytes.ts'
import { CorruptRecordError } from './compression.ts'

/** Types of control records (`ControlRecordType.java`), in their key after the version. */
export const ControlType = {
  ABORT: 0,
  COMMIT: 1,
  LEADER_CHANGE: 2,
  SNAPSHOT_HEADER: 3,
  SNAPSHOT_FOOTER: 4,
  KRAFT_VERSION: 5,
  KRAFT_VOTERS: 6,
} as const

export type ControlTypeName = keyof typeof ControlType

const NAMES = new Map<number, ControlTypeName>(
  Object.entries(ControlType).map(([name, id]) => [id, name as ControlTypeName]),
)

/** The key of a control record. Values are: end-transaction markers here, else the schemas of protocol/messages/raft-records. */
export function controlKey(type: ControlTypeName): Uint8Array {
  return new Uint8Array([0, 0, 0, ControlType[type]])
}

/** The type in the key of a control record; undefined for one that 4.3.1 does not know. Throws {@link CorruptRecordError}. */
export function controlType(key: Uint8Array | null): ControlTypeName | undefined {
  if (!key || key.length < 4) throw new CorruptRecordError('Invalid value size found for end control record key')
  return NAMES.get(((key[2] as number) << 8) | (key[3] as number))
}

/** The end of a transaction in a partition. */
export interface EndTxnMarker {
  readonly type: 'ABORT' | 'COMMIT'
  readonly coordinatorEpoch: number
}

export function endTxnMarkerValue(coordinatorEpoch: number): Uint8Array {
  const value = new Uint8Array(6)
  new DataView(value.buffer).setInt32(2, coordinatorEpoch)
  return value
}

/** The marker in a control record; undefined for control records of other kinds. Throws {@link CorruptRecordError}. */
export function endTxnMarker(record: { key: Uint8Array | null; value: Uint8Array | null }): EndTxnMarker | undefined {
  const type = controlType(record.key)
  if (type !== 'ABORT' && type !== 'COMMIT') return undefined
  return { type, coordinatorEpoch: coordinatorEpoch(record.value) }
}

function coordinatorEpoch(value: Uint8Array | null): number {
  try {
    const reader = new ByteReader(value ?? new Uint8Array(0))
    reader.int16()
    return reader.int32()
  } catch (error) {
    if (error instanceof DecodeError)
      throw new CorruptRecordError('Invalid value size found for end transaction marker')
    throw error
  }
}
