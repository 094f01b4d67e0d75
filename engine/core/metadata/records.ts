/** Metadata records as values, and their framing in the log (facts/metadata-records.md §1). */
import { ByteReader, ByteWriter, DecodeError } from '../base/bytes.ts'
import { read, supports, write } from '../protocol/codec.ts'
import { filled } from '../protocol/defaults.ts'
import { RECORD_SCHEMAS } from '../protocol/metadata-record-types.ts'
import type { Infer, Init, Message } from '../protocol/schema.ts'

export type RecordType = keyof typeof RECORD_SCHEMAS
export type RecordValue<T extends RecordType> = Infer<(typeof RECORD_SCHEMAS)[T]>

/** One metadata record of any type, with the version that it is (to be) written in. */
export type MetadataRecord = {
  [T in RecordType]: { readonly type: T; readonly version: number; readonly value: RecordValue<T> }
}[RecordType]

const TYPE_BY_KEY = new Map(Object.entries(RECORD_SCHEMAS).map(([type, schema]) => [schema.apiKey, type as RecordType]))

/** A record with defaults for what is not given. */
export function metadataRecord<T extends RecordType>(
  type: T,
  version: number,
  value: Init<(typeof RECORD_SCHEMAS)[T]>,
): MetadataRecord {
  return { type, version, value: filled<Message>(RECORD_SCHEMAS[type], value as Init<Message>) } as MetadataRecord
}

const FRAME_VERSION = 1

/** The value of a log record: frame version, type, version, body. */
export function encodeMetadataRecord(record: MetadataRecord): Uint8Array {
  const schema: Message = RECORD_SCHEMAS[record.type]
  const writer = new ByteWriter(128)
  writer.unsignedVarint(FRAME_VERSION)
  writer.unsignedVarint(schema.apiKey as number)
  writer.unsignedVarint(record.version)
  write(schema, record.version, writer, record.value)
  return writer.finish()
}

/** Throws DecodeError for another frame version, unknown types and versions, and trailing bytes. */
export function decodeMetadataRecord(bytes: Uint8Array): MetadataRecord {
  const reader = new ByteReader(bytes)
  const frameVersion = reader.unsignedVarint()
  if (frameVersion !== FRAME_VERSION) throw new DecodeError(`metadata record with frame version ${frameVersion}`)
  const key = reader.unsignedVarint()
  const version = reader.unsignedVarint()
  const type = TYPE_BY_KEY.get(key)
  if (!type) throw new DecodeError(`unknown metadata record type ${key}`)
  const schema: Message = RECORD_SCHEMAS[type]
  if (!supports(schema, version)) throw new DecodeError(`${type} has no version ${version}`)
  const value = read(schema, version, reader)
  if (reader.remaining > 0) throw new DecodeError(`${reader.remaining} bytes after ${type} v${version}`)
  return { type, version, value } as MetadataRecord
}
