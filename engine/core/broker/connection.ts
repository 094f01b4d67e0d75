/** One client's connection: frames in, answers out, in order. */
import { ByteReader, DecodeError } from '../base/bytes.ts'
import type { Connection, Env, Timer } from '../env/env.ts'
import { APIS, type ApiName } from '../protocol/apis.ts'
import { read } from '../protocol/codec.ts'
import { Errors } from '../protocol/errors.ts'
import { encodeResponseParts, FrameSplitter, type Header, peekHeader, requestHeaderVersion } from '../protocol/frame.ts'
import { RequestHeader } from '../protocol/messages/headers.ts'
import { bounds } from '../protocol/schema.ts'
import { AnswerQueue, type Outcome } from './answer-queue.ts'
import { type Answer, type ClientConnection, CloseConnection, type RequestContext } from './handler.ts'
import type { Router } from './router.ts'

/** What a connection needs to know of its listener. */
export interface ConnectionOptions {
  readonly env: Env
  readonly id: number
  readonly listener: string
  readonly router: Router
  /** `socket.request.max.bytes` */
  readonly maxRequestBytes: number
  /** `connections.max.idle.ms` */
  readonly maxIdleMs: number
  readonly onClose: () => void
  /** While false, requests wait: the process is still starting. */
  readonly enabled: () => boolean
}

const LOGGER = 'kafka.network.Processor'

/** Most Produce requests of a connection that wait for the disk at once, and most bytes of them (one alone may be larger). */
const MOST_PRODUCES = 32
const MOST_PRODUCE_BYTES = 8 * 1024 * 1024

/** Bytes of answers that a client has not read, beyond which its next request waits, as with Kafka's muted channels. */
const MOST_UNSENT = 1024 * 1024

/**
 * Elements of arrays and tagged fields in one request. Kafka has no such bound: a JVM's objects of 100 MB of empty names fit
 * into no browser. A produce to each of 100,000 partitions has 100,000, their reassignment to three brokers 400,000.
 */
const MOST_ELEMENTS = 500_000

/**
 * Serves one connection until either side closes it. Kafka mutes a connection until its request is answered. A produce's
 * answer waits for our disk, where Kafka's waits for the page cache, so Produce behind Produce is decided (checked,
 * appended) at once while the earlier ones wait: appends happen and answers leave in the order of the requests, as
 * with Kafka. Every other request waits until all before it are answered, so that it finds what they acknowledged;
 * and all wait for it.
 */
export class ServerConnection {
  private readonly splitter: FrameSplitter
  private readonly waiting: Uint8Array[] = []
  private readonly answers = new AnswerQueue((outcome) => this.give(outcome))
  private readonly state: ClientConnection & { closed: boolean }
  /** Only Produce requests are under way, or none. */
  private onlyProduces = true
  /** What comes next cannot be served: the connection closes once all before is answered. */
  private ending = false
  private paused = false
  private lastActive: number
  private idleTimer: Timer | null = null
  private readonly clientHost: string

  constructor(
    private readonly connection: Connection,
    private readonly options: ConnectionOptions,
  ) {
    this.splitter = new FrameSplitter(options.maxRequestBytes)
    this.state = { id: options.id, closed: false }
    this.lastActive = options.env.clock.monotonic()
    this.clientHost = `/${connection.peer.replace(/:\d+$/, '').replace(/^::ffff:/, '')}`
  }

  /** Reads from now on; a connection that is closed already is told of at once. */
  start(): void {
    this.connection.onData((bytes) => this.receive(bytes))
    this.connection.onClose(() => this.closed())
    this.connection.onDrained(() => this.serve())
    if (!this.state.closed) this.watchIdle(this.options.maxIdleMs)
  }

  close(): void {
    this.connection.close()
    this.closed()
  }

  private closed(): void {
    if (this.state.closed) return
    this.state.closed = true
    this.waiting.length = 0
    this.answers.clear()
    this.idleTimer?.cancel()
    this.options.onClose()
  }

  private receive(bytes: Uint8Array): void {
    if (this.state.closed) return
    this.lastActive = this.options.env.clock.monotonic()
    try {
      this.waiting.push(...this.splitter.push(bytes))
    } catch (error) {
      return this.fail(error)
    }
    this.serve()
  }

  /** Serves what waits until something must be waited for. */
  serve(): void {
    while (this.options.enabled() && this.mayServeNext()) this.serveOne(this.waiting.shift() as Uint8Array)
    this.pause(this.waiting.length > 0)
  }

