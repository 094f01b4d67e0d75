/** Regular expressions as `java.util.regex.Pattern` takes them, with its words for what is wrong. */
import { clientException, type KafkaException } from '../client/errors.ts'
import { translated } from './java-regex-translation.ts'
import { PATTERN_PARTS } from './pattern-parts.ts'

interface Problem {
  readonly description: string
  readonly index: number
}

/** A pattern for whole texts. Throws Java's PatternSyntaxException, or UnsupportedPattern. */
export function javaPattern(regex: string): RegExp {
  return translated(checked(regex), 'whole')
}

/** A pattern for what is to be found in a text. Throws Java's PatternSyntaxException, or UnsupportedPattern. */
export function javaFinder(regex: string): RegExp {
  return translated(checked(regex), 'part')
}

/** The pattern without quotes. Throws Java's PatternSyntaxException. */
function checked(regex: string): string {
  const plain = unquoted(regex)
  const problem = new Scanner(plain).problem()
  if (problem) throw syntaxException(problem, regex)
  return plain
}

/** What `\\Q` and `\\E` enclose with a backslash before each of its signs (`Pattern.RemoveQEQuoting`). */
function unquoted(regex: string): string {
  return regex.replace(/\\Q([\s\S]*?)(?:\\E|$)|\\[\s\S]/g, (found, quoted?: string) =>
    quoted === undefined ? found : quoted.replace(/[!-/:-@[-`{-~\s]/g, '\\$&'),
  )
}

function syntaxException({ description, index }: Problem, regex: string): KafkaException {
  const where = index >= 0 ? ` near index ${index}` : ''
  const caret = index >= 0 && index < regex.length ? `\n${' '.repeat(index)}^` : ''
  return clientException('java.util.regex.PatternSyntaxException', `${description}${where}\n${regex}${caret}`)
}

/** What may stand behind `(`: look-arounds, names, flags. */
const GROUP_START = /\((?:\?(?:<?[=!]|<[A-Za-z][A-Za-z0-9]*>|[imsducxU]*(?:-[imsducxU]*)?[:)]|>))?/y
/** What begins like a group of flags. */
const FLAGS = /\?[imsducxU]*(?:-[imsducxU]*)?(?![<=!>])/y
/** A backslash and what belongs to it. */
const ESCAPE = /\\(?:[pPxN]\{[^}]*\}|k<[^>]*>|[\s\S])/y
/** Letters that Java gives no meaning behind a backslash. */
const NO_ESCAPE = /\\[CEFIJKLMOQTUYgijlmoqy]/y
/** A repetition, with what makes it reluctant or possessive. */
const REPETITION = /(?:[*+?]|\{\d+(?:,\d*)?\})[?+]?/y

const UNSUPPORTED = 'Illegal/unsupported escape sequence'

/** Walks over a pattern once and stops at what Java refuses. */
class Scanner {
  private at = 0
  private depth = 0
  /** There is something that a repetition can repeat. */
  private repeatable = false

  constructor(private readonly regex: string) {}

  problem(): Problem | undefined {
    const { regex } = this
    while (this.at < regex.length) {
      const read = PATTERN_PARTS[regex[this.at] as string] ?? 'atom'
      const problem = this[read]()
      if (problem) return problem
    }
    return this.depth > 0 ? { description: 'Unclosed group', index: regex.length } : undefined
  }

  atom(): undefined {
    this.at++
    this.repeatable = true
  }

  alternative(): undefined {
    this.at++
    this.repeatable = false
  }

  open(): Problem | undefined {
    const start = this.skip(GROUP_START)
    if (start === '(' && this.skip(FLAGS) !== '') return { description: 'Unknown inline modifier', index: this.at }
    if (start.endsWith(')')) return undefined
    this.depth++
    this.repeatable = false
    return undefined
  }

  close(): Problem | undefined {
    if (this.depth === 0) return { description: "Unmatched closing ')'", index: this.at - 1 }
    this.depth--
    return this.atom()
  }

  repetition(): Problem | undefined {
    const char = this.regex[this.at]
    if (!this.repeatable && char !== '{') return { description: `Dangling meta character '${char}'`, index: this.at }
    if (this.skip(REPETITION) === '') return this.countedWrongly()
    this.repeatable = char === '{'
    return undefined
  }

  private countedWrongly(): Problem {
    const isOpen = /^\{\d[\d,]*$/.test(this.regex.slice(this.at))
    if (isOpen && this.repeatable) return { description: 'Unclosed counted closure', index: this.regex.length }
    return { description: 'Illegal repetition', index: this.at + 1 }
  }

  escape(): Problem | undefined {
    if (this.at + 1 === this.regex.length) {
      return { description: 'Unexpected internal error', index: this.regex.length }
    }
    if (this.skip(NO_ESCAPE) !== '') return { description: UNSUPPORTED, index: this.at - 1 }
    this.skip(ESCAPE)
    this.repeatable = true
    return undefined
  }

  /** A class in brackets, with classes within it; a bracket that closes at its very start is itself. */
  characterClass(): Problem | undefined {
    for (let depth = 0; this.at < this.regex.length; ) {
      if (this.skip(/\[\^?\]?/y) !== '') depth++
      else if (this.skip(/\]/y) !== '') depth--
      else if (this.skip(NO_ESCAPE) !== '') return { description: UNSUPPORTED, index: this.at - 1 }
      else if (this.isBackward()) return { description: 'Illegal character range', index: this.at + 2 }
      else this.skip(/\\?[\s\S]/y)
      if (depth === 0) {
        this.repeatable = true
        return undefined
      }
    }
    if (this.regex.endsWith('-')) return { description: 'Illegal character range', index: this.regex.length }
    return { description: 'Unclosed character class', index: this.regex.length - 1 }
  }

  /** A range of two plain characters from a later one to an earlier. */
  private isBackward(): boolean {
    const [, low = '', high = ''] = /^([^\\[\]&-])-([^\\[\]&-])/u.exec(this.regex.slice(this.at)) ?? []
    return low > high
  }

  /** Goes over what matches here; gives it, or an empty text. */
  private skip(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.regex)?.[0] ?? ''
    this.at += found.length
    return found
  }
}
