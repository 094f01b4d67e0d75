/** Which requests are looked at. */
import { ALL_APIS } from '../../engine/core/protocol/apis.ts'
import type { WireRequest } from './wire-log.ts'

/** What the learner asks for; '': any. */
export interface Wanted {
  readonly api: string
  /** Part of who sent it, as the list shows it. */
  readonly client: string
  /** The node that received it. */
  readonly broker: string
}

/** Whether a request is asked for. */
export function wantedBy({ api, client, broker }: Wanted): (request: WireRequest) => boolean {
  const sender = client.trim().toLowerCase()
  return (request) =>
    (api === '' || nameOf(request) === api) &&
    (broker === '' || String(request.nodeId) === broker) &&
    nameOfClient(request).toLowerCase().includes(sender)
}

const HEARTBEATS = new Set(['Heartbeat', 'ConsumerGroupHeartbeat', 'BrokerHeartbeat'])
/** The answer to a Fetch that has nothing to tell is so long, in bytes. */
const EMPTY_FETCH = 20

/** What comes again and again though nothing happens. */
export function isIdle(request: WireRequest): boolean {
  const name = nameOf(request)
  if (name !== 'Fetch') return HEARTBEATS.has(name)
  return request.ring === 'background' || request.responseBytes <= EMPTY_FETCH
}

/** The name of its API. */
export function nameOf(request: WireRequest): string {
  return ALL_APIS.get(request.apiKey)?.name ?? `api ${request.apiKey}`
}

/** Brokers among themselves call themselves by their number. */
export function nameOfClient({ clientId, peer }: WireRequest): string {
  return /^\d+$/.test(clientId) ? `broker ${clientId}` : clientId || peer
}
