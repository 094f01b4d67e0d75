/**
 * The message schema: one declarative table for all versions of a message, from which the codec (codec.ts) is compiled
 * and the TypeScript type inferred. Words are those of Kafka's message JSON files.
 */

/** `'3+'`, `'2-4'`, `'7'` or `'none'`. */
export type VersionRange = string

export interface FieldOptions {
  /** Versions that carry the field; default: all. */
  readonly versions?: VersionRange
  /** Versions in which null is allowed. */
  readonly nullable?: VersionRange
  /** Value of an absent field. Default: 0, '', false, empty, null uuid; for structs their own defaults. */
  readonly default?: unknown
  /** A value may silently be dropped where the version lacks the field. */
  readonly ignorable?: true
  /** Number of the tagged field, with `tagged`. */
  readonly tag?: number
  /** Versions in which it is a tagged field; default: those that carry it. */
  readonly tagged?: VersionRange
  /** `'none'`: this string is never compact (client id of the request header). */
  readonly flexible?: 'none'
}

export type Kind =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'bigint64'
  | 'float64'
  | 'string'
  | 'uuid'
  | 'bytes'
  | 'records'
  | 'array'
  | 'struct'

/** A field of a message; `T` is the type of its value. */
export interface Field<T> {
  readonly kind: Kind
  readonly options: FieldOptions
  readonly element?: Field<unknown>
  readonly fields?: Fields
  /** Only for inference; never there. */
  readonly _value?: T
}

export type Fields = { readonly [name: string]: Field<unknown> }

type Value<T, O extends FieldOptions> = O extends { readonly nullable: string } ? T | null : T

function scalar<T>(kind: Kind) {
  return <const O extends FieldOptions = Record<never, never>>(options?: O): Field<Value<T, O>> => ({
    kind,
    options: options ?? {},
  })
}

export const bool = scalar<boolean>('bool')
export const int8 = scalar<number>('int8')
export const int16 = scalar<number>('int16')
export const uint16 = scalar<number>('uint16')
export const int32 = scalar<number>('int32')
export const uint32 = scalar<number>('uint32')
/** Offsets and timestamps: a number, refused beyond 2^53. */
export const int64 = scalar<number>('int64')
/** An int64 of which all 64 bits are real. */
export const bigint64 = scalar<bigint>('bigint64')
export const float64 = scalar<number>('float64')
export const string = scalar<string>('string')
/** In its text form, see base/uuid.ts. */
export const uuid = scalar<string>('uuid')
export const bytes = scalar<Uint8Array>('bytes')
/** Bytes that hold record batches. */
export const records = scalar<Uint8Array>('records')

export function array<T, const O extends FieldOptions = Record<never, never>>(
  element: Field<T>,
  options?: O,
): Field<Value<T[], O>> {
  return { kind: 'array', element, options: options ?? {} }
}

export function struct<const F extends Fields, const O extends FieldOptions = Record<never, never>>(
  fields: F,
  options?: O,
): Field<Value<InferFields<F>, O>> {
  return { kind: 'struct', fields, options: options ?? {} }
}

export type InferFields<F extends Fields> = { -readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never }

/** What may be handed to the encoder: absent fields take their default. */
export type Partially<T> = T extends Uint8Array
  ? T
  : T extends (infer E)[]
    ? readonly Partially<E>[]
    : T extends object
      ? { readonly [K in keyof T]?: Partially<T[K]> | undefined }
      : T

export interface Message<F extends Fields = Fields> {
  readonly name: string
  /** API key of a request or response; type number of a record; absent for headers and plain data. */
  readonly apiKey?: number
  /** Versions that 4.3.1 serves. */
  readonly versions: VersionRange
  /** Versions with compact lengths and tagged fields. */
  readonly flexible: VersionRange
  /** Which listeners serve a request. */
  readonly listeners?: readonly ('broker' | 'controller')[]
  /** Newest version served only with `unstable.api.versions.enable`. */
  readonly unstable?: number
  readonly fields: F
}

/** A request and the response that answers it. */
export interface Api {
  readonly key: number
  readonly name: string
  readonly request: Message
  readonly response: Message
}

/** Declares a message. */
export function message<const F extends Fields>(table: Message<F>): Message<F> {
  return table
}

/** The value that a message decodes to: all fields of all versions, absent ones at their default. */
export type Infer<M> = M extends Message<infer F> ? InferFields<F> : never

/** The value that a message encodes from. */
export type Init<M> = Partially<Infer<M>>

export interface Bounds {
  readonly min: number
  readonly max: number
}

const NONE: Bounds = { min: 1, max: 0 }

/** Parses `'3+'`, `'2-4'`, `'7'`, `'none'`. */
export function bounds(range: VersionRange): Bounds {
  if (range === 'none') return NONE
  const match = /^(\d+)(\+|-(\d+))?$/.exec(range)
  if (!match) throw new TypeError(`not a version range: ${range}`)
  const min = Number(match[1])
  if (match[2] === '+') return { min, max: Number.POSITIVE_INFINITY }
  return { min, max: match[3] === undefined ? min : Number(match[3]) }
}

export function inRange(range: VersionRange, version: number): boolean {
  const { min, max } = bounds(range)
  return version >= min && version <= max
}
