/** What RE2/J, by which brokers match topics, says about a regular expression. */
import { PATTERN_PARTS } from './pattern-parts.ts'

const MESSAGES = {
  internal: 'regexp/syntax: internal error',
  classRange: 'invalid character class range',
  escape: 'invalid escape sequence',
  namedCapture: 'invalid named capture',
  duplicateName: 'duplicate capture group name',
  perl: 'invalid or unsupported Perl syntax',
  nestedRepeat: 'invalid nested repetition operator',
  repeatCount: 'invalid repeat count',
  bracket: 'missing closing ]',
  parenthesis: 'missing closing )',
  repeatArgument: 'missing argument to repetition operator',
  trailingBackslash: 'trailing backslash at end of expression',
} as const

class Refused extends Error {
  constructor(readonly why: keyof typeof MESSAGES) {
    super(MESSAGES[why])
  }
}

/** RE2/J's words for what is wrong; undefined: nothing. */
export function regexProblem(regex: string): string | undefined {
  try {
    new Parser(regex).parse()
    return undefined
  } catch (error) {
    if (error instanceof Refused) return error.message
    throw error
  }
}

const QUOTE = /\\Q[\s\S]*?(?:\\E|$)/y
const REPETITION = /(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??/y
const PERL_GROUP = /\(\?(?:P?<([^>]*)>|([imsU]*(?:-[imsU]+)?)([:)]))/y
const ESCAPES = /\\(?:[aftnrvdDsSwW]|[0][0-7]{0,2}|[1-7][0-7]{1,2}|x[0-9A-Fa-f]{2}|x\{[0-9A-Fa-f]{1,6}\}|[^A-Za-z0-9])/y
const ASSERTIONS = /\\[AbBz]/y
const UNICODE_CLASS = /\\[pP](?:([A-Za-z])|\{\^?([^}]*)\})/y
const POSIX_CLASS = /\[:\^?([a-z]+):\]/y
const POSIX_NAMES = 'alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit'.split(' ')
/** RE2 counts no further. */
const MOST_REPEATS = 1000

class Parser {
  private at = 0
  private depth = 0
  /** What a repetition would repeat: something, nothing, or something repeated already. */
  private before: 'nothing' | 'atom' | 'repetition' = 'nothing'
  private readonly names = new Set<string>()

  constructor(private readonly regex: string) {}

  parse(): void {
    while (this.at < this.regex.length) this[PATTERN_PARTS[this.regex[this.at] as string] ?? 'literal']()
    if (this.depth > 0) throw new Refused('parenthesis')
  }

  literal(): void {
    this.at++
    this.before = 'atom'
  }

  alternative(): void {
    this.at++
    this.before = 'nothing'
  }

  open(): void {
    const [, name, , end] = this.groupStart()
    if (name !== undefined) this.nameGroup(name)
    if (end === ')') return
    this.depth++
    this.before = 'nothing'
  }

  /** What may stand behind the parenthesis: a name, or flags, which alone open no group. */
  private groupStart(): readonly (string | undefined)[] {
    if (this.regex.startsWith('(?', this.at)) {
      return this.match(PERL_GROUP) ?? refuse(this.namedWrongly() ? 'namedCapture' : 'perl')
    }
    this.at++
    return []
  }

  private namedWrongly(): boolean {
    return /^\(\?P?</.test(this.regex.slice(this.at))
  }

  private nameGroup(name: string): void {
    if (!/^\w+$/.test(name)) throw new Refused('namedCapture')
    if (this.names.has(name)) throw new Refused('duplicateName')
    this.names.add(name)
  }

  close(): void {
    if (this.depth === 0) throw new Refused('internal')
    this.depth--
    this.literal()
  }

  repetition(): void {
    const found = this.match(REPETITION)
    if (!found) return this.literal()
    if (this.before === 'nothing') throw new Refused('repeatArgument')
    if (this.before === 'repetition') throw new Refused('nestedRepeat')
    checkCounts(found)
    this.before = 'repetition'
  }

  escape(): void {
    if (this.at + 1 === this.regex.length) throw new Refused('trailingBackslash')
    if (!this.match(QUOTE) && !this.match(ASSERTIONS)) this.characterEscape()
    this.before = 'atom'
  }

  private characterEscape(): void {
    if (/^\\[pP]/.test(this.regex.slice(this.at, this.at + 2))) return this.unicodeClass()
    if (!this.match(ESCAPES)) throw new Refused('escape')
  }

  private unicodeClass(): void {
    const [, letter, name = letter] = this.match(UNICODE_CLASS) ?? refuse('classRange')
    if (!isUnicodeClass(name as string)) throw new Refused('classRange')
  }

  /** A class in brackets; a bracket that closes at its very start is itself. */
  characterClass(): void {
    this.match(/\[\^?/y)
    for (let first = true; first || this.regex[this.at] !== ']'; first = false) {
      if (this.at >= this.regex.length) throw new Refused('bracket')
      this.classItem()
    }
    this.literal()
  }

  private classItem(): void {
    const posix = this.match(POSIX_CLASS)
    if (posix && !POSIX_NAMES.includes(posix[1] as string)) throw new Refused('classRange')
    if (posix) return
    const low = this.classCharacter()
    if (!this.match(/-(?!\])/y)) return
    if (/^\\[dDsSwW]/.test(this.regex.slice(this.at))) throw new Refused('escape')
    const high = this.classCharacter()
    if (high < low) throw new Refused('classRange')
  }

  private classCharacter(): string {
    const start = this.at
    if (start >= this.regex.length) throw new Refused('bracket')
    if (this.regex[start] === '\\') this.characterEscape()
    else this.at++
    return this.regex.slice(start, this.at)
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.regex)
    this.at += found?.[0].length ?? 0
    return found ?? undefined
  }
}

function refuse(why: keyof typeof MESSAGES): never {
  throw new Refused(why)
}

function checkCounts([, least, comma, most]: RegExpExecArray): void {
  if (least === undefined) return
  const [low, high] = [Number(least), comma === undefined ? Number(least) : most ? Number(most) : Number(least)]
  if (low > MOST_REPEATS || high > MOST_REPEATS || high < low) throw new Refused('repeatCount')
}

/** A general category or a script. */
function isUnicodeClass(name: string): boolean {
  if (name === 'Any') return true
  return ['', 'Script='].some((kind) => isProperty(`${kind}${name}`))
}

function isProperty(property: string): boolean {
  try {
    new RegExp(`\\p{${property}}`, 'u')
    return true
  } catch {
    return false
  }
}
