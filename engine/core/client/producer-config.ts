/** Configurations of the producer (4.3.1 `ProducerConfig.java`), and what follows from several of them together. */
import { COMPRESSIONS, type Compression } from '../record/compression.ts'
import { COMMON } from './common-config.ts'
import { Config, type ConfigInput, type ConfigTable } from './config-def.ts'
import { ConfigException } from './errors.ts'

export const PRODUCER_CONFIG: ConfigTable = {
  ...COMMON,
  'receive.buffer.bytes': { type: 'int', default: 32_768, min: -1 },
  'key.serializer': { type: 'any', default: 'string' },
  'value.serializer': { type: 'any', default: 'string' },
  acks: { type: 'string', default: 'all', oneOf: ['all', '-1', '0', '1'] },
  'batch.size': { type: 'int', default: 16_384, min: 0 },
  'buffer.memory': { type: 'long', default: 33_554_432, min: 0 },
  'compression.type': { type: 'string', default: 'none', oneOf: COMPRESSIONS },
  'compression.gzip.level': { type: 'int', default: -1 },
  'compression.lz4.level': { type: 'int', default: 9 },
  'compression.zstd.level': { type: 'int', default: 3 },
  'delivery.timeout.ms': { type: 'int', default: 120_000, min: 0 },
  'enable.idempotence': { type: 'boolean', default: true },
  'linger.ms': { type: 'long', default: 5, min: 0 },
  'max.block.ms': { type: 'long', default: 60_000, min: 0 },
  'max.in.flight.requests.per.connection': { type: 'int', default: 5, min: 1 },
  'max.request.size': { type: 'int', default: 1_048_576, min: 0 },
  'metadata.max.idle.ms': { type: 'long', default: 300_000, min: 5000 },
  'partitioner.class': { type: 'any', default: null },
  'partitioner.ignore.keys': { type: 'boolean', default: false },
  'partitioner.adaptive.partitioning.enable': { type: 'boolean', default: true },
  'partitioner.availability.timeout.ms': { type: 'long', default: 0, min: 0 },
  retries: { type: 'int', default: 2_147_483_647, min: 0 },
  'transaction.timeout.ms': { type: 'int', default: 60_000 },
  'transactional.id': { type: 'string', default: null },
  'transaction.two.phase.commit.enable': { type: 'boolean', default: false },
}

/** What the producer's parts work with. */
export interface ProducerSettings {
  /** -1, 0 or 1. */
  readonly acks: number
  readonly batchSize: number
  readonly bufferMemory: number
  readonly compression: Compression
  readonly compressionLevel: number | undefined
  readonly deliveryTimeoutMs: number
  readonly idempotent: boolean
  readonly lingerMs: number
  readonly maxBlockMs: number
  readonly maxInFlight: number
  readonly maxRequestSize: number
  readonly metadataMaxIdleMs: number
  readonly requestTimeoutMs: number
  readonly retries: number
  readonly retryBackoffMs: number
  readonly retryBackoffMaxMs: number
}

export function producerConfig(input: ConfigInput): { config: Config; settings: ProducerSettings } {
  const config = new Config(PRODUCER_CONFIG, input)
  const compression = config.string('compression.type') as Compression
  const settings: ProducerSettings = {
    acks: config.string('acks') === 'all' ? -1 : Number(config.string('acks')),
    batchSize: Math.max(1, config.number('batch.size')),
    bufferMemory: config.number('buffer.memory'),
    compression,
    compressionLevel: levelOf(config, compression),
    deliveryTimeoutMs: deliveryTimeout(config),
    idempotent: idempotence(config),
    lingerMs: config.number('linger.ms'),
    maxBlockMs: config.number('max.block.ms'),
    maxInFlight: config.number('max.in.flight.requests.per.connection'),
    maxRequestSize: config.number('max.request.size'),
    metadataMaxIdleMs: config.number('metadata.max.idle.ms'),
    requestTimeoutMs: config.number('request.timeout.ms'),
    retries: config.number('retries'),
    retryBackoffMs: config.number('retry.backoff.ms'),
    retryBackoffMaxMs: config.number('retry.backoff.max.ms'),
  }
  return { config, settings }
}

/** The level for the codec in use; undefined: the codec's own default. */
function levelOf(config: Config, compression: Compression): number | undefined {
  const key = `compression.${compression}.level`
  return config.isGiven(key) ? config.number(key) : undefined
}

function deliveryTimeout(config: Config): number {
  const wanted = config.number('delivery.timeout.ms')
  const least = config.number('linger.ms') + config.number('request.timeout.ms')
  if (wanted >= least) return wanted
  if (config.isGiven('delivery.timeout.ms')) {
    throw new ConfigException('delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms')
  }
  return least
}

/** What idempotence needs; said when the user asked for it, otherwise it is switched off quietly. */
const IDEMPOTENCE_NEEDS: readonly [problem: (config: Config) => boolean, message: string][] = [
  [(config) => config.number('retries') === 0, 'Must set retries to non-zero when using the idempotent producer.'],
  [
    (config) => !['all', '-1'].includes(config.string('acks')),
    'Must set acks to all in order to use the idempotent producer. Otherwise we cannot guarantee idempotence.',
  ],
  [
    (config) => config.number('max.in.flight.requests.per.connection') > 5,
    'Must set max.in.flight.requests.per.connection to at most 5 to use the idempotent producer.',
  ],
]

function idempotence(config: Config): boolean {
  if (!config.boolean('enable.idempotence')) return false
  for (const [problem, message] of IDEMPOTENCE_NEEDS) {
    if (!problem(config)) continue
    if (config.isGiven('enable.idempotence')) throw new ConfigException(message)
    return false
  }
  return true
}
