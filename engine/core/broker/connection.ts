/** One client's connection: frames in, answers out, one request at a time, in order. */
import { ByteReader, DecodeError } from '../base/bytes.ts'
import type { Connection, Env, Timer } from '../env/env.ts'
import { APIS, type ApiName } from '../protocol/apis.ts'
import { read } from '../protocol/codec.ts'
import { Errors } from '../protocol/errors.ts'
import { encodeResponse, FrameSplitter, type Header, peekHeader, requestHeaderVersion } from '../protocol/frame.ts'
import { RequestHeader } from '../protocol/messages/headers.ts'
import { bounds } from '../protocol/schema.ts'
import { type Answer, CloseConnection, type RequestContext } from './handler.ts'
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

/** Serves one connection until either side closes it. */
export class ServerConnection {
  private readonly splitter: FrameSplitter
  private readonly waiting: Uint8Array[] = []
  private readonly state: { readonly id: number; closed: boolean }
  private busy = false
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
    connection.onData((bytes) => this.receive(bytes))
    connection.onClose(() => this.closed())
    this.watchIdle(options.maxIdleMs)
  }

  close(): void {
    this.connection.close()
    this.closed()
  }

  private closed(): void {
    if (this.state.closed) return
    this.state.closed = true
    this.waiting.length = 0
    this.idleTimer?.cancel()
    this.options.onClose()
  }

  private receive(bytes: Uint8Array): void {
    this.lastActive = this.options.env.clock.monotonic()
    try {
      this.waiting.push(...this.splitter.push(bytes))
    } catch (error) {
      return this.fail(error)
    }
    this.connection.pause(this.busy && this.waiting.length > 0)
    this.serve()
  }

  /** Serves what waits until a handler takes its time. */
  serve(): void {
    while (!this.busy && !this.state.closed && this.options.enabled()) {
      const frame = this.waiting.shift()
      if (!frame) return
      this.serveOne(frame)
    }
  }

  private serveOne(frame: Uint8Array): void {
    try {
      const header = peekHeader(frame)
      if (isNewerApiVersions(header)) return this.connection.send(unsupportedApiVersions(header))
      const { name, answer } = this.dispatch(header, frame)
      if (answer instanceof Promise) this.later(name, header, answer)
      else this.respond(name, header, answer)
    } catch (error) {
      this.fail(error)
    }
  }

  private dispatch(header: Header, frame: Uint8Array) {
    const route = this.options.router.route(header.apiKey, header.apiVersion)
    const reader = new ByteReader(frame)
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

  private later(name: ApiName, header: Header, answer: Promise<Answer<ApiName>>): void {
    this.busy = true
    answer
      .then((value) => this.respond(name, header, value))
      .catch((error) => this.fail(error))
      .finally(() => {
        this.busy = false
        this.connection.pause(false)
        this.serve()
      })
  }

  private respond(name: ApiName, header: Header, answer: Answer<ApiName>): void {
    if (answer === null || this.state.closed) return
    this.connection.send(encodeResponse(name, header.apiVersion, header.correlationId, answer))
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
      if (this.busy || left > 0) this.watchIdle(Math.max(1, this.busy ? this.options.maxIdleMs : left))
      else this.close()
    })
  }
}

const API_VERSIONS = bounds(APIS.ApiVersions.request.versions)

function isNewerApiVersions(header: Header): boolean {
  return header.apiKey === APIS.ApiVersions.key && header.apiVersion > API_VERSIONS.max
}

/** The answer that any client can read: version 0, with the range to step down to. */
function unsupportedApiVersions(header: Header): Uint8Array {
  const { min: minVersion, max: maxVersion } = API_VERSIONS
  return encodeResponse('ApiVersions', 0, header.correlationId, {
    errorCode: Errors.UNSUPPORTED_VERSION,
    apiKeys: [{ apiKey: APIS.ApiVersions.key, minVersion, maxVersion }],
  })
}
