/** Configurations of the consumer (4.3.1 `ConsumerConfig.java`). */
import { assignorOf, type ConsumerPartitionAssignor } from './assignors/assignor-registry.ts'
import { COMMON } from './common-config.ts'
import { Config, type ConfigInput, type ConfigTable } from './config-def.ts'
import { ConfigException, KafkaException } from './errors.ts'
import { parseDuration } from './iso-time.ts'

/** Where a partition without a usable offset begins; a duration goes back from now. */
export type ResetStrategy = 'earliest' | 'latest' | 'none' | { readonly durationMs: number }

export const CONSUMER_CONFIG: ConfigTable = {
  ...COMMON,
  'allow.auto.create.topics': { type: 'boolean', default: true },
  'auto.commit.interval.ms': { type: 'int', default: 5000, min: 0 },
  'auto.offset.reset': {
    type: 'string',
    default: 'latest',
    check: (value) =>
      resetStrategy(String(value)) === undefined
        ? `Invalid value \`${String(value)}\` for configuration auto.offset.reset. The value must be either 'earliest', 'latest', 'none' or of the format 'by_duration:<PnDTnHnMn.nS.>'.`
        : undefined,
  },
  'check.crcs': { type: 'boolean', default: true },
  'default.api.timeout.ms': { type: 'int', default: 60_000, min: 0 },
  'enable.auto.commit': { type: 'boolean', default: true },
  'exclude.internal.topics': { type: 'boolean', default: true },
  'fetch.max.bytes': { type: 'int', default: 52_428_800, min: 0 },
  'fetch.max.wait.ms': { type: 'int', default: 500, min: 0 },
  'fetch.min.bytes': { type: 'int', default: 1, min: 0 },
  'group.id': { type: 'string', default: null },
  'group.instance.id': { type: 'string', default: null },
  'group.protocol': { type: 'string', default: 'classic', oneOf: ['classic', 'consumer'] },
  'group.remote.assignor': { type: 'string', default: null },
  'heartbeat.interval.ms': { type: 'int', default: 3000 },
  'isolation.level': { type: 'string', default: 'read_uncommitted', oneOf: ['read_committed', 'read_uncommitted'] },
  'key.deserializer': { type: 'any', default: 'string' },
  'max.partition.fetch.bytes': { type: 'int', default: 1_048_576, min: 0 },
  'max.poll.interval.ms': { type: 'int', default: 300_000, min: 1 },
  'max.poll.records': { type: 'int', default: 500, min: 1 },
  'partition.assignment.strategy': { type: 'list', default: ['range', 'cooperative-sticky'] },
  'session.timeout.ms': { type: 'int', default: 45_000 },
  'value.deserializer': { type: 'any', default: 'string' },
}

/** What the consumer's parts work with. */
export interface ConsumerSettings {
  readonly groupId: string | null
  readonly groupInstanceId: string | null
  readonly rackId: string
  readonly autoCommit: boolean
  readonly autoCommitIntervalMs: number
  readonly reset: ResetStrategy
  readonly checkCrcs: boolean
  readonly defaultApiTimeoutMs: number
  readonly excludeInternalTopics: boolean
  readonly fetchMaxBytes: number
  readonly fetchMaxWaitMs: number
  readonly fetchMinBytes: number
  readonly heartbeatIntervalMs: number
  readonly readCommitted: boolean
  readonly maxPartitionFetchBytes: number
  readonly maxPollIntervalMs: number
  readonly maxPollRecords: number
  readonly sessionTimeoutMs: number
  readonly requestTimeoutMs: number
  readonly retryBackoffMs: number
  readonly retryBackoffMaxMs: number
  readonly assignors: readonly ConsumerPartitionAssignor[]
}

export function consumerConfig(input: ConfigInput): { config: Config; settings: ConsumerSettings } {
  const config = new Config(CONSUMER_CONFIG, input)
  if (config.string('group.protocol') === 'consumer') {
    throw new KafkaException('group.protocol=consumer is not supported by this client yet.', {
      javaClass: 'java.lang.UnsupportedOperationException',
    })
  }
  const settings: ConsumerSettings = {
    groupId: config.optional('group.id'),
    groupInstanceId: config.optional('group.instance.id'),
    rackId: config.string('client.rack'),
    autoCommit: autoCommit(config),
    autoCommitIntervalMs: config.number('auto.commit.interval.ms'),
    reset: resetStrategy(config.string('auto.offset.reset')) as ResetStrategy,
    checkCrcs: config.boolean('check.crcs'),
    defaultApiTimeoutMs: config.number('default.api.timeout.ms'),
    excludeInternalTopics: config.boolean('exclude.internal.topics'),
    fetchMaxBytes: config.number('fetch.max.bytes'),
    fetchMaxWaitMs: config.number('fetch.max.wait.ms'),
    fetchMinBytes: config.number('fetch.min.bytes'),
    heartbeatIntervalMs: config.number('heartbeat.interval.ms'),
    readCommitted: config.string('isolation.level') === 'read_committed',
    maxPartitionFetchBytes: config.number('max.partition.fetch.bytes'),
    maxPollIntervalMs: config.number('max.poll.interval.ms'),
    maxPollRecords: config.number('max.poll.records'),
    sessionTimeoutMs: config.number('session.timeout.ms'),
    requestTimeoutMs: config.number('request.timeout.ms'),
    retryBackoffMs: config.number('retry.backoff.ms'),
    retryBackoffMaxMs: config.number('retry.backoff.max.ms'),
    assignors: (config.any('partition.assignment.strategy') as readonly unknown[]).map(assignorOf),
  }
  if (settings.heartbeatIntervalMs >= settings.sessionTimeoutMs) {
    throw new ConfigException('Heartbeat must be set lower than the session timeout')
  }
  return { config, settings }
}

/** Without a group there is nothing to commit to; asked for all the same, it is refused. */
function autoCommit(config: Config): boolean {
  const wanted = config.boolean('enable.auto.commit')
  if (config.optional('group.id') !== null || !wanted) return wanted
  if (config.isGiven('enable.auto.commit')) {
    throw new ConfigException('enable.auto.commit cannot be set to true when default group id (null) is used.')
  }
  return false
}

function resetStrategy(text: string): ResetStrategy | undefined {
  const lower = text.toLowerCase()
  if (lower === 'earliest' || lower === 'latest' || lower === 'none') return lower
  if (!lower.startsWith('by_duration:')) return undefined
  const durationMs = parseDuration(text.slice('by_duration:'.length))
  return durationMs === undefined || durationMs < 0 ? undefined : { durationMs }
}
