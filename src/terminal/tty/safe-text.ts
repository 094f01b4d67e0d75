/**
 * What programs may tell the screen: colours, moving, and clearing what is shown. Not what was scrolled out of it, nor another screen, which
 * would hide that: our own programs ask the terminal itself (`Terminal.clear`, `Terminal.fullScreen`).
 */
const ALLOWED = /^\x1b\[(?:[0-9;]{0,20}[mHKABCDG]|[0-2]?J)$/

/** What turns the order of all that follows about: what is read is not what is there. */
export const BIDI = /[\u202a-\u202e\u2066-\u2069]/

/** An escape sequence as far as it is one of ours, a lone escape, a shift to another alphabet, or an 8-bit control. */
const TOKENS = /\x1b(?:\[[0-9;?]{0,20}[A-Za-z])?|[\x0e\x0f\x80-\x9f\u202a-\u202e\u2066-\u2069]/g

/** The beginning of a sequence that goes on in the next piece. */
const UNFINISHED = /\x1b(?:\[[0-9;?]{0,20})?$/

/**
 * The output of programs on its way to the screen. Anybody may have written what it shows, a record's value say: a sequence that asks the
 * terminal something (the answer would be typed into the shell), names the window, or hides or erases what came before is shown instead of
 * obeyed.
 */
export class SafeText {
  private held = ''

  /** What of a piece of output can be shown now. */
  pass(piece: string): string {
    const text = this.held + piece
    const [unfinished = ''] = UNFINISHED.exec(text) ?? []
    this.held = unfinished
    const whole = text.slice(0, text.length - unfinished.length)
    return whole.replace(TOKENS, (token) => (ALLOWED.test(token) && !hides(token) ? token : visible(token)))
  }

  /** What was the beginning of a sequence and was not gone on with. */
  rest(): string {
    const { held } = this
    this.held = ''
    return visible(held)
  }
}

/** How many numbers of a colour follow `38` or `48`, by the first of them. */
const COLOUR_NUMBERS = new Map([
  [5, 2],
  [2, 4],
])

/** Whether a style hides the text behind it: `8`, where it is not the number of a colour. */
function hides(token: string): boolean {
  if (!token.endsWith('m')) return false
  const styles = token.slice(2, -1).split(';').map(Number)
  for (let i = 0; i < styles.length; i++) {
    if (styles[i] === 8) return true
    if (styles[i] === 38 || styles[i] === 48) i += COLOUR_NUMBERS.get(styles[i + 1] ?? 0) ?? 0
  }
  return false
}

/** As `cat -v` shows it; a mark of direction by its number, as `less` does. */
export function visible(token: string): string {
  return token.replace(/[\x00-\x1f\x7f-\x9f]|[\u202a-\u202e\u2066-\u2069]/g, (control) => {
    const code = control.charCodeAt(0)
    if (code > 0x9f) return `<U+${code.toString(16).toUpperCase()}>`
    if (code === 0x7f) return '^?'
    return code < 0x20 ? `^${String.fromCharCode(code + 0x40)}` : `M-^${String.fromCharCode(code - 0x40)}`
  })
}
