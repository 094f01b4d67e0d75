/** Parsing of config values, with the words of Kafka's ConfigDef for what is wrong with them. */
import type { ConfigType } from './broker-config-table.ts'

/** A config with a value that its type or range does not allow; the message is Kafka's, the name that of Java's class. */
export class ConfigError extends Error {
  override readonly name = 'org.apache.kafka.common.config.ConfigException'
}

export type ConfigValue = string | number | boolean | readonly string[]

const INTEGERS: { readonly [type: string]: readonly [min: number, max: number] } = {
  INT: [-(2 ** 31), 2 ** 31 - 1],
  SHORT: [-32768, 32767],
}
const LONG_MIN = -(2n ** 63n)
const LONG_MAX = 2n ** 63n - 1n

/** The value of a text. Longs beyond 2^53 lose precision, which no time or size needs. Throws {@link ConfigError}. */
export function parseConfigValue(name: string, type: ConfigType, text: string): ConfigValue {
  const trimmed = text.trim()
  const refuse = (why: string) => new ConfigError(`Invalid value ${text} for configuration ${name}: ${why}`)
  switch (type) {
    case 'BOOLEAN': {
      const lower = trimmed.toLowerCase()
      if (lower !== 'true' && lower !== 'false') throw refuse('Expected value to be either true or false')
      return lower === 'true'
    }
    case 'INT':
    case 'SHORT':
    case 'LONG':
      if (!isInteger(type, trimmed)) throw refuse(`Not a number of type ${type}`)
      return Number(trimmed)
    case 'DOUBLE':
      if (trimmed === '' || Number.isNaN(Number(trimmed))) throw refuse('Not a number of type DOUBLE')
      return Number(trimmed)
    case 'LIST':
      return trimmed === '' ? [] : trimmed.split(',').map((part) => part.trim())
    default:
      return trimmed
  }
}

function isInteger(type: 'INT' | 'SHORT' | 'LONG', text: string): boolean {
  if (!/^[+-]?\d+$/.test(text)) return false
  const value = BigInt(text.replace('+', ''))
  const range = INTEGERS[type]
  return range ? value >= BigInt(range[0]) && value <= BigInt(range[1]) : value >= LONG_MIN && value <= LONG_MAX
}

/** Throws {@link ConfigError} for a number outside its range. */
export function checkRange(name: string, value: ConfigValue, range: { min?: number; max?: number }): void {
  if (typeof value !== 'number') return
  if (range.min !== undefined && value < range.min)
    throw new ConfigError(`Invalid value ${value} for configuration ${name}: Value must be at least ${range.min}`)
  if (range.max !== undefined && value > range.max)
    throw new ConfigError(`Invalid value ${value} for configuration ${name}: Value must be no more than ${range.max}`)
}
