/** Looking up and checking broker configs (Kafka's AbstractKafkaConfig.CONFIG_DEF and DynamicBrokerConfig). */
import {
  BROKER_CONFIG_ROWS,
  type BrokerConfigName,
  type ConfigType,
  INTERNAL_CONFIG_ROWS,
} from './broker-config-table.ts'
import { type ConfigValue, checkRange, parseConfigValue } from './config-value.ts'

/** One broker config. */
export interface BrokerConfigDef {
  readonly name: string
  readonly type: ConfigType
  readonly defaultValue: string | null
  /** Whether it can be set through the controller while brokers run. */
  readonly dynamic: boolean
  readonly internal: boolean
}

export const BROKER_CONFIGS: ReadonlyMap<string, BrokerConfigDef> = new Map(
  [
    ...BROKER_CONFIG_ROWS.map((row) => ({ row, internal: false })),
    ...INTERNAL_CONFIG_ROWS.map((row) => ({ row, internal: true })),
  ].map(({ row: [name, type, defaultValue, update], internal }) => [
    name,
    { name, type, defaultValue, dynamic: update === 'dynamic', internal },
  ]),
)

/** Smallest values, where Kafka checks them. */
const AT_LEAST: { readonly [name in BrokerConfigName]?: number } = {
  'num.io.threads': 1,
  'num.network.threads': 1,
  'num.partitions': 1,
  'num.replica.fetchers': 0,
  'num.recovery.threads.per.data.dir': 1,
  'background.threads': 1,
  'message.max.bytes': 0,
  'log.cleaner.threads': 0,
  'log.cleaner.backoff.ms': 0,
  'log.cleaner.delete.retention.ms': 0,
  'log.cleaner.min.cleanable.ratio': 0,
  'log.segment.bytes': 1048576,
  'log.index.size.max.bytes': 4,
  'log.index.interval.bytes': 0,
  'log.roll.hours': 1,
  'log.roll.ms': 1,
  'log.flush.interval.messages': 1,
  'log.segment.delete.delay.ms': 0,
  'log.retention.check.interval.ms': 1,
  'min.insync.replicas': 1,
  'max.connections': 0,
  'max.connections.per.ip': 0,
  'max.connection.creation.rate': 0,
  'offsets.topic.num.partitions': 1,
  'offsets.topic.replication.factor': 1,
  'offsets.retention.minutes': 1,
  'queued.max.requests': 1,
  'socket.request.max.bytes': 1,
  'group.max.size': 1,
  'producer.id.expiration.ms': 1,
  'replica.high.watermark.checkpoint.interval.ms': 1,
}

/** Configs that only one broker can have, not the cluster as a whole. */
const PER_BROKER = /^(listeners|advertised\.listeners|listener\.security\.protocol\.map|ssl\.|sasl\.|principal\.)/

/** Whether the config may only be set for one broker. */
export function isPerBroker(name: string): boolean {
  return PER_BROKER.test(name)
}

/** Limits of replication in bytes per second, which exist only where they were set through the controller (`DynamicConfig.Broker`). */
export const REPLICATION_RATES = [
  'leader.replication.throttled.rate',
  'follower.replication.throttled.rate',
  'replica.alter.log.dirs.io.max.bytes.per.second',
] as const
export type ReplicationRate = (typeof REPLICATION_RATES)[number]

export function isReplicationRate(name: string): boolean {
  return (REPLICATION_RATES as readonly string[]).includes(name)
}

/** The typed value of a text. Throws ConfigError with Kafka's words. Unknown names are strings, as in Kafka. */
export function parseBrokerConfig(name: string, text: string): ConfigValue {
  const def = BROKER_CONFIGS.get(name)
  if (!def && !isReplicationRate(name)) return text
  const value = parseConfigValue(name, def?.type ?? 'LONG', text)
  const min = def ? AT_LEAST[name as BrokerConfigName] : 0
  checkRange(name, value, min === undefined ? {} : { min })
  return value
}
