import { expect, test } from 'vitest'
import { keysIn } from './keys.ts'
import { type Edited, LineEditor } from './line-editor.ts'

function type(editor: LineEditor, input: string): Edited[] {
  return keysIn(input).flatMap((key) => editor.key(key).event ?? [])
}

function edit(input: string, history: string[] = [], columns = 80): { line: string; events: Edited[] } {
  const editor = new LineEditor(history, columns)
  editor.start('$ ')
  const events = type(editor, input)
  return { line: editor.line, events }
}

test.each([
  ['abc', 'abc'],
  ['abc\x7f', 'ab'],
  ['abc\x1b[D\x1b[DX', 'aXbc'],
  ['abc\x01X\x05Y', 'XabcY'],
  ['one two\x17', 'one '],
  ['one two\x1b[1;5D\x0b', 'one '],
  ['one two\x15\x19\x19', 'one twoone two'],
  ['ab\x1b[D\x04', 'a'],
  ['\x1b[A', 'second'],
  ['\x1b[A\x1b[A', 'first'],
  ['new\x1b[A\x1b[B', 'new'],
  ['\x12fir', 'first'],
  ['\x12s\x12', 'first'],
  ['\x12s\x1b[C!', 'second!'],
  ['\x12s\x1b', 'second'],
  ['\x12s\x12\x1b!', 'first!'],
  ['mine\x12s\x07', 'mine'],
])('%j leaves %j', (input, line) => {
  expect(edit(input, ['first', 'second']).line).toBe(line)
})

test('enter gives the line and remembers it once', () => {
  const history: string[] = []
  expect(edit('ls\rls\r', history).events).toEqual([
    { type: 'line', text: 'ls' },
    { type: 'line', text: 'lsls' },
  ])
  expect(history).toEqual(['ls', 'lsls'])
})

test('Ctrl-C, Ctrl-D on an empty line, Tab', () => {
  expect(edit('\x03').events).toEqual([{ type: 'interrupt' }])
  expect(edit('\x04').events).toEqual([{ type: 'end-of-file' }])
  expect(edit('ka\t').events).toEqual([{ type: 'complete', before: 'ka' }])
})

test('Ctrl-C ends a search and abandons the line', () => {
  expect(edit('\x12s\x03', ['first', 'second']).events).toEqual([{ type: 'interrupt' }])
})

test('a line longer than the screen is drawn over rows, and drawn again from its first row', () => {
  const editor = new LineEditor([], 10)
  editor.start('$ ')
  for (const key of keysIn('abcdefghijkl')) editor.key(key)
  expect(editor.key({ name: 'home' }).output).toBe('\x1b[1A\r\x1b[J$ abcdefghijkl\x1b[1A\r\x1b[2C')
})
