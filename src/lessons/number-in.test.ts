import { expect, test } from 'vitest'
import { numberIn } from './number-in.ts'

test.each([
  ['12', 12],
  [' -3 ', -3],
  ['１２', 12],
  ['　７', 7],
  ['', null],
  ['1.5', null],
  ['十', null],
])('%j', (text, number) => {
  expect(numberIn(text)).toBe(number)
})
