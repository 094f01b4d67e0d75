import { ByteReader, DecodeError } from '../base/bytes.ts'
import { crc32c } from '../base/crc32c.ts'
import { fromUtf8 } from '../base/utf8.ts'
import { decode, read } from '../protocol/codec.ts'
import { ConsumerProtocolAssignment, ConsumerProtocolSubscription } from '../protocol/messages/consumer-protocol.ts'
import * as groups from '../protocol/messages/group-records.ts'
import * as shareGroups from '../protocol/messages/share-group-records.ts'
import * as shares from '../protocol/messages/share-records.ts'
import * as streams from '../protocol/messages/streams-group-records.ts'
import { TransactionLogKey, TransactionLogValue } from '../protocol/messages/transaction-records.ts'
import { METADATA_RECORDS } from '../protocol/metadata-record-types.ts'
import { inRange, type Message } from '../protocol/schema.ts'
import type { LogRecord } from '../record/batch.ts'
import { messageJson, type NestedMessages } from './message-json.ts'

/** What is printed of a record; undefined: nothing (a null key without decoder). */
export interface Printed {
  readonly key: string | undefined
  readonly payload: string | undefined
}

export type RecordDecoder = (record: LogRecord) => Printed

/** What a decoder class makes of a key or a value. */
export type DecodeBytes = (bytes: Uint8Array) => string

/** The classes that come with Kafka, by name (`org.apache.kafka.tools.api`). Throw DecodeError. */
export const DECODER_CLASSES: { readonly [name: string]: DecodeBytes } = {
  StringDecoder: fromUtf8,
  LongDecoder: (bytes) => String((BigInt(intAt(bytes, 0)) << 32n) | BigInt(intAt(bytes, 4) >>> 0)),
  IntegerDecoder: (bytes) => String(intAt(bytes, 0)),
  // As Java prints an array: its address, which is another one each time.
  DefaultDecoder: (bytes) => `[B@${crc32c(bytes, 0, bytes.length).toString(16)}`,
}

function intAt(bytes: Uint8Array, at: number): number {
  const reader = new ByteReader(bytes)
  reader.raw(at)
  return reader.int32()
}

/** Keys and values by decoder classes; what one cannot read ends the dump. */
export function classDecoder(key: DecodeBytes, value: DecodeBytes): RecordDecoder {
  const read = (decodeBytes: DecodeBytes, bytes: Uint8Array | null) => (bytes === null ? undefined : decodeBytes(bytes))
  return (record) => ({ key: read(key, record.key), payload: read(value, record.value) })
}

/** Keys and values as text. */
export const decodeText = classDecoder(fromUtf8, fromUtf8)

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

/** A record that ends the dump, as it ends Apache's with a RuntimeException. */
export class UndecodableError extends Error {
  override readonly name = 'UndecodableError'
}

/** What cannot be read is said in the place of the key, and the dump goes on. */
function coordinatorDecoder(types: RecordTypes): RecordDecoder {
  return (record) => {
    const { key, offset } = record
    if (key === null)
      throw new UndecodableError(
        `Failed to decode message at offset ${offset} using the specified decoder (message had a missing key)`,
      )
    const error = (message: string): Printed => ({
      key: `Error at offset ${offset}, skipping. ${message}`,
      payload: undefined,
    })
    const type = versionOf(key)
    if (type === null) return error("Could not read version from key's buffer.")
    const schemas = types.get(type)
    if (!schemas) return { key: `Unknown record type ${type} at offset ${offset}, skipping.`, payload: undefined }
    const keyJson = attempt(() => messageJson(schemas.key, 0, decode(schemas.key, 0, key.subarray(2))))
    if (keyJson.error !== undefined)
      return error(`Could not read record with version ${type} from key's buffer due to: ${keyJson.error}.`)
    const value = valueText(schemas.value, type, record.value)
    if (value.error !== undefined) return error(value.error)
    return { key: `{"type":"${type}","data":${keyJson.text}}`, payload: value.text }
  }
}

/** The int16 that keys and values begin with; null: too short. */
function versionOf(bytes: Uint8Array): number | null {
  return bytes.length < 2 ? null : new ByteReader(bytes).int16()
}

type Attempt = { readonly text: string; readonly error?: undefined } | { readonly error: string }

function attempt(run: () => string): Attempt {
  try {
    return { text: run() }
  } catch (error) {
    if (error instanceof DecodeError) return { error: error.message }
    throw error
  }
}

function valueText(schema: Message, type: number, bytes: Uint8Array | null): Attempt {
  if (bytes === null) return { text: '<DELETE>' }
  const version = versionOf(bytes)
  if (version === null) return { error: "Could not read version from value's buffer." }
  if (!inRange(schema.versions, version))
    return { error: `Found an unknown record version ${version} for ${type} type` }
  const read = attempt(() => valueJson(schema, bytes))
  if (read.error === undefined) return read
  return { error: `Could not read record with version ${version} from value's buffer due to: ${read.error}.` }
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

/** Framed records: frame version, type, version, data. `named`: how an error names the offset. */
function frameDecoder(types: ReadonlyMap<number, Message>, named: (offset: number) => string): RecordDecoder {
  return ({ value, offset }) => {
    const frame = attempt(() => frameText(types, value ?? new Uint8Array(0)))
    const payload = frame.error === undefined ? frame.text : `Error at ${named(offset)}, skipping. ${frame.error}`
    return { key: undefined, payload }
  }
}

/** Throws DecodeError with what Kafka says (`AbstractApiMessageSerde`). */
function frameText(types: ReadonlyMap<number, Message>, value: Uint8Array): string {
  const reader = new ByteReader(value)
  const part = (name: string) => orElse(() => reader.unsignedVarint(), `Error while reading ${name}`)
  const frame = part('frame version')
  if (frame === 0)
    throw new DecodeError(
      'Could not deserialize metadata record with frame version 0. Note that upgrades from the preview release of KRaft in 2.8 to newer versions are not supported.',
    )
  if (frame !== 1)
    throw new DecodeError(
      `Could not deserialize metadata record due to unknown frame version ${frame}(only frame version 1 is supported)`,
    )
  const type = part('type')
  const version = part('version')
  const schema = types.get(type)
  if (!schema)
    throw new DecodeError(`org.apache.kafka.common.errors.UnsupportedVersionException: Unknown metadata id ${type}`)
  const data = orElse(
    () => messageJson(schema, version, read(schema, version, reader)),
    `Failed to deserialize record with type ${type}`,
  )
  return `{"type":"${screaming(schema.name)}","version":${version},"data":${data}}`
}

function orElse<T>(run: () => T, message: string): T {
  try {
    return run()
  } catch {
    throw new DecodeError(message)
  }
}

function screaming(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()
}

/** The decoders of kafka-dump-log by option name. */
export const DECODERS: { readonly [option: string]: RecordDecoder } = {
  'offsets-decoder': coordinatorDecoder(recordTypes({ ...groups }, { ...shareGroups }, { ...streams })),
  'transaction-log-decoder': coordinatorDecoder(recordTypes({ TransactionLogKey, TransactionLogValue })),
  'share-group-state-decoder': coordinatorDecoder(recordTypes({ ...shares })),
  // Logbook has no tiered storage: what is well framed is a type that it does not know.
  'remote-log-metadata-decoder': frameDecoder(new Map(), (offset) => `offset ${offset}`),
  'cluster-metadata-decoder': frameDecoder(METADATA_RECORDS, (offset) => String(offset)),
}
