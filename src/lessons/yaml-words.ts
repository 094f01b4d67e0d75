import type { YAMLParseError } from 'yaml'

/** A fault in a YAML text, by offset. */
export interface YamlSlip {
  readonly at: number
  readonly message: string
}

/** Characters of other keyboards in the places of YAML's own; they look no further back than a line of anybody's needs. */
const STRANGERS: readonly (readonly [pattern: RegExp, message: string])[] = [
  [
    /(?<=(?:^|[{,])\s{0,80}(?:- {0,9}){0,4}[A-Za-z][\w.-]{0,60})：/gm,
    'a field ends with a colon and a blank, “: ”, not with “：”',
  ],
  [/(?<=[{[][^}\]\n]{0,200})，/g, 'inside { } and [ ] a comma “,” separates, not “，”'],
  [/(?<=^[ \t]{0,80}|[:,{[-])[\u00A0\u3000]/gm, 'this blank is a no-break or a wide one: write a plain blank'],
]

/** Where such characters stand outside of quotation marks, so many of them; each line is told of once. */
export function strangersIn(source: string, most: number): YamlSlip[] {
  const plain = source.replace(/(?<=^|[\s[{,:])(?:'(?:[^'\n]|'')*'|"(?:[^"\\\n]|\\.)*")|(?<=^|\s)#.*/gm, ({ length }) =>
    'q'.repeat(length),
  )
  const slips: YamlSlip[] = []
  for (const [pattern, message] of STRANGERS)
    for (const { index: at } of plain.matchAll(pattern)) {
      if (slips.length === most) return slips
      slips.push({ at, message })
    }
  return slips
}

/** What the parser says, for people; the first of its faults makes most of the others. */
export function inWords(source: string, errors: readonly YAMLParseError[]): YamlSlip[] {
  return errors.slice(0, 1).map((error) => slipOf(source, error))
}

type Words = (source: string, at: number, message: string) => YamlSlip | undefined

function slipOf(source: string, { code, pos: [at], message }: YAMLParseError): YamlSlip {
  return WORDS[code]?.(source, at, message) ?? { at, message: `this is not YAML: ${message}` }
}

const NOT_A_FIELD = 'a field is its name, a colon and a blank, then its value'
const NOT_INDENTED = 'this line is not indented as the ones beside it'

const WORDS: { readonly [code: string]: Words } = {
  BLOCK_AS_IMPLICIT_KEY: (source, at) => colonInText(source, at) ?? nextLine(source, at),
  MULTILINE_IMPLICIT_KEY: (_, at) => ({ at, message: NOT_A_FIELD }),
  TAB_AS_INDENT: (_, at) => ({ at, message: 'lines are indented with blanks, not with tabs' }),
  BAD_SCALAR_START: (source, at) => ({ at, message: `a text that begins with ${source[at]} stands in quotes` }),
  BAD_INDENT: (source, at, message) => unclosed(source, at, message) ?? { at, message: NOT_INDENTED },
  MISSING_CHAR: (source, at, message) =>
    /map keys/.test(message)
      ? { at, message: NOT_A_FIELD }
      : (openQuote(source, message) ?? unclosed(source, at, message)),
}

/** `title: Keys: one lane` */
function colonInText(source: string, at: number): YamlSlip | undefined {
  const begin = source.lastIndexOf('\n', at - 1) + 1
  const [line = ''] = source.slice(begin).split('\n')
  const [, before = '', text = ''] = /^\s*(?:- +)*([\w.-]+: +)(?!['"[{>|&*!])(.*: .*)/.exec(line) ?? []
  if (text === '') return undefined
  const colon = line.lastIndexOf(text) + text.indexOf(': ')
  const quoted = `${before}'${text.replaceAll("'", "''")}'`
  return { at: begin + colon, message: `a text with a colon and a blank in it stands in quotes: ${quoted}` }
}

/** A field stands deeper than the one before it, which has a value already. */
function nextLine(source: string, at: number): YamlSlip {
  const [blanks = ''] = /\n\s*/.exec(source.slice(at)) ?? []
  const next = blanks === '' ? at : source.indexOf(blanks, at) + blanks.length
  return { at: next, message: NOT_INDENTED }
}

/** The parser notices at the end. */
function openQuote(source: string, message: string): YamlSlip | undefined {
  const mark = /Missing closing (["'])/.exec(message)?.[1]
  if (mark === undefined) return undefined
  const lines = source.split('\n')
  const odd = lines.findIndex((line) => line.split(mark).length % 2 === 0)
  const before = lines.slice(0, Math.max(0, odd)).reduce((sum, line) => sum + line.length + 1, 0)
  return {
    at: before + Math.max(0, (lines[odd] ?? '').indexOf(mark)),
    message: `a quotation mark ${mark} is not closed`,
  }
}

function unclosed(source: string, at: number, message: string): YamlSlip | undefined {
  const end = /end with a ([}\]])/.exec(message)?.[1]
  if (end === undefined) return undefined
  const open = end === '}' ? '{' : '['
  return { at: Math.max(0, source.lastIndexOf(open, at)), message: `a ${open} is not closed` }
}
