import { ByteReader } from '../../core/base/bytes.ts'
import type { Connection, Network } from '../../core/env/env.ts'
import { APIS } from '../../core/protocol/apis.ts'
import { requestHead } from './request-head.ts'

/**
 * What comes all the time must not push out what somebody does once: nodes among themselves and the page that looks are
 * remembered apart, and so is what clients ask again and again while nothing happens.
 */
export type Ring = 'programs' | 'polls' | 'background'

/** A request that a broker received, and its answer once it went out. */
export interface TappedRequest {
  readonly id: number
  /** Wall time of arrival, ms since 1970. */
  readonly at: number
  readonly peer: string
  readonly apiKey: number
  readonly apiVersion: number
  readonly clientId: string
  /** With which others it is remembered. */
  readonly ring: Ring
  readonly correlationId: number
  readonly requestBytes: number
  /** Of an Envelope: the client id of the request that a broker sends on to the controller in it. */
  readonly onBehalfOf?: string
  /** Waits for its answer: neither given nor made impossible by the end of the connection. */
  isOpen: boolean
  /** -1 until answered; stays -1 for acks=0 and for requests whose connection was closed. */
  responseBytes: number
  /** Milliseconds until the answer; -1 until answered. */
  took: number
  /** What a fault of the learner's did to it, in the words of its rule; absent: nothing. */
  fault?: string
}

/** The bytes of both, without length prefix, cut at {@link KEPT}. */
export interface TappedFrames {
  readonly request: Uint8Array
  response: Uint8Array | null
}

/** Client ids of nodes among themselves, and of the page. */
const BACKGROUND = /^(?:\d+|raft-client-\d+|broker-\d+-fetcher-\d+|logbook-page)$/

const POLLS = new Set<number>([APIS.Fetch.key, APIS.Heartbeat.key, APIS.ConsumerGroupHeartbeat.key])

function ringOf(apiKey: number, clientId: string): Ring {
  if (BACKGROUND.test(clientId)) return 'background'
  return POLLS.has(apiKey) ? 'polls' : 'programs'
}

/** Bytes kept of each frame, and how many requests of each ring. */
export const KEPT = 16 * 1024
export const REMEMBERED = 1000
/** A frame of at most so many bytes stays in the memory in which it came; of a longer one, into which the log may write, what is kept is copied. */
const KEPT_WHOLE = KEPT
/** Bytes of frames in memory: under load fewer frames are remembered than requests. */
const MOST_BYTES = 16 * 1024 * 1024

interface Remembered extends TappedRequest {
  readonly started: number
  /** It was among those that were taken. */
  isTold: boolean
}

interface Clock {
  wall(): number
  monotonic(): number
}

/** Watches all connections that a broker accepts, and remembers those that wait for their answers, and of the others the latest. */
export class WireTap {
  private nextId = 1
  private readonly requests = new Map<number, Remembered>()
  private readonly frames = new Map<number, TappedFrames & { bytes: number }>()
  /** Ids of what is remembered and waits for nothing, the first that came to that first. */
  private readonly rings: { readonly [name in Ring]: number[] } = { programs: [], polls: [], background: [] }
  private bytes = 0
  private readonly fresh = new Set<Remembered>()
  /** Of each open connection, the requests that wait for their answers, by correlation id. */
  private readonly open = new Map<string, ReadonlyMap<number, number>>()

  constructor(private readonly clock: Clock) {}

  /** The network, with everything that comes in through listeners watched. */
  around(network: Network): Network {
    return {
      connect: (host, port) => network.connect(host, port),
      listen: (host, port, accept) => network.listen(host, port, (connection) => accept(this.watch(connection))),
    }
  }

  /** Requests that came or were answered since the last call. */
  takeFresh(): TappedRequest[] {
    const fresh = [...this.fresh]
    this.fresh.clear()
    return fresh.map((request) => {
      request.isTold = true
      const { started, isTold, ...one } = request
      return one
    })
  }

  framesOf(id: number): TappedFrames | undefined {
    const frames = this.frames.get(id)
    // Copies: with a view all of the memory behind it would travel.
    return frames && { request: frames.request.slice(), response: frames.response?.slice() ?? null }
  }

  /** A fault hit a request that waits for its answer. */
  hit(peer: string, correlationId: number, fault: string): void {
    const request = this.waitingOf(peer, correlationId)
    if (request) request.fault = fault
  }

  /** The answer was given, and never went out: it is remembered all the same. */
  lost(peer: string, correlationId: number, answer: Uint8Array): void {
    const request = this.waitingOf(peer, correlationId)
    const frames = request && this.frames.get(request.id)
    if (frames) this.keepResponse(frames, answer.slice(0, KEPT), answer.length)
    if (request) this.fresh.add(request)
  }

  private waitingOf(peer: string, correlationId: number): Remembered | undefined {
    const id = this.open.get(peer)?.get(correlationId)
    return id === undefined ? undefined : this.requests.get(id)
  }

