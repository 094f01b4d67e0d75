/** One connection to one broker: requests pipelined and matched by correlation id, versions agreed by ApiVersions. */

import { ByteReader } from '../base/bytes.ts'
import { Deadlines } from '../env/deadlines.ts'
import type { Connection, Env, Timer } from '../env/env.ts'
import { APIS, type ApiName } from '../protocol/apis.ts'
import { Errors } from '../protocol/errors.ts'
import {
  decodeResponse,
  encodeRequestParts,
  FrameSplitter,
  type RequestInit,
  type ResponseOf,
} from '../protocol/frame.ts'
import { bounds } from '../protocol/schema.ts'
import { DisconnectException, exceptionOf, type KafkaException, TimeoutException } from './errors.ts'

/** Largest response that a client takes: what an int32 length can say. */
const MAX_RESPONSE = 0x7fff_ffff

/** What a broker serves of one API. */
export interface VersionRange {
  readonly min: number
  readonly max: number
}

/** A request's body, or how to make it once the version is known. */
export type Body<N extends ApiName> = RequestInit<N> | ((version: number) => RequestInit<N>)

export interface RequestOptions {
  /** Milliseconds until the request fails with TimeoutException and the connection is given up. */
  readonly timeoutMs: number
  /** Newest version to use; default: the newest both sides have. */
  readonly maxVersion?: number
  readonly minVersion?: number
}

/** A response with the version it came in. */
export interface Answered<N extends ApiName> {
  readonly version: number
  readonly body: ResponseOf<N>
}

interface Waiting {
  readonly name: ApiName
  readonly version: number
  readonly resolve: (answer: { version: number; body: unknown }) => void
  readonly reject: (error: unknown) => void
  readonly timer: Timer
}

export class Channel {
  private readonly waiting = new Map<number, Waiting>()
  private readonly splitter = new FrameSplitter(MAX_RESPONSE)
  private versions: ReadonlyMap<number, VersionRange> = new Map()
  private readonly deadlines: Deadlines
  private nextId = 0
  private open = true
  /** The broker's whole answer to ApiVersions. */
  apiVersions: ResponseOf<'ApiVersions'> | undefined

  private constructor(
    env: Env,
    private readonly connection: Connection,
    private readonly clientId: string,
    private readonly onClosed: () => void,
  ) {
    this.deadlines = new Deadlines(env)
    connection.onData((bytes) => this.receive(bytes))
    connection.onClose(() => this.closed())
  }

  /** Wraps a fresh connection and agrees on versions. Rejects when the broker does not answer ApiVersions. */
  static async open(
    env: Env,
    connection: Connection,
    options: { clientId: string; timeoutMs: number; onClosed: () => void },
  ): Promise<Channel> {
    const channel = new Channel(env, connection, options.clientId, options.onClosed)
    try {
      await channel.negotiate(options.timeoutMs)
    } catch (error) {
      channel.close()
      throw error
    }
    return channel
  }

  private async negotiate(timeoutMs: number): Promise<void> {
    const body = { clientSoftwareName: 'logbook', clientSoftwareVersion: '4.3.1' }
    let answer = (await this.exchange('ApiVersions', 4, body, timeoutMs)) as ResponseOf<'ApiVersions'>
    if (answer.errorCode === Errors.UNSUPPORTED_VERSION) {
      answer = (await this.exchange('ApiVersions', 0, {}, timeoutMs)) as ResponseOf<'ApiVersions'>
    }
    if (answer.errorCode !== Errors.NONE) throw exceptionOf(answer.errorCode)
    this.apiVersions = answer
    this.versions = new Map(
      answer.apiKeys.map((key) => [key.apiKey, { min: key.minVersion, max: key.maxVersion }] as const),
    )
  }

  get isOpen(): boolean {
    return this.open
  }

  /** That of the request that is sent next. */
  get nextCorrelationId(): number {
    return this.nextId
  }

  /** Requests without an answer yet. */
  get inFlight(): number {
    return this.waiting.size
  }

