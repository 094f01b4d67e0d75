/** What takes more than there is ends with bash's words where bash has any, and the shell goes on. */
import { expect, test } from 'vitest'
import { TreeFiles } from '../files/tree.ts'
import { bash, printed } from '../test-bash.ts'
import { testMachine } from '../test-machine.ts'
import type { Io } from './builtin.ts'
import { Interpreter } from './interpreter.ts'
import { RunningLine } from './running-line.ts'
import { ShellState } from './state.ts'
import { Collector, EMPTY_READER } from './streams.ts'

printed('what is too large', [
  ["printf '%400000000d' 1 | wc -c", '0\n-bash: xrealloc: cannot allocate 400000000 bytes\n'],
  ["printf '%.400000000d' 1 | wc -c", '0\n-bash: xrealloc: cannot allocate 400000000 bytes\n'],
  ["printf '%*d' 400000000 1 | wc -c", '0\n-bash: xrealloc: cannot allocate 400000000 bytes\n'],
  ["printf '%-9000000d%-9000000d' 1 2; echo on", 'on\n-bash: xrealloc: cannot allocate 18000000 bytes\n'],
  ['echo {1..30000000} | wc -c', '0\n-bash: brace expansion: failed to allocate memory for 30000000 elements\n'],
  [`echo ${'{a,b}'.repeat(20)} | wc -c`, '0\n-bash: brace expansion: failed to allocate memory for 200001 elements\n'],
  ['a=xxxxxxxxxx; for i in {1..40}; do a=$a$a; done; echo no', '-bash: xrealloc: cannot allocate 20971520 bytes\n[1]'],
  ['x=$(while :; do printf %1000000s; done); echo no', '-bash: xrealloc: cannot allocate 16777216 bytes\n[1]'],
  ['a=$(printf %9000000s); cat <<E\n$a$a\nE', '-bash: xrealloc: cannot allocate 18000000 bytes\n[1]'],
  ['x=$(printf %9000s); y=${x// /$x}', '-bash: xrealloc: cannot allocate 16785000 bytes\n[1]'],
  ['awk \'BEGIN { while (1) a[i++] = "x" }\'', 'awk: xrealloc: cannot allocate 67108920 bytes\n[2]'],
  ['awk \'BEGIN { x = "xxxx"; while (1) x = x x }\'', 'awk: xrealloc: cannot allocate 33554432 bytes\n[2]'],
  ['awk \'BEGIN { printf "%999999999d", 1 }\'', 'awk: xrealloc: cannot allocate 999999999 bytes\n[2]'],
  ["awk 'BEGIN { $999999999 = 1 }'", 'awk: cannot allocate memory for field 999999999\n[2]'],
  [
    'awk \'BEGIN { x = "a"; while (1) gsub(/a/, "aaaaaaaaaa", x) }\'',
    'awk: xrealloc: cannot allocate 16777220 bytes\n[2]',
  ],
])

test('what runs itself ends, and the shell goes on', async () => {
  expect(await bash('f() { f; }; f; echo no')).toBe('-bash: f: maximum function nesting level exceeded (1000)\n[1]')
  expect(await bash("echo '. ./s.sh' > s.sh; . ./s.sh; echo on")).toBe(
    'on\n-bash: ./s.sh: maximum source nesting level exceeded (1000)\n',
  )
})

/** As of a line that is typed. */
async function typed(line: string): Promise<string> {
  const files = new TreeFiles(() => 0)
  files.presetFolder('/home')
  const machine = testMachine(files, [['doze', () => new Promise(() => {})]])
  const state = new ShellState(1)
  state.cwd = '/home'
  state.set('PATH', '/usr/bin')
  const out = new Collector()
  const io: Io = { stdin: EMPTY_READER, stdout: out, stderr: out, tty: { stdin: false, stdout: false } }
  const running = new RunningLine({ connected: () => {}, ended: () => {} })
  await new Interpreter(state, machine, undefined, running).execute(line, io)
  const status = await new Interpreter(state, machine, undefined).execute('echo goes on; ls | wc -l', io)
  return `${out.text()}[${status}]`
}

const REFUSED = 'fork: retry: Resource temporarily unavailable\n'

test.each([
  ['f() { f | f & }; f; wait', 'goes on'],
  ['g() { g | g; }; g', 'goes on'],
  ["echo 'bash t.sh' > t.sh; bash t.sh", `t.sh: line 1: ${REFUSED}`],
  ["echo 'bash t.sh | bash t.sh &' > t.sh; bash t.sh", 'fork: retry'],
  ['h() { h & }; h', 'goes on'],
  ['while :; do doze & done', `-bash: ${REFUSED}`],
  ['while :; do doze | doze & done', `-bash: ${REFUSED}`],
])('%s: no more processes than there may be, and the shell goes on', async (line, words) => {
  const said = await typed(line)
  expect(said).toContain(words)
  expect(said).toMatch(/goes on\n\d\n/)
})
