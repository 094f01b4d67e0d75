import { expect, test } from 'vitest'
import { TreeFiles } from '../files/tree.ts'
import { makeMachine } from '../machine.ts'
import { Interpreter } from '../shell/interpreter.ts'
import { ShellState } from '../shell/state.ts'
import { Collector, EMPTY_READER } from '../shell/streams.ts'
import { faultProgram } from './fault.ts'
import { faultWords } from './fault-words.ts'

/** Runs a line where the host says `#1 …` to whatever is added and refuses all else. */
async function run(line: string) {
  const machine = makeMachine({
    files: new TreeFiles(() => 0),
    programs: new Map([
      [
        'fault',
        faultProgram(async (words) =>
          words[0] === 'add'
            ? { lines: [`#1 ${words.slice(1).join(' ')}`], problem: null }
            : { lines: [], problem: 'no' },
        ),
      ],
    ]),
    wall: () => 0,
    monotonic: () => 0,
    sleep: async () => {},
    random: () => 0.5,
  })
  const state = new ShellState(1)
  state.set('PATH', '/usr/bin')
  const [stdout, stderr] = [new Collector(), new Collector()]
  const io = { stdin: EMPTY_READER, stdout, stderr, tty: { stdin: false, stdout: false } }
  const status = await new Interpreter(state, machine, undefined).execute(line, io)
  return { status, stdout: stdout.text(), stderr: stderr.text() }
}

test('what is set is told', async () => {
  expect(await run('fault add Produce drop')).toEqual({ status: 0, stdout: '#1 Produce drop\n', stderr: '' })
})

test('what cannot be done says why, on the error output', async () => {
  expect(await run('fault remove 7')).toEqual({ status: 1, stdout: '', stderr: 'fault: no\n' })
})

test('help is asked for, or given where nothing is said', async () => {
  expect(await run('fault --help')).toMatchObject({
    status: 0,
    stderr: '',
    stdout: expect.stringContaining('usage: fault add'),
  })
  expect(await run('fault')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('usage: fault add'),
  })
})

test.each([
  ['fault', 'remove'],
  ['fault add', 'Produce'],
  ['fault add Produce', 'drop'],
  ['fault add Produce answer', 'NOT_LEADER_OR_FOLLOWER'],
  ['fault add Produce close', 'after'],
  ['fault add Produce drop', '--topic'],
  ['fault add Produce answer NOT_LEADER_OR_FOLLOWER', '--nth'],
  ['fault add Produce drop --times', 'all'],
])('%s <Tab> offers %s', (line, word) => expect(faultWords(line.split(' '))).toContain(word))