  private watch(connection: Connection): Connection {
    const waiting = new Map<number, number>()
    this.open.set(connection.peer, waiting)
    const requests = new FrameWatcher((frame, size) => this.onRequest(connection.peer, waiting, frame, size))
    const responses = new FrameWatcher((frame, size) => this.onResponse(waiting, frame, size))
    return {
      peer: connection.peer,
      get unsent() {
        return connection.unsent
      },
      onDrained: (drained) => connection.onDrained(drained),
      send: (...parts) => {
        for (const part of parts) responses.push(part)
        connection.send(...parts)
      },
      onData: (receive) =>
        connection.onData((bytes) => {
          requests.push(bytes)
          receive(bytes)
        }),
      onClose: (closed) =>
        connection.onClose(() => {
          this.open.delete(connection.peer)
          for (const id of waiting.values()) this.close(id)
          closed()
        }),
      pause: (paused) => connection.pause(paused),
      close: () => connection.close(),
    }
  }

  private onRequest(peer: string, waiting: Map<number, number>, frame: Uint8Array, size: number): void {
    const head = requestHead(frame)
    if (!head) return
    const { wantsAnswer, ...asked } = head
    const id = this.nextId++
    const one = {
      id,
      at: this.clock.wall(),
      peer,
      ...asked,
      ring: ringOf(asked.apiKey, asked.clientId),
      isOpen: wantsAnswer,
      requestBytes: size,
      responseBytes: -1,
      took: -1,
      started: this.clock.monotonic(),
      isTold: false,
    }
    this.requests.set(id, one)
    this.frames.set(id, { request: frame, response: null, bytes: 0 })
    this.count(this.frames.get(id), size)
    this.fresh.add(one)
    if (wantsAnswer) waiting.set(asked.correlationId, id)
    else this.remember(one)
  }

  private onResponse(waiting: Map<number, number>, frame: Uint8Array, size: number): void {
    const correlationId = new ByteReader(frame).int32()
    const id = waiting.get(correlationId)
    const request = id === undefined ? undefined : this.requests.get(id)
    if (id === undefined || !request) return
    waiting.delete(correlationId)
    request.responseBytes = size
    request.took = this.clock.monotonic() - request.started
    const frames = this.frames.get(id)
    if (frames) this.keepResponse(frames, frame, size)
    this.close(id)
  }

  /** No answer is to come any more: from now on newer ones push it out. */
  private close(id: number): void {
    const request = this.requests.get(id)
    if (!request) return
    request.isOpen = false
    this.fresh.add(request)
    this.remember(request)
  }

  private remember({ id, ring }: TappedRequest): void {
    const ids = this.rings[ring]
    if (ids.push(id) > REMEMBERED) this.forget(ids.shift() as number)
  }

  private keepResponse(frames: TappedFrames & { bytes: number }, frame: Uint8Array, size: number): void {
    frames.response = frame
    this.count(frames, size)
  }

  /** Counts the memory of a frame, and gives up the oldest when it is too much. */
  private count(frames: (TappedFrames & { bytes: number }) | undefined, size: number): void {
    if (!frames) return
    const bytes = size <= KEPT_WHOLE ? size : KEPT
    frames.bytes += bytes
    this.bytes += bytes
    for (const id of this.frames.keys()) {
      if (this.bytes <= MOST_BYTES) return
      this.drop(id)
    }
  }

  private drop(id: number): void {
    this.bytes -= this.frames.get(id)?.bytes ?? 0
    this.frames.delete(id)
  }

  private forget(id: number): void {
    const request = this.requests.get(id)
    // Whoever was told that it is open has to hear what became of it.
    if (request && !request.isTold) this.fresh.delete(request)
    this.requests.delete(id)
    this.drop(id)
  }
}

/** Finds the frames in a stream without holding more of each than is kept. */
class FrameWatcher {
  private prefix = new Uint8Array(4)
  private prefixLength = 0
  private size = 0
  private left = 0
  private kept: Uint8Array = new Uint8Array(0)
  private keptLength = 0

  constructor(private readonly found: (frame: Uint8Array, size: number) => void) {}

  push(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length) at = this.left > 0 ? this.body(bytes, at) : this.length(bytes, at)
  }

  private length(bytes: Uint8Array, at: number): number {
    this.prefix[this.prefixLength++] = bytes[at] as number
    if (this.prefixLength < 4) return at + 1
    this.prefixLength = 0
    this.size = new DataView(this.prefix.buffer).getUint32(0)
    this.left = this.size
    this.keptLength = 0
    return at + 1
  }

  private whole(bytes: Uint8Array, at: number): number {
    this.left = 0
    this.found(bytes.subarray(at, at + Math.min(KEPT, this.size)), this.size)
    return at + this.size
  }

  private body(bytes: Uint8Array, at: number): number {
    if (this.left === this.size) {
      if (this.size <= KEPT_WHOLE && bytes.length - at >= this.size) return this.whole(bytes, at)
      this.kept = new Uint8Array(Math.min(KEPT, this.size))
    }
    const taken = Math.min(this.left, bytes.length - at)
    const keep = Math.min(taken, this.kept.length - this.keptLength)
    this.kept.set(bytes.subarray(at, at + keep), this.keptLength)
    this.keptLength += keep
    this.left -= taken
    if (this.left === 0) this.found(this.kept, this.size)
    return at + taken
  }
}
