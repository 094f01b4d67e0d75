/** What a backslash stands for in Java's regular expressions: sets of characters, and single ones. */

/** Characters that an escape stands for. */
export interface JavaSet {
  /** As within JavaScript's brackets. */
  readonly text: string
  readonly negated: boolean
  /** What JavaScript has for it within brackets; absent for what can only stand alone when negated. */
  readonly native?: string
  /** The escape itself, and how much of the pattern it is. */
  readonly shown: string
  readonly length: number
}

const SPACE = ' \\t\\n\\x0B\\f\\r'
const LETTERS: { readonly [letter: string]: string } = {
  d: '0-9',
  w: 'a-zA-Z_0-9',
  s: SPACE,
  h: ' \\t\\xA0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000',
  v: '\\n\\x0B\\f\\r\\x85\\u2028\\u2029',
}
const PUNCT = '!-\\/:-@\\[-`{-~'
const POSIX: { readonly [name: string]: string } = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\0-\\x7F',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: PUNCT,
  Graph: '!-~',
  Print: ' -~',
  Blank: ' \\t',
  Cntrl: '\\0-\\x1F\\x7F',
  XDigit: '0-9a-fA-F',
  Space: SPACE,
}

/** The set that an escape at a place of a pattern stands for; undefined: it stands for none that is known. */
export function setOf(regex: string, at: number): JavaSet | undefined {
  const [shown = '', letter = '', short, name = short] = match(
    /\\(?:([dDwWsShHvV])|[pP](?:([A-Z])|\{([^}]*)\}))/y,
    regex,
    at,
  )
  if (shown === '') return undefined
  const negated = /^\\[A-OQ-Z]/.test(shown) || shown.startsWith('\\P')
  const known = letter === '' ? POSIX[name ?? ''] : LETTERS[letter.toLowerCase()]
  const native = letter === '' ? property(name ?? '', negated) : /[DWS]/.exec(letter) && `\\${letter}`
  const text = known ?? property(name ?? '', false)
  if (text === undefined) return undefined
  return { text, negated, shown, length: shown.length, ...(native && !POSIX[name ?? ''] && { native }) }
}

/** A general category, a script or a property of Unicode, as JavaScript has it. */
function property(name: string, negated: boolean): string | undefined {
  const own = name
    .replace(/^Is/, '')
    .replace(/^(?:general_category|gc)=/i, '')
    .replace(/^(?:script|sc)=/i, '')
  const found = [own, `Script=${own}`].find(isProperty)
  return found && `\\${negated ? 'P' : 'p'}{${found}}`
}

function isProperty(text: string): boolean {
  try {
    new RegExp(`\\p{${text}}`, 'u')
    return true
  } catch {
    return false
  }
}

const CONTROLS: { readonly [letter: string]: string } = {
  t: '\t',
  n: '\n',
  r: '\r',
  f: '\f',
  a: '\x07',
  e: '\x1b',
}
const NUMBERED = /\\(?:x\{([0-9A-Fa-f]+)\}|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|0([0-3][0-7]{2}|[0-7]{1,2})|c([\s\S]))/y

/** The character that stands at a place of a pattern, escaped or not; undefined: an escape that is not known. */
export function characterOf(regex: string, at: number): { char: string; length: number } | undefined {
  if (regex[at] !== '\\') {
    const char = String.fromCodePoint(regex.codePointAt(at) as number)
    return { char, length: char.length }
  }
  const [shown, braced, two, four, octal, control] = match(NUMBERED, regex, at)
  if (shown !== undefined) {
    const hex = braced ?? two ?? four
    const code = hex
      ? Number.parseInt(hex, 16)
      : octal
        ? Number.parseInt(octal, 8)
        : (control as string).charCodeAt(0) ^ 64
    return code > 0x10ffff ? undefined : { char: String.fromCodePoint(code), length: shown.length }
  }
  const next = regex[at + 1] as string
  const char = CONTROLS[next] ?? (/[A-Za-z0-9]/.test(next) ? undefined : next)
  return char === undefined ? undefined : { char, length: 2 }
}

function match(pattern: RegExp, regex: string, at: number): readonly (string | undefined)[] {
  pattern.lastIndex = at
  return pattern.exec(regex) ?? []
}
