/** What 4.3.1 refuses in the listeners of a node. */
import { ConfigError } from '../metadata/config-value.ts'
import type { BrokerConfig, ListenerConfig } from './config.ts'
import { isVoter, must, shownVoters } from './requirement.ts'
import { StartupError } from './startup-error.ts'

/** Whether `listeners` and `advertised.listeners` can be read, and every name in them has a security protocol. */
export function judgeListenerTexts(config: BrokerConfig, properties: ReadonlyMap<string, string>): void {
  judgeSecurityMap(properties.get('listener.security.protocol.map') ?? '')
  for (const name of ['listeners', 'advertised.listeners'] as const) {
    const texts = config.list(name)
    for (const text of texts) if (!text.includes(':')) throw unnamed(text)
    try {
      judgeEndpoints(config, name, texts)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      const message = `Error creating broker listeners from '[${texts.join(', ')}]': ${error.message}`
      throw new StartupError(message, { javaClass: 'java.lang.IllegalArgumentException' })
    }
  }
}

const PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']

function judgeSecurityMap(text: string): void {
  for (const entry of text.split(',').filter((one) => one.includes(':'))) {
    const protocol = entry.slice(entry.lastIndexOf(':') + 1).trim()
    if (!PROTOCOLS.includes(protocol))
      throw new ConfigError(`Invalid security protocol \`${protocol}\` defined in listener.security.protocol.map`)
  }
}

function unnamed(text: string): StartupError {
  return new StartupError(`Unable to parse a listener name from ${text}`, {
    javaClass: 'org.apache.kafka.common.KafkaException',
  })
}

/** Throws ConfigError. */
function judgeEndpoints(config: BrokerConfig, which: 'listeners' | 'advertised.listeners', texts: readonly string[]) {
  const found = which === 'listeners' ? config.listeners : config.advertisedListeners
  const own = found.slice(0, texts.length)
  for (const { name } of own) if (!hasProtocol(config, name)) throw noProtocol(name)
  const shown = `listeners: [${texts.join(', ')}]`
  if (new Set(own.map(({ name }) => name)).size < own.length)
    throw new ConfigError(`Each listener must have a different name, ${shown}`)
  const ports = own.map(({ port }) => port).filter((port) => port !== 0)
  if (which === 'listeners' && new Set(ports).size < ports.length)
    throw new ConfigError(`Each listener must have a different port, ${shown}`)
}

function noProtocol(name: string): ConfigError {
  return new ConfigError(`No security protocol defined for listener ${name}`)
}

function hasProtocol(config: BrokerConfig, name: string): boolean {
  try {
    config.securityProtocol(name)
    return true
  } catch {
    return false
  }
}

const NAMES = 'controller.listener.names'

/** Whether the listeners fit what the process does. */
export function judgeListenersOfRoles(config: BrokerConfig): void {
  const names = config.listeners.map(({ name }) => name)
  const controllers = config.controllerListenerNames
  if (!config.hasRole('controller'))
    must(
      !controllers.some((name) => names.includes(name)),
      `${NAMES} must not contain a value appearing in the 'listeners' configuration when running KRaft with just the broker role`,
    )
  else judgeControllerListeners(config, names)
  if (config.hasRole('broker')) judgeBrokerListeners(config, names)
  must(
    config.advertisedListeners.every(({ host }) => host !== '0.0.0.0'),
    'advertised.listeners cannot use the nonroutable meta-address 0.0.0.0. Use a routable IP address.',
  )
}

function judgeControllerListeners(config: BrokerConfig, names: readonly string[]): void {
  const controllers = config.controllerListenerNames
  const when = "appearing in the 'listeners' configuration when running the KRaft controller role"
  must(
    config.hasRole('broker') || names.every((name) => controllers.includes(name)),
    `The listeners config must only contain KRaft controller listeners from ${NAMES} when process.roles=controller`,
  )
  must(
    config.quorumVoters.length === 0 || isVoter(config),
    `If process.roles contains the 'controller' role, the node id ${config.nodeId} must be included in the set of voters ${shownVoters(config)}`,
  )
  must(
    controllers.some((name) => names.includes(name)),
    `${NAMES} must contain at least one value ${when}`,
  )
  must(
    controllers.every((name) => names.includes(name)),
    `${NAMES} must only contain values ${when}`,
  )
}

function judgeBrokerListeners(config: BrokerConfig, names: readonly string[]): void {
  const advertised = advertisedByBroker(config).map(({ name }) => name)
  must(
    advertised.length > 0,
    `There must be at least one broker advertised listener. Perhaps all listeners appear in ${NAMES}?`,
  )
  const between = config.interBrokerListenerName
  if (!hasProtocol(config, between))
    throw new ConfigError(
      `Listener with name ${between} defined in inter.broker.listener.name not found in listener.security.protocol.map.`,
    )
  must(
    advertised.includes(between),
    `inter.broker.listener.name must be a listener name defined in advertised.listeners. The valid options based on currently configured listeners are ${advertised.join(',')}`,
  )
  must(
    advertised.every((name) => names.includes(name)),
    `advertised.listeners listener names must be equal to or a subset of the ones defined in listeners. Found ${advertised.join(',')}. The valid options based on the current configuration are ${names.join(',')}`,
  )
}

/** Not as {@link BrokerConfig.advertisedListeners}: where some are advertised, the others are not. */
function advertisedByBroker(config: BrokerConfig): readonly ListenerConfig[] {
  const given = config.list('advertised.listeners').length
  const all = given > 0 ? config.advertisedListeners.slice(0, given) : config.listeners
  return all.filter(({ name }) => !config.controllerListenerNames.includes(name))
}
