import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TreeFiles } from '../files/tree.ts'
import type { Io } from '../shell/builtin.ts'
import { Interpreter } from '../shell/interpreter.ts'
import type { Program } from '../shell/program.ts'
import { ShellState } from '../shell/state.ts'
import { Collector, EMPTY_READER, writeText } from '../shell/streams.ts'
import { testMachine } from '../test-machine.ts'
import { plainText, plainWriter } from './plain-text.ts'
import { SafeText } from './safe-text.ts'

const FORGED = '\x1b[5A\x1b[2Kforged \x1b[30;40m$ \u202elsrever\x1b[0m\b\rover\r\n键\t.\n'
const SHOWN = '^[[5A^[[2Kforged ^[[30;40m$ <U+202E>lsrever^[[0m^H^Mover\r\n键\t.\n'

test('what others wrote moves, erases and colours nothing', () => {
  expect(plainText(FORGED)).toBe(SHOWN)
})

test('it does not matter how it is cut into pieces', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(60), { maxLength: 5 }), async (cuts) => {
      const bytes = new TextEncoder().encode(FORGED)
      const ends = [...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].sort((a, b) => a - b)
      const out = new Collector()
      const writer = plainWriter(out)
      for (const [i, end] of ends.entries()) await writer.write(bytes.slice(ends[i - 1] ?? 0, end))
      expect(out.text()).toBe(SHOWN)
    }),
  )
})

async function onScreen(line: string, isTty: boolean): Promise<string> {
  const files = new TreeFiles(() => 0)
  files.presetFolder('/home/folder')
  files.preset('/home/r', FORGED)
  const tool: readonly [string, Program] = ['consume', ({ stdout }) => writeText(stdout, FORGED).then(() => 0)]
  const machine = testMachine(files, [tool])
  const state = new ShellState(1)
  state.cwd = '/home'
  state.set('PATH', '/usr/bin')
  const out = new Collector()
  const io: Io = { stdin: EMPTY_READER, stdout: out, stderr: new Collector(), tty: { stdin: false, stdout: isTty } }
  await new Interpreter(state, machine, undefined).execute(line, io)
  return out.text()
}

test.each([
  'consume',
  'cat r',
  'cat r | cat',
  'head -n 9 r',
  "awk '{ print }' r",
  'xargs -n 1 cat <<< r',
  'tail -n 9 < r',
])('%s shows records as plain text, and passes them on as they are', async (line) => {
  expect(await onScreen(line, true)).toBe(SHOWN)
  expect(await onScreen(line, false)).toBe(FORGED)
  expect(await onScreen(`${line} > f; cat f | wc -c`, true)).toMatch(/^\d+\n$/)
})

test('what colours of its own keeps them', async () => {
  expect(await onScreen('ls', true)).toContain('\x1b[34mfolder\x1b[0m')
  expect(await onScreen("printf '\\e[31mred'", true)).toBe('\x1b[31mred')
})

test('no program turns the order of the text about', () => {
  expect(new SafeText().pass('a\u202eb\u2066c')).toBe('a<U+202E>b<U+2066>c')
})
