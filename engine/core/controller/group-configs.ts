/** Configs of groups (`GroupConfig.java`). */
import type { ConfigType } from '../metadata/broker-config-table.ts'
import { ConfigError, parseConfigValue } from '../metadata/config-value.ts'

/** A config of a group, and what it falls back on: a broker config, or a stock value. */
export interface GroupConfigDef {
  readonly name: string
  readonly type: ConfigType
  readonly brokerConfig?: string
  readonly stock?: string
}

const overBroker = (name: string, type: ConfigType = 'INT'): GroupConfigDef => ({
  name,
  type,
  brokerConfig: `group.${name}`,
})
const stocked = (name: string, type: ConfigType, stock: string): GroupConfigDef => ({ name, type, stock })

/** By name. */
export const GROUP_CONFIGS: readonly GroupConfigDef[] = [
  overBroker('consumer.assignment.interval.ms'),
  overBroker('consumer.heartbeat.interval.ms'),
  overBroker('consumer.session.timeout.ms'),
  overBroker('share.assignment.interval.ms'),
  stocked('share.auto.offset.reset', 'STRING', 'latest'),
  overBroker('share.delivery.count.limit'),
  overBroker('share.heartbeat.interval.ms'),
  stocked('share.isolation.level', 'STRING', 'read_uncommitted'),
  overBroker('share.partition.max.record.locks'),
  overBroker('share.record.lock.duration.ms'),
  stocked('share.renew.acknowledge.enable', 'BOOLEAN', 'true'),
  overBroker('share.session.timeout.ms'),
  overBroker('streams.assignment.interval.ms'),
  overBroker('streams.heartbeat.interval.ms'),
  overBroker('streams.initial.rebalance.delay.ms'),
  overBroker('streams.num.standby.replicas'),
  overBroker('streams.session.timeout.ms'),
]

/** Configs whose value the broker bounds by a min and a max config of the same ending. */
const BOUNDED = /^(consumer|share|streams)\.(.*(?:session\.timeout|heartbeat\.interval|assignment\.interval)\.ms)$/

/** Why a group's configs are not allowed; null: they are. `brokerValue` reads a broker config. */
export function groupConfigError(
  configs: ReadonlyMap<string, string>,
  brokerValue: (name: string) => string | null,
): string | null {
  for (const [name, value] of configs) {
    const def = GROUP_CONFIGS.find((one) => one.name === name)
    if (!def) return `Unknown group config name: ${name}`
    try {
      parseConfigValue(name, def.type, value)
    } catch (error) {
      if (error instanceof ConfigError) return error.message
      throw error
    }
    const outside = boundsError(name, Number(value), brokerValue)
    if (outside !== null) return outside
  }
  return null
}

function boundsError(name: string, value: number, brokerValue: (name: string) => string | null): string | null {
  const bounded = BOUNDED.exec(name)
  if (!bounded) return null
  const [min, max] = ['min', 'max'].map((end) => `group.${bounded[1]}.${end}.${bounded[2]}`) as [string, string]
  const [least, most] = [brokerValue(min), brokerValue(max)]
  if (least !== null && value < Number(least)) return `${name} must be greater than or equal to ${min}`
  if (most !== null && value > Number(most)) return `${name} must be less than or equal to ${max}`
  return null
}
