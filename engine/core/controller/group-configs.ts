/** Configs of groups (`GroupConfig.java`). */
import type { ConfigType } from '../metadata/broker-config-table.ts'
import { ConfigError, parseConfigValue } from '../metadata/config-value.ts'

/** A config of a group, and the broker config that it falls back on. */
export interface GroupConfigDef {
  readonly name: string
  readonly type: ConfigType
  readonly brokerConfig: string
  /** Broker configs that bound the value. */
  readonly min?: string
  readonly max?: string
}

const timeout = (name: string, kind: string): GroupConfigDef => ({
  name: `${kind === 'consumer' ? 'consumer' : kind}.${name}`,
  type: 'INT',
  brokerConfig: `group.${kind}.${name}`,
  min: `group.${kind}.min.${name}`,
  max: `group.${kind}.max.${name}`,
})

export const GROUP_CONFIGS: readonly GroupConfigDef[] = [
  timeout('session.timeout.ms', 'consumer'),
  timeout('heartbeat.interval.ms', 'consumer'),
  timeout('session.timeout.ms', 'share'),
  timeout('heartbeat.interval.ms', 'share'),
  timeout('session.timeout.ms', 'streams'),
  timeout('heartbeat.interval.ms', 'streams'),
]

/** Why a group's configs are not allowed; null: they are. */
export function groupConfigError(configs: ReadonlyMap<string, string>): string | null {
  for (const [name, value] of configs) {
    const def = GROUP_CONFIGS.find((one) => one.name === name)
    if (!def) return `Unknown group config name: ${name}`
    try {
      parseConfigValue(name, def.type, value)
    } catch (error) {
      if (error instanceof ConfigError) return error.message
      throw error
    }
  }
  return null
}
