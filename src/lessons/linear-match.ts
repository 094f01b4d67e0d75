/**
 * Finds a pattern in time that grows with the text's length alone: all the ways in which it may match are followed at once. The
 * browser's own search follows one after the other, of which there may be more than anybody waits for.
 */

/** A pattern that cannot be followed so: it looks around or back, or is too large. */
export class NotLinear extends Error {
  override readonly name = 'NotLinear'
}

/** A place in the pattern: what may come there, and where it leads. */
type State =
  | { readonly kind: 'end' }
  | { readonly kind: 'char'; readonly is: (char: string) => boolean; readonly next: State }
  | { readonly kind: 'edge'; readonly is: Edge; readonly next: State }
  | { readonly kind: 'ways'; readonly next: State[] }

/** Whether a place between two characters is such a one; undefined: the text's beginning or end. */
type Edge = (before: string | undefined, after: string | undefined) => boolean

/** Puts part of a pattern before what follows it. */
type Build = (next: State) => State

/** A pattern with more places than this is too large. */
const MOST_STATES = 500

const QUANTIFIER = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/
const GROUP = /^\((?:\?:|\?<[\p{L}_$][\p{L}\d_$]*>|(?!\?))/u
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

/** Tells of a text whether the pattern, which must be a valid one, is found in it. Throws {@link NotLinear}. */
export function linearMatcher(source: string, flags: string): (text: string) => boolean {
  const start = new Reading(source, flags).whole()
  const isUnicode = flags.includes('u')
  return (text) => isFoundFrom(start, isUnicode ? [...text] : text.split(''))
}

/** Follows all ways at once; at each character one more begins. */
function isFoundFrom(start: State, chars: readonly string[]): boolean {
  let places = new Set<State>()
  for (let at = 0; at <= chars.length; at++) {
    const [before, after] = [chars[at - 1], chars[at]]
    for (const place of places.add(start)) {
      if (place.kind === 'end') return true
      if (place.kind === 'ways') for (const next of place.next) places.add(next)
      if (place.kind === 'edge' && place.is(before, after)) places.add(place.next)
    }
    if (after !== undefined) places = following(places, after)
  }
  return false
}

function following(places: ReadonlySet<State>, char: string): Set<State> {
  const next = new Set<State>()
  for (const place of places) if (place.kind === 'char' && place.is(char)) next.add(place.next)
  return next
}

/** A pattern while it is read. */
class Reading {
  private at = 0
  private states = 0

  constructor(
    private readonly source: string,
    private readonly flags: string,
  ) {}

  whole(): State {
    return this.alternatives()({ kind: 'end' })
  }

  private alternatives(): Build {
    const ways = [this.sequence()]
    while (this.take('|')) ways.push(this.sequence())
    return (next) => this.made({ kind: 'ways', next: ways.map((build) => build(next)) })
  }

  private sequence(): Build {
    const parts: Build[] = []
    while (this.at < this.source.length && !/^[|)]/.test(this.rest)) parts.push(this.repeated(this.part()))
    return (next) => parts.reduceRight((then, build) => build(then), next)
  }

  private repeated(build: Build): Build {
    const [quantifier, sign, least = '0', comma, most = ''] = QUANTIFIER.exec(this.rest) ?? []
    if (quantifier === undefined) return build
    this.at += quantifier.length
    if (sign === '*') return this.anyNumber(build)
    if (sign === '+') return (next) => build(this.anyNumber(build)(next))
    if (sign === '?') return this.upTo(build, 1)
    const more = comma === '' ? 0 : most === '' ? Number.POSITIVE_INFINITY : Number(most) - Number(least)
    const rest = Number.isFinite(more) ? this.upTo(build, more) : this.anyNumber(build)
    return (next) => times(Number(least), build, rest(next))
  }

  private anyNumber(build: Build): Build {
    return (next) => {
      const again: State[] = [next]
      const place = this.made({ kind: 'ways', next: again })
      again.push(build(place))
      return place
    }
  }

  private upTo(build: Build, most: number): Build {
    return (next) => times(most, (then) => this.made({ kind: 'ways', next: [next, build(then)] }), next)
  }

  private part(): Build {
    if (this.source[this.at] !== '(') return this.atom()
    const head = GROUP.exec(this.rest)?.[0]
    if (head === undefined) throw new NotLinear('it looks around')
    this.at += head.length
    const inner = this.alternatives()
    this.take(')')
    return inner
  }

  private atom(): Build {
    const { rest } = this
    const isUnicode = this.flags.includes('u')
    if (BACK.test(rest)) throw new NotLinear('it refers back')
    if (!isUnicode && ONLY_UNICODE.test(rest)) throw new NotLinear('\\u{…} and \\p{…} have no meaning here')
    const text = (rest.startsWith('\\') ? ESCAPE : isUnicode ? new RegExp(ATOM, 'u') : ATOM).exec(rest)?.[0] ?? ''
    this.at += text.length
    const edge = EDGES[text]
    if (edge) return (next) => this.made({ kind: 'edge', is: edge, next })
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
    if (++this.states > MOST_STATES) throw new NotLinear('it is too large')
    return state
  }
}

function times(count: number, build: Build, next: State): State {
  let place = next
  for (let i = 0; i < count; i++) place = build(place)
  return place
}