  /** The newest version both sides have; throws UnsupportedVersionException when there is none. */
  versionFor(name: ApiName, options: { maxVersion?: number; minVersion?: number } = {}): number {
    const api = APIS[name]
    const ours = bounds(api.request.versions)
    const newest = Math.min(ours.max, api.request.unstable !== undefined ? api.request.unstable - 1 : ours.max)
    const theirs = this.versions.get(api.key)
    if (!theirs) throw unsupported(`The node does not support ${javaApiName(name)}`)
    const version = Math.min(newest, theirs.max, options.maxVersion ?? newest)
    if (version < Math.max(ours.min, theirs.min, options.minVersion ?? 0)) {
      throw unsupported(
        `The node does not support ${javaApiName(name)} with version in range [${Math.max(ours.min, options.minVersion ?? 0)},${newest}]. The supported range is [${theirs.min},${theirs.max}].`,
      )
    }
    return version
  }

  /** Sends and waits for the answer. Rejects with DisconnectException, TimeoutException, UnsupportedVersionException. */
  async request<N extends ApiName>(name: N, body: Body<N>, options: RequestOptions): Promise<Answered<N>> {
    const version = this.versionFor(name, options)
    const made = typeof body === 'function' ? body(version) : body
    const answer = await this.exchange(name, version, made as RequestInit<ApiName>, options.timeoutMs)
    return { version, body: answer as ResponseOf<N> }
  }

  /** Sends a request that the broker does not answer (produce with acks=0). */
  requestWithoutAnswer<N extends ApiName>(name: N, body: Body<N>): void {
    if (!this.open) throw new DisconnectException()
    const version = this.versionFor(name)
    const made = typeof body === 'function' ? body(version) : body
    const header = { correlationId: this.nextId++, clientId: this.clientId }
    this.connection.send(...encodeRequestParts(name, version, header, made))
  }

  private exchange(name: ApiName, version: number, body: RequestInit<ApiName>, timeoutMs: number): Promise<unknown> {
    if (!this.open) return Promise.reject(new DisconnectException())
    const correlationId = this.nextId++
    const frame = encodeRequestParts(name, version, { correlationId, clientId: this.clientId }, body)
    return new Promise((resolve, reject) => {
      const timer = this.deadlines.after(timeoutMs, () => this.timedOut(correlationId))
      const take = (answer: { body: unknown }) => resolve(answer.body)
      this.waiting.set(correlationId, { name, version, resolve: take, reject, timer })
      this.connection.send(...frame)
    })
  }

  /** As in the Java client, a request without an answer in time costs the connection. */
  private timedOut(correlationId: number): void {
    const waiting = this.waiting.get(correlationId)
    if (!waiting) return
    this.waiting.delete(correlationId)
    waiting.reject(new TimeoutException(`The ${javaApiName(waiting.name)} request timed out.`))
    this.close()
  }

  private receive(bytes: Uint8Array): void {
    try {
      for (const frame of this.splitter.push(bytes)) this.answer(frame)
    } catch (error) {
      this.failAll(error)
      this.close()
    }
  }

  private answer(frame: Uint8Array): void {
    const correlationId = new ByteReader(frame).int32()
    const waiting = this.waiting.get(correlationId)
    if (!waiting) return
    this.waiting.delete(correlationId)
    waiting.timer.cancel()
    try {
      waiting.resolve({ version: waiting.version, body: decodeAnswer(waiting, frame) })
    } catch (error) {
      waiting.reject(error)
    }
  }

  close(): void {
    if (!this.open) return
    this.connection.close()
    this.closed()
  }

  private closed(): void {
    if (!this.open) return
    this.open = false
    this.failAll(new DisconnectException())
    this.deadlines.close()
    this.onClosed()
  }

  private failAll(error: unknown): void {
    const all = [...this.waiting.values()]
    this.waiting.clear()
    for (const waiting of all) {
      waiting.timer.cancel()
      waiting.reject(error)
    }
  }
}

/** An ApiVersions answer to a version that the broker does not know comes in version 0. */
function decodeAnswer(waiting: Waiting, frame: Uint8Array): unknown {
  if (waiting.name === 'ApiVersions' && waiting.version > 0 && saysUnsupported(frame)) {
    return decodeResponse('ApiVersions', 0, frame).body
  }
  return decodeResponse(waiting.name, waiting.version, frame).body
}

function saysUnsupported(frame: Uint8Array): boolean {
  return frame.length >= 6 && (((frame[4] as number) << 8) | (frame[5] as number)) === Errors.UNSUPPORTED_VERSION
}

function unsupported(message: string): KafkaException {
  return exceptionOf(Errors.UNSUPPORTED_VERSION, message)
}

/** `ListOffsets` as the Java client writes it: `LIST_OFFSETS`. */
export function javaApiName(name: ApiName): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()
}
