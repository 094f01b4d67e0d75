/** Ids as users type them. */
import { illegalArgument } from './errors.ts'

/** A Kafka id in its text form, checked as `Uuid.fromString` does. */
export function uuidBytesOf(text: string): string {
  if (text.length > 24) {
    throw illegalArgument(
      `Input string with prefix \`${text.slice(0, 24)}\` is too long to be decoded as a base64 UUID`,
    )
  }
  checkBase64(text)
  const size = Math.floor((text.replace(/=+$/, '').length * 3) / 4)
  if (size !== 16) {
    throw illegalArgument(
      `Input string \`${text}\` decoded as ${size} bytes, which is not equal to the expected 16 bytes of a base64-encoded UUID`,
    )
  }
  return text
}

/** As Java's decoder of base64 for URLs does. */
function checkBase64(text: string): void {
  if (text.length === 1) throw illegalArgument('Input byte[] should at least have 2 bytes for base64 bytes')
  const digits = text.replace(/={1,2}$/, '')
  const wrong = /[^A-Za-z0-9_-]/.exec(digits)?.[0]
  if (wrong !== undefined) throw illegalArgument(`Illegal base64 character ${wrong.charCodeAt(0).toString(16)}`)
  if (digits.length % 4 === 1) throw illegalArgument('Last unit does not have enough valid bits')
}

/** The id that stands for none; the last bits of its text do not count. */
export function isZeroUuid(text: string): boolean {
  return /^A{21}[A-P]=*$/.test(text)
}
