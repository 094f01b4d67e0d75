/** What of a regular expression a character begins, in Java's and in RE2/J's. */
export const PATTERN_PARTS: {
  readonly [char: string]: 'alternative' | 'open' | 'close' | 'repetition' | 'escape' | 'characterClass'
} = {
  '|': 'alternative',
  '(': 'open',
  ')': 'close',
  '*': 'repetition',
  '+': 'repetition',
  '?': 'repetition',
  '{': 'repetition',
  '\\': 'escape',
  '[': 'characterClass',
}
