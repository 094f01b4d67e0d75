import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SafeText } from './safe-text.ts'

const shown = (...pieces: string[]) => {
  const safe = new SafeText()
  return pieces.map((piece) => safe.pass(piece)).join('') + safe.rest()
}

test.each([
  ['colours', '\x1b[34mbin\x1b[0m', '\x1b[34mbin\x1b[0m'],
  ['clear', '\x1b[H\x1b[2J', '\x1b[H\x1b[2J'],
  ['the second screen', '\x1b[?1049h', '^[[?1049h'],
  ['back from it', '\x1b[?1049l', '^[[?1049l'],
  ['its older names', '\x1b[?47h\x1b[?1047h\x1b[?1;1049h', '^[[?47h^[[?1047h^[[?1;1049h'],
  ['away with what was scrolled out', '\x1b[3J', '^[[3J'],
  ['the same, written otherwise', '\x1b[03J\x1b[3;0J\x1b[?3J', '^[[03J^[[3;0J^[[?3J'],
  ['to the end of the screen', '\x1b[J\x1b[0J\x1b[1J', '\x1b[J\x1b[0J\x1b[1J'],
  ['a question to the terminal', 'a\x1b[cb', 'a^[[cb'],
  ['another', '\x1b[6n', '^[[6n'],
  ['a window title', '\x1b]0;owned\x07', '^[]0;owned\x07'],
  ['the clipboard', '\x1b]52;c;cm0gLXJm\x07', '^[]52;c;cm0gLXJm\x07'],
  ['a device control string', '\x1bP$q\x1b\\', '^[P$q^[\\'],
  ['reset', '\x1bc', '^[c'],
  ['an 8-bit control', '\x9b6n', 'M-^[6n'],
  ['another alphabet', '\x0elqk\x0f', '^Nlqk^O'],
  ['mouse reports', '\x1b[?1000h', '^[[?1000h'],
  ['tabs, lines, Chinese', 'a\tb\r\n分区', 'a\tb\r\n分区'],
])('%s', (_what, text, expected) => {
  expect(shown(text)).toBe(expected)
})

test('it does not matter how the output is cut into pieces', () => {
  const bits = fc.constantFrom('\x1b', '[', '3', '4', 'm', ';', 'c', 'x', '\n', '?', '1049', 'h', '\x9b')
  fc.assert(
    fc.property(fc.array(bits), fc.array(fc.nat(40)), (parts, cuts) => {
      const text = parts.join('')
      const at = [...new Set([0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length])].sort((a, b) => a - b)
      const pieces = at.slice(1).map((end, i) => text.slice(at[i], end))
      expect(shown(...pieces)).toBe(shown(text))
    }),
  )
})

test.each([
  ['\x1b[8mx', '^[[8mx'],
  ['\x1b[1;08mx', '^[[1;08mx'],
  ['\x1b[38;5;1;8mx', '^[[38;5;1;8mx'],
  ['\x1b[38;5;8mx', '\x1b[38;5;8mx'],
  ['\x1b[48;2;8;8;8mx', '\x1b[48;2;8;8;8mx'],
  ['\x1b[1;38;5;8mx', '\x1b[1;38;5;8mx'],
  ['\x1b[28mx', '\x1b[28mx'],
])('%j hides nothing', (text, shown) => {
  expect(new SafeText().pass(text)).toBe(shown)
})
