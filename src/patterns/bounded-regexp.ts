import { type Marks, searchLinear } from './linear-search.ts'
import { NotLinear, type ReadPattern, readPattern, waysOf } from './reading.ts'

/** A search that would take longer than anybody waits. */
export class SearchTooLong extends Error {
  override readonly name = 'SearchTooLong'
  constructor() {
    super('regular expression takes too long')
  }
}

/** What was found: the whole and its groups. */
export interface Match {
  readonly index: number
  readonly groups: readonly (string | undefined)[]
}

/** So many steps may the browser's own search take, which nothing can stop. */
const MOST_NATIVE = 5e6
/** The same for a pattern that only it understands. */
const MOST_NATIVE_ONLY = 1e8
/** So many steps may a search of ours take in one text. */
const MOST_STEPS = 3e7
const MOST_STATES = 5000

/**
 * A regular expression that ends: the browser's own search follows one way after the other, of which a short pattern may have
 * more than anybody waits for. Where it may have too many they are followed all at once, in time that grows with the text.
 */
export class BoundedRegExp {
  private readonly native: RegExp
  private readonly ways: (length: number) => number
  private linear: ReadPattern | undefined

  /** `flags`: `i`, or none. Throws SyntaxError. */
  constructor(
    private readonly source: string,
    private readonly flags = '',
  ) {
    this.native = new RegExp(source, `${flags}g`)
    this.ways = waysOf(source, flags)
  }

  /** Whether it is found. Throws {@link SearchTooLong}, as all of these. */
  test(text: string): boolean {
    return this.first(text) !== undefined
  }

  /** The first that is found. */
  first(text: string): Match | undefined {
    for (const match of this.all(text)) return match
    return undefined
  }

  /** All that are found, one behind the other. */
  *all(text: string): Generator<Match> {
    const search = this.searchIn(text)
    for (let from = 0; from <= text.length; ) {
      const match = search(from)
      if (!match) return
      yield match
      const { length } = match.groups[0] as string
      from = match.index + Math.max(1, length)
    }
  }

  /** The text with something else for each that is found. */
  replace(text: string, by: (match: Match) => string): string {
    let done = ''
    let at = 0
    for (const match of this.all(text)) {
      done += text.slice(at, match.index) + by(match)
      at = match.index + (match.groups[0] as string).length
    }
    return done + text.slice(at)
  }

  /** What stands between those that are found. */
  split(text: string): string[] {
    const parts: string[] = []
    let at = 0
    for (const { index, groups } of this.all(text)) {
      const length = (groups[0] as string).length
      if (length === 0) continue
      parts.push(text.slice(at, index))
      at = index + length
    }
    return [...parts, text.slice(at)]
  }

  private searchIn(text: string): (from: number) => Match | undefined {
    const steps = this.ways(text.length) * (text.length + 1)
    if (steps <= MOST_NATIVE) return (from) => this.nativeFrom(text, from)
    const pattern = this.linearOr(steps)
    if (!pattern) return (from) => this.nativeFrom(text, from)
    const spend = budget(MOST_STEPS)
    return (from) => matchAt(text, searchLinear(pattern, { text, from }, spend))
  }

  private nativeFrom(text: string, from: number): Match | undefined {
    this.native.lastIndex = from
    const found = this.native.exec(text)
    return found ? { index: found.index, groups: [...found] } : undefined
  }

  private linearOr(nativeSteps: number): ReadPattern | undefined {
    try {
      return (this.linear ??= readPattern(this.source, this.flags, MOST_STATES))
    } catch (error) {
      if (!(error instanceof NotLinear)) throw error
      if (nativeSteps > MOST_NATIVE_ONLY) throw new SearchTooLong()
      return undefined
    }
  }
}

function budget(most: number): (steps: number) => void {
  let left = most
  return (steps) => {
    left -= steps
    if (left < 0) throw new SearchTooLong()
  }
}

function matchAt(text: string, marks: Marks | undefined): Match | undefined {
  if (!marks) return undefined
  const groups: (string | undefined)[] = []
  for (let i = 0; i < marks.length; i += 2) {
    const end = marks[i + 1]
    groups.push(end === undefined ? undefined : text.slice(marks[i], end))
  }
  return { index: marks[0] as number, groups }
}
