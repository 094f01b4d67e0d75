import { ByteReader, ByteWriter, DecodeError } from '../base/bytes.ts'
import { utf8 } from '../base/utf8.ts'
import { base64url, uuidBytes } from '../base/uuid.ts'
import { defaultOf, defaultsOf, sameValue } from './defaults.ts'
import { bounds, type Field, type Fields, type Infer, type Init, inRange, type Message } from './schema.ts'

/** A tagged field that our table does not know; kept, so that what was read is written back. */
export interface UnknownTag {
  readonly tag: number
  readonly data: Uint8Array
}

/** Where unknown tagged fields of a decoded struct are kept; absent when there are none. */
export const UNKNOWN_TAGS = Symbol('unknown tagged fields')

/** A value that a version cannot carry, or of the wrong type: the caller's mistake. */
export class EncodeError extends Error {
  override readonly name = 'EncodeError'
}

type Read = (reader: ByteReader) => unknown
type Write = (writer: ByteWriter, value: unknown) => void

/** How one field is coded in one version. `least`: its smallest size in bytes, by which array lengths are checked. */
interface Coder {
  readonly read: Read
  readonly write: Write
  readonly least: number
}

interface Codec {
  readonly read: Read
  readonly write: Write
}

const codecs = new WeakMap<Message, Map<number, Codec>>()

function codecOf(message: Message, version: number): Codec {
  let byVersion = codecs.get(message)
  if (!byVersion) codecs.set(message, (byVersion = new Map()))
  let codec = byVersion.get(version)
  if (!codec) byVersion.set(version, (codec = compile(message, version)))
  return codec
}

function compile(message: Message, version: number): Codec {
  if (!supports(message, version)) throw new EncodeError(`${message.name} has no version ${version}`)
  const flexible = inRange(message.flexible, version)
  return structCoder(message.fields, { version, flexible, path: message.name })
}

/** Whether 4.3.1 knows this version of the message. */
export function supports(message: Message, version: number): boolean {
  return inRange(message.versions, version) || version === message.unstable
}

/** The newest version of a message. */
export function latest(message: Message): number {
  return bounds(message.versions).max
}

/** Reads one message of a version; the reader is left behind it. Throws DecodeError. */
export function read<M extends Message>(message: M, version: number, reader: ByteReader): Infer<M> {
  return codecOf(message, version).read(reader) as Infer<M>
}

/** Decodes bytes that hold exactly one message. */
export function decode<M extends Message>(message: M, version: number, data: Uint8Array): Infer<M> {
  const reader = new ByteReader(data)
  const value = read(message, version, reader)
  if (reader.remaining > 0) throw new DecodeError(`${reader.remaining} bytes after ${message.name} v${version}`)
  return value
}

/** Appends a message. Throws EncodeError when the version cannot carry a value. */
export function write<M extends Message>(message: M, version: number, writer: ByteWriter, value: Init<M>): void {
  codecOf(message, version).write(writer, value)
}

/** The bytes of a message, without header. */
export function encode<M extends Message>(message: M, version: number, value: Init<M>): Uint8Array {
  const writer = new ByteWriter()
  write(message, version, writer, value)
  return writer.finish()
}

interface Context {
  readonly version: number
  readonly flexible: boolean
  readonly path: string
}

function fieldCoder(field: Field<unknown>, context: Context): Coder {
  const { options } = field
  const nullable = options.nullable !== undefined && inRange(options.nullable, context.version)
  const compact = context.flexible && options.flexible !== 'none'
  switch (field.kind) {
    case 'string':
      return lengthPrefixed(compact ? COMPACT : SHORT, nullable, TEXT, context)
    case 'bytes':
    case 'records':
      return lengthPrefixed(compact ? COMPACT : INT, nullable, BYTES, context)
    case 'array':
      return arrayCoder(field.element as Field<unknown>, compact ? COMPACT : INT, nullable, context)
    case 'struct':
      return nullable
        ? nullableStruct(structCoder(field.fields as Fields, context))
        : structCoder(field.fields as Fields, context)
    default:
      return SCALARS[field.kind]
  }
}

