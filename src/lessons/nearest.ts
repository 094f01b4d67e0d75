/** A longer one is no word that somebody mistyped. */
const LONGEST = 100

/** The known word that is closest to a wrong one, or undefined when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > LONGEST) return undefined
  const alike = known.filter(({ length }) => length <= 2 * LONGEST)
  const ranked = alike.map((candidate) => ({ candidate, away: distance(word, candidate) }))
  const [best] = ranked.sort((a, b) => a.away - b.away)
  return best && best.away <= Math.max(2, word.length / 2) ? best.candidate : undefined
}

/** "unknown fence: chekc (did you mean check?)" */
export function unknown(what: string, word: string, known: readonly string[]): string {
  const near = nearest(word, known)
  if (near) return `unknown ${what}: ${word} (did you mean ${near}?)`
  return `unknown ${what}: ${word} (${known.length > 0 ? `known: ${known.join(', ')}` : 'there is none'})`
}

/** Edits (insert, remove, replace, swap neighbours) from one word to the other. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  const at = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY
      rows[i]![j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same, swapped)
    }
  }
  return at(a.length, b.length)
}
