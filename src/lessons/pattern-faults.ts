/** What keeps a pattern from taking for ever: somebody's lessons are matched while the page waits. */

import { linearMatcher } from '../patterns/linear-match.ts'
import { NotLinear } from '../patterns/reading.ts'
import { choicesIn, LIKENESS_FLAGS, patternIn } from './likeness.ts'
import type { Shape } from './shape.ts'

/** A pattern with this many quantifiers without a bound is none that a lesson needs. */
const MOST_UNBOUNDED = 6

/** Text of the shape, or a pattern between slashes. */
export function likeness(of: Shape): Shape {
  return (value, path, report) => {
    of(value, path, report)
    const pattern = typeof value === 'string' ? patternIn(value) : undefined
    const fault = pattern === undefined ? undefined : patternFault(pattern, LIKENESS_FLAGS)
    if (fault !== undefined) report(path, fault)
  }
}

/** Why the pattern cannot be used; undefined when it can. */
export function patternFault(source: string, flags = ''): string | undefined {
  try {
    new RegExp(source, flags)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return slowness(source) ?? boundlessness(source, flags)
}

/** Why a pattern cannot be followed in bounded time; one that leaves a single choice needs not be. */
function boundlessness(source: string, flags: string): string | undefined {
  try {
    if (choicesIn(source) > 1) linearMatcher(source, flags)
    return undefined
  } catch (error) {
    if (!(error instanceof NotLinear)) throw error
    return `this pattern may take for ever: ${error.message}`
  }
}

/** A group that is open while the pattern is read, or the whole: whether something in it may match in more than one way. */
interface Open {
  varies: boolean
}

/** One quantifier as it is written, with its lazy `?`. */
const QUANTIFIER = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/
/** What is passed over as one: an escape, a class of characters, the head of a group, any character. */
const PIECE = /^(?:\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|[\s\S])/su

/** Why a pattern that is one might take longer than anybody waits. */
function slowness(source: string): string | undefined {
  const open: Open[] = [{ varies: false }]
  let unbounded = 0
  for (let at = 0; at < source.length; ) {
    const piece = PIECE.exec(source.slice(at))?.[0] ?? ''
    at += piece.length
    const inner = piece === ')' ? open.pop() : undefined
    if (piece.startsWith('(')) open.push({ varies: false })
    const outer = open.at(-1) as Open
    if (piece === '|' || inner?.varies) outer.varies = true
    if (piece.startsWith('(') || piece === '|') continue
    const [quantifier = '', least, comma, most] = QUANTIFIER.exec(source.slice(at)) ?? []
    if (quantifier === '') continue
    at += quantifier.length
    outer.varies = true
    if (inner?.varies && repeats(quantifier, least, comma, most)) return `${NESTED}: ${quantifier} at ${at}`
    if (hasNoBound(quantifier, comma, most) && ++unbounded > MOST_UNBOUNDED) return MANY
  }
  return undefined
}

const NESTED = 'this pattern may take for ever: a repeated group holds another quantifier or an alternation'
const MANY = `this pattern may take for ever: it has more than ${MOST_UNBOUNDED} of *, + and {n,}`

function hasNoBound(quantifier: string, comma?: string, most?: string): boolean {
  return /^[*+]/.test(quantifier) || (comma === ',' && most === '')
}

/** Whether what it follows may come more than once. */
function repeats(quantifier: string, least?: string, comma?: string, most?: string): boolean {
  return hasNoBound(quantifier, comma, most) || Number(most || least || 0) > 1
}
