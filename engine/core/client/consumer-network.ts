import type { Env } from '../env/env.ts'
import { bootstrapAddresses } from './common-config.ts'
import type { Config } from './config-def.ts'
import { clientException, KafkaException } from './errors.ts'
import { NetworkClient } from './network-client.ts'

const NOT_MADE = 'Failed to construct kafka consumer'

const created = { count: 0 }

/** The connections of one consumer. Throws KafkaException around what is wrong with `bootstrap.servers`. */
export function consumerNetwork(env: Env, config: Config, requestTimeoutMs: number): NetworkClient {
  const clientId = clientIdOf(config)
  refuseEmptyGroup(config)
  return new NetworkClient(env, {
    bootstrap: bootstrapOrFail(config),
    notMade: NOT_MADE,
    clientId,
    logPrefix: `[Consumer clientId=${clientId}, groupId=${config.optional('group.id')}] `,
    warnsOfBootstrap: true,
    requestTimeoutMs,
    connectTimeoutMs: config.number('socket.connection.setup.timeout.ms'),
    reconnectBackoffMs: config.number('reconnect.backoff.ms'),
    reconnectBackoffMaxMs: config.number('reconnect.backoff.max.ms'),
  })
}

function clientIdOf(config: Config): string {
  const given = config.string('client.id')
  if (given !== '') return given
  const group = config.optional('group.id')
  const instance = config.optional('group.instance.id')
  return group === null ? `consumer-null-${++created.count}` : `consumer-${group}-${instance ?? ++created.count}`
}

function refuseEmptyGroup(config: Config): void {
  if (config.optional('group.id')?.trim() !== '') return
  const cause = clientException(
    'org.apache.kafka.common.errors.InvalidGroupIdException',
    'The configured group.id should not be an empty string or whitespace.',
  )
  throw new KafkaException(NOT_MADE, { cause })
}

function bootstrapOrFail(config: Config) {
  try {
    return bootstrapAddresses(config)
  } catch (cause) {
    throw new KafkaException(NOT_MADE, { cause })
  }
}
