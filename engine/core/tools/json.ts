/** JSON files of the tools, with the messages of Kafka's `Json` and of Jackson below it. */
import { clientException, KafkaException } from '../client/errors.ts'

/** A text that is no JSON, in Jackson's words where they are known. */
export class JsonParseException extends KafkaException {
  constructor(message: string) {
    super(message, { javaClass: 'com.fasterxml.jackson.core.JsonParseException' })
  }
}

function mappingException(message: string): KafkaException {
  return clientException('com.fasterxml.jackson.databind.JsonMappingException', message)
}

/** Throws {@link JsonParseException}. */
export function parseJson(text: string): JsonValue {
  try {
    return new JsonValue(JSON.parse(text))
  } catch (error) {
    throw new JsonParseException(unrecognized(text) ?? (error as Error).message)
  }
}

function unrecognized(text: string): string | undefined {
  const word = /^\s*([A-Za-z_$][\w$]*)/.exec(text)?.[1]
  return word === undefined || ['true', 'false', 'null'].includes(word)
    ? undefined
    : `Unrecognized token '${word}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`
}

/** A value whose shape is checked as it is read. */
export class JsonValue {
  constructor(private readonly value: unknown) {}

  /** A field that may be absent. */
  optional(field: string): JsonValue | undefined {
    const { value } = this
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.expected('JSON object')
    const found = (value as { readonly [field: string]: unknown })[field]
    return found === undefined ? undefined : new JsonValue(found)
  }

  field(name: string): JsonValue {
    const found = this.optional(name)
    if (!found) throw mappingException(`No such field exists: \`${name}\``)
    return found
  }

  list(): JsonValue[] {
    if (!Array.isArray(this.value)) throw this.expected('JSON array')
    return this.value.map((value) => new JsonValue(value))
  }

  text(): string {
    if (typeof this.value !== 'string') throw this.expected('`String` value')
    return this.value
  }

  integer(): number {
    return this.whole('Integer')
  }

  long(): number {
    return this.whole('Long')
  }

  private whole(type: 'Integer' | 'Long'): number {
    if (!Number.isInteger(this.value)) throw this.expected(`\`${type}\` value`)
    return this.value as number
  }

  private expected(what: string): KafkaException {
    return mappingException(`Expected ${what}, received ${JSON.stringify(this.value)}`)
  }
}
