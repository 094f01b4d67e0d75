/** How the console consumer prints records (`DefaultMessageFormatter` and its kin). */
import { ByteReader } from '../base/bytes.ts'
import { javaDouble } from '../base/java-double.ts'
import { fromUtf8, utf8 } from '../base/utf8.ts'
import type { ConsumerRecord } from '../client/consumer-record.ts'
import { clientException, type KafkaException } from '../client/errors.ts'
import { type Deserializer, deserializerOf, doubleSerde, longSerde } from '../client/serialization.ts'
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
import { javaText, loggingEnv, type ToolIo, type ToolOutput } from './tool.ts'

const PACKAGE = 'org.apache.kafka.tools.consumer.'

export type RawRecord = ConsumerRecord<Uint8Array, Uint8Array>

export interface MessageFormatter {
  write(record: RawRecord, out: ToolOutput): void
}

/** Tells on `io` of what it cannot go by. */
export type FormatterFactory = (properties: ReadonlyMap<string, string>, io: ToolIo) => MessageFormatter

/** What is printed of a record in one column. */
type Column = (record: RawRecord) => string

function isOn(properties: ReadonlyMap<string, string>, property: string): boolean {
  const value = properties.get(property)
  return value === undefined ? property === 'print.value' : value.trim().toLowerCase() === 'true'
}

type Deserializers = { readonly [what in 'key' | 'value' | 'headers']: Deserializer<unknown> | undefined }

function deserializersOf(properties: ReadonlyMap<string, string>, io: ToolIo): Deserializers {
  const of = (what: string) => deserializerNamed(properties.get(`${what}.deserializer`), io)
  return { key: of('key'), value: of('value'), headers: of('headers') }
}

/** Numbers in Java's text: all digits of a long, which a number of JavaScript has not. */
const PRINTED: { readonly [name: string]: Deserializer<string> } = {
  'org.apache.kafka.common.serialization.LongDeserializer': {
    deserialize(topic, bytes) {
      longSerde.deserialize(topic, bytes)
      return new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0).toString()
    },
  },
  'org.apache.kafka.common.serialization.DoubleDeserializer': {
    deserialize: (topic, bytes) => javaDouble(doubleSerde.deserialize(topic, bytes)),
  },
}

/** A class that is not there is told about, and the bytes are printed as they are. */
function deserializerNamed(name: string | undefined, io: ToolIo): Deserializer<unknown> | undefined {
  if (name === undefined) return undefined
  try {
    return PRINTED[name] ?? deserializerOf(name, 'deserializer')
  } catch {
    const logger = `${PACKAGE}DefaultMessageFormatter`
    loggingEnv(io).trace.log('ERROR', logger, `Unable to instantiate a deserializer from ${name}`)
    io.stderr.write(`${javaText(classNotFound(name))}\n`)
    return undefined
  }
}

function classNotFound(name: string): KafkaException {
  return clientException('java.lang.ClassNotFoundException', name)
}

/** `org.apache.kafka.tools.consumer.DefaultMessageFormatter`. */
class DefaultMessageFormatter implements MessageFormatter {
  private readonly deserializers: Deserializers
  private readonly keySeparator: string
  private readonly lineSeparator: string
  private readonly headersSeparator: string
  private readonly nullLiteral: Uint8Array
  private readonly columns: readonly Column[]

  constructor(properties: ReadonlyMap<string, string>, io: ToolIo) {
    this.deserializers = deserializersOf(properties, io)
    this.columns = this.columnsOf(properties)
    this.keySeparator = properties.get('key.separator') ?? '\t'
    this.lineSeparator = properties.get('line.separator') ?? '\n'
    this.headersSeparator = properties.get('headers.separator') ?? ','
    this.nullLiteral = utf8(properties.get('null.literal') ?? 'null')
  }

  write(record: RawRecord, out: ToolOutput): void {
    if (this.columns.length === 0) return
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
      ['print.key', ({ key, topic }) => this.text(key, 'key', topic)],
      ['print.value', ({ value, topic }) => this.text(value, 'value', topic)],
    ]
    return columns.filter(([property]) => isOn(properties, property)).map(([, text]) => text)
  }

  private headers(record: RawRecord): string {
    if (record.headers.length === 0) return 'NO_HEADERS'
    return record.headers
      .map(({ key, value }) => `${key}:${this.text(value, 'headers', record.topic)}`)
      .join(this.headersSeparator)
  }

  /** What is null goes to the deserializer as the bytes of the literal that stands for it. */
  private text(bytes: Uint8Array | null, what: keyof Deserializers, topic: string): string {
    const shown = bytes ?? this.nullLiteral
    const value = this.deserializers[what]?.deserialize(topic, shown) ?? shown
    return value instanceof Uint8Array ? fromUtf8(value) : String(value)
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

const FACTORIES: { readonly [name: string]: FormatterFactory } = {
  [`${PACKAGE}DefaultMessageFormatter`]: (properties, io) => new DefaultMessageFormatter(properties, io),
  // Its log lines are of level INFO, which the tools do not show.
  [`${PACKAGE}LoggingMessageFormatter`]: (properties, io) => new DefaultMessageFormatter(properties, io),
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
export function formatterOf(
  className: string | undefined,
  properties: ReadonlyMap<string, string>,
  io: ToolIo,
): MessageFormatter {
  const name = className ?? `${PACKAGE}DefaultMessageFormatter`
  const factory = FACTORIES[name]
  if (!factory) throw classNotFound(name)
  return factory(properties, io)
}
