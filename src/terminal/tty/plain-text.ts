/** Text of which anybody may have been the author, a record's value say, as what it is: nothing in it moves, erases, colours or turns about. */
import type { Writer } from '../shell/streams.ts'
import { BIDI, visible } from './safe-text.ts'

/** Controls but tabs, ends of lines and the bell. */
const CONTROLS = new RegExp(`\\r(?!\\n)|[\\0-\\x06\\b\\v\\f\\x0e-\\x1f\\x7f-\\x9f]|${BIDI.source}`, 'g')

/** The text with controls as `cat -v` shows them, and marks of direction by their numbers. */
export function plainText(text: string): string {
  return text.replace(CONTROLS, visible)
}

/** The same for one name in a list. */
export function plainName(name: string): string {
  return plainText(name).replace(/[\x00-\x1f]/g, visible)
}

/** Passes on to a screen what a program writes, as {@link plainText}, however it is cut into pieces. */
export function plainWriter(screen: Writer): Writer {
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  let held = ''
  return {
    write(bytes) {
      const text = held + decoder.decode(bytes, { stream: true })
      held = text.endsWith('\r') ? '\r' : ''
      return screen.write(encoder.encode(plainText(text.slice(0, text.length - held.length))))
    },
  }
}
