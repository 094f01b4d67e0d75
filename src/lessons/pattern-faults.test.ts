import { expect, test } from 'vitest'
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

test('of a long text the beginning is matched', () => {
  expect(isFound(/x/, `${' '.repeat(1999)}x`)).toBe(true)
  expect(isFound(/x/, `${' '.repeat(2000)}x`)).toBe(false)
})
