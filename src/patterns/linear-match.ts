/**
 * Finds a pattern in time that grows with the text's length alone: all the ways in which it may match are followed at once. The
 * browser's own search follows one after the other, of which there may be more than anybody waits for.
 */

import { readPattern, type State } from './reading.ts'

/** Tells of a text whether the pattern, which must be a valid one, is found in it. Throws {@link NotLinear}. */
export function linearMatcher(source: string, flags: string): (text: string) => boolean {
  const { start } = readPattern(source, flags)
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
      if (place.kind === 'group' || (place.kind === 'edge' && place.is(before, after))) places.add(place.next)
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
