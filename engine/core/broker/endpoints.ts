/** How others reach this node. */
import type { Endpoint } from '../metadata/image.ts'
import type { BrokerConfig, ListenerConfig } from './config.ts'

/** What a node tells of itself where it listens on all addresses. */
const ALL_ADDRESSES = 'localhost'

/** Listeners of one role. */
export function listenersOf(config: BrokerConfig, role: 'broker' | 'controller'): ListenerConfig[] {
  const controllers = config.controllerListenerNames
  return config.listeners.filter(({ name }) => controllers.includes(name) === (role === 'controller'))
}

/** The endpoints to register: what is advertised; port 0 becomes the port that the listener got. */
export function advertisedEndpoints(
  config: BrokerConfig,
  role: 'broker' | 'controller',
  boundPort: (listener: string) => number | undefined,
): Endpoint[] {
  const own = new Set(listenersOf(config, role).map(({ name }) => name))
  return config.advertisedListeners
    .filter(({ name }) => own.has(name))
    .map(({ name, host, port }) => ({
      name,
      host: host === '' || host === '0.0.0.0' ? ALL_ADDRESSES : host,
      port: port === 0 ? (boundPort(name) ?? 0) : port,
      securityProtocol: config.securityProtocol(name),
    }))
}