const SCALARS = {
  bool: {
    least: 1,
    read: (r: ByteReader) => r.int8() !== 0,
    write: (w: ByteWriter, v: unknown) => w.int8(v ? 1 : 0),
  },
  int8: { least: 1, read: (r: ByteReader) => r.int8(), write: (w: ByteWriter, v: unknown) => w.int8(v as number) },
  int16: { least: 2, read: (r: ByteReader) => r.int16(), write: (w: ByteWriter, v: unknown) => w.int16(v as number) },
  uint16: {
    least: 2,
    read: (r: ByteReader) => r.uint16(),
    write: (w: ByteWriter, v: unknown) => w.uint16(v as number),
  },
  int32: { least: 4, read: (r: ByteReader) => r.int32(), write: (w: ByteWriter, v: unknown) => w.int32(v as number) },
  uint32: {
    least: 4,
    read: (r: ByteReader) => r.uint32(),
    write: (w: ByteWriter, v: unknown) => w.uint32(v as number),
  },
  int64: { least: 8, read: (r: ByteReader) => r.int64(), write: (w: ByteWriter, v: unknown) => w.int64(v as number) },
  bigint64: {
    least: 8,
    read: (r: ByteReader) => r.bigInt64(),
    write: (w: ByteWriter, v: unknown) => w.bigInt64(v as bigint),
  },
  float64: {
    least: 8,
    read: (r: ByteReader) => r.float64(),
    write: (w: ByteWriter, v: unknown) => w.float64(v as number),
  },
  uuid: {
    least: 16,
    read: (r: ByteReader) => base64url(r.raw(16)),
    write: (w: ByteWriter, v: unknown) => w.raw(uuidBytes(v as string)),
  },
} as const

/** How a length is written; −1 stands for null. */
interface LengthForm {
  readonly least: number
  read(reader: ByteReader): number
  write(writer: ByteWriter, length: number): void
}

const COMPACT: LengthForm = {
  least: 1,
  read: (reader) => reader.unsignedVarint() - 1,
  write: (writer, length) => writer.unsignedVarint(length + 1),
}
const SHORT: LengthForm = {
  least: 2,
  read: (reader) => reader.int16(),
  write: (writer, length) => {
    if (length > 0x7fff) throw new EncodeError(`a string of ${length} bytes`)
    writer.int16(length)
  },
}
const INT: LengthForm = {
  least: 4,
  read: (reader) => reader.int32(),
  write: (writer, length) => writer.int32(length),
}

interface Content {
  read(reader: ByteReader, length: number): unknown
  bytes(value: unknown): Uint8Array
}
const TEXT: Content = {
  read: (reader, length) => reader.utf8(length),
  bytes: (value) => utf8(value as string),
}
const BYTES: Content = {
  read: (reader, length) => reader.raw(length),
  bytes: (value) => value as Uint8Array,
}

function lengthPrefixed(form: LengthForm, nullable: boolean, content: Content, context: Context): Coder {
  const read: Read = (reader) => {
    const length = form.read(reader)
    if (length < 0) return nullOrRefuse(nullable, context)
    return content.read(reader, length)
  }
  const write: Write = (writer, value) => {
    if (value === null) return writeNull(writer, form, nullable, context)
    const data = content.bytes(value)
    form.write(writer, data.length)
    writer.raw(data)
  }
  return { read, write, least: form.least }
}

function nullOrRefuse(nullable: boolean, context: Context): null {
  if (!nullable) throw new DecodeError(`${context.path} v${context.version} is null`)
  return null
}

function writeNull(writer: ByteWriter, form: LengthForm, nullable: boolean, context: Context): void {
  if (!nullable) throw new EncodeError(`${context.path} v${context.version} must not be null`)
  form.write(writer, -1)
}

function arrayCoder(elementField: Field<unknown>, form: LengthForm, nullable: boolean, context: Context): Coder {
  const element = fieldCoder(elementField, context)
  const least = Math.max(1, element.least)
  const read: Read = (reader) => {
    const count = form.read(reader)
    if (count < 0) return nullOrRefuse(nullable, context)
    if (count * least > reader.remaining) throw new DecodeError(`${context.path}: ${count} elements do not fit`)
    reader.claim(count)
    const values = new Array(count)
    for (let i = 0; i < count; i++) values[i] = element.read(reader)
    return values
  }
  const write: Write = (writer, value) => {
    if (value === null) return writeNull(writer, form, nullable, context)
    const values = value as unknown[]
    form.write(writer, values.length)
    for (const one of values) element.write(writer, one)
  }
  return { read, write, least: form.least }
}

function nullableStruct(inner: Coder): Coder {
  return {
    least: 1,
    // Null is -1 in a plain field and 0 in a tagged one.
    read: (reader) => (reader.int8() <= 0 ? null : inner.read(reader)),
    write: (writer, value) => {
      writer.int8(value === null ? -1 : 1)
      if (value !== null) inner.write(writer, value)
    },
  }
}

