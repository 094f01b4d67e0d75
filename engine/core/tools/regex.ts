/** What RE2 would say about a regular expression. */

const PROBLEMS: readonly (readonly [RegExp, string])[] = [
  [/unterminated character class/i, 'missing closing ]'],
  [/unterminated group|missing \)/i, 'missing closing )'],
  [/unmatched '\)'/i, 'unexpected )'],
  [/nothing to repeat/i, 'missing argument to repetition operator'],
  [/range out of order/i, 'invalid character class range'],
  [/\\ at end/i, 'trailing \\'],
]

/** RE2's words for what is wrong; undefined: nothing. */
export function regexProblem(regex: string): string | undefined {
  try {
    new RegExp(regex)
    return undefined
  } catch (error) {
    const message = (error as Error).message
    return PROBLEMS.find(([pattern]) => pattern.test(message))?.[1] ?? message
  }
}
