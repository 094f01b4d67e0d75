import { POSIX_CLASSES } from '../commands/posix-classes.ts'

/** A pattern that would take longer than anybody waits. */
export class PatternTooLong extends Error {
  override readonly name = 'PatternTooLong'
  constructor() {
    super('pattern matching takes too long')
  }
}

/** So many steps may a pattern take. */
const MOST_STEPS = 5e7

/** One place of a pattern; `*` is any number of characters. */
type Token = '*' | ((char: string) => boolean)

const SET = /^\[[!^]?(?:\]|\[:\w+:\]|\\[\s\S]|[^\]\\])(?:\[:\w+:\]|\\[\s\S]|[^\]\\])*\]/

/** Whether a text has characters that a glob gives a meaning. */
export function hasGlob(text: string): boolean {
  return /(^|[^\\])[*?[]/.test(text)
}

/** Whether a name matches a glob as a whole: `*`, `?`, `[a-z]`, `[!a-z]`, `\` escapes. Throws {@link PatternTooLong}. */
export function globMatch(pattern: string, name: string): boolean {
  return new Glob(pattern).matches(name)
}

/** A pattern that follows all ways of matching at once, in time that grows with pattern and text. */
export class Glob {
  private left = MOST_STEPS

  constructor(
    pattern: string,
    private readonly tokens: readonly Token[] = tokensOf(pattern),
  ) {}

  matches(text: string): boolean {
    const chars = [...text]
    return this.longest(chars, 0) === chars.length
  }

  /** The same for texts that are read from their end. */
  reversed(): Glob {
    return new Glob('', this.tokens.toReversed())
  }

  /** So many characters from there on match at most; undefined: it does not match there. */
  longest(chars: readonly string[], from: number): number | undefined {
    let longest: number | undefined
    for (const length of this.lengths(chars, from)) longest = length
    return longest
  }

  /** The same at least. */
  shortest(chars: readonly string[], from: number): number | undefined {
    for (const length of this.lengths(chars, from)) return length
    return undefined
  }

  private *lengths(chars: readonly string[], from: number): Generator<number> {
    let places = this.reached([], 0)
    for (let at = from; places.length > 0; at++) {
      if (places.at(-1) === this.tokens.length) yield at - from
      if (at >= chars.length) return
      places = this.following(places, chars[at] as string)
    }
  }

  private following(places: readonly number[], char: string): number[] {
    this.left -= places.length
    if (this.left < 0) throw new PatternTooLong()
    const next: number[] = []
    for (const place of places) {
      const token = this.tokens[place]
      if (token === '*') this.reached(next, place)
      else if (token?.(char)) this.reached(next, place + 1)
    }
    return next
  }

  /** Behind `*` is reached with it. Places stay in order, each once. */
  private reached(places: number[], place: number): number[] {
    for (const one of this.tokens[place] === '*' ? [place, place + 1] : [place])
      if ((places.at(-1) ?? -1) < one) places.push(one)
    return places
  }
}

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = []
  for (let rest = pattern; rest !== ''; ) {
    const [text, token] = firstOf(rest)
    if (token !== '*' || tokens.at(-1) !== '*') tokens.push(token)
    rest = rest.slice(text.length)
  }
  return tokens
}

function firstOf(rest: string): [string, Token] {
  const set = SET.exec(rest)?.[0]
  if (set !== undefined) return [set, oneOf(set)]
  const char = String.fromCodePoint(rest.codePointAt(0) as number)
  if (char === '*') return [char, char]
  if (char === '?') return [char, () => true]
  const plain = char === '\\' && rest.length > 1 ? String.fromCodePoint(rest.codePointAt(1) as number) : char
  return [plain === char ? char : char + plain, (one) => one === plain]
}

function oneOf(set: string): Token {
  const not = /^\[[!^]/.test(set)
  const inner = set
    .slice(not ? 2 : 1, -1)
    .replace(/\[:(\w+):\]|\\([\s\S])|[\]^[&|~]/g, (all, name?: string, plain?: string) =>
      name === undefined ? `\\${plain ?? all}` : (POSIX_CLASSES[name] ?? ''),
    )
  const isIn = inSet(inner)
  return (char) => isIn(char) !== not
}

/** A set that is none (`[c-a]`) has nothing in it. */
function inSet(inner: string): (char: string) => boolean {
  try {
    const set = new RegExp(`^[${inner.replace(/\\([A-Za-z0-9])/g, '$1')}]$`, 's')
    return (char) => set.test(char)
  } catch {
    return () => false
  }
}
