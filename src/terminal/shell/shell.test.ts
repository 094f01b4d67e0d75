import { describe, expect, test } from 'vitest'
import { TreeFiles } from '../files/tree.ts'
import type { Io } from './builtin.ts'
import { Interpreter } from './interpreter.ts'
import { parse } from './parser.ts'
import { ProcessTable } from './processes.ts'
import type { Machine, Program } from './program.ts'
import { ShellSyntaxError } from './scanner.ts'
import { ShellState } from './state.ts'
import { Collector, EMPTY_READER, writeText } from './streams.ts'
import { linesOf, readAll } from './whole-input.ts'

const PROGRAMS: { readonly [name: string]: Program } = {
  echo: async ({ args, stdout }) => {
    await writeText(stdout, `${args.slice(1).join(' ')}\n`)
    return 0
  },
  cat: async ({ args, stdin, stdout, files, cwd }) => {
    await stdout.write(args[1] ? await files.read(`${cwd}/${args[1]}`) : await readAll(stdin))
    return 0
  },
  upper: async ({ stdin, stdout }) => {
    for await (const line of linesOf(stdin)) await writeText(stdout, `${line.toUpperCase()}\n`)
    return 0
  },
  head1: async ({ stdin, stdout }) => {
    for await (const line of linesOf(stdin)) {
      await writeText(stdout, `${line}\n`)
      break
    }
    return 0
  },
  yes: async ({ stdout }) => {
    for (;;) await writeText(stdout, `${'y'.repeat(1000)}\n`)
  },
  fail: async ({ stderr }) => {
    await writeText(stderr, 'no\n')
    return 3
  },
  sleep: async () => new Promise(() => {}),
}

function shell() {
  const files = new TreeFiles(() => 0)
  files.presetFolder('/home')
  const machine: Machine = {
    files,
    processes: new ProcessTable(() => 0),
    wall: () => 0,
    monotonic: () => 0,
    sleep: () => new Promise((resolve) => setImmediate(resolve)),
    random: () => 0.5,
    names: () => Object.keys(PROGRAMS),
    find: async (name) => {
      const program = PROGRAMS[name]
      return program ? { kind: 'program', program, path: `/bin/${name}` } : { kind: 'refused', why: 'not found' }
    },
  }
  const state = new ShellState(100)
  state.cwd = '/home'
  state.set('HOME', '/home')
  const interpreter = new Interpreter(state, machine, undefined)
  const run = async (text: string) => {
    const out = new Collector()
    const err = new Collector()
    const io: Io = { stdin: EMPTY_READER, stdout: out, stderr: err, tty: { stdin: false, stdout: false } }
    const status = await interpreter.execute(text, io)
    return `${out.text()}${err.text()}${status === 0 ? '' : `[${status}]`}`
  }
  return { run, state, machine, files }
}

