import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linearMatcher } from './linear-match.ts'
import { NotLinear } from './reading.ts'

const piece = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\s', 'a?', 'b*', '.*?', 'a+', '[ab]{2}', 'b{1,2}')
const edge = fc.constantFrom('', '', '^', '$', '\\b', '\\B')
const sequence = fc.array(fc.tuple(piece, edge), { maxLength: 4 }).map((parts) => parts.flat().join(''))
const group = fc
  .tuple(
    fc.constantFrom('(', '(?:', '(?<x>'),
    sequence,
    sequence,
    fc.constantFrom('', '*', '+', '?', '{2}', '{0,2}', '{1,}'),
  )
  .map(([open, one, other, often]) => `${open}${one}|${other})${often}`)
const source = fc.tuple(edge, sequence, group, sequence, edge).map((parts) => parts.join(''))
const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '键', '𝄞', '\n'), maxLength: 8 })

test.each(['', 'su'])('finds what the browser finds, with the flags "%s"', (flags) => {
  fc.assert(
    fc.property(source, text, (pattern, within) => {
      // V8 looks for edges of words also in the middle of such a character: /\B/u is found in a𝄞a, where ECMAScript has none.
      fc.pre(!flags.includes('u') || !within.includes('𝄞') || !/\\b/i.test(pattern))
      expect(linearMatcher(pattern, flags)(within)).toBe(new RegExp(pattern, flags).test(within))
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['\\.sh .*--(from|to)-x', '', 'k.sh --a --to-x'],
  ['[)(|*]{2}', '', 'a()'],
  ['^{literal', '', '{literal'],
  ['\\u{1d11e}\\p{Script=Han}\\x61', 'su', '𝄞键a'],
  ['\\u952e\\ud834\\udd1e', 'su', '键𝄞'],
  ['a\\/\\-b', '', 'a/-b'],
])('%s with the flags "%s" is found in %s', (pattern, flags, within) => {
  expect(linearMatcher(pattern, flags)(within)).toBe(true)
  expect(linearMatcher(pattern, flags)('')).toBe(false)
})

test.each(['(?=a)b', '(?<!a)b', '(a)\\1', '(?<x>a)\\k<x>', '.{0,900}', '(.{30}){40}'])('%s is not taken', (pattern) => {
  expect(() => linearMatcher(pattern, '')).toThrow(NotLinear)
})
