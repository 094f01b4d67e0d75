import { ByteReader } from '../base/bytes.ts'
import { fromUtf8 } from '../base/utf8.ts'
import { decode, read } from '../protocol/codec.ts'
import { ConsumerProtocolAssignment, ConsumerProtocolSubscription } from '../protocol/messages/consumer-protocol.ts'
import * as groups from '../protocol/messages/group-records.ts'
import * as shareGroups from '../protocol/messages/share-group-records.ts'
import * as shares from '../protocol/messages/share-records.ts'
import * as streams from '../protocol/messages/streams-group-records.ts'
import { TransactionLogKey, TransactionLogValue } from '../protocol/messages/transaction-records.ts'
import { METADATA_RECORDS } from '../protocol/metadata-record-types.ts'
import type { Message } from '../protocol/schema.ts'
import type { LogRecord } from '../record/batch.ts'
import { messageJson, type NestedMessages } from './message-json.ts'

/** What is printed of a record; undefined: nothing (a null key without decoder). */
export interface Printed {
  readonly key: string | undefined
  readonly payload: string | undefined
}

export type RecordDecoder = (record: LogRecord) => Printed

/** Keys and values as text. */
export const decodeText: RecordDecoder = ({ key, value }) => ({
  key: key === null ? undefined : fromUtf8(key),
  payload: value === null ? undefined : fromUtf8(value),
})

/** Key and value schema by the type number that a key begins with. */
type RecordTypes = ReadonlyMap<number, { readonly key: Message; readonly value: Message }>

function recordTypes(...modules: { readonly [name: string]: unknown }[]): RecordTypes {
  const messages = modules.flatMap((module) => Object.entries(module)) as [string, Message][]
  const byName = new Map(messages)
  const keys = messages.filter(([name]) => name.endsWith('Key'))
  return new Map(
    keys.map(([name, key]) => [
      key.apiKey as number,
      { key, value: byName.get(name.replace(/Key$/, 'Value')) as Message },
    ]),
  )
}

function coordinatorDecoder(types: RecordTypes): RecordDecoder {
  return (record) => {
    if (record.key === null) throw new TypeError('Failed to decode message at offset: the key is null')
    const type = new ByteReader(record.key).int16()
    const schemas = types.get(type)
    if (!schemas) return decodeText(record)
    const keyJson = messageJson(schemas.key, 0, decode(schemas.key, 0, record.key.subarray(2)))
    const key = `{"type":"${type}","data":${keyJson}}`
    return { key, payload: record.value === null ? '<DELETE>' : valueJson(schemas.value, record.value) }
  }
}

function valueJson(schema: Message, bytes: Uint8Array): string {
  const version = new ByteReader(bytes).int16()
  const value = decode(schema, version, bytes.subarray(2))
  const nested = schema === groups.GroupMetadataValue && (value as { protocolType: string }).protocolType === 'consumer'
  return `{"version":"${version}","data":${messageJson(schema, version, value, nested ? CONSUMER_PROTOCOL : {})}}`
}

/** What consumers put into the bytes of a classic group's member. */
const CONSUMER_PROTOCOL: NestedMessages = {
  subscription: nestedJson(ConsumerProtocolSubscription),
  assignment: nestedJson(ConsumerProtocolAssignment),
}

function nestedJson(schema: Message): (bytes: Uint8Array) => string {
  return (bytes) => {
    const version = new ByteReader(bytes).int16()
    return messageJson(schema, version, decode(schema, version, bytes.subarray(2)))
  }
}

/** A record of `__cluster_metadata`: frame version, type, version, data. */
const decodeMetadata: RecordDecoder = ({ value }) => {
  if (value === null) return { key: undefined, payload: undefined }
  const reader = new ByteReader(value)
  reader.unsignedVarint()
  const type = reader.unsignedVarint()
  const version = reader.unsignedVarint()
  const schema = METADATA_RECORDS.get(type)
  if (!schema) throw new TypeError(`Unknown metadata record type ${type}`)
  const data = messageJson(schema, version, read(schema, version, reader))
  return { key: undefined, payload: `{"type":"${screaming(schema.name)}","version":${version},"data":${data}}` }
}

function screaming(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()
}

/** The decoders of kafka-dump-log by option name. */
export const DECODERS: { readonly [option: string]: RecordDecoder } = {
  'offsets-decoder': coordinatorDecoder(recordTypes({ ...groups }, { ...shareGroups }, { ...streams })),
  'transaction-log-decoder': coordinatorDecoder(recordTypes({ TransactionLogKey, TransactionLogValue })),
  'share-group-state-decoder': coordinatorDecoder(recordTypes({ ...shares })),
  'cluster-metadata-decoder': decodeMetadata,
}
