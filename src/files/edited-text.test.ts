import { expect, test } from 'vitest'
import { bytesOf, NotEditable, textOf } from './edited-text.ts'

const encoded = (text: string) => new TextEncoder().encode(text)

test.each([
  ['nothing', ''],
  ['no last line feed', 'a\nb'],
  ['line ends of Windows', 'a\r\nb\r\n'],
  ['Chinese, and what is beyond the first plane', '键\n𝄞'],
  ['a byte order mark', '\ufeffa=1\n'],
])('%s comes back byte for byte', (_what, text) => {
  const read = textOf(encoded(text))
  expect(read.text).not.toContain('\ufeff')
  expect(bytesOf(read, read.text)).toEqual(encoded(text))
})

test('what is typed into a file with a byte order mark comes behind it', () => {
  expect(bytesOf(textOf(encoded('\ufeffa')), 'ba')).toEqual(encoded('\ufeffba'))
})

test.each([
  ['a segment', Uint8Array.of(0, 0, 0, 0, 0x9e, 0xff)],
  ['Latin-1', Uint8Array.of(0x63, 0x61, 0x66, 0xe9)],
  ['half a character', encoded('键').subarray(0, 2)],
  ['bytes of no text', encoded('a\0b')],
  ['a carriage return within a line', encoded('10 %\r20 %\r100 %\n')],
  ['lines that end in two ways', encoded('a\r\nb\n')],
])('%s would be written otherwise than it was: it is not edited', (_what, bytes) => {
  expect(() => textOf(bytes)).toThrow(NotEditable)
})
