/** Configurations that producer, consumer and admin share, and the address list. */
import type { Config, ConfigTable } from './config-def.ts'
import { ConfigException } from './errors.ts'

/** Where to connect first. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** Keys of every client; those without an effect here (socket buffers, metrics reporters) are taken and ignored. */
export const COMMON: ConfigTable = {
  'bootstrap.servers': { type: 'list', notEmpty: true },
  'client.id': { type: 'string', default: '' },
  'client.rack': { type: 'string', default: '' },
  'client.dns.lookup': {
    type: 'string',
    default: 'use_all_dns_ips',
    oneOf: ['use_all_dns_ips', 'resolve_canonical_bootstrap_servers_only'],
  },
  'metadata.max.age.ms': { type: 'long', default: 300_000, min: 0 },
  'metadata.recovery.strategy': { type: 'string', default: 'rebootstrap', oneOf: ['none', 'rebootstrap'] },
  'metadata.recovery.rebootstrap.trigger.ms': { type: 'long', default: 300_000, min: 0 },
  'send.buffer.bytes': { type: 'int', default: 131_072, min: -1 },
  'receive.buffer.bytes': { type: 'int', default: 65_536, min: -1 },
  'reconnect.backoff.ms': { type: 'long', default: 50, min: 0 },
  'reconnect.backoff.max.ms': { type: 'long', default: 1000, min: 0 },
  'retry.backoff.ms': { type: 'long', default: 100, min: 0 },
  'retry.backoff.max.ms': { type: 'long', default: 1000, min: 0 },
  'request.timeout.ms': { type: 'int', default: 30_000, min: 0 },
  'socket.connection.setup.timeout.ms': { type: 'long', default: 10_000 },
  'socket.connection.setup.timeout.max.ms': { type: 'long', default: 30_000 },
  'connections.max.idle.ms': { type: 'long', default: 540_000 },
  'security.protocol': {
    type: 'string',
    default: 'PLAINTEXT',
    oneOf: ['PLAINTEXT', 'SASL_PLAINTEXT', 'SASL_SSL', 'SSL'],
  },
  'metric.reporters': { type: 'list', default: [] },
  'metrics.num.samples': { type: 'int', default: 2, min: 1 },
  'metrics.sample.window.ms': { type: 'long', default: 30_000, min: 0 },
  'metrics.recording.level': { type: 'string', default: 'INFO', oneOf: ['INFO', 'DEBUG', 'TRACE'] },
  'interceptor.classes': { type: 'list', default: [] },
  'enable.metrics.push': { type: 'boolean', default: true },
}

/** The addresses of `bootstrap.servers`, or of another list. Throws ConfigException with Java's messages. */
export function bootstrapAddresses(config: Config, name = 'bootstrap.servers'): readonly Address[] {
  return config.list(name).map(parseAddress)
}

function parseAddress(text: string): Address {
  const match = /^(?:[a-zA-Z_]+:\/\/)?(?:\[([0-9a-fA-F:.%]+)\]|([^:]*)):(\d+)$/.exec(text)
  const host = match?.[1] ?? match?.[2] ?? ''
  if (!match || host === '') throw new ConfigException(`Invalid url in bootstrap.servers: ${text}`)
  return { host, port: Number(match[3]) }
}
