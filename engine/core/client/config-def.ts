/** Client configurations: tables of names, types and defaults, read with the Java client's messages. */
import type { Trace } from '../env/env.ts'
import { ConfigException } from './errors.ts'

/** What users hand in: strings as in a properties file, or the values themselves. */
export type ConfigInput = { readonly [key: string]: unknown }

export type ConfigType = 'string' | 'int' | 'short' | 'long' | 'double' | 'boolean' | 'list' | 'any'

/** One configuration key. */
export interface ConfigKey {
  readonly type: ConfigType
  /** Absent: required. */
  readonly default?: unknown
  /** The allowed texts, in the order in which the message names them. */
  readonly oneOf?: readonly string[]
  readonly min?: number
  /** A list must have something. */
  readonly notEmpty?: boolean
  /** A check of its own: the part of the message that follows `Invalid value … for configuration …: `. */
  readonly check?: (value: unknown) => string | undefined
}

export type ConfigTable = { readonly [name: string]: ConfigKey }

const RANGES: { readonly [type: string]: number } = {
  short: 0x7fff,
  int: 0x7fff_ffff,
  long: Number.MAX_SAFE_INTEGER,
}

/** Values by name, parsed, defaults filled in. */
export class Config {
  private readonly values = new Map<string, unknown>()

  constructor(
    private readonly table: ConfigTable,
    readonly given: ConfigInput,
  ) {
    for (const [name, key] of Object.entries(table)) this.values.set(name, this.valueOf(name, key))
  }

  private valueOf(name: string, key: ConfigKey): unknown {
    const given = this.given[name]
    if (given === undefined || given === null) {
      if (!('default' in key)) {
        throw new ConfigException(`Missing required configuration "${name}" which has no default value.`)
      }
      return key.default
    }
    const value = parse(name, key.type, given)
    validate(name, key, value)
    return value
  }

  string(name: string): string {
    return this.values.get(name) as string
  }
  optional(name: string): string | null {
    return (this.values.get(name) ?? null) as string | null
  }
  number(name: string): number {
    return this.values.get(name) as number
  }
  boolean(name: string): boolean {
    return this.values.get(name) as boolean
  }
  list(name: string): readonly string[] {
    return this.values.get(name) as readonly string[]
  }
  any(name: string): unknown {
    return this.values.get(name)
  }
  /** Whether the user set it. */
  isGiven(name: string): boolean {
    return this.given[name] !== undefined && this.given[name] !== null
  }

  /** Names that the table does not have, said as the Java client says it. */
  warnUnknown(trace: Trace, logger: string): void {
    const unknown = Object.keys(this.given).filter((name) => !(name in this.table))
    if (unknown.length > 0) {
      trace.log('INFO', logger, `These configurations '[${unknown.join(', ')}]' were supplied but are not used yet.`)
    }
  }
}

function parse(name: string, type: ConfigType, given: unknown): unknown {
  const value = typeof given === 'string' ? given.trim() : given
  switch (type) {
    case 'any':
      return given
    case 'string':
      return typeof value === 'string' ? value : String(value)
    case 'boolean':
      return parseBoolean(name, value)
    case 'list':
      return parseList(value)
    default:
      return parseNumber(name, type, value)
  }
}

function parseBoolean(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  const text = String(value).toLowerCase()
  if (text === 'true') return true
  if (text === 'false') return false
  throw invalid(name, value, 'Expected value to be either true or false')
}

function parseList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  if (typeof value !== 'string') return [value]
  return value === '' ? [] : value.split(/\s*,\s*/)
}

function parseNumber(name: string, type: 'int' | 'short' | 'long' | 'double', value: unknown): number {
  const number = typeof value === 'number' ? value : toNumber(String(value))
  if (Number.isNaN(number)) throw invalid(name, value, `Not a number of type ${type.toUpperCase()}`)
  if (type === 'double') return number
  if (type === 'long') return clampToSafe(number)
  if (!Number.isInteger(number) || Math.abs(number) > (RANGES[type] as number) + 1) {
    throw invalid(name, value, `Not a number of type ${type.toUpperCase()}`)
  }
  return number
}

/** Java's Long.MAX_VALUE has no exact number: the largest safe one stands for "no limit". */
function clampToSafe(number: number): number {
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, number))
}

function toNumber(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN
}

function validate(name: string, key: ConfigKey, value: unknown): void {
  if (key.oneOf && !key.oneOf.includes(String(value))) {
    throw invalid(name, value, `String must be one of: ${key.oneOf.join(', ')}`)
  }
  if (key.min !== undefined && (value as number) < key.min) {
    throw invalid(name, value, `Value must be at least ${key.min}`)
  }
  if (Array.isArray(value)) validateList(name, key, value)
  const problem = key.check?.(value)
  if (problem !== undefined) throw invalid(name, value, problem)
}

/** `ConfigDef.ValidList`. */
function validateList(name: string, key: ConfigKey, list: readonly unknown[]): void {
  if (key.notEmpty && list.length === 0) {
    throw new ConfigException(`Configuration '${name}' must not be empty. Valid values include: any non-empty value`)
  }
  if (list.includes('')) throw new ConfigException(`Configuration '${name}' values must not be empty.`)
}

function invalid(name: string, value: unknown, problem: string): ConfigException {
  return new ConfigException(`Invalid value ${String(value)} for configuration ${name}: ${problem}`)
}
