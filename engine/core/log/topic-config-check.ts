/** What values topic configs may have, and how they are told: needed only once one is set or asked for (`LogConfig.validate`). */
import { javaDouble, parseJavaDouble } from '../base/java-double.ts'
import { defaultOf, isTrue, itemsOf, listItems } from './log-config.ts'
import { TOPIC_CONFIG_BY_NAME, type TopicConfigEntry } from './log-config-table.ts'

/** The message of Kafka's ConfigException or InvalidConfigurationException. */
export class InvalidConfigError extends Error {
  override readonly name = 'InvalidConfigError'
}

/** Throws {@link InvalidConfigError} unless the text is a value of the config. */
export function checkTopicConfig(name: string, text: string): void {
  const entry = TOPIC_CONFIG_BY_NAME.get(name)
  if (!entry) throw new InvalidConfigError(`Unknown topic config name: ${name}`)
  const wrong = whatIsWrong(entry, text.trim())
  if (wrong)
    throw new InvalidConfigError(`Invalid value ${wrong.value ?? text} for configuration ${name}: ${wrong.why}`)
}

/** Checks the configs of a topic and how they go together (`LogConfig.validate`). Throws {@link InvalidConfigError}. */
export function checkTopicConfigs(configs: ReadonlyMap<string, string>): void {
  for (const name of configs.keys()) {
    if (!TOPIC_CONFIG_BY_NAME.has(name)) throw new InvalidConfigError(`Unknown topic config name: ${name}`)
  }
  for (const [name, text] of configs) checkTopicConfig(name, text)
  const value = (name: string) => Number(configs.get(name) ?? defaultOf(name))
  const [min, max] = [value('min.compaction.lag.ms'), value('max.compaction.lag.ms')]
  if (min > max) {
    throw new InvalidConfigError(
      `conflict topic config setting min.compaction.lag.ms (${min}) > max.compaction.lag.ms (${max})`,
    )
  }
}

/**
 * What the broker refuses beyond {@link checkTopicConfigs}: no tiered storage is here
 * (`LogConfig.validateRemoteStorageOnlyIfSystemEnabled`). Throws {@link InvalidConfigError}.
 */
export function checkNotTiered(configs: ReadonlyMap<string, string>): void {
  if (isTrue(configs.get('remote.storage.enable') ?? 'false'))
    throw new InvalidConfigError(
      'Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage.',
    )
}

/** The value that was set, as DescribeConfigs tells it: parsed and written by Java; an internal one as it was given. */
export function shownTopicConfig(name: string, text: string): string {
  const entry = TOPIC_CONFIG_BY_NAME.get(name)
  return !entry || entry.hidden ? text : SHOWN[entry.type](text.trim(), entry)
}

const SHOWN: { readonly [type in TopicConfigEntry['type']]: (text: string, entry: TopicConfigEntry) => string } = {
  BOOLEAN: (text) => text.toLowerCase(),
  STRING: (text) => text,
  LIST: (text, entry) => itemsOf(entry, text).join(','),
  INT: (text) => String(BigInt(text.replace('+', ''))),
  LONG: (text) => String(BigInt(text.replace('+', ''))),
  DOUBLE: (text) => javaDouble(parseJavaDouble(text) ?? Number.NaN),
}

/** Why the broker refuses the configs of a topic; null: it does not. */
export function topicConfigError(configs: ReadonlyMap<string, string>): string | null {
  try {
    checkTopicConfigs(configs)
    checkNotTiered(configs)
    return null
  } catch (error) {
    if (error instanceof InvalidConfigError) return error.message
    throw error
  }
}

interface Wrong {
  readonly why: string
  /** The value as Kafka prints it, when that is not the text given. */
  readonly value?: string
}

const CHECKS: { readonly [type in TopicConfigEntry['type']]: (entry: TopicConfigEntry, text: string) => Wrong | null } =
  {
    BOOLEAN: (_entry, text) =>
      /^(true|false)$/i.test(text) ? null : { why: 'Expected value to be either true or false' },
    STRING: (entry, text) => (!entry.oneOf || entry.oneOf.includes(text) ? null : notOneOf(entry)),
    LIST: checkList,
    INT: checkInteger,
    LONG: checkInteger,
    DOUBLE: checkDouble,
  }

function whatIsWrong(entry: TopicConfigEntry, text: string): Wrong | null {
  return CHECKS[entry.type](entry, text)
}

function notOneOf(entry: TopicConfigEntry): Wrong {
  return { why: `String must be one of: ${entry.oneOf?.join(', ')}` }
}

function checkList(entry: TopicConfigEntry, text: string): Wrong | null {
  const items = listItems(text)
  if (entry.replicas && !isReplicaList(items))
    return {
      value: `[${items.join(', ')}]`,
      why: `${entry.name} must be the literal '*' or a list of replicas in the following format: [partitionId]:[brokerId],[partitionId]:[brokerId],...`,
    }
  const odd = items.find((item) => entry.oneOf && !entry.oneOf.includes(item))
  return odd === undefined ? null : { ...notOneOf(entry), value: odd }
}

function isReplicaList(items: readonly string[]): boolean {
  return items.join() === '*' || items.every((item) => /^\d+:\d+$/.test(item))
}

const INTEGER_RANGE = {
  INT: [-(2n ** 31n), 2n ** 31n - 1n],
  LONG: [-(2n ** 63n), 2n ** 63n - 1n],
} as const

function checkInteger(entry: TopicConfigEntry, text: string): Wrong | null {
  const type = entry.type === 'INT' ? 'INT' : 'LONG'
  const value = /^[+-]?\d+$/.test(text) ? BigInt(text.replace('+', '')) : null
  const [min, max] = INTEGER_RANGE[type]
  if (value === null || value < min || value > max) return { why: `Not a number of type ${type}` }
  return outOfRange(entry, Number(value))
}

function checkDouble(entry: TopicConfigEntry, text: string): Wrong | null {
  const value = parseJavaDouble(text)
  if (value === undefined) return { why: 'Not a number of type DOUBLE' }
  const wrong = outOfRange(entry, value)
  return wrong && { ...wrong, value: javaDouble(value) }
}

function outOfRange(entry: TopicConfigEntry, value: number): Wrong | null {
  const { min, max, orValue } = entry
  if (orValue !== undefined) {
    const isIn = value === orValue || (value >= (min ?? value) && value <= (max ?? value))
    return isIn ? null : { why: `Value must be between ${min} and ${max} or equal to ${orValue}` }
  }
  if (min !== undefined && value < min) return { why: `Value must be at least ${min}` }
  if (max !== undefined && value > max) return { why: `Value must be no more than ${max}` }
  return null
}
