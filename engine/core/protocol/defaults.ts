/** Defaults of fields, at every depth. */
import { EMPTY_BYTES, equalBytes } from '../base/bytes.ts'
import { ZERO_UUID } from '../base/uuid.ts'
import type { Field, Fields, Infer, Init, Message } from './schema.ts'

const ZERO_VALUES: { readonly [kind: string]: unknown } = {
  bool: false,
  string: '',
  uuid: ZERO_UUID,
  bytes: EMPTY_BYTES,
  records: EMPTY_BYTES,
  bigint64: 0n,
}

/** The value of a field that is absent. */
export function defaultOf(field: Field<unknown>): unknown {
  const { default: given } = field.options
  if (given !== undefined) return given
  if (field.kind === 'array') return []
  if (field.kind === 'struct') return structDefaults(field.fields as Fields)
  return field.kind in ZERO_VALUES ? ZERO_VALUES[field.kind] : 0
}

const structDefaultMakers = new WeakMap<Fields, () => Record<string, unknown>>()

function structDefaults(fields: Fields): Record<string, unknown> {
  return defaultsOf(fields)()
}

/** A maker of fresh objects with all fields at their default: one shape a struct, which keeps the engine's objects fast. */
export function defaultsOf(fields: Fields): () => Record<string, unknown> {
  let make = structDefaultMakers.get(fields)
  if (!make) {
    const names = Object.keys(fields)
    make = () => {
      const value: Record<string, unknown> = {}
      for (const name of names) value[name] = defaultOf(fields[name] as Field<unknown>)
      return value
    }
    structDefaultMakers.set(fields, make)
  }
  return make
}

/** Whether a value is the same as a default: fields that it lacks count as theirs. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (a instanceof Uint8Array && b instanceof Uint8Array) return equalBytes(a, b)
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((x, i) => sameValue(x, b[i]))
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const entries = Object.entries(b)
  return entries.every(([name, value]) => {
    const other = (a as Record<string, unknown>)[name]
    return other === undefined || sameValue(other, value)
  })
}

/** A full value: the given fields, everything else at its default, at every depth. */
export function filled<M extends Message>(message: M, value: Init<M>): Infer<M> {
  return fillStruct(message.fields, value as Record<string, unknown>) as Infer<M>
}

function fillStruct(fields: Fields, value: Record<string, unknown>): Record<string, unknown> {
  const whole = structDefaults(fields)
  for (const [name, field] of Object.entries(fields)) {
    if (value[name] !== undefined) whole[name] = fillValue(field, value[name])
  }
  return whole
}

function fillValue(field: Field<unknown>, value: unknown): unknown {
  if (value === null) return null
  if (field.kind === 'struct') return fillStruct(field.fields as Fields, value as Record<string, unknown>)
  if (field.kind === 'array') return (value as unknown[]).map((one) => fillValue(field.element as Field<unknown>, one))
  return value
}
