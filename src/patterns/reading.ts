/** Patterns as the ways through them. */

/** A pattern that cannot be followed so: it looks around or back, or is too large. */
export class NotLinear extends Error {
  override readonly name = 'NotLinear'
}

/** A place in the pattern: what may come there, and where it leads. */
export type State =
  | { readonly kind: 'end' }
  | { readonly kind: 'char'; readonly is: (char: string) => boolean; readonly next: State }
  | { readonly kind: 'edge'; readonly is: Edge; readonly next: State }
  /** The first of them is tried first. */
  | { readonly kind: 'ways'; readonly next: State[] }
  /** Begin (even) or end (odd) of a group. */
  | { readonly kind: 'group'; readonly mark: number; readonly next: State }

/** Whether a place between two characters is such a one; undefined: the text's beginning or end. */
type Edge = (before: string | undefined, after: string | undefined) => boolean

/** Puts part of a pattern before what follows it. */
type Build = (next: State) => State

/** A part of a pattern, and in how many ways it may match at one place: `ways`, times the text's length for each of `loops`. */
interface PatternPart {
  readonly build: Build
  readonly ways: number
  readonly loops: number
}

/** A pattern that has been read. */
export interface ReadPattern {
  readonly start: State
  /** How many groups it has, the whole included. */
  readonly groups: number
}

/** A pattern with more places than this is too large. */
const MOST_STATES = 500

const QUANTIFIER = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/
const GROUP = /^\((?:\?:|\?<[\p{L}_$][\p{L}\d_$]*>|(?!\?))/u
/** What looks around, of which the browser's own search takes care. */
const LOOK = /^\(\?<?[=!]/
const ESCAPE =
  /^\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u[\da-fA-F]{4}|u\{[\da-fA-F]+\}|x[\da-fA-F]{2}|c[A-Za-z]|[pP]\{[^}]*\}|[\s\S])/u