  private mayServeNext(): boolean {
    const next = this.waiting[0]
    if (!next || this.ending || this.connection.unsent > MOST_UNSENT) return false
    if (this.answers.length === 0) return true
    const { length, bytes } = this.answers
    if (length >= MOST_PRODUCES || bytes + next.length > MOST_PRODUCE_BYTES) return false
    return this.onlyProduces && isProduce(next)
  }

  private pause(paused: boolean): void {
    if (paused === this.paused || this.state.closed) return
    this.paused = paused
    this.connection.pause(paused)
  }

  private serveOne(frame: Uint8Array): void {
    this.onlyProduces = isProduce(frame)
    const settle = this.answers.enter(frame.length)
    try {
      const header = peekHeader(frame)
      if (isNewerApiVersions(header)) return settle({ frame: unsupportedApiVersions(header) })
      const { name, answer } = this.dispatch(header, frame)
      if (answer instanceof Promise) this.later(name, header, answer, settle)
      else settle(this.outcomeOf(name, header, answer))
    } catch (failure) {
      this.ending = true
      settle({ failure })
    }
  }

  private dispatch(header: Header, frame: Uint8Array) {
    const route = this.options.router.route(header.apiKey, header.apiVersion)
    const reader = new ByteReader(frame, { left: MOST_ELEMENTS })
    read(RequestHeader, requestHeaderVersion(route.api, header.apiVersion), reader)
    // Bytes behind the body are let pass, as Kafka does: some clients send them (golden odd.jsonl).
    const request = read(route.api.request, header.apiVersion, reader)
    return { name: route.api.name as ApiName, answer: route.handle(this.contextOf(header), request) }
  }

  private contextOf(header: Header): RequestContext {
    return {
      header,
      version: header.apiVersion,
      clientId: header.clientId ?? '',
      clientHost: this.clientHost,
      listener: this.options.listener,
      role: this.options.router.role,
      connection: this.state,
    }
  }

  private later(
    name: ApiName,
    header: Header,
    answer: Promise<Answer<ApiName>>,
    settle: (outcome: Outcome) => void,
  ): void {
    answer
      .then((value) => this.outcomeOf(name, header, value))
      .then(settle, (failure) => settle({ failure }))
      .then(() => this.serve())
  }

  private outcomeOf(name: ApiName, header: Header, answer: Answer<ApiName>): Outcome {
    if (answer === null || this.state.closed) return { frame: null }
    return { frame: encodeResponseParts(name, header.apiVersion, header.correlationId, answer) }
  }

  private give(outcome: Outcome): void {
    if ('failure' in outcome) this.fail(outcome.failure)
    else if (outcome.frame) this.connection.send(...outcome.frame)
  }

  private fail(error: unknown): void {
    if (this.state.closed) return
    const { trace } = this.options.env
    const peer = `${this.connection.peer}-${this.state.id}`
    if (error instanceof CloseConnection) trace.log('INFO', LOGGER, `Closing connection ${peer}: ${error.message}`)
    else if (error instanceof DecodeError)
      trace.log('ERROR', LOGGER, `Closing socket for ${peer} because of error: ${error.message}`)
    else
      trace.log('ERROR', LOGGER, `Exception while processing request from ${peer}: ${(error as Error)?.stack ?? error}`)
    this.close()
  }

  private watchIdle(delayMs: number): void {
    this.idleTimer = this.options.env.timers.after(delayMs, () => {
      const left = this.lastActive + this.options.maxIdleMs - this.options.env.clock.monotonic()
      const busy = this.answers.length > 0
      if (busy || left > 0) this.watchIdle(Math.max(1, busy ? this.options.maxIdleMs : left))
      else this.close()
    })
  }
}

/** By the first field of the frame; a frame too short for it is none. */
function isProduce(frame: Uint8Array): boolean {
  return frame.length >= 2 && frame[0] === 0 && frame[1] === APIS.Produce.key
}

const API_VERSIONS = bounds(APIS.ApiVersions.request.versions)

function isNewerApiVersions(header: Header): boolean {
  return header.apiKey === APIS.ApiVersions.key && header.apiVersion > API_VERSIONS.max
}

/** The answer that any client can read: version 0, with the range to step down to. */
function unsupportedApiVersions(header: Header): Uint8Array[] {
  const { min: minVersion, max: maxVersion } = API_VERSIONS
  return encodeResponseParts('ApiVersions', 0, header.correlationId, {
    errorCode: Errors.UNSUPPORTED_VERSION,
    apiKeys: [{ apiKey: APIS.ApiVersions.key, minVersion, maxVersion }],
  })
}
