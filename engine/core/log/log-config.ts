import type { Compression, TimestampType } from '../record/batch.ts'
import { TOPIC_CONFIG_BY_NAME, TOPIC_CONFIGS, type TopicConfigEntry } from './log-config-table.ts'

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
    DOUBLE: (entry, text) =>
      text === '' || Number.isNaN(Number(text))
        ? { why: 'Not a number of type DOUBLE' }
        : outOfRange(entry, Number(text)),
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
  if (odd !== undefined) return { ...notOneOf(entry), value: odd }
  const twice = items.find((item, i) => items.indexOf(item) !== i)
  return entry.oneOf && twice !== undefined
    ? { why: `Configuration '${entry.name}' values must not be duplicated.` }
    : null
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

function outOfRange(entry: TopicConfigEntry, value: number): Wrong | null {
  if (value === entry.orValue) return null
  if (entry.min !== undefined && value < entry.min) return { why: `Value must be at least ${entry.min}` }
  if (entry.max !== undefined && value > entry.max) return { why: `Value must be no more than ${entry.max}` }
  return null
}

function listItems(text: string): string[] {
  return text.trim() === '' ? [] : text.split(',').map((item) => item.trim())
}

function defaultOf(name: string): string {
  return TOPIC_CONFIG_BY_NAME.get(name)?.default ?? ''
}

/** The configs of one log, typed. Longs beyond 2^53 (such as "never") lose precision, which no time or size needs. */
export class LogConfig {
  /** All defaults. */
  static readonly DEFAULTS = new LogConfig(new Map())

  readonly segmentBytes: number
  readonly segmentMs: number
  readonly segmentJitterMs: number
  readonly segmentIndexBytes: number
  readonly indexIntervalBytes: number
  readonly retentionMs: number
  readonly retentionBytes: number
  readonly maxMessageBytes: number
  readonly fileDeleteDelayMs: number
  readonly deleteRetentionMs: number
  readonly minCompactionLagMs: number
  readonly maxCompactionLagMs: number
  readonly minCleanableDirtyRatio: number
  readonly flushMessages: number
  readonly flushMs: number
  readonly minInsyncReplicas: number
  readonly uncleanLeaderElectionEnable: boolean
  readonly preallocate: boolean
  readonly messageTimestampType: TimestampType
  readonly messageTimestampBeforeMaxMs: number
  readonly messageTimestampAfterMaxMs: number
  readonly cleanupPolicy: readonly string[]
  /** `partition:broker` pairs, or `*`. */
  readonly leaderThrottledReplicas: readonly string[]
  readonly followerThrottledReplicas: readonly string[]
  /** null: `producer`, batches stay in the codec in which they came. */
  readonly compression: Compression | null
  /** Level for {@link compression}; undefined takes the codec's default. */
  readonly compressionLevel: number | undefined

  /** From texts by topic config name; what is absent has Kafka's default. The texts must have passed {@link checkTopicConfigs}. */
  constructor(readonly texts: ReadonlyMap<string, string>) {
    const text = (name: string) => texts.get(name) ?? defaultOf(name)
    const number = (name: string) => Number(text(name))
    this.segmentBytes = texts.has('internal.segment.bytes') ? number('internal.segment.bytes') : number('segment.bytes')
    this.segmentMs = number('segment.ms')
    this.segmentJitterMs = number('segment.jitter.ms')
    this.segmentIndexBytes = number('segment.index.bytes')
    this.indexIntervalBytes = number('index.interval.bytes')
    this.retentionMs = number('retention.ms')
    this.retentionBytes = number('retention.bytes')
    this.maxMessageBytes = number('max.message.bytes')
    this.fileDeleteDelayMs = number('file.delete.delay.ms')
    this.deleteRetentionMs = number('delete.retention.ms')
    this.minCompactionLagMs = number('min.compaction.lag.ms')
    this.maxCompactionLagMs = number('max.compaction.lag.ms')
    this.minCleanableDirtyRatio = number('min.cleanable.dirty.ratio')
    this.flushMessages = number('flush.messages')
    this.flushMs = number('flush.ms')
    this.minInsyncReplicas = number('min.insync.replicas')
    this.uncleanLeaderElectionEnable = text('unclean.leader.election.enable').toLowerCase() === 'true'
    this.preallocate = text('preallocate').toLowerCase() === 'true'
    this.messageTimestampType = text('message.timestamp.type') as TimestampType
    this.messageTimestampBeforeMaxMs = number('message.timestamp.before.max.ms')
    this.messageTimestampAfterMaxMs = number('message.timestamp.after.max.ms')
    this.cleanupPolicy = listItems(text('cleanup.policy'))
    this.leaderThrottledReplicas = listItems(text('leader.replication.throttled.replicas'))
    this.followerThrottledReplicas = listItems(text('follower.replication.throttled.replicas'))
    this.compression = storedCompression(text('compression.type'))
    this.compressionLevel = levelOf(this.compression, number)
  }

  get compacts(): boolean {
    return this.cleanupPolicy.includes('compact')
  }

  /** Whether old segments may be deleted by time and size, and DeleteRecords is allowed. */
  get deletes(): boolean {
    return this.cleanupPolicy.includes('delete')
  }

  /** Whether DeleteRecords is allowed: not when the policy is compact alone. */
  get deletesRecords(): boolean {
    return this.deletes || !this.compacts
  }

  /** The same with some texts changed. */
  with(changes: { readonly [name: string]: string }): LogConfig {
    return new LogConfig(new Map([...this.texts, ...Object.entries(changes)]))
  }
}

function storedCompression(type: string): Compression | null {
  if (type === 'producer') return null
  return type === 'uncompressed' ? 'none' : (type as Compression)
}

function levelOf(compression: Compression | null, number: (name: string) => number): number | undefined {
  if (compression === null || compression === 'none' || compression === 'snappy') return undefined
  const level = number(`compression.${compression}.level`)
  return compression === 'gzip' && level === -1 ? undefined : level
}

/** Every topic config that DescribeConfigs tells, by name. */
export function visibleTopicConfigs(): readonly TopicConfigEntry[] {
  return TOPIC_CONFIGS.filter(({ hidden }) => !hidden)
}
