import type { ReadPattern, State } from './reading.ts'

/** Where a pattern was found: the ends of its groups, two for each, the whole first; undefined: the group has no part in it. */
export type Marks = readonly (number | undefined)[]

/** One way that is followed. */
interface Way {
  readonly place: State & { kind: 'char' | 'end' }
  readonly marks: Marks
}

/** Where a search stands: what was followed to the character that is next. */
class Front {
  readonly ways: Way[] = []
  private readonly seen = new Set<State>()

  constructor(
    private readonly text: string,
    private readonly at: number,
    private readonly spend: (steps: number) => void,
  ) {}

  /** Follows a way as far as it goes without a character; the ways in front of it are preferred. */
  follow(start: State, marks: Marks): void {
    const open: { place: State; marks: Marks }[] = [{ place: start, marks }]
    for (let one = open.pop(); one; one = open.pop()) {
      const { place } = one
      if (this.seen.has(place)) continue
      this.seen.add(place)
      this.spend(1)
      if (place.kind === 'char' || place.kind === 'end') this.ways.push({ place, marks: one.marks })
      else if (place.kind === 'ways')
        for (const next of place.next.toReversed()) open.push({ place: next, marks: one.marks })
      else if (place.kind === 'group') open.push({ place: place.next, marks: one.marks.with(place.mark, this.at) })
      else if (place.is(this.text[this.at - 1], this.text[this.at])) open.push({ place: place.next, marks: one.marks })
    }
  }
}

/** The first place from `from` on where a pattern is found, and of what is found there what the browser's search prefers. */
export function searchLinear(
  { start, groups }: ReadPattern,
  { text, from }: { readonly text: string; readonly from: number },
  spend: (steps: number) => void,
): Marks | undefined {
  const none: Marks = new Array(2 * groups).fill(undefined)
  let found: Marks | undefined
  let front = new Front(text, from, spend)
  for (let at = from; at <= text.length; at++) {
    if (!found) front.follow(start, none.with(0, at))
    else if (front.ways.length === 0) break
    const next = new Front(text, at + 1, spend)
    for (const { place, marks } of front.ways) {
      spend(1)
      if (place.kind === 'end') {
        found = marks.with(1, at)
        break
      }
      if (at < text.length && place.is(text[at] as string)) next.follow(place.next, marks)
    }
    front = next
  }
  return found
}