const ATOM = /^(?:\[(?:\\[\s\S]|[^\]\\])*\]|[\s\S])/
const BACK = /^\\[1-9k]/
/** What means another thing without the flag `u`. */
const ONLY_UNICODE = /^\\(?:u\{|[pP]\{)/

const isWord = (char: string | undefined) => char !== undefined && /\w/.test(char)

const EDGES: { readonly [source: string]: Edge } = {
  '^': (before) => before === undefined,
  $: (_before, after) => after === undefined,
  '\\b': (before, after) => isWord(before) !== isWord(after),
  '\\B': (before, after) => isWord(before) === isWord(after),
}

/** Reads a pattern, which must be a valid one. Throws {@link NotLinear}. */
export function readPattern(source: string, flags: string, most = MOST_STATES): ReadPattern {
  return new Reading(source, flags, most).whole()
}

/** In how many ways at most the browser's own search follows a pattern from one place of a text of that length. */
export function waysOf(source: string, flags: string): (length: number) => number {
  const { ways, loops } = new Reading(source, flags, 0).alternatives()
  return (length) => ways * (length + 1) ** loops
}

/** A pattern while it is read. */
class Reading {
  private at = 0
  private states = 0
  private groups = 1
  private refusal: string | undefined

  constructor(
    private readonly source: string,
    private readonly flags: string,
    private readonly most: number,
  ) {}

  whole(): ReadPattern {
    const { build } = this.alternatives()
    if (this.refusal !== undefined) throw new NotLinear(this.refusal)
    return { start: build({ kind: 'end' }), groups: this.groups }
  }

  alternatives(): PatternPart {
    const parts = [this.sequence()]
    while (this.take('|')) parts.push(this.sequence())
    const build: Build = (next) => this.made({ kind: 'ways', next: parts.map((part) => part.build(next)) })
    return {
      build,
      ways: parts.reduce((sum, { ways }) => sum + ways, 0),
      loops: Math.max(...parts.map(({ loops }) => loops)),
    }
  }

  private sequence(): PatternPart {
    const parts: PatternPart[] = []
    while (this.at < this.source.length && !/^[|)]/.test(this.rest)) parts.push(this.repeated(this.part()))
    return {
      build: (next) => parts.reduceRight((then, { build }) => build(then), next),
      ways: parts.reduce((product, { ways }) => product * ways, 1),
      loops: parts.reduce((sum, { loops }) => sum + loops, 0),
    }
  }

  private repeated(part: PatternPart): PatternPart {
    const [quantifier, sign, count = '0', comma, limit = ''] = QUANTIFIER.exec(this.rest) ?? []
    if (quantifier === undefined) return part
    this.at += quantifier.length
    const isLazy = quantifier.length > 1 && quantifier.endsWith('?')
    const least = sign === undefined ? Number(count) : Number(sign === '+')
    const most = sign === undefined ? mostOf(least, comma, limit) : sign === '?' ? 1 : Number.POSITIVE_INFINITY
    return { build: this.times(part.build, { least, most, isLazy }), ...repeatedWays(part, least, most) }
  }

  private times(build: Build, { least, most, isLazy }: Repetition): Build {
    const rest: Build = (next) =>
      most === Number.POSITIVE_INFINITY
        ? this.anyNumber(build, isLazy)(next)
        : this.upTo(build, most - least, isLazy)(next)
    return (next) => times(least, build, rest(next))
  }

  private anyNumber(build: Build, isLazy: boolean): Build {
    return (next) => {
      const ways: State[] = []
      const place = this.made({ kind: 'ways', next: ways })
      ways.push(...inOrder(build(place), next, isLazy))
      return place
    }
  }

  private upTo(build: Build, most: number, isLazy: boolean): Build {
    return (next) => times(most, (then) => this.made({ kind: 'ways', next: inOrder(build(then), next, isLazy) }), next)
  }

  private part(): PatternPart {
    if (this.source[this.at] !== '(') return { build: this.atom(), ways: 1, loops: 0 }
    const head = GROUP.exec(this.rest)?.[0] ?? LOOK.exec(this.rest)?.[0] ?? '('
    if (LOOK.test(head)) this.refusal ??= 'it looks around'
    this.at += head.length
    const number = head === '(' || /^\(\?<[^=!]/.test(head) ? this.groups++ : undefined
    const inner = this.alternatives()
    this.take(')')
    return number === undefined ? inner : { ...inner, build: this.group(number, inner.build) }
  }

  private group(number: number, inner: Build): Build {
    return (next) => {
      const end = inner(this.made({ kind: 'group', mark: 2 * number + 1, next }))
      return this.made({ kind: 'group', mark: 2 * number, next: end })
    }
  }

  private atom(): Build {
    const { rest } = this
    const isUnicode = this.flags.includes('u')
    if (BACK.test(rest)) this.refusal ??= 'it refers back'
    if (!isUnicode && ONLY_UNICODE.test(rest)) this.refusal ??= '\\u{…} and \\p{…} have no meaning here'
    const text = (rest.startsWith('\\') ? ESCAPE : isUnicode ? new RegExp(ATOM, 'u') : ATOM).exec(rest)?.[0] ?? '\\'
    this.at += text.length
    const edge = EDGES[text]
    if (edge) return (next) => this.made({ kind: 'edge', is: edge, next })
    if (this.refusal !== undefined) return (next) => next
    const one = new RegExp(`^(?:${text})$`, this.flags)
    return (next) => this.made({ kind: 'char', is: (char) => one.test(char), next })
  }

  private get rest(): string {
    return this.source.slice(this.at)
  }

  private take(char: string): boolean {
    const isThere = this.source[this.at] === char
    if (isThere) this.at++
    return isThere
  }

  private made<S extends State>(state: S): S {
    if (++this.states > this.most) throw new NotLinear('it is too large')
    return state
  }
}

interface Repetition {
  readonly least: number
  readonly most: number
  readonly isLazy: boolean
}

function mostOf(least: number, comma: string | undefined, limit: string): number {
  if (comma === '') return least
  return limit === '' ? Number.POSITIVE_INFINITY : Number(limit)
}

/** What may match in several ways, and that several times, may do so in more ways than there are. */
function repeatedWays({ ways, loops }: PatternPart, least: number, most: number): { ways: number; loops: number } {
  const isPlain = ways === 1 && loops === 0
  if (most === Number.POSITIVE_INFINITY) return isPlain ? { ways, loops: 1 } : { ways: most, loops }
  return { ways: (most - least + 1) * ways ** most, loops: loops * most }
}

function inOrder(again: State, next: State, isLazy: boolean): State[] {
  return isLazy ? [next, again] : [again, next]
}

function times(count: number, build: Build, next: State): State {
  let place = next
  for (let i = 0; i < count; i++) place = build(place)
  return place
}
