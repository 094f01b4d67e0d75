/** What `case` of bash 5.2 says of the same, and how long a pattern takes. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printed } from '../test-bash.ts'
import { globMatch } from './glob.ts'

test.each([
  ['*a*b', 'xxaxxb', true],
  ['[]a]', ']', true],
  ['[!]a]', 'b', true],
  ['[a-c]x', 'bx', true],
  ['[[:digit:]]*', '1a', true],
  ['[^a]', 'a', false],
  ['a\\*', 'a*', true],
  ['[a', '[a', true],
  ['?', '键', true],
  ['?', '𝄞', true],
  ['[\\]]', ']', true],
  ['[a\\-c]', '-', true],
  ['[a\\-c]', 'b', false],
  ['[c-a]', 'b', false],
  ['', '', true],
  ['*', '', true],
  ['[a-]', '-', true],
  ['[[:alpha:]-]', '-', true],
  ['[]', '[]', true],
  ['a[b', 'ab', false],
  ['\\', '\\', true],
  ['[.]', 'x', false],
  ['[w]', 'x', false],
])('%s and %s', (pattern, text, matches) => {
  expect(globMatch(pattern, text)).toBe(matches)
})

test('stars, marks and letters match as a search by the browser does', () => {
  const pattern = fc.string({ unit: fc.constantFrom('*', '?', 'a', 'b'), maxLength: 7 })
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 9 })
  fc.assert(
    fc.property(pattern, text, (glob, name) => {
      const source = glob.replaceAll('*', '.*').replaceAll('?', '.')
      expect(globMatch(glob, name)).toBe(new RegExp(`^${source}$`, 's').test(name))
    }),
    { numRuns: 2000 },
  )
})

const A = 'a'.repeat(60)
const STARS = '*a'.repeat(15)

printed('a pattern of many stars ends', [
  [`case ${A} in ${STARS}*b) echo y;; *) echo n;; esac`, 'n\n'],
  [`[[ ${A} == ${STARS}*b ]] || echo n`, 'n\n'],
  [`a=${A}; echo \${a##${STARS}*b}`, `${A}\n`],
  [`a=${A}; echo \${a%%b${STARS}*}`, `${A}\n`],
  [`a=${A}; echo \${a//${STARS}*b/x}`, `${A}\n`],
  [`touch ${A}; echo ${STARS}*b`, `${STARS}*b\n`],
  [`touch ${A}; find . -name '${STARS}*b'`, ''],
  ['x=$(printf %30000s | tr " " a); echo ${x//a*b/}; echo no', '-bash: pattern matching takes too long\n[1]'],
])
