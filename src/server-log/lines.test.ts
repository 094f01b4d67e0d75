import { expect, test } from 'vitest'
import { drawn, forgotten, linesOf } from './lines.ts'

const texts = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `[t] INFO line ${from + i}`)

test('what was forgotten is counted by what is left', () => {
  expect(forgotten([], texts(0, 5))).toBe(0)
  expect(forgotten(texts(0, 5), texts(0, 9))).toBe(0)
  expect(forgotten(texts(0, 5), texts(2, 9))).toBe(2)
  expect(forgotten(texts(0, 5), texts(7, 9))).toBe(5)
  expect(forgotten(['a', 'a', 'b'], ['a', 'b', 'a'])).toBe(1)
})

test('a line without a time has the level of the one before', () => {
  const lines = linesOf(['[t] ERROR it failed', '\tat there', '[t] INFO on'], 7)
  expect(lines.map(({ nth, level }) => [nth, level])).toEqual([
    [7, 'ERROR'],
    [8, 'ERROR'],
    [9, 'INFO'],
  ])
})

test('the latest three hundred are drawn; from a reader who scrolled up none is taken', () => {
  const before = drawn(linesOf(texts(0, 1000), 0), null)
  expect([before.length, before[0]?.nth]).toEqual([300, 700])
  const after = drawn(linesOf(texts(500, 1400), 500), before[0]?.nth ?? 0)
  expect([after.length, after[0]?.text]).toEqual([700, '[t] INFO line 700'])
})
