import { unknown } from './nearest.ts'

/** Where a value stands in its YAML document: keys and indexes from the top. */
export type Path = readonly (string | number)[]

/** Told of each fault. `key`: the field's name is at fault, not its value. */
export type Report = (path: Path, message: string, at?: 'key' | 'value') => void

/** Says what is wrong with a value, if anything. */
export type Shape = (value: unknown, path: Path, report: Report) => void

export interface Field {
  readonly shape: Shape
  readonly required?: true
}

const plain = (what: string, accept: (value: unknown) => boolean): Shape => {
  return (value, path, report) => {
    if (!accept(value)) report(path, `expected ${what}, found ${JSON.stringify(value) ?? 'nothing'}`)
  }
}

export const text = plain('text', (value) => typeof value === 'string' && value.trim() !== '')
export const flag = plain('true or false', (value) => typeof value === 'boolean')
export const whole = plain('a whole number', (value) => Number.isInteger(value))
/** Text, a number, or null for the absence of a key or value. */
export const scalar = plain(
  'text, a number or null',
  (value) => value === null || /^(string|number)$/.test(typeof value),
)
/** What a setting has for a value. */
export const setting = plain('text, a number, true or false', (value) => /^(string|number|boolean)$/.test(typeof value))
/** A number, or a comparison such as '>= 3'. */
export const count = plain("a number or a comparison such as '>= 3'", isCount)

/** A number as it is, or one to compare with. */
export type Count = number | string

const COMPARISON = /^\s*(>=|<=|>|<|=)?\s*(-?\d+)\s*$/

function isCount(value: unknown): boolean {
  return Number.isInteger(value) || (typeof value === 'string' && COMPARISON.test(value))
}

const OPERATORS: { readonly [operator: string]: (a: number, b: number) => boolean } = {
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '=': (a, b) => a === b,
}

/** Whether a number is as the count asks. */
export function satisfies(actual: number, wanted: Count): boolean {
  const [, operator = '=', number] = COMPARISON.exec(String(wanted)) ?? []
  return OPERATORS[operator]?.(actual, Number(number)) ?? false
}

export function oneOf(...words: readonly (string | number)[]): Shape {
  return (value, path, report) => {
    if (!words.includes(value as string)) report(path, unknown('word', String(value), words.map(String)))
  }
}

export function either(a: Shape, b: Shape): Shape {
  return (value, path, report) => {
    let wrong = false
    a(value, path, () => {
      wrong = true
    })
    if (wrong) b(value, path, report)
  }
}

export function list(of: Shape, most = Number.POSITIVE_INFINITY): Shape {
  return (value, path, report) => {
    if (!Array.isArray(value) || value.length === 0) return report(path, 'expected a list with at least one entry')
    if (value.length > most) return report(path, `expected at most ${most} entries, found ${value.length}`)
    for (const [i, one] of value.entries()) of(one, [...path, i], report)
  }
}

/** Any names, each with a value of the shape. */
export function mapOf(of: Shape): Shape {
  return (value, path, report) => {
    if (!isMap(value)) return report(path, 'expected names with values')
    for (const [name, one] of Object.entries(value)) of(one, [...path, name], report)
  }
}

export function fields(known: { readonly [name: string]: Field }): Shape {
  return (value, path, report) => {
    if (!isMap(value)) return report(path, `expected fields: ${Object.keys(known).join(', ')}`)
    for (const [name, one] of Object.entries(value)) {
      const field = Object.hasOwn(known, name) ? known[name] : undefined
      if (field) field.shape(one, [...path, name], report)
      else report([...path, name], unknown('field', name, Object.keys(known)), 'key')
    }
    for (const [name, { required }] of Object.entries(known)) {
      if (required && !Object.hasOwn(value, name)) report(path, `missing field: ${name}`)
    }
  }
}

export function isMap(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
