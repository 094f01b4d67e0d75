/** The lines of a server log, and which of them are drawn. */

export interface Line {
  /** Counted from the first line that was ever seen: it stays the same when older ones are forgotten. */
  readonly nth: number
  readonly level: string
  readonly text: string
}

/** Lines drawn of a log that is followed. */
const DRAWN = 300

/** How many of the oldest lines are not kept any more, from one look to the next. */
export function forgotten(before: readonly string[], now: readonly string[]): number {
  if (now.length >= before.length && before.every((line, i) => line === now[i])) return 0
  for (let gone = 1; gone < before.length; gone++)
    if (now.length >= before.length - gone && before.slice(gone).every((line, i) => line === now[i])) return gone
  return before.length
}

/** A line that begins with no time goes on from the one before: a stack trace has the level of its message. */
export function linesOf(texts: readonly string[], first: number): Line[] {
  let level = 'INFO'
  return texts.map((text, i) => {
    level = /^\[[^\]]*\] ([A-Z]+) /.exec(text)?.[1] ?? level
    return { nth: first + i, level, text }
  })
}

/** The latest; for a reader who scrolled up all from the line with which the drawn ones began, so that none slides away. */
export function drawn(lines: readonly Line[], heldFrom: number | null): readonly Line[] {
  return heldFrom === null ? lines.slice(-DRAWN) : lines.filter(({ nth }) => nth >= heldFrom)
}
