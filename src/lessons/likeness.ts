import { linearMatcher } from '../patterns/linear-match.ts'

/** Longest text that a pattern is matched against; of longer ones the beginning is. */
const MOST_TEXT = 2000

/** How a pattern between slashes is read. */
export const LIKENESS_FLAGS = 'su'

/** So many ways may the browser try one after the other: those of a pattern with one choice, at any length. */
const MOST_WAYS = (MOST_TEXT + 2) ** 2

/** Whether the pattern is found in the text, or in the beginning of a long one. */
export function isFound(pattern: RegExp, text: string): boolean {
  const beginning = text.slice(0, MOST_TEXT)
  const ways = (beginning.length + 2) ** (choicesIn(pattern.source) + 1)
  return ways <= MOST_WAYS ? pattern.test(beginning) : matcherOf(pattern)(beginning)
}

/** A piece of a pattern; all but the first kinds leave a choice, or look at one again. */
const PIECE = /\\[^1-9k]|\[(?:\\.|[^\]\\])*\]|\(\?|(\\[1-9k]|[*+?]\??|\{\d+,?\d*\}\??|\|)/gs

/** How many places of a pattern leave a choice where it goes on: each multiplies the ways by the text's length at most. */
export function choicesIn(source: string): number {
  return [...source.matchAll(PIECE)].filter(([, choice]) => choice !== undefined).length
}

type Matcher = ReturnType<typeof linearMatcher>

/** Kept, since all goals are looked at after each event. */
const matchers = new Map<string, Matcher>()
const MOST_MATCHERS = 100

function matcherOf({ source, flags }: RegExp): Matcher {
  const key = `${flags}/${source}`
  const matcher = matchers.get(key) ?? remembering(linearMatcher(source, flags))
  if (matchers.size >= MOST_MATCHERS) matchers.clear()
  matchers.set(key, matcher)
  return matcher
}

const MOST_TOLD = 1000

/** Does not look at a text again. */
function remembering(matcher: Matcher): Matcher {
  const told = new Map<string, boolean>()
  return (text) => {
    const isFound = told.get(text) ?? matcher(text)
    if (told.size >= MOST_TOLD) told.clear()
    told.set(text, isFound)
    return isFound
  }
}

/** The pattern of a text between slashes; undefined: the text means itself. */
export function patternIn(text: string): string | undefined {
  return /^\/(.*)\/$/s.exec(text)?.[1]
}
