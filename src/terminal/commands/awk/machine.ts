import { posixRegExp } from '../regexp.ts'
import { AwkError } from './lexer.ts'

/** awk's values: numbers and strings; a string from input that looks like a number compares as one. */
export type Value = number | string | Input

/** A field or variable from outside. */
export class Input {
  constructor(readonly text: string) {}
}

export function toText(value: Value): string {
  if (typeof value === 'string') return value
  if (value instanceof Input) return value.text
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)))
}

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value
  return Number.parseFloat(/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(toText(value))?.[0] ?? '0') || 0
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'number') return value !== 0
  if (value instanceof Input) return looksNumeric(value) ? toNumber(value) !== 0 : value.text !== ''
  return value !== ''
}

function looksNumeric(value: Value): boolean {
  if (typeof value === 'number') return true
  return value instanceof Input && value.text.trim() !== '' && !Number.isNaN(Number(value.text))
}

/** -1, 0 or 1: as numbers when both look so, else as strings. */
export function compare(a: Value, b: Value): number {
  if (looksNumeric(a) && looksNumeric(b)) return Math.sign(toNumber(a) - toNumber(b))
  const [x, y] = [toText(a), toText(b)]
  return x < y ? -1 : x > y ? 1 : 0
}

/** The state of a running program. */
export class AwkMachine {
  readonly variables = new Map<string, Value>([
    ['FS', ' '],
    ['OFS', ' '],
    ['ORS', '\n'],
    ['NR', 0],
    ['FNR', 0],
    ['SUBSEP', '\x1c'],
    ['FILENAME', ''],
  ])
  readonly arrays = new Map<string, Map<string, Value>>()
  private fields: string[] = []
  private record = ''
  out = ''

  setRecord(text: string): void {
    this.record = text
    this.fields = this.split(text, toText(this.get('FS')))
  }

  split(text: string, separator: string): string[] {
    if (text === '') return []
    if (separator === ' ') return text.trim() === '' ? [] : text.trim().split(/\s+/)
    if (separator.length === 1 && separator !== '|' && !'.*+?^$()[]{}\\'.includes(separator))
      return text.split(separator)
    return text.split(separator.length === 1 ? separator : this.regexp(separator))
  }

  get(name: string): Value {
    if (name === 'NF') return this.fields.length
    return this.variables.get(name) ?? new Input('')
  }

  set(name: string, value: Value): void {
    if (name === 'NF') {
      const length = toNumber(value)
      while (this.fields.length < length) this.fields.push('')
      this.fields.length = length
      this.joinRecord()
    } else this.variables.set(name, value)
  }

  field(index: number): Value {
    if (index < 0) throw new AwkError(`trying to access out of range field ${index}`)
    return new Input(index === 0 ? this.record : (this.fields[index - 1] ?? ''))
  }

  setField(index: number, value: Value): void {
    if (index === 0) return this.setRecord(toText(value))
    while (this.fields.length < index) this.fields.push('')
    this.fields[index - 1] = toText(value)
    this.joinRecord()
  }

  array(name: string): Map<string, Value> {
    let array = this.arrays.get(name)
    if (!array) this.arrays.set(name, (array = new Map()))
    return array
  }

  regexp(source: string, flags = ''): RegExp {
    return new RegExp(posixRegExp(source, { extended: true }), flags)
  }

  private joinRecord(): void {
    this.record = this.fields.join(toText(this.get('OFS')))
  }
}

/** `printf` and `sprintf`. */
export function formatText(format: string, values: readonly Value[]): string {
  let next = 0
  return format.replace(
    /%([-+ 0]*)(\d+|\*)?(?:\.(\d+))?([diouxXeEfgGcs%])/g,
    (_all, flags: string, width: string | undefined, precision: string | undefined, kind: string) => {
      if (kind === '%') return '%'
      const size = width === '*' ? toNumber(values[next++] ?? 0) : Number(width ?? 0)
      const text = formatOne(kind, values[next++] ?? '', precision, flags)
      if (flags.includes('-')) return text.padEnd(size)
      return text.padStart(size, flags.includes('0') && kind !== 's' ? '0' : ' ')
    },
  )
}

function formatOne(kind: string, value: Value, precision: string | undefined, flags: string): string {
  const number = toNumber(value)
  const sign = flags.includes('+') && number >= 0 ? '+' : ''
  switch (kind) {
    case 'd':
    case 'i':
      return sign + String(Math.trunc(number))
    case 'o':
      return Math.trunc(number).toString(8)
    case 'x':
      return Math.trunc(number).toString(16)
    case 'X':
      return Math.trunc(number).toString(16).toUpperCase()
    case 'f':
      return sign + number.toFixed(Number(precision ?? 6))
    case 'e':
    case 'E':
      return number.toExponential(Number(precision ?? 6))
    case 'g':
    case 'G':
      return String(Number(number.toPrecision(Number(precision ?? 6) || 1)))
    case 'c':
      return typeof value === 'number' ? String.fromCodePoint(value) : toText(value).slice(0, 1)
    default:
      return precision === undefined ? toText(value) : toText(value).slice(0, Number(precision))
  }
}
