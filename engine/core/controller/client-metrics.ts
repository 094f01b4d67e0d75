/** The configs of a client metrics subscription (KIP-714, `ClientMetricsConfigs.java`). */

import { Errors } from '../protocol/errors.ts'
import { ApiError } from './decision.ts'

/** By name, with their defaults. */
export const CLIENT_METRICS_CONFIGS = [
  { name: 'interval.ms', type: 'INT', stock: '300000' },
  { name: 'match', type: 'LIST', stock: '' },
  { name: 'metrics', type: 'LIST', stock: '' },
] as const

const LEAST_INTERVAL_MS = 100
const MOST_INTERVAL_MS = 3_600_000

/** What of a client a subscription may choose by. */
const MATCHED = ['id', 'instance_id', 'software_name', 'software_version', 'source_address', 'source_port']

/** Refuses values, in Kafka's words. Throws ApiError. */
export function checkClientMetrics(values: ReadonlyMap<string, string>): void {
  for (const [name, value] of values) {
    if (name === 'interval.ms') checkInterval(value)
    else if (name === 'match') checkMatch(value)
    else if (name !== 'metrics')
      throw new ApiError(Errors.INVALID_REQUEST, `Unknown client metrics configuration: ${name}`)
  }
}

function checkInterval(value: string): void {
  if (!/^[-+]?\d+$/.test(value.trim()))
    throw new ApiError(
      Errors.INVALID_CONFIG,
      `Invalid value ${value} for configuration interval.ms: Not a number of type INT`,
    )
  if (Number(value) >= LEAST_INTERVAL_MS && Number(value) <= MOST_INTERVAL_MS) return
  const range = `between ${LEAST_INTERVAL_MS} and ${MOST_INTERVAL_MS} (1 hour)`
  throw new ApiError(Errors.INVALID_REQUEST, `Invalid value ${value} for interval.ms, interval must be ${range}`)
}

/** `client_id=pattern,…` */
function checkMatch(value: string): void {
  const parts = value.split(',').map((part) => part.trim())
  const odd = parts.find((part) => part !== '' && !isMatch(part))
  if (odd !== undefined) throw new ApiError(Errors.INVALID_CONFIG, `Illegal client matching pattern: ${odd}`)
}

function isMatch(part: string): boolean {
  const [, field = '', pattern] = /^client_(\w+)\s*=\s*(.+)$/.exec(part) ?? []
  return pattern !== undefined && MATCHED.includes(field)
}
