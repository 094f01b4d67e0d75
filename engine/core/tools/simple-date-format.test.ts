import { expect, test } from 'vitest'
import { simpleDateFormat } from './simple-date-format.ts'

/** Formatted by Java 17 in UTC. */
const WALL = 1_700_000_000_123

test.each([
  ['yyyy-MM-dd HH:mm:ss:SSS', '2023-11-14 22:13:20:123'],
  ['yy/M/d', '23/11/14'],
  ['EEE, d MMM yyyy', 'Tue, 14 Nov 2023'],
  ['EEEE MMMM', 'Tuesday November'],
  ['h:mm a', '10:13 PM'],
  ['K k u D F W w', '10 22 2 318 2 3 46'],
  ["'at' HH 'o''clock'", "at 22 o'clock"],
  ["''yyyy''", "'2023'"],
  ["yyyyMMdd'T'HHmmssZ", '20231114T221320+0000'],
  ['G Y LL z X', 'AD 2023 11 UTC Z'],
  ['SSSSS', '00123'],
])('%s', (pattern, text) => {
  expect(simpleDateFormat(pattern)(WALL)).toBe(text)
})

test.each([
  ['nosuch', "Illegal pattern character 'n'"],
  ["yyyy 'unclosed", 'Unterminated quote'],
  ['b', "Illegal pattern character 'b'"],
  ["'", 'Unterminated quote'],
])('%s is refused', (pattern, message) => {
  expect(() => simpleDateFormat(pattern)).toThrow(message)
})

test('a Sunday that begins a month, and a year', () => {
  expect(simpleDateFormat('E u W w D')(Date.UTC(2024, 8, 1))).toBe('Sun 7 1 36 245')
  expect(simpleDateFormat('E u W w D')(Date.UTC(2024, 0, 1))).toBe('Mon 1 1 1 1')
})
