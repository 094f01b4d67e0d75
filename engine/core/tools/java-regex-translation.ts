/** Regular expressions of Java written as JavaScript's, for those that Java has found to be in order. */
import { KafkaException } from '../client/errors.ts'
import { characterOf, type JavaSet, setOf } from './java-regex-sets.ts'
import { PATTERN_PARTS } from './pattern-parts.ts'

/** JavaScript has nothing like it: said in words of ours. */
export class UnsupportedPattern extends KafkaException {
  constructor(what: string, regex: string) {
    super(`Patterns with ${what} are not supported here: ${regex}`, {
      javaClass: 'java.lang.UnsupportedOperationException',
    })
  }
}

/** The pattern, to be found anywhere in a text (`part`) or to be the `whole` of it. Throws UnsupportedPattern. */
export function translated(regex: string, extent: 'part' | 'whole'): RegExp {
  const { flags, rest } = leadingFlags(regex)
  const body = new Translation(rest, { regex, flags }).text()
  try {
    return new RegExp(extent === 'whole' ? `^(?:${body})$` : body, flags.has('i') ? 'iu' : 'u')
  } catch {
    throw new UnsupportedPattern('such parts', regex)
  }
}

/** `(?i)` and such, which hold for all that follows. */
function leadingFlags(regex: string): { flags: ReadonlySet<string>; rest: string } {
  const flags = new Set<string>()
  let rest = regex
  for (let found = FLAGS.exec(rest); found; found = FLAGS.exec(rest)) {
    const [all, on = '', off = ''] = found
    for (const flag of on) flags.add(flag)
    for (const flag of off) flags.delete(flag)
    rest = rest.slice(all.length)
  }
  const odd = [...flags].find((flag) => !'imsu'.includes(flag))
  if (odd) throw new UnsupportedPattern(`the flag (?${odd})`, regex)
  return { flags, rest }
}

const FLAGS = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?\)/
const GROUP = /\((?:\?(?:<?[=!]|<[A-Za-z][A-Za-z0-9]*>|:))?/y
const REPETITION = /(?:[*+?]|\{\d+(?:,\d*)?\})([?+]?)/y
const LINE_END = '\\n\\r\\x85\\u2028\\u2029'

/** What stands where no character does. */
const PLACES: { readonly [shown: string]: string } = {
  '\\b': '\\b',
  '\\B': '\\B',
  '\\A': '(?<![\\s\\S])',
  '\\z': '(?![\\s\\S])',
  '\\Z': '(?=\\n?(?![\\s\\S]))',
  '\\R': `(?:\\r\\n|[\\x0B\\f${LINE_END}])`,
}

class Translation {
  private at = 0
  private groups = 0

  constructor(
    private readonly rest: string,
    private readonly given: { readonly regex: string; readonly flags: ReadonlySet<string> },
  ) {}

  text(): string {
    let text = ''
    while (this.at < this.rest.length) text += this[PATTERN_PARTS[this.rest[this.at] as string] ?? 'atom']()
    return text
  }

  private refuse(what: string): never {
    throw new UnsupportedPattern(what, this.given.regex)
  }

  atom(): string {
    const char = this.take(/[\s\S]/uy)
    const { flags } = this.given
    if (char === '.') return flags.has('s') ? '[\\s\\S]' : `[^${LINE_END}]`
    if (char === '^') return flags.has('m') ? `(?<![^${LINE_END}])` : '^'
    if (char === '$') return flags.has('m') ? `(?![^${LINE_END}])` : '$'
    return escaped(char)
  }

  alternative(): string {
    return this.take(/\|/y)
  }

  open(): string {
    if (this.rest.startsWith('(?>', this.at)) this.refuse('atomic groups')
    const start = this.take(GROUP)
    if (this.rest[this.at] === '?') this.refuse('flags behind their beginning')
    if (start === '(' || /^\(\?<[A-Za-z]/.test(start)) this.groups++
    return start
  }

  close(): string {
    return this.take(/\)/y)
  }

  repetition(): string {
    const found = this.take(REPETITION)
    if (found.length > 1 && found.endsWith('+')) this.refuse('possessive quantifiers')
    return found
  }

  escape(): string {
    const place = PLACES[this.rest.slice(this.at, this.at + 2)]
    if (place !== undefined) {
      this.at += 2
      return place
    }
    if (/^\\[1-9]/.test(this.rest.slice(this.at))) return this.reference()
    const name = this.take(/\\k<[^>]*>/y)
    if (name !== '') return name
    const set = this.set()
    if (set) return set.negated ? `[^${set.text}]` : `[${set.text}]`
    return escaped(this.character())
  }

  /** As many digits as there are groups for. */
  private reference(): string {
    let digits = this.take(/\\[1-9]/y).slice(1)
    for (let next = ''; ; digits = next) {
      next = digits + (/\d/.exec(this.rest[this.at] ?? '')?.[0] ?? '')
      if (next === digits || Number(next) > this.groups) break
      this.at++
    }
    return `\\${digits}(?:)`
  }

  private set(): JavaSet | undefined {
    const set = setOf(this.rest, this.at)
    this.at += set?.length ?? 0
    return set
  }

  private character(): string {
    const found = characterOf(this.rest, this.at)
    if (!found) return this.refuse(this.take(/\\(?:[pPx]\{[^}]*\}|[\s\S])/y))
    this.at += found.length
    return found.char
  }

  characterClass(): string {
    const { text, negated } = this.brackets()
    return `[${negated ? '^' : ''}${text}]`
  }

  /** A class in brackets; those within it add to it. A bracket that closes at its very start is itself. */
  private brackets(): { text: string; negated: boolean } {
    const negated = this.take(/\[\^?/y) === '[^'
    let text = this.take(/\]/y) && '\\]'
    while (this.take(/\]/y) === '') text += this.item(negated)
    return { text, negated }
  }

  private item(negated: boolean): string {
    if (this.rest.startsWith('&&', this.at)) this.refuse('intersections of classes')
    if (this.rest[this.at] === '[') return this.inner(negated)
    const set = this.set()
    if (set?.negated && !set.native) this.refuse(`${set.shown} in brackets`)
    if (set) return set.native ?? set.text
    const low = this.character()
    if (!/^-[^\][]/.test(this.rest.slice(this.at))) return inBrackets(low)
    this.at++
    return `${inBrackets(low)}-${inBrackets(this.character())}`
  }

  private inner(negated: boolean): string {
    const inner = this.brackets()
    if (negated || inner.negated) this.refuse('negated classes within classes')
    return inner.text
  }

  /** Goes over what matches here; gives it, or an empty text. */
  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.rest)?.[0] ?? ''
    this.at += found.length
    return found
  }
}

function escaped(char: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char
}

function inBrackets(char: string): string {
  return /[\\\]^[-]/.test(char) ? `\\${char}` : char
}
