import { ByteReader } from '../../core/base/bytes.ts'
import type { Connection, Network } from '../../core/env/env.ts'

/** A request that a broker received, and its answer once it went out. */
export interface TappedRequest {
  readonly id: number
  /** Wall time of arrival, ms since 1970. */
  readonly at: number
  readonly peer: string
  readonly apiKey: number
  readonly apiVersion: number
  readonly clientId: string
  /** Of nodes among themselves, or of the page that looks: these come all the time, and are remembered apart. */
  readonly isBackground: boolean
  readonly correlationId: number
  readonly requestBytes: number
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

/** Bytes kept of each frame, and how many requests: of programs, and as many in the background. */
export const KEPT = 16 * 1024
export const REMEMBERED = 1000
/** A frame of at most so many bytes stays in the memory in which it came; of a longer one what is kept is copied. */
const KEPT_WHOLE = 64 * 1024
/** Bytes of frames in memory: under load fewer frames are remembered than requests. */
const MOST_BYTES = 16 * 1024 * 1024

interface Clock {
  wall(): number
  monotonic(): number
}

/** Watches all connections that a broker accepts, and remembers the latest requests in a ring. */
export class WireTap {
  private nextId = 1
  private readonly requests = new Map<number, TappedRequest & { started: number }>()
  private readonly frames = new Map<number, TappedFrames & { bytes: number }>()
  /** Ids of what is remembered, the oldest first. */
  private readonly rings = { programs: [] as number[], background: [] as number[] }
  private bytes = 0
  private fresh: TappedRequest[] = []
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
    const fresh = this.fresh
    this.fresh = []
    return fresh.map(({ ...one }) => one)
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
    if (request && !this.fresh.includes(request)) this.fresh.push(request)
  }

  private waitingOf(peer: string, correlationId: number): TappedRequest | undefined {
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
          closed()
        }),
      pause: (paused) => connection.pause(paused),
      close: () => connection.close(),
    }
  }

  private onRequest(peer: string, waiting: Map<number, number>, frame: Uint8Array, size: number): void {
    if (frame.length < 10) return
    const reader = new ByteReader(frame)
    const [apiKey, apiVersion, correlationId, length] = [reader.int16(), reader.int16(), reader.int32(), reader.int16()]
    const clientId = length > 0 && length <= reader.remaining ? reader.utf8(length) : ''
    const id = this.nextId++
    const isBackground = BACKGROUND.test(clientId)
    const started = this.clock.monotonic()
    const one = {
      id,
      at: this.clock.wall(),
      peer,
      apiKey,
      apiVersion,
      clientId,
      isBackground,
      correlationId,
      requestBytes: size,
      responseBytes: -1,
      took: -1,
      started,
    }
    this.requests.set(id, one)
    this.frames.set(id, { request: frame, response: null, bytes: 0 })
    this.count(this.frames.get(id), size)
    waiting.set(correlationId, id)
    this.fresh.push(one)
    const ring = isBackground ? this.rings.background : this.rings.programs
    if (ring.push(id) > REMEMBERED) this.forget(ring.shift() as number)
    if (this.fresh.length > REMEMBERED) this.fresh.splice(0, this.fresh.length - REMEMBERED)
  }

  private onResponse(waiting: Map<number, number>, frame: Uint8Array, size: number): void {
    const id = waiting.get(new ByteReader(frame).int32())
    const request = id === undefined ? undefined : this.requests.get(id)
    if (id === undefined || !request) return
    waiting.delete(request.correlationId)
    request.responseBytes = size
    request.took = this.clock.monotonic() - request.started
    const frames = this.frames.get(id)
    if (frames) this.keepResponse(frames, frame, size)
    if (!this.fresh.includes(request)) this.fresh.push(request)
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
