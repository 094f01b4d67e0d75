import { javaDouble } from '../base/java-double.ts'
import { type Field, type Fields, inRange, type Message } from '../protocol/schema.ts'

/** Fields of bytes, by name, that hold another message: how to print them. */
export type NestedMessages = { readonly [field: string]: (bytes: Uint8Array) => string }

/** A decoded message as the JSON text that Kafka's generated JsonConverters print. Numbers keep Java's form. */
export function messageJson(message: Message, version: number, value: unknown, nested: NestedMessages = {}): string {
  return structJson(message.fields, { version, nested }, value as Values)
}

interface Context {
  readonly version: number
  readonly nested: NestedMessages
}

type Values = { readonly [name: string]: unknown }

function structJson(fields: Fields, context: Context, value: Values): string {
  const parts: string[] = []
  for (const [name, field] of Object.entries(fields)) {
    if (field.options.versions !== undefined && !inRange(field.options.versions, context.version)) continue
    if (field.options.tag !== undefined && isDefault(field, value[name])) continue
    const nested = context.nested[name]
    const isNested = nested && value[name] instanceof Uint8Array
    const json = isNested ? nested(value[name] as Uint8Array) : fieldJson(field, context, value[name])
    parts.push(`${JSON.stringify(name)}:${json}`)
  }
  return `{${parts.join(',')}}`
}

/** Tagged fields at their default are left out; the default of a struct is never null. */
function isDefault(field: Field<unknown>, value: unknown): boolean {
  const { options, kind } = field
  if (kind === 'struct') return false
  if (value === null) return options.default === undefined || options.default === null
  if (options.default !== undefined) return value === options.default
  if (kind === 'array' || kind === 'bytes' || kind === 'records') return (value as { length: number }).length === 0
  if (kind === 'uuid') return value === 'AAAAAAAAAAAAAAAAAAAAAA'
  return value === 0 || value === '' || value === false || value === 0n
}

function fieldJson(field: Field<unknown>, context: Context, value: unknown): string {
  if (value === null) return 'null'
  switch (field.kind) {
    case 'string':
    case 'uuid':
      return jsonString(value as string)
    case 'bytes':
    case 'records':
      return jsonString(base64(value as Uint8Array))
    case 'array': {
      const items = (value as unknown[]).map((item) => fieldJson(field.element as Field<unknown>, context, item))
      return `[${items.join(',')}]`
    }
    case 'struct':
      return structJson(field.fields as Fields, context, value as Values)
    case 'float64':
      return javaDouble(value as number)
    default:
      return String(value)
  }
}

/** Jackson writes control characters with upper-case hex. */
function jsonString(text: string): string {
  return JSON.stringify(text).replace(/\\u00([0-9a-f]{2})/g, (_, hex: string) => `\\u00${hex.toUpperCase()}`)
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function base64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const word = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    for (let k = 0; k < 4; k++) text += i + k > bytes.length ? '=' : ALPHABET[(word >> (18 - 6 * k)) & 63]
  }
  return text
}
