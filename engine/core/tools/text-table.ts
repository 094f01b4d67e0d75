/** Columns of text as Java's `String.format` pads them. */

/** Pads to a width on the right; longer texts stay whole. */
export function pad(value: string | number, width: number): string {
  return String(value).padEnd(width)
}

/** The width of the longest text, at least `least`. */
export function widest(texts: Iterable<string>, least: number): number {
  let width = least
  for (const text of texts) width = Math.max(width, text.length)
  return width
}
