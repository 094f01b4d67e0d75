/** What a broker refuses of its own configs before the controller hears of it (`DynamicBrokerConfig.validate`). */
import { BROKER_CONFIGS, isPerBroker, parseBrokerConfig } from '../metadata/broker-config-def.ts'
import { ConfigError } from '../metadata/config-value.ts'
import { ConfigResource } from '../metadata/image.ts'
import type { BrokerConfig } from './config.ts'

const TYPES: ReadonlySet<number> = new Set(Object.values(ConfigResource))

/** Why changes of any resource are refused before anything else; null: they are not. `withoutValue`: names that lack one. */
export function keysError(names: readonly string[], withoutValue: readonly string[]): string | null {
  if (new Set(names).size < names.length) return 'Error due to duplicate config keys'
  return withoutValue.length === 0 ? null : `Null value not supported for : ${withoutValue.join()}`
}

/** Why changes of a resource are refused, in Kafka's words; null: this broker has no objection. A null value deletes. */
export function brokerResourceError(
  { resourceType, resourceName }: { readonly resourceType: number; readonly resourceName: string },
  changes: ReadonlyMap<string, string | null>,
  config: BrokerConfig,
): string | null {
  if (!TYPES.has(resourceType)) return `Unknown resource type ${resourceType}`
  if (resourceType !== ConfigResource.BROKER) return null
  if (resourceName !== '' && !/^-?\d+$/.test(resourceName))
    return `Node id must be an integer, but it is: ${resourceName}`
  if (resourceName !== '' && Number(resourceName) !== config.nodeId)
    return `Unexpected broker id, expected ${config.nodeId}, but received ${resourceName}`
  return changesError(changes, resourceName === '', config)
}

function changesError(changes: ReadonlyMap<string, string | null>, clusterWide: boolean, config: BrokerConfig) {
  const fixed = [...changes.keys()].filter((name) => BROKER_CONFIGS.get(name)?.dynamic === false)
  if (fixed.length > 0) return `Cannot update these configs dynamically: [${fixed.join(', ')}]`
  const own = [...changes.keys()].filter(isPerBroker)
  if (clusterWide && own.length > 0)
    return `Cannot update these configs at default cluster level, broker id must be specified: [${own.join(', ')}]`
  for (const [name, value] of changes) {
    const error = value === null ? null : valueError(name, value, config)
    if (error !== null) return error
  }
  return null
}

function valueError(name: string, value: string, config: BrokerConfig): string | null {
  try {
    const parsed = parseBrokerConfig(name, value)
    return THREAD_COUNTS.has(name) ? threadCountError(name, Number(parsed), Number(config.text(name))) : null
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
}

const THREAD_COUNTS = new Set([
  'num.io.threads',
  'num.network.threads',
  'num.replica.fetchers',
  'num.recovery.threads.per.data.dir',
  'background.threads',
])

/** Pools may at most double or halve at once. */
function threadCountError(name: string, wanted: number, current: number): string | null {
  const limit =
    wanted > current * 2
      ? `value should not be greater than double the current value ${current}`
      : wanted < current / 2
        ? `value should be at least half the current value ${current}`
        : null
  return limit === null
    ? null
    : `Invalid value org.apache.kafka.common.config.ConfigException: Dynamic thread count update validation failed for ${name}=${wanted}, ${limit} for configuration Invalid dynamic configuration`
}
