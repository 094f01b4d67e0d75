import { ByteReader, DecodeError } from '../../core/base/bytes.ts'
import { APIS } from '../../core/protocol/apis.ts'
import { requestHeaderVersion } from '../../core/protocol/frame.ts'

/** What the beginning of a request tells, however much of the rest is there. */
export interface RequestHead {
  readonly apiKey: number
  readonly apiVersion: number
  readonly correlationId: number
  readonly clientId: string
  /** False for a Produce with acks=0. */
  readonly wantsAnswer: boolean
  /** Client id of the request that an Envelope carries: whose it is that a broker sends on to the controller. */
  readonly onBehalfOf?: string
}

/** Reads the beginning of a request's frame, without length prefix; null: it is too short to be one. */
export function requestHead(frame: Uint8Array): RequestHead | null {
  if (frame.length < 10) return null
  const reader = new ByteReader(frame)
  const named = nameIn(reader)
  if (named.apiKey === APIS.Produce.key)
    return { ...named, wantsAnswer: tried(() => acksIn(reader, named.apiVersion) !== 0, true) }
  if (named.apiKey === APIS.Envelope.key)
    return { ...named, wantsAnswer: true, onBehalfOf: tried(() => enclosedIn(reader).clientId, '') }
  return { ...named, wantsAnswer: true }
}

function nameIn(reader: ByteReader) {
  const [apiKey, apiVersion, correlationId, length] = [reader.int16(), reader.int16(), reader.int32(), reader.int16()]
  const clientId = length > 0 && length <= reader.remaining ? reader.utf8(length) : ''
  return { apiKey, apiVersion, correlationId, clientId }
}

/** Behind the client id of a Produce: tags of the header, the transactional id, `acks`. */
function acksIn(reader: ByteReader, version: number): number {
  const isFlexible = requestHeaderVersion(APIS.Produce, version) >= 2
  if (isFlexible) skipTags(reader)
  const length = isFlexible ? reader.unsignedVarint() - 1 : reader.int16()
  reader.raw(Math.max(0, length))
  return reader.int16()
}

function enclosedIn(reader: ByteReader): ReturnType<typeof nameIn> {
  skipTags(reader)
  reader.unsignedVarint()
  return nameIn(reader)
}

function skipTags(reader: ByteReader): void {
  for (let left = reader.unsignedVarint(); left > 0; left--) {
    reader.unsignedVarint()
    reader.raw(reader.unsignedVarint())
  }
}

/** A request that is no request is the broker's to refuse. */
function tried<T>(read: () => T, otherwise: T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof DecodeError) return otherwise
    throw error
  }
}
