import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BoundedRegExp, SearchTooLong } from './bounded-regexp.ts'
import { searchLinear } from './linear-search.ts'
import { readPattern } from './reading.ts'

const piece = fc.constantFrom(
  'a',
  'b',
  '.',
  '[ab]',
  '[^a]',
  '\\w',
  'a?',
  'b*',
  '.*?',
  'a+',
  '.*',
  'b??',
  '[ab]{2}',
  'b{1,2}',
  'a{0,2}?',
)
const edge = fc.constantFrom('', '', '^', '$', '\\b', '\\B')
const sequence = fc.array(fc.tuple(piece, edge), { maxLength: 4 }).map((parts) => parts.flat().join(''))
const group = fc
  .tuple(fc.constantFrom('(', '(?:'), sequence, sequence, fc.constantFrom('', '{1}'))
  .map(([open, one, other, often]) => `${open}${one}|(${other}))${often}`)
const source = fc.tuple(edge, sequence, group, sequence, edge).map((parts) => parts.join(''))
const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '键'), maxLength: 8 })

// A group that may be there and matches nothing has no part in a match of JavaScript's, and is empty in one of POSIX: left out.
test('a search that follows all ways at once finds what the browser finds, with its groups', () => {
  fc.assert(
    fc.property(source, text, (pattern, within) => {
      const native = new RegExp(pattern).exec(within)
      const marks = searchLinear(readPattern(pattern, ''), { text: within, from: 0 }, () => {})
      const shown =
        marks &&
        Array.from({ length: marks.length / 2 }, (_, i) =>
          marks[2 * i + 1] === undefined ? undefined : within.slice(marks[2 * i], marks[2 * i + 1]),
        )
      expect([marks?.[0], shown]).toEqual([native?.index, native ? [...native] : undefined])
    }),
    { numRuns: 3000 },
  )
})

const LONG = 'a'.repeat(5000)

test.each(['(a+)+$', '(a|aa)+$', '(a?){30}a{30}!', '.*.*.*.*!', '(a|a)(a|a)*b', '(x+x+)+y|a*a*a*b', '(a*)*b'])(
  '%s ends on a long text',
  (pattern) => {
    expect(new BoundedRegExp(pattern).test(`${LONG}?`)).toBe(false)
  },
)

test('what refers back is found in short texts, and refused where it might take for ever', () => {
  expect(new BoundedRegExp('^(.*) \\1$').first('ab ab')?.groups).toEqual(['ab ab', 'ab'])
  expect(() => new BoundedRegExp('(a+)+\\1$').test(`${LONG}?`)).toThrow(SearchTooLong)
  expect(() => new BoundedRegExp('(?=(a+)+b)').test(LONG)).toThrow(SearchTooLong)
})

test('all, replace and split do what the browser’s do', () => {
  for (const [pattern, within] of [
    ['a*', 'baac'],
    ['(a)|b', 'xaby'],
    [', *', 'a, b,c'],
    ['', 'ab'],
  ] as const) {
    const native = new RegExp(pattern, 'g')
    expect([...new BoundedRegExp(pattern).all(within)].map(({ groups }) => groups)).toEqual(
      [...within.matchAll(native)].map((found) => [...found]),
    )
    expect(new BoundedRegExp(pattern).replace(within, ({ groups }) => `<${groups[0]}>`)).toBe(
      within.replace(native, '<$&>'),
    )
  }
  expect(new BoundedRegExp(', *').split('a, b,c')).toEqual(['a', 'b', 'c'])
})
