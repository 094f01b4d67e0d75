/** A connection to another node of the cluster: requests out, answers back, matched by correlation id. */
import { type Connection, type Network, NetworkError, type Timers } from '../env/env.ts'
import { APIS, type ApiName } from '../protocol/apis.ts'
import { latest } from '../protocol/codec.ts'
import { decodeResponse, encodeRequest, FrameSplitter, type RequestInit, type ResponseOf } from '../protocol/frame.ts'

/** Where a node listens. */
export interface NodeAddress {
  readonly host: string
  readonly port: number
}

interface InFlight {
  readonly receive: (frame: Uint8Array) => void
  readonly fail: (error: Error) => void
}

const MAX_RESPONSE_BYTES = 104_857_600

/** Opens its connection with the first request, and anew after it broke. */
export class NodeChannel {
  private connection: Promise<Connection> | null = null
  private readonly inFlight = new Map<number, InFlight>()
  private nextCorrelationId = 0
  private closed = false

  constructor(
    private readonly env: { readonly network: Network; readonly timers: Timers },
    readonly address: NodeAddress,
    private readonly options: { readonly clientId: string; readonly timeoutMs: number },
  ) {}

  /** Rejects with NetworkError when the node cannot be reached or does not answer in time; then the connection is given up. */
  async send<N extends ApiName>(
    name: N,
    request: RequestInit<N>,
    version: number = latest(APIS[name].request),
    timeoutMs: number = this.options.timeoutMs,
  ): Promise<ResponseOf<N>> {
    const correlationId = this.nextCorrelationId++
    const frame = encodeRequest(name, version, { correlationId, clientId: this.options.clientId }, request)
    return new Promise((resolve, reject) => {
      const timer = this.env.timers.after(timeoutMs, () => {
        this.drop(new NetworkError(`no answer to ${name} from ${this.address.host}:${this.address.port} in time`))
      })
      const settle = (done: () => void) => {
        timer.cancel()
        this.inFlight.delete(correlationId)
        done()
      }
      this.inFlight.set(correlationId, {
        receive: (data) => settle(() => settleWith(() => decodeResponse(name, version, data).body, resolve, reject)),
        fail: (error) => settle(() => reject(error)),
      })
      this.connected().then(
        (connection) => this.inFlight.has(correlationId) && connection.send(frame),
        (error) => this.inFlight.get(correlationId)?.fail(error as Error),
      )
    })
  }

  /** Fails what is under way; the channel cannot be used any more. */
  close(): void {
    this.closed = true
    this.drop(new NetworkError('the channel was closed'))
  }

  private connected(): Promise<Connection> {
    if (this.closed) return Promise.reject(new NetworkError('the channel was closed'))
    this.connection ??= this.connect()
    return this.connection
  }

  private connect(): Promise<Connection> {
    const opening: Promise<Connection> = this.env.network
      .connect(this.address.host, this.address.port)
      .then((opened) => {
        const splitter = new FrameSplitter(MAX_RESPONSE_BYTES)
        opened.onData((bytes) => {
          for (const frame of splitter.push(bytes)) this.receive(frame)
        })
        opened.onClose(() => {
          if (this.connection === opening) this.drop(new NetworkError('the connection was closed'))
        })
        return opened
      })
    opening.catch(() => {
      if (this.connection === opening) this.connection = null
    })
    return opening
  }

  private receive(frame: Uint8Array): void {
    const correlationId = new DataView(frame.buffer, frame.byteOffset, 4).getInt32(0)
    this.inFlight.get(correlationId)?.receive(frame)
  }

  private drop(error: Error): void {
    const open = this.connection
    this.connection = null
    for (const { fail } of [...this.inFlight.values()]) fail(error)
    open?.then(
      (connection) => connection.close(),
      () => {},
    )
  }
}

/** An answer that cannot be read is the sender's failure, told to who asked. */
function settleWith<T>(read: () => T, resolve: (value: T) => void, reject: (error: unknown) => void): void {
  try {
    resolve(read())
  } catch (error) {
    reject(error)
  }
}
