/** Records of `__consumer_offsets`, as values: int16 type, then the key; int16 version, then the value (`CoordinatorRecordSerde`). */
import { ByteReader, ByteWriter } from '../base/bytes.ts'
import type { Uuid } from '../base/uuid.ts'
import { read, write } from '../protocol/codec.ts'
import {
  GroupMetadataKey,
  GroupMetadataValue,
  OffsetCommitKey,
  OffsetCommitValue,
} from '../protocol/messages/group-records.ts'
import type { Init, Message } from '../protocol/schema.ts'
import type { CoordinatorRecord } from './write.ts'

/** A record of `__consumer_offsets` taken apart; value null: a tombstone. `other`: a kind that we do not know yet. */
export type GroupRecord =
  | { readonly kind: 'offset'; readonly key: OffsetCommitKey; readonly value: OffsetCommitValue | null }
  | { readonly kind: 'group'; readonly key: GroupMetadataKey; readonly value: GroupMetadataValue | null }
  | { readonly kind: 'other'; readonly type: number }

const OFFSET_COMMIT = 1
const GROUP_METADATA = 2

/** Decodes a record. Throws DecodeError. */
export function decodeGroupRecord({ key, value }: CoordinatorRecord): GroupRecord {
  const reader = new ByteReader(key)
  const type = reader.int16()
  switch (type) {
    case 0:
    case OFFSET_COMMIT:
      return { kind: 'offset', key: read(OffsetCommitKey, 0, reader), value: decodeValue(OffsetCommitValue, value) }
    case GROUP_METADATA:
      return { kind: 'group', key: read(GroupMetadataKey, 0, reader), value: decodeValue(GroupMetadataValue, value) }
    default:
      return { kind: 'other', type }
  }
}

function decodeValue<M extends Message>(message: M, value: Uint8Array | null) {
  if (value === null) return null
  const reader = new ByteReader(value)
  return read(message, reader.int16(), reader)
}

function encodeKey<M extends Message>(message: M, type: number, key: Init<M>): Uint8Array {
  const writer = new ByteWriter(64)
  writer.int16(type)
  write(message, 0, writer, key)
  return writer.finish()
}

function encodeValue<M extends Message>(message: M, version: number, value: Init<M>): Uint8Array {
  const writer = new ByteWriter(256)
  writer.int16(version)
  write(message, version, writer, value)
  return writer.finish()
}

/** A committed offset, as the log keeps it. */
export interface CommittedOffset {
  readonly offset: number
  /** -1: unknown. */
  readonly leaderEpoch: number
  readonly metadata: string
  /** Wall time, ms. */
  readonly commitTimestamp: number
  /** Wall time after which it goes (only commits of v2-4 set one), -1: none. */
  readonly expireTimestamp: number
  /** The zero id: unknown. */
  readonly topicId: Uuid
}

/** Version 4, with the topic id; 1 when the client set an explicit expiry. */
export function offsetCommitRecord(
  group: string,
  topic: string,
  partition: number,
  committed: CommittedOffset,
): CoordinatorRecord {
  const version = committed.expireTimestamp === -1 ? 4 : 1
  return {
    key: encodeKey(OffsetCommitKey, OFFSET_COMMIT, { group, topic, partition }),
    value: encodeValue(OffsetCommitValue, version, committed),
  }
}

/** Takes a committed offset away. */
export function offsetTombstone(group: string, topic: string, partition: number): CoordinatorRecord {
  return { key: encodeKey(OffsetCommitKey, OFFSET_COMMIT, { group, topic, partition }), value: null }
}

export function groupMetadataRecord(group: string, value: Init<typeof GroupMetadataValue>): CoordinatorRecord {
  return {
    key: encodeKey(GroupMetadataKey, GROUP_METADATA, { group }),
    value: encodeValue(GroupMetadataValue, 3, value),
  }
}

/** Takes a group away. */
export function groupTombstone(group: string): CoordinatorRecord {
  return { key: encodeKey(GroupMetadataKey, GROUP_METADATA, { group }), value: null }
}
