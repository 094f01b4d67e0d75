/** For tests: a line in a shell with a few files. */
import { describe, expect, test } from 'vitest'
import { TreeFiles } from './files/tree.ts'
import type { Io } from './shell/builtin.ts'
import { Interpreter } from './shell/interpreter.ts'
import { ShellState } from './shell/state.ts'
import { Collector, EMPTY_READER } from './shell/streams.ts'
import { testMachine } from './test-machine.ts'

/** What a shell that is no terminal's prints for a line, and `[status]` where it is not 0. */
export async function bash(line: string): Promise<string> {
  const files = new TreeFiles(() => 0)
  files.presetFolder('/home')
  files.preset('/home/fruit.txt', 'apple 3\nbanana 12\ncherry 7\n')
  files.preset('/home/sub/deep.log', 'one\n')
  const machine = testMachine(files)
  const state = new ShellState(1)
  state.cwd = '/home'
  state.set('PATH', '/usr/bin')
  state.set('HOME', '/home')
  const [out, err] = [new Collector(), new Collector()]
  const io: Io = { stdin: EMPTY_READER, stdout: out, stderr: err, tty: { stdin: false, stdout: false } }
  const status = await new Interpreter(state, machine, undefined).execute(line, io)
  return `${out.text()}${err.text()}${status === 0 ? '' : `[${status}]`}`
}

/** A table of lines and what they print. */
export const printed = (name: string, lines: readonly (readonly [string, string])[]) =>
  describe(name, () => {
    test.each(lines)('%s', async (line, wanted) => expect(await bash(line)).toBe(wanted))
  })
