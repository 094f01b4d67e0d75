/** Longest text that a pattern is matched against; of longer ones the beginning is. */
const MOST_TEXT = 2000

/** How a pattern between slashes is read. */
export const LIKENESS_FLAGS = 'su'

/** Whether the pattern is found in the text, or in the beginning of a long one. */
export function isFound(pattern: RegExp, text: string): boolean {
  return pattern.test(text.slice(0, MOST_TEXT))
}

/** The pattern of a text between slashes; undefined: the text means itself. */
export function patternIn(text: string): string | undefined {
  return /^\/(.*)\/$/s.exec(text)?.[1]
}
