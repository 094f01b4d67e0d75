/** The parser gets on with whatever is typed. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printed } from '../test-bash.ts'
import { parse } from './parser.ts'
import { ShellSyntaxError } from './scanner.ts'

const WHITE = [...'\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2007\u200a\u200b\u2028\u2029\u202f\u205f\u3000\ufeff']
const TOKENS =
  "if then elif else fi for in while until do done case esac function [[ ]] { } ! && || ;; ; & | ( ) (( )) < > >> >& &> << <<- <<< 2> $ $( ${ $(( ` ' \" \\ # = =~ == -f x y=1 a() 1 * $'".split(
    ' ',
  )
const shellText = fc
  .array(fc.oneof(fc.constantFrom(...TOKENS), fc.constantFrom(...WHITE), fc.constant(' ')), { maxLength: 25 })
  .map((parts) => parts.join(''))

function ends(text: string): boolean {
  try {
    parse(text)
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error
  }
  return true
}

test('any text is read to its end, or refused', () => {
  fc.assert(fc.property(shellText, ends), { numRuns: 3000 })
})

test.each(WHITE)('the character %j by itself, in a word, between words and behind =~', (space) => {
  for (const text of [
    space,
    `a${space}b`,
    `a ${space} b`,
    `if${space}x`,
    `f${space}() { x; }`,
    `[[ a =~ b${space}c ]]`,
  ])
    expect(ends(text)).toBe(true)
})

printed('other white space than blanks, tabs and ends of lines is a letter of a word', [
  ['echo a\u3000b', 'a\u3000b\n'],
  ['ls\u3000-l', '-bash: ls\u3000-l: command not found\n[127]'],
  ['echo\u00a0x', '-bash: echo\u00a0x: command not found\n[127]'],
  ['echo a \u3000# b', 'a \u3000# b\n'],
  ['x="a\u3000b"; for i in $x; do echo "[$i]"; done', '[a\u3000b]\n'],
  ['[[ "a\u3000b" =~ a\u3000b ]] && echo yes', 'yes\n'],
  ['f\u3000() { echo in; }; f\u3000', 'in\n'],
  ['if\u3000true', '-bash: if\u3000true: command not found\n[127]'],
  ['echo a\rb', 'a\rb\n'],
])

describe('what is nested deep', () => {
  test('is read in a time that does not double with each level', () => {
    const text = `${'[[ $('.repeat(60)}echo${') ]]'.repeat(60)}`
    expect(ends(text)).toBe(true)
  })

  test.each(['(', '$(', '{ ', '[[ ( ', '[[ ! ', '${a:-', 'if ', '$(('])('%s, too often, is refused', (open) => {
    expect(ends(`${'echo '}${open.repeat(20_000)}`)).toBe(true)
    expect(ends(open.repeat(20_000))).toBe(true)
  })

  test('of many lines each is counted once', () => {
    expect(parse(':\n'.repeat(100_000)).at(-1)?.line).toBe(100_000)
  })
})
