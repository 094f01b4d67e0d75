/** Ids as users type them. */
import { illegalArgument } from './errors.ts'

/** A Kafka id in its text form, checked as `Uuid.fromString` does. */
export function uuidBytesOf(text: string): string {
  if (text.length > 24) {
    throw illegalArgument(
      `Input string with prefix \`${text.slice(0, 24)}\` is too long to be decoded as a base64 UUID`,
    )
  }
  const size = Math.floor((text.replace(/=+$/, '').length * 3) / 4)
  if (size !== 16) {
    throw illegalArgument(
      `Input string \`${text}\` decoded as ${size} bytes, which is not equal to the expected 16 bytes of a base64-encoded UUID`,
    )
  }
  return text
}
