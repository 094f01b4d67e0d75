import { DecodeError } from './bytes.ts'

/** A Kafka Uuid in its text form: 16 bytes as base64url without padding, 22 characters (`Uuid.toString`). */
export type Uuid = string

/** The all-zero id: "no topic id", and the directory id of a migrating replica. */
export const ZERO_UUID: Uuid = 'AAAAAAAAAAAAAAAAAAAAAA'
/** Directory id (0,1): a replica not yet assigned to a log dir. */
export const UNASSIGNED_DIR: Uuid = 'AAAAAAAAAAAAAAAAAAAAAQ'
/** Directory id (0,2): a replica whose log dir is lost. Also `Uuid.METADATA_TOPIC_ID` is (0,1). */
export const LOST_DIR: Uuid = 'AAAAAAAAAAAAAAAAAAAAAg'
/** Topic id of `__cluster_metadata` (`Uuid.METADATA_TOPIC_ID`). */
export const METADATA_TOPIC_ID: Uuid = 'AAAAAAAAAAAAAAAAAAAAAQ'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const VALUES = new Map([...ALPHABET].map((char, value) => [char, value]))

/** Base64url without padding. */
export function base64url(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const word = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    text += ALPHABET[word >>> 18]
    text += ALPHABET[(word >>> 12) & 63]
    if (left > 1) text += ALPHABET[(word >>> 6) & 63]
    if (left > 2) text += ALPHABET[word & 63]
  }
  return text
}

/** The 16 bytes of an id. Throws DecodeError on another form. */
export function uuidBytes(id: Uuid): Uint8Array {
  if (id.length !== 22) throw new DecodeError(`not a uuid: ${id}`)
  const bytes = new Uint8Array(16)
  let word = 0
  let bits = 0
  let at = 0
  for (const char of id) {
    const value = VALUES.get(char)
    if (value === undefined) throw new DecodeError(`not a uuid: ${id}`)
    word = ((word << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      if (at < 16) bytes[at++] = (word >>> bits) & 0xff
    }
  }
  return bytes
}

/** An id from 16 random bytes, with the version and variant bits of a random UUID, as `Uuid.randomUuid` makes it (never one that starts with "-"). */
export function randomUuid(random: (length: number) => Uint8Array): Uuid {
  for (;;) {
    const bytes = random(16).slice()
    bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
    const id = base64url(bytes)
    if (!id.startsWith('-')) return id
  }
}

/** The hex form with dashes (RFC 4122), as Java's `java.util.UUID` prints it: member ids end in one. */
export function dashedUuid(random: (length: number) => Uint8Array): string {
  const bytes = random(16).slice()
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