/** What is done with one field of a struct in one version. */
interface Step {
  readonly name: string
  readonly field: Field<unknown>
  readonly coder: Coder
}

interface Plan {
  readonly plain: readonly Step[]
  readonly tagged: ReadonlyMap<number, Step>
  readonly absent: readonly { name: string; field: Field<unknown> }[]
  readonly empty: () => Record<string, unknown>
}

function plan(fields: Fields, context: Context): Plan {
  const plain: Step[] = []
  const tagged = new Map<number, Step>()
  const absent: { name: string; field: Field<unknown> }[] = []
  for (const [name, field] of Object.entries(fields)) {
    const { versions = '0+', tag, tagged: taggedIn = versions } = field.options
    if (!inRange(versions, context.version)) {
      absent.push({ name, field })
      continue
    }
    const coder = fieldCoder(field, { ...context, path: `${context.path}.${name}` })
    if (tag !== undefined && context.flexible && inRange(taggedIn, context.version))
      tagged.set(tag, { name, field, coder })
    else if (tag !== undefined) absent.push({ name, field })
    else plain.push({ name, field, coder })
  }
  const ordered = new Map([...tagged].sort(([a], [b]) => a - b))
  return { plain, tagged: ordered, absent, empty: defaultsOf(fields) }
}

function structCoder(fields: Fields, context: Context): Coder {
  const { plain, tagged, absent, empty } = plan(fields, context)
  const read: Read = (reader) => {
    const value = empty()
    for (const step of plain) value[step.name] = step.coder.read(reader)
    if (context.flexible) readTags(reader, tagged, value)
    return value
  }
  const write: Write = (writer, given) => {
    const value = given as Record<string, unknown>
    for (const step of plain) writeStep(writer, step, value)
    for (const { name, field } of absent) refuseUnlessDefault(value[name], field, `${context.path}.${name}`, context)
    if (context.flexible) writeTags(writer, tagged, value)
  }
  const least = plain.reduce((sum, step) => sum + step.coder.least, context.flexible ? 1 : 0)
  return { read, write, least }
}

function writeStep(writer: ByteWriter, step: Step, value: Record<string, unknown>): void {
  const given = value[step.name]
  step.coder.write(writer, given === undefined ? defaultOf(step.field) : given)
}

function refuseUnlessDefault(value: unknown, field: Field<unknown>, path: string, context: Context): void {
  if (value === undefined || field.options.ignorable || sameValue(value, defaultOf(field))) return
  // A null where this version knows no null is as good as absent: Kafka's own classes compare with the default only.
  throw new EncodeError(`${path} cannot be written in version ${context.version}`)
}

function readTags(reader: ByteReader, tagged: ReadonlyMap<number, Step>, value: Record<string, unknown>): void {
  const count = reader.unsignedVarint()
  if (count > reader.remaining) throw new DecodeError(`${count} tagged fields do not fit`)
  reader.claim(count)
  let unknown: UnknownTag[] | undefined
  for (let i = 0; i < count; i++) {
    const tag = reader.unsignedVarint()
    const data = reader.raw(reader.unsignedVarint())
    const step = tagged.get(tag)
    if (step) value[step.name] = readWhole(step.coder, reader.within(data))
    else (unknown ??= []).push({ tag, data })
  }
  if (unknown) (value as { [UNKNOWN_TAGS]?: UnknownTag[] })[UNKNOWN_TAGS] = unknown
}

function readWhole(coder: Coder, reader: ByteReader): unknown {
  const value = coder.read(reader)
  if (reader.remaining > 0) throw new DecodeError(`${reader.remaining} bytes left in a tagged field`)
  return value
}

function writeTags(writer: ByteWriter, tagged: ReadonlyMap<number, Step>, value: Record<string, unknown>): void {
  const out: UnknownTag[] = []
  for (const [tag, step] of tagged) {
    const given = value[step.name]
    if (given === undefined || sameValue(given, defaultOf(step.field))) continue
    const inner = new ByteWriter(64)
    step.coder.write(inner, given)
    out.push({ tag, data: inner.finish() })
  }
  const unknown = (value as { [UNKNOWN_TAGS]?: UnknownTag[] })[UNKNOWN_TAGS]
  if (unknown) out.push(...unknown)
  out.sort((a, b) => a.tag - b.tag)
  writer.unsignedVarint(out.length)
  for (const { tag, data } of out) {
    writer.unsignedVarint(tag)
    writer.unsignedVarint(data.length)
    writer.raw(data)
  }
}
