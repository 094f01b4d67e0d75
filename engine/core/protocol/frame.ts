import { ByteReader, ByteWriter, DecodeError, EMPTY_BYTES, GatheringWriter } from '../base/bytes.ts'
import { APIS, type ApiName, apiOf } from './apis.ts'
import { read, supports, write } from './codec.ts'
import { RequestHeader, ResponseHeader } from './messages/headers.ts'
import { type Api, type Infer, type Init, inRange } from './schema.ts'

export type RequestOf<N extends ApiName> = Infer<(typeof APIS)[N]['request']>
export type ResponseOf<N extends ApiName> = Infer<(typeof APIS)[N]['response']>
export type RequestInit<N extends ApiName> = Init<(typeof APIS)[N]['request']>
export type ResponseInit<N extends ApiName> = Init<(typeof APIS)[N]['response']>

/** The header of a request; `clientId` null when the client did not name itself. */
export interface Header {
  readonly apiKey: number
  readonly apiVersion: number
  readonly correlationId: number
  readonly clientId: string | null
}

/** Header version of a request: 2 (with tags) for flexible versions, else 1. */
export function requestHeaderVersion(api: Api, version: number): number {
  return inRange(api.request.flexible, version) ? 2 : 1
}

/** Header version of a response: 1 for flexible versions, else 0; ApiVersions is always 0, so that any client can read it. */
export function responseHeaderVersion(api: Api, version: number): number {
  return api.key !== APIS.ApiVersions.key && inRange(api.response.flexible, version) ? 1 : 0
}

/** A whole frame, length included. Throws EncodeError. */
export function encodeRequest<N extends ApiName>(
  name: N,
  version: number,
  header: { correlationId: number; clientId: string | null },
  body: RequestInit<N>,
): Uint8Array {
  return frame((writer) => writeRequest(writer, name, version, header, body))
}

/** {@link encodeRequest} in parts; what is large in the body (records) is not copied and must not be changed afterwards. */
export function encodeRequestParts<N extends ApiName>(
  name: N,
  version: number,
  header: { correlationId: number; clientId: string | null },
  body: RequestInit<N>,
): Uint8Array[] {
  return frameParts((writer) => writeRequest(writer, name, version, header, body))
}

function writeRequest<N extends ApiName>(
  writer: ByteWriter,
  name: N,
  version: number,
  header: { correlationId: number; clientId: string | null },
  body: RequestInit<N>,
): void {
  const api = APIS[name]
  const { correlationId, clientId } = header
  const fields = { requestApiKey: api.key, requestApiVersion: version, correlationId, clientId }
  write(RequestHeader, requestHeaderVersion(api, version), writer, fields)
  write(api.request, version, writer, body)
}

/** A whole frame, length included. Throws EncodeError. */
export function encodeResponse<N extends ApiName>(
  name: N,
  version: number,
  correlationId: number,
  body: ResponseInit<N>,
): Uint8Array {
  const api = APIS[name]
  return frame((writer) => {
    write(ResponseHeader, responseHeaderVersion(api, version), writer, { correlationId })
    write(api.response, version, writer, body)
  })
}

/** {@link encodeResponse} in parts; what is large in the body (records) is not copied and must not be changed afterwards. */
export function encodeResponseParts<N extends ApiName>(
  name: N,
  version: number,
  correlationId: number,
  body: ResponseInit<N>,
): Uint8Array[] {
  const api = APIS[name]
  return frameParts((writer) => {
    write(ResponseHeader, responseHeaderVersion(api, version), writer, { correlationId })
    write(api.response, version, writer, body)
  })
}

function frameParts(content: (writer: ByteWriter) => void): Uint8Array[] {
  const writer = new GatheringWriter(512)
  writer.int32(0)
  content(writer)
  writer.patchInt32(0, writer.totalLength - 4)
  return writer.parts()
}

function frame(content: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter(512)
  writer.int32(0)
  content(writer)
  writer.patchInt32(0, writer.length - 4)
  return writer.finish()
}

/** A request taken apart as far as its version is known. */
export interface DecodedRequest {
  readonly api: Api
  readonly header: Header
  readonly body: unknown
}

/** The first fields of a request, which all header versions share. `data` is a frame without its length. */
export function peekHeader(data: Uint8Array): Header {
  const reader = new ByteReader(data)
  const apiKey = reader.int16()
  const apiVersion = reader.int16()
  const correlationId = reader.int32()
  const length = reader.int16()
  return { apiKey, apiVersion, correlationId, clientId: length < 0 ? null : reader.utf8(length) }
}

