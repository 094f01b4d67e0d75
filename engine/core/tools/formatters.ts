/** How the console consumer prints records (`DefaultMessageFormatter` and its kin). */
import { fromUtf8, utf8 } from '../base/utf8.ts'
import type { ConsumerRecord } from '../client/consumer-record.ts'
import { ConfigException } from '../client/errors.ts'
import { type Deserializer, deserializerOf } from '../client/serialization.ts'
import type { ToolOutput } from './tool.ts'

export type RawRecord = ConsumerRecord<Uint8Array, Uint8Array>

export interface MessageFormatter {
  write(record: RawRecord, out: ToolOutput): void
}

export type FormatterFactory = (properties: ReadonlyMap<string, string>) => MessageFormatter

/** `org.apache.kafka.tools.consumer.DefaultMessageFormatter`. */
export class DefaultMessageFormatter implements MessageFormatter {
  private readonly properties: ReadonlyMap<string, string>
  private readonly keySeparator: string
  private readonly lineSeparator: string
  private readonly headersSeparator: string
  private readonly nullLiteral: string

  constructor(properties: ReadonlyMap<string, string>) {
    this.properties = properties
    this.keySeparator = properties.get('key.separator') ?? '\t'
    this.lineSeparator = properties.get('line.separator') ?? '\n'
    this.headersSeparator = properties.get('headers.separator') ?? ','
    this.nullLiteral = properties.get('null.literal') ?? 'null'
  }

  write(record: RawRecord, out: ToolOutput): void {
    out.write(`${this.columns(record).join(this.keySeparator)}${this.lineSeparator}`)
  }

  private columns(record: RawRecord): string[] {
    const columns: (readonly [property: string, text: () => string])[] = [
      [
        'print.timestamp',
        () => (record.timestamp < 0 ? 'NO_TIMESTAMP' : `${record.timestampType}:${record.timestamp}`),
      ],
      ['print.partition', () => `Partition:${record.partition}`],
      ['print.offset', () => `Offset:${record.offset}`],
      ['print.delivery', () => 'Delivery:NOT_PRESENT'],
      ['print.epoch', () => 'Epoch:NOT_PRESENT'],
      ['print.headers', () => this.headers(record)],
      ['print.key', () => this.text(record.key, 'key.deserializer', record.topic)],
      ['print.value', () => this.text(record.value, 'value.deserializer', record.topic)],
    ]
    return columns.filter(([property]) => this.isOn(property)).map(([, text]) => text())
  }

  private isOn(property: string): boolean {
    const value = this.properties.get(property)
    return value === undefined ? property === 'print.value' : value.trim().toLowerCase() === 'true'
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

const PACKAGE = 'org.apache.kafka.tools.consumer.'

const FACTORIES: { readonly [name: string]: FormatterFactory } = {
  [`${PACKAGE}DefaultMessageFormatter`]: (properties) => new DefaultMessageFormatter(properties),
  [`${PACKAGE}NoOpMessageFormatter`]: () => ({ write: () => undefined }),
}

/** A formatter by its class name. Throws with the name alone, as Java's ClassNotFoundException does. */
export function formatterOf(className: string | undefined, properties: ReadonlyMap<string, string>): MessageFormatter {
  const factory = FACTORIES[className ?? `${PACKAGE}DefaultMessageFormatter`]
  if (!factory) throw new ConfigException(className ?? '')
  return factory(properties)
}
