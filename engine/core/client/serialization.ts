/** Between values and bytes: serializers and deserializers, by object, by short name or by Java class name. */
import { fromUtf8, utf8 } from '../base/utf8.ts'
import { ConfigException, KafkaException } from './errors.ts'

/** Turns values of a topic into bytes; null stays null. */
export interface Serializer<T> {
  serialize(topic: string, value: T): Uint8Array | null
}

export interface Deserializer<T> {
  deserialize(topic: string, bytes: Uint8Array): T
}

/** Both directions of one format. */
export interface Serde<T> extends Serializer<T>, Deserializer<T> {}

function fixed(
  length: number,
  type: string,
  write: (view: DataView, value: number) => void,
  read: (view: DataView) => number,
): Serde<number> {
  return {
    serialize: (_topic, value) => {
      const bytes = new Uint8Array(length)
      write(new DataView(bytes.buffer), value)
      return bytes
    },
    deserialize: (_topic, bytes) => {
      if (bytes.length !== length) {
        throw serializationError(`Size of data received by ${type}Deserializer is not ${length}`)
      }
      return read(new DataView(bytes.buffer, bytes.byteOffset, length))
    },
  }
}

function serializationError(message: string): KafkaException {
  return new KafkaException(message, { javaClass: 'org.apache.kafka.common.errors.SerializationException' })
}

/** UTF-8 text. */
export const stringSerde: Serde<string> = {
  serialize: (_topic, value) => utf8(typeof value === 'string' ? value : refuse(value, 'StringSerializer')),
  deserialize: (_topic, bytes) => fromUtf8(bytes),
}

function refuse(value: unknown, serializer: string): never {
  throw serializationError(
    `Can't convert value of type ${typeof value} to the class of ${serializer}: ${JSON.stringify(value)}`,
  )
}

/** Bytes as they are. */
export const bytesSerde: Serde<Uint8Array> = {
  serialize: (_topic, value) => (value instanceof Uint8Array ? value : refuse(value, 'ByteArraySerializer')),
  deserialize: (_topic, bytes) => bytes,
}

/** Any JSON value. */
export const jsonSerde: Serde<unknown> = {
  serialize: (_topic, value) => utf8(JSON.stringify(value)),
  deserialize: (_topic, bytes) => JSON.parse(fromUtf8(bytes)),
}

export const integerSerde = fixed(
  4,
  'Integer',
  (view, value) => view.setInt32(0, value),
  (view) => view.getInt32(0),
)
export const doubleSerde = fixed(
  8,
  'Double',
  (view, value) => view.setFloat64(0, value),
  (view) => view.getFloat64(0),
)
export const longSerde = fixed(
  8,
  'Long',
  (view, value) => view.setBigInt64(0, BigInt(value)),
  (view) => Number(view.getBigInt64(0)),
)

const voidSerde: Serde<null> = { serialize: () => null, deserialize: () => null }

/** What a text in a configuration may name. */
const BY_NAME: { readonly [name: string]: Serde<never> } = Object.fromEntries(
  (
    [
      ['String', stringSerde],
      ['ByteArray', bytesSerde],
      ['Bytes', bytesSerde],
      ['Json', jsonSerde],
      ['Integer', integerSerde],
      ['Long', longSerde],
      ['Double', doubleSerde],
      ['Void', voidSerde],
    ] as const
  ).map(([name, serde]) => [name.toLowerCase(), serde as Serde<never>]),
)

/** The serializer that a configuration value stands for: an object with `serialize`, `'string'`, or a class name. */
export function serializerOf<T>(configured: unknown, key: string): Serializer<T> {
  if (isObjectWith(configured, 'serialize')) return configured as unknown as Serializer<T>
  return named(configured, 'Serializer', key) as unknown as Serializer<T>
}

export function deserializerOf<T>(configured: unknown, key: string): Deserializer<T> {
  if (isObjectWith(configured, 'deserialize')) return configured as unknown as Deserializer<T>
  return named(configured, 'Deserializer', key) as unknown as Deserializer<T>
}

function isObjectWith(value: unknown, method: string): boolean {
  return typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[method] === 'function'
}

function named(configured: unknown, suffix: string, key: string): Serde<never> {
  const name = String(configured)
  const short = name.replace(/^.*\./, '').replace(new RegExp(`${suffix}$`), '')
  const serde = BY_NAME[short.toLowerCase()]
  if (!serde)
    throw new ConfigException(`Invalid value ${name} for configuration ${key}: Class ${name} could not be found.`)
  return serde
}