/** Decodes a frame without its length. Throws DecodeError for malformed bytes and for versions we do not know. */
export function decodeRequest(data: Uint8Array): DecodedRequest {
  const reader = new ByteReader(data)
  const header = peekHeader(data)
  const api = apiOf(header.apiKey)
  if (!api) throw new DecodeError(`unknown api key ${header.apiKey}`)
  if (!supports(api.request, header.apiVersion))
    throw new DecodeError(`${api.name} has no version ${header.apiVersion}`)
  read(RequestHeader, requestHeaderVersion(api, header.apiVersion), reader)
  const body = read(api.request, header.apiVersion, reader)
  return { api, header, body }
}

/** Decodes a response frame without its length. Throws DecodeError. */
export function decodeResponse<N extends ApiName>(
  name: N,
  version: number,
  data: Uint8Array,
): { correlationId: number; body: ResponseOf<N> } {
  const { correlationId, body } = decodeAnswer(APIS[name], version, data)
  return { correlationId, body: body as ResponseOf<N> }
}

/** {@link decodeResponse} of an API that is known only when the program runs. */
export function decodeAnswer(api: Api, version: number, data: Uint8Array): { correlationId: number; body: unknown } {
  const reader = new ByteReader(data)
  const { correlationId } = read(ResponseHeader, responseHeaderVersion(api, version), reader)
  const body = read(api.response, version, reader)
  if (reader.remaining > 0) throw new DecodeError(`${reader.remaining} bytes after ${api.name} response v${version}`)
  return { correlationId, body }
}

/** Bytes reserved at once for a frame whose length is known, enough for an answer to a fetch: who claims more has to send it. */
const RESERVED_AT_ONCE = 2 * 1024 * 1024

/** Cuts a stream into frames. Throws DecodeError for a length below 0 or above the limit; the connection is then to be closed. */
export class FrameSplitter {
  /** Room for a frame that is not whole yet, its length included. */
  private room = EMPTY_BYTES
  /** Bytes of it that are there. */
  private held = 0

  /** @param maxBytes `socket.request.max.bytes` on a server */
  constructor(private readonly maxBytes: number) {}

  /** The frames (without length) that are whole now: views into what was pushed, but for one that came in several pieces. */
  push(chunk: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = []
    let rest = chunk
    while (this.held > 0 && rest.length > 0) rest = this.complete(rest, frames)
    for (let size = this.sizeOf(rest); size !== undefined && rest.length >= 4 + size; size = this.sizeOf(rest)) {
      frames.push(rest.subarray(4, 4 + size))
      rest = rest.subarray(4 + size)
    }
    if (rest.length > 0) this.hold(rest)
    return frames
  }

  /** Takes what the frame that is not whole still lacks, first its length; gives what is left over. */
  private complete(chunk: Uint8Array, frames: Uint8Array[]): Uint8Array {
    const lacking = this.wholeLength() - this.held
    this.hold(chunk.subarray(0, lacking))
    if (this.held === this.wholeLength()) frames.push(this.letGo())
    return chunk.subarray(lacking)
  }

  private letGo(): Uint8Array {
    const frame = this.room.subarray(4, this.held)
    this.room = EMPTY_BYTES
    this.held = 0
    return frame
  }

  /** Copied at once, while it lies in the processor's cache. */
  private hold(part: Uint8Array): void {
    const end = this.held + part.length
    if (end > this.room.length) this.makeRoom(end, this.held === 0 ? part : this.room)
    this.room.set(part, this.held)
    this.held = end
  }

  private makeRoom(end: number, beginning: Uint8Array): void {
    const whole = 4 + (this.sizeOf(beginning) ?? 0)
    const room = new Uint8Array(Math.min(whole, Math.max(end, this.room.length * 2, RESERVED_AT_ONCE)))
    room.set(this.room.subarray(0, this.held))
    this.room = room
  }

  /** Of the frame that is held; of its length while that is not known. */
  private wholeLength(): number {
    return 4 + (this.held < 4 ? 0 : (this.sizeOf(this.room) as number))
  }

  private sizeOf(bytes: Uint8Array): number | undefined {
    if (bytes.length < 4) return undefined
    const size = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0)
    if (size < 0 || size > this.maxBytes) throw new DecodeError(`a frame of ${size} bytes, at most ${this.maxBytes}`)
    return size
  }
}
