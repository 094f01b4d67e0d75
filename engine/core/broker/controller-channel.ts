/** The broker's way to the active controller: over its listener, by the same protocol, in one process or many. */
import { type Env, NetworkError } from '../env/env.ts'
import type { ApiName } from '../protocol/apis.ts'
import { encode } from '../protocol/codec.ts'
import { Errors } from '../protocol/errors.ts'
import {
  decodeResponse,
  encodeRequest,
  type RequestInit,
  type RequestOf,
  type ResponseInit,
  type ResponseOf,
} from '../protocol/frame.ts'
import { DefaultPrincipalData } from '../protocol/messages/principal.ts'
import { errorAnswer } from './error-answer.ts'
import type { Forwardable } from './forwardable.ts'
import { CloseConnection, type ControllerChannel, type RequestContext } from './handler.ts'
import { type NodeAddress, NodeChannel } from './node-channel.ts'

export interface ControllerChannelOptions {
  readonly env: Env
  readonly clientId: string
  /** Where the quorum's leader is, whose controller is the active one; null: not known now. */
  readonly leader: () => NodeAddress | null
  /** How long a request may take with all retries, ms. */
  readonly timeoutMs: number
  /** How long the controller may take to answer what keeps a broker in the cluster, ms. */
  readonly attemptMs: number
}

/** Requests that are given up soon when the controller does not answer: another may lead by then. */
const URGENT: ReadonlySet<ApiName> = new Set([
  'BrokerRegistration',
  'BrokerHeartbeat',
  'AlterPartition',
  'ControllerRegistration',
])

/** How long what clients ask of the controller is tried; no config says otherwise (`BrokerServer`, forwarding channel). */
const FORWARDING_TIMEOUT_MS = 60_000

/** Pause before the leader is looked up and asked again, ms. */
const RETRY_BACKOFF_MS = 50

export class NetworkControllerChannel implements ControllerChannel {
  private channel: NodeChannel | null = null
  private closed = false

  constructor(private readonly options: ControllerChannelOptions) {}

  send<N extends ApiName>(name: N, request: RequestInit<N>, version?: number): Promise<ResponseOf<N>> {
    return this.untilActive(
      (channel) => channel.send(name, request, version, this.timeoutOf(name)),
      (response) => (response as { errorCode?: number }).errorCode === Errors.NOT_CONTROLLER,
      this.options.timeoutMs,
    )
  }

  async forward<N extends Forwardable>(
    context: RequestContext,
    name: N,
    request: RequestOf<N>,
  ): Promise<ResponseInit<N>> {
    const response = await this.sendEnvelope(enveloped(context, name, request))
    if (response === null)
      return errorAnswer(name, { errorCode: Errors.REQUEST_TIMED_OUT, errorMessage: null }, request)
    const { errorCode, responseData } = response
    if (errorCode === Errors.UNSUPPORTED_VERSION)
      throw new CloseConnection(`the controller does not know version ${context.version} of ${name}`)
    // What is wrong between the nodes is none of the client's business.
    if (responseData === null)
      return errorAnswer(name, { errorCode: Errors.UNKNOWN_SERVER_ERROR, errorMessage: null }, request)
    return decodeResponse(name, context.version, responseData).body as ResponseInit<N>
  }

  /** null: no controller took it in time. */
  private async sendEnvelope(envelope: RequestInit<'Envelope'>): Promise<ResponseOf<'Envelope'> | null> {
    try {
      return await this.untilActive(
        (channel) => channel.send('Envelope', envelope),
        ({ errorCode }) => errorCode === Errors.NOT_CONTROLLER,
        FORWARDING_TIMEOUT_MS,
      )
    } catch (error) {
      if (!(error instanceof NetworkError) || this.closed) throw error
      return null
    }
  }

  private timeoutOf(name: ApiName): number {
    const { timeoutMs, attemptMs } = this.options
    return URGENT.has(name) ? Math.min(attemptMs, timeoutMs) : timeoutMs
  }

  /** Another node leads the quorum, or none: what the old one has not answered is asked anew. */
  leaderChanged(): void {
    const leader = this.options.leader()
    if (leader && this.channel && keyOf(leader) === keyOf(this.channel.address)) return
    this.channel?.close()
    this.channel = null
  }

  close(): void {
    this.closed = true
    this.channel?.close()
  }

  /** Asks whoever leads until one answers that it is active, or time is up. */
  private async untilActive<R>(
    send: (channel: NodeChannel) => Promise<R>,
    isInactive: (response: R) => boolean,
    timeoutMs: number,
  ): Promise<R> {
    const { clock } = this.options.env
    const deadline = clock.monotonic() + timeoutMs
    for (;;) {
      try {
        const response = await send(this.open())
        if (!isInactive(response)) return response
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error
      }
      if (this.closed || clock.monotonic() > deadline) throw new NetworkError('no active controller could be reached')
      await new Promise<void>((resume) => void this.options.env.timers.after(RETRY_BACKOFF_MS, resume))
    }
  }

  private open(): NodeChannel {
    this.leaderChanged()
    const { env, clientId, leader, timeoutMs } = this.options
    const address = leader()
    if (!address || this.closed) throw new NetworkError('no controller is known')
    this.channel ??= new NodeChannel(env, address, { clientId, timeoutMs })
    return this.channel
  }
}

/** A client's request as it came, in the version that it came in. */
function enveloped<N extends Forwardable>(
  { header, version, clientHost }: RequestContext,
  name: N,
  request: RequestOf<N>,
): RequestInit<'Envelope'> {
  const { correlationId, clientId } = header
  const frame = encodeRequest(name, version, { correlationId, clientId }, request as RequestInit<N>)
  return {
    requestData: frame.subarray(4),
    requestPrincipal: ANONYMOUS,
    clientHostAddress: addressBytes(clientHost),
  }
}

function keyOf({ host, port }: NodeAddress): string {
  return `${host}:${port}`
}

/** The principal of a client that did not say who it is, as `DefaultKafkaPrincipalBuilder` serializes it. */
const ANONYMOUS = (() => {
  const body = encode(DefaultPrincipalData, 0, { type: 'User', name: 'ANONYMOUS' })
  const bytes = new Uint8Array(2 + body.length)
  bytes.set(body, 2)
  return bytes
})()

/** An IPv4 address as its four bytes; other hosts as loopback, which nobody looks at without an authorizer. */
function addressBytes(clientHost: string): Uint8Array {
  const parts = clientHost.replace('/', '').split('.').map(Number)
  return parts.length === 4 && parts.every((part) => part >= 0 && part < 256)
    ? new Uint8Array(parts)
    : new Uint8Array([127, 0, 0, 1])
}
