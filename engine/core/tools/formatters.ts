/** How the console consumer prints records (`DefaultMessageFormatter` and its kin). */
import { ByteReader } from '../base/bytes.ts'
import { fromUtf8, utf8 } from '../base/utf8.ts'
import type { ConsumerRecord } from '../client/consumer-record.ts'
import { ConfigException } from '../client/errors.ts'
import { type Deserializer, deserializerOf } from '../client/serialization.ts'
import { messageJson } from '../log/message-json.ts'
import { decode } from '../protocol/codec.ts'
import {
  GroupMetadataKey,
  GroupMetadataValue,
  LegacyOffsetCommitKey,
  LegacyOffsetCommitValue,
  OffsetCommitKey,
  OffsetCommitValue,
} from '../protocol/messages/group-records.ts'
import {
  ShareSnapshotKey,
  ShareSnapshotValue,
  ShareUpdateKey,
  ShareUpdateValue,
} from '../protocol/messages/share-records.ts'
import { TransactionLogKey, TransactionLogValue } from '../protocol/messages/transaction-records.ts'
import type { Message } from '../protocol/schema.ts'
import type { ToolOutput } from './tool.ts'

export type RawRecord = ConsumerRecord<Uint8Array, Uint8Array>

export interface MessageFormatter {
  write(record: RawRecord, out: ToolOutput): void
}

export type FormatterFactory = (properties: ReadonlyMap<string, string>) => MessageFormatter

/** What is printed of a record in one column. */
type Column = (record: RawRecord) => string

function isOn(properties: ReadonlyMap<string, string>, property: string): boolean {
  const value = properties.get(property)
  return value === undefined ? property === 'print.value' : value.trim().toLowerCase() === 'true'
}

/** `org.apache.kafka.tools.consumer.DefaultMessageFormatter`. */
export class DefaultMessageFormatter implements MessageFormatter {
  private readonly properties: ReadonlyMap<string, string>
  private readonly keySeparator: string
  private readonly lineSeparator: string
  private readonly headersSeparator: string
  private readonly nullLiteral: string
  private readonly columns: readonly Column[]

  constructor(properties: ReadonlyMap<string, string>) {
    this.properties = properties
    this.columns = this.columnsOf(properties)
    this.keySeparator = properties.get('key.separator') ?? '\t'
    this.lineSeparator = properties.get('line.separator') ?? '\n'
    this.headersSeparator = properties.get('headers.separator') ?? ','
    this.nullLiteral = properties.get('null.literal') ?? 'null'
  }

  write(record: RawRecord, out: ToolOutput): void {
    const texts = this.columns.map((text) => text(record))
    out.write(`${texts.join(this.keySeparator)}${this.lineSeparator}`)
  }

  private columnsOf(properties: ReadonlyMap<string, string>): Column[] {
    const columns: (readonly [property: string, text: Column])[] = [
      [
        'print.timestamp',
        ({ timestamp, timestampType }) => (timestamp < 0 ? 'NO_TIMESTAMP' : `${timestampType}:${timestamp}`),
      ],
      ['print.partition', ({ partition }) => `Partition:${partition}`],
      ['print.offset', ({ offset }) => `Offset:${offset}`],
      ['print.delivery', () => 'Delivery:NOT_PRESENT'],
      ['print.epoch', () => 'Epoch:NOT_PRESENT'],
      ['print.headers', (record) => this.headers(record)],
      ['print.key', ({ key, topic }) => this.text(key, 'key.deserializer', topic)],
      ['print.value', ({ value, topic }) => this.text(value, 'value.deserializer', topic)],
    ]
    return columns.filter(([property]) => isOn(properties, property)).map(([, text]) => text)
  }

  private headers(record: RawRecord): string {
    if (record.headers.length === 0) return 'NO_HEADERS'
    return record.headers
      .map(({ key, value }) => `${key}:${this.text(value, 'headers.deserializer', record.topic)}`)
      .join(this.headersSeparator)
  }

  private text(bytes: Uint8Array | null, property: string, topic: string): string {
    if (bytes === null) return this.nullLiteral
    const configured = this.properties.get(property)
    if (configured === undefined) return fromUtf8(bytes)
    const deserializer: Deserializer<unknown> = deserializerOf(configured, property)
    const value = deserializer.deserialize(topic, bytes)
    return fromUtf8(value instanceof Uint8Array ? value : utf8(String(value)))
  }
}

/** Key and value of a coordinator's record, by the type number that its key begins with. */
type RecordSchemas = { readonly [type: number]: { readonly key: Message; readonly value: Message } }

/**
 * Prints records of a coordinator's topic as JSON, one behind the other: `{"key":{"type":1,"data":…},"value":{"version":4,"data":…}}`.
 * Records of other types are left out.
 */
class CoordinatorFormatter implements MessageFormatter {
  constructor(private readonly schemas: RecordSchemas) {}

  write({ key, value }: RawRecord, out: ToolOutput): void {
    if (key === null) return
    const type = new ByteReader(key).int16()
    const schema = this.schemas[type]
    if (!schema) return
    const keyJson = messageJson(schema.key, 0, decode(schema.key, 0, key.subarray(2)))
    out.write(
      `{"key":{"type":${type},"data":${keyJson}},"value":${value === null ? 'null' : valueJson(schema.value, value)}}`,
    )
  }
}

function valueJson(schema: Message, bytes: Uint8Array): string {
  const version = new ByteReader(bytes).int16()
  return `{"version":${version},"data":${messageJson(schema, version, decode(schema, version, bytes.subarray(2)))}}`
}

function coordinator(schemas: RecordSchemas): FormatterFactory {
  return () => new CoordinatorFormatter(schemas)
}

const PACKAGE = 'org.apache.kafka.tools.consumer.'

const FACTORIES: { readonly [name: string]: FormatterFactory } = {
  [`${PACKAGE}DefaultMessageFormatter`]: (properties) => new DefaultMessageFormatter(properties),
  [`${PACKAGE}OffsetsMessageFormatter`]: coordinator({
    0: { key: LegacyOffsetCommitKey, value: LegacyOffsetCommitValue },
    1: { key: OffsetCommitKey, value: OffsetCommitValue },
  }),
  [`${PACKAGE}GroupMetadataMessageFormatter`]: coordinator({
    2: { key: GroupMetadataKey, value: GroupMetadataValue },
  }),
  [`${PACKAGE}TransactionLogMessageFormatter`]: coordinator({
    0: { key: TransactionLogKey, value: TransactionLogValue },
  }),
  [`${PACKAGE}group.share.ShareGroupStateMessageFormatter`]: coordinator({
    0: { key: ShareSnapshotKey, value: ShareSnapshotValue },
    1: { key: ShareUpdateKey, value: ShareUpdateValue },
  }),
  [`${PACKAGE}NoOpMessageFormatter`]: () => ({ write: () => undefined }),
}

/** A formatter by its class name. Throws with the name alone, as Java's ClassNotFoundException does. */
export function formatterOf(className: string | undefined, properties: ReadonlyMap<string, string>): MessageFormatter {
  const factory = FACTORIES[className ?? `${PACKAGE}DefaultMessageFormatter`]
  if (!factory) throw new ConfigException(className ?? '')
  return factory(properties)
}
