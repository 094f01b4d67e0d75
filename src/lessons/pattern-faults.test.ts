import { expect, test } from 'vitest'
import { CHECK } from './check-shape.ts'
import { isFound } from './likeness.ts'
import { patternFault } from './pattern-faults.ts'

test.each([
  '(a+)+$',
  '(a*)*b',
  '(?:a+b?)*c',
  '(a|aa)+$',
  '(?<x>(?:a|b)c)+',
  '((a?)b)+?',
  '(a+){2,}',
  '(a+){30}',
  '(?=(a+)+)b',
  '([)]a+)+',
  '(\\(a+)+',
  '.*a.*b.*c.*d.*e.*f.*g',
])('%s may take for ever', (pattern) => {
  expect(patternFault(pattern)).toMatch(/this pattern may take for ever/)
})

test.each([
  'kafka-topics\\.sh .*--create .*later',
  'kafka-get-offsets\\.sh .*--topic measurements .*(latest|--time -1)',
  '(a+b|c)?d',
  '(ab)+',
  '(?:ab){3}',
  '(a+){1}',
  '[(|)*]+',
  '\\(a|b\\)+',
  '^{literal',
  '(a|b)c*',
])('%s is left alone', (pattern) => {
  expect(patternFault(pattern)).toBeUndefined()
})

test('a pattern that is none', () => {
  expect(patternFault('(')).toMatch(/Invalid regular expression/)
  expect(patternFault('\\-', 'su')).toMatch(/Invalid/)
})

test.each([
  [/\s+\s+\s+$/, ' ', 'x'],
  [/.*a.*a.*a.*a.*a.*ax/, 'a', ''],
  [/a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?x/, 'a', ''],
  [
    /(a|.)(a|.)(a|.)(a|.)(a|.)(a|.)(a|.)(a|.)(a|.)(a|.)(a|.)(a|.)(a|.)(a|.)(a|.)(a|.)(a|.)(a|.)(a|.)(a|.)(a|.)(a|.)x/,
    'a',
    '',
  ],
  [/.{0,60}.{0,60}.{0,60}.{0,60}x/, 'a', ''],
])('%s comes to an end on a text on which the browser’s own search would not', (pattern, char, last) => {
  expect(patternFault(pattern.source)).toBeUndefined()
  expect(isFound(pattern, char.repeat(1990) + last)).toBe(false)
  expect(isFound(pattern, `${char.repeat(1900)}${char === ' ' ? '' : 'x'}`)).toBe(true)
})

test.each(['(a+)(b+)\\1', '(?=.*a)(?=.*b)', '.{0,300}x{0,300}'])('%s cannot be followed in bounded time', (pattern) => {
  expect(patternFault(pattern)).toMatch(/this pattern may take for ever: it (looks around|refers back|is too large)/)
})

test('of a long text the beginning is matched', () => {
  expect(isFound(/x/, `${' '.repeat(1999)}x`)).toBe(true)
  expect(isFound(/x/, `${' '.repeat(2000)}x`)).toBe(false)
})

test('a word of a command is read as it is matched', () => {
  const faultsOf = (value: unknown) => {
    const faults: string[] = []
    CHECK(value, [], (_path, message) => faults.push(message))
    return faults
  }
  expect(faultsOf({ command: 'kafka-topics.sh --topic /a\\-b/' })).toEqual([expect.stringMatching(/Invalid/)])
  expect(faultsOf({ command: 'kafka-topics.sh --topic /\\p{Lu}+\\u{1F600}+/' })).toEqual([])
})
