/** No pattern and no program keeps the terminals' worker to itself. */
import { expect, test } from 'vitest'
import { TreeFiles } from '../files/tree.ts'
import type { Io } from '../shell/builtin.ts'
import { Interpreter } from '../shell/interpreter.ts'
import { ShellState } from '../shell/state.ts'
import { Collector, EMPTY_READER } from '../shell/streams.ts'
import { printed } from '../test-bash.ts'
import { testMachine } from '../test-machine.ts'

const A = 'a'.repeat(60)

printed('a pattern that the browser would follow for ever', [
  [`echo ${A}! | grep -E '(a+)+$'; echo $?`, '1\n'],
  [`echo ${A}! | grep -oE '(a|aa)+'`, `${A}\n`],
  [`echo ${A}! | sed -E 's/(a|aa)+$/x/'`, `${A}!\n`],
  [`echo ${A}! | sed -E 's/((a|b)+)(!)/\\3\\1/'`, `!${A}\n`],
  [`echo ${A}! | sed -E '/(a*)*b/d'`, `${A}!\n`],
  [`echo ${A}! | awk '/(a+)+$/ { print "no" } { n = gsub(/(a|aa)+/, "<&>"); print n, $0 }'`, `1 <${A}>!\n`],
  [`echo ${A}! | awk -F '(a+)+b' '{ print NF }'`, '1\n'],
  [`[[ ${A}! =~ (a+)+$ ]]; echo $?`, '1\n'],
  [
    `pgrep -f '(a+)+$' ${A}; pgrep -f '(a+)+${A}!'; echo $?`,
    "1\npgrep: only one pattern can be provided\nTry `pgrep --help' for more information.\n",
  ],
  [`echo ${A}${A} | grep -E '^(a+)\\1$'`, `${A}${A}\n`],
  [`echo ${A}! | grep -E '((a+)+)+\\1$'`, 'grep: regular expression takes too long\n[2]'],
])

test.each([
  "awk 'BEGIN { while (1) x++ }'",
  "awk 'BEGIN { for (;;) if (x) { y = 1 } }'",
  "echo a | awk '{ while (1) print }'",
  "seq 9 | awk '{ a[$1] = 1; for (i in a) while (1) continue }'",
])('%s leaves others their turn, and an interrupt ends it', async (line) => {
  const files = new TreeFiles(() => 0)
  files.presetFolder('/home')
  const machine = testMachine(files)
  const state = new ShellState(1)
  state.set('PATH', '/usr/bin')
  const io: Io = {
    stdin: EMPTY_READER,
    stdout: new Collector(),
    stderr: new Collector(),
    tty: { stdin: false, stdout: false },
  }
  const done = new Interpreter(state, machine, undefined).execute(line, io)
  await new Promise((resolve) => setTimeout(resolve, 150))
  state.line.foreground?.signal('INT')
  expect(await done).toBe(130)
})
