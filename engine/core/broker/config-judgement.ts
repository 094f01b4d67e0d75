/** What 4.3.1 refuses in a node's properties before it touches anything (`KafkaConfig`), in its words and order. */
import { BROKER_CONFIGS } from '../metadata/broker-config-def.ts'
import { ConfigError } from '../metadata/config-value.ts'
import { BrokerConfig } from './config.ts'
import { judgeListenersOfRoles, judgeListenerTexts } from './listener-judgement.ts'
import { isVoter, must, shownVoters } from './requirement.ts'

/** The properties as a process takes them, `broker.id` and `node.id` both set. Throws ConfigError or StartupError. */
export function judged(properties: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const whole = withBothIds(properties)
  judgeValues(whole)
  const config = new BrokerConfig(whole)
  judgeListenerTexts(config, whole)
  if (config.number('broker.id') !== config.nodeId)
    throw new ConfigError('You must set `node.id` to the same value as `broker.id`.')
  judgeLogs(config)
  judgeReplication(config)
  judgeQuorum(config)
  judgeListenersOfRoles(config)
  return whole
}

/** They are two names of one config; whichever is missing has the other's value. */
function withBothIds(properties: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const id = properties.get('broker.id') ?? properties.get('node.id')
  if (id === undefined) return properties
  return new Map([['broker.id', id], ['node.id', id], ...properties])
}

const REQUIRED = ['process.roles', 'node.id', 'controller.listener.names']

/** Lists that may be left out but not be empty, and what may stand in them. */
const LISTS: { readonly [name: string]: string } = {
  'process.roles': '[broker, controller]',
  'controller.listener.names': 'any non-empty value',
  listeners: 'any non-empty value',
  'advertised.listeners': 'any non-empty value',
  'log.dirs': 'any non-empty value',
  'log.dir': 'any non-empty value',
}

const ONE_OF: { readonly [name: string]: readonly string[] } = {
  'process.roles': ['broker', 'controller'],
  'compression.type': ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'],
  'log.message.timestamp.type': ['CreateTime', 'LogAppendTime'],
  'log.cleanup.policy': ['compact', 'delete'],
}

function judgeValues(properties: ReadonlyMap<string, string>): void {
  for (const name of ['broker.id', ...REQUIRED, ...BROKER_CONFIGS.keys()]) {
    const text = properties.get(name)
    if (text === undefined) {
      if (REQUIRED.includes(name)) throw missing(name)
      continue
    }
    new BrokerConfig(new Map([[name, text]]))
    const parts = text.split(',').map((part) => part.trim())
    judgeList(name, text, parts)
    judgeChoice(name, parts)
  }
  const id = Number(properties.get('node.id'))
  if (id < 0) throw new ConfigError(`Invalid value ${id} for configuration node.id: Value must be at least 0`)
}

function missing(name: string): ConfigError {
  return new ConfigError(`Missing required configuration "${name}" which has no default value.`)
}

function judgeList(name: string, text: string, parts: readonly string[]): void {
  const valid = LISTS[name]
  if (valid === undefined) return
  if (text.trim() === '')
    throw new ConfigError(`Configuration '${name}' must not be empty. Valid values include: ${valid}`)
  if (parts.includes('')) throw new ConfigError(`Configuration '${name}' values must not be empty.`)
}

function judgeChoice(name: string, parts: readonly string[]): void {
  const choices = ONE_OF[name]
  const wrong = choices && parts.find((part) => !choices.includes(part))
  if (wrong !== undefined)
    throw new ConfigError(
      `Invalid value ${wrong} for configuration ${name}: String must be one of: ${choices?.join(', ')}`,
    )
}

function judgeLogs(config: BrokerConfig): void {
  const kept = ['log.retention.ms', 'log.retention.minutes', 'log.retention.hours'].map((name) => config.text(name))
  const keptFor = Number(kept.find((text) => text !== null))
  must(keptFor !== 0, 'log.retention.ms must be unlimited (-1) or, greater than or equal to 1')
  const perThread = config.number('log.cleaner.dedupe.buffer.size') / config.number('log.cleaner.threads')
  must(perThread > 2 ** 20, 'log.cleaner.dedupe.buffer.size must be at least 1MB per cleaner thread.')
}

function judgeReplication(config: BrokerConfig): void {
  const waitMs = config.number('replica.fetch.wait.max.ms')
  must(
    waitMs <= config.number('replica.socket.timeout.ms'),
    'replica.socket.timeout.ms should always be at least replica.fetch.wait.max.ms to prevent unnecessary socket timeouts',
  )
  must(
    waitMs <= config.number('replica.lag.time.max.ms'),
    'replica.fetch.wait.max.ms should always be less than or equal to replica.lag.time.max.ms to prevent frequent changes in ISR',
  )
}

function judgeQuorum(config: BrokerConfig): void {
  if (config.quorumAddresses.length === 0)
    throw new ConfigError(
      'If using process.roles, either controller.quorum.bootstrap.servers must contain the set of bootstrap controllers or controller.quorum.voters must contain a parseable set of controllers.',
    )
  must(
    config.hasRole('controller') || !isVoter(config),
    `If process.roles contains just the 'broker' role, the node id ${config.nodeId} must not be included in the set of voters ${shownVoters(config)}`,
  )
}