describe('command lines print what bash prints', () => {
  test.each([
    ['echo hello   world', 'hello world\n'],
    [`echo 'a  $X' "b  $HOME" c\\ d`, 'a  $X b  /home c d\n'],
    ['X=5; echo $X ${X} "${X}1" ${Y:-none} ${#HOME} ${HOME#/}', '5 5 51 none 5 home\n'],
    ['X="a b"; echo $X; echo "$X"', 'a b\na b\n'],
    ['F=orders.log; echo ${F%.log} ${F##*.}', 'orders log\n'],
    ['echo $((1 + 2 * 3)) $(( (1+2)*3 )) $((7 % 4))', '7 9 3\n'],
    ['i=1; while [ $i -le 3 ]; do echo n$i; i=$((i+1)); done', 'n1\nn2\nn3\n'],
    ['for i in 1 2 3; do if [ $i = 2 ]; then continue; fi; echo $i; done', '1\n3\n'],
    ['for i in {1..3} x{a,b}; do echo $i; done', '1\n2\n3\nxa\nxb\n'],
    ['echo $(echo inner | upper) done', 'INNER done\n'],
    ['echo a | upper | cat', 'A\n'],
    ['yes | head1 | upper | head1 > /dev/null; echo $?', '0\n'],
    ['fail; echo $?', '3\nno\n'],
    ['fail 2>/dev/null || echo rescued', 'rescued\n'],
    ['fail 2>&1 | upper', 'NO\n'],
    ['true && echo yes; false && echo no; ! false && echo negated', 'yes\nnegated\n[0]'.replace('[0]', '')],
    ['cat <<END\nhi $HOME\nEND', 'hi /home\n'],
    ["cat <<'END'\nhi $HOME\nEND\necho after", 'hi $HOME\nafter\n'],
    ['cat <<< word', 'word\n'],
    ['echo one > f; echo two >> f; cat f; cat < f', 'one\ntwo\none\ntwo\n'],
    ['echo x > b.txt; echo y > a.txt; echo *.txt; echo *.none', 'a.txt b.txt\n*.none\n'],
    ['(cd /; echo $PWD); echo $PWD', '/\n/home\n'],
    ['{ echo a; echo b; } | upper', 'A\nB\n'],
    ['nope', '-bash: nope: command not found\n[127]'],
    ['cd nowhere', '-bash: cd: nowhere: No such file or directory\n[1]'],
    ['cat < missing', '-bash: missing: No such file or directory\n[1]'],
    ['echo a;; echo b', "-bash: syntax error near unexpected token `;;'\n[2]"],
    ['if true; then echo in; elif false; then echo no; else echo out; fi', 'in\n'],
    ['echo "a\\"b" # comment', 'a"b\n'],
    ['echo a \\\n b', 'a b\n'],
    ['printf_missing=1; echo done', 'done\n'],
    ['echo one | while read x; do echo got $x; done', 'got one\n'],
    ['exit_code() echo', "-bash: syntax error near unexpected token `echo'\n[2]"],
    ['X=1 Y=2; echo $X$Y; unset X; echo [$X]', '12\n[]\n'],
    ['until true; do echo never; done; echo end', 'end\n'],
    ['for t in a b; do echo $t; done | upper', 'A\nB\n'],
    ['echo $((1/0))', '-bash: 1/0: division by 0 (error token is "0")\n[1]'],
    ['[ -f f ] || echo none; echo > f; [ -f f ] && [ -d /home ] && echo both', 'none\nboth\n'],
  ])('%s', async (line, expected) => {
    expect(await shell().run(line)).toBe(expected)
  })
})

test.each([
  'echo "open',
  "echo 'open",
  'for i in 1; do',
  'if true; then',
  'cat <<END\nbody',
  'echo $(',
  'echo a |',
  'a &&',
])('%s asks for more input', (text) => {
  expect(() => parse(text)).toThrow(ShellSyntaxError)
  try {
    parse(text)
  } catch (error) {
    expect((error as ShellSyntaxError).incomplete).toBe(true)
  }
})

describe('jobs', () => {
  test('a background job runs on, is listed, killed and reported', async () => {
    const { run, state, machine } = shell()
    await run('sleep 100 &')
    await new Promise((resolve) => setImmediate(resolve))
    expect(state.jobs.list().map((job) => state.jobs.line(job))).toEqual(['[1]+  Running                 sleep 100 &'])
    expect(machine.processes.list().map((p) => p.args[0])).toContain('sleep')
    await run('kill %1')
    await new Promise((resolve) => setImmediate(resolve))
    expect(state.jobs.news()).toEqual(['[1]+  Terminated              sleep 100'])
    expect(machine.processes.list()).toEqual([])
  })

  test('Ctrl-C ends the foreground pipeline and the loop around it', async () => {
    const { run, state } = shell()
    const done = run('while true; do sleep 1 | cat; done; echo not reached')
    await new Promise((resolve) => setTimeout(resolve, 20))
    state.line.foreground?.signal('INT')
    expect(await done).toBe('[130]')
  })

  test('Ctrl-Z stops, fg continues', async () => {
    const { run, state } = shell()
    const stopped = run('sleep 5')
    await new Promise((resolve) => setTimeout(resolve, 20))
    state.line.foreground?.signal('TSTP')
    expect(await stopped).toBe('[148]')
    expect(state.jobs.news()).toEqual(['[1]+  Stopped                 sleep 5'])
    const again = run('fg')
    await new Promise((resolve) => setTimeout(resolve, 20))
    state.line.foreground?.signal('INT')
    expect(await again).toBe('sleep 5\n[130]')
  })

  test('kill -9 of a part of a pipeline leaves the others at the end of their input', async () => {
    const { run, machine } = shell()
    const done = run('sleep 9 | cat; echo after')
    await new Promise((resolve) => setTimeout(resolve, 20))
    const sleeper = machine.processes.list().find((p) => p.args[0] === 'sleep')
    sleeper?.signal('KILL')
    expect(await done).toBe('after\n')
  })
})
