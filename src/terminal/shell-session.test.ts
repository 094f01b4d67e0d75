import { expect, test } from 'vitest'
import { TreeFiles } from './files/tree.ts'
import type { Signal } from './shell/processes.ts'
import { ShellSession } from './shell-session.ts'
import { testMachine } from './test-machine.ts'

const SECOND_SCREEN = '\x1b[?1049h'
const FIRST_SCREEN = '\x1b[?1049l'

/** A tab with its shell, and hands that wait for what they do to be done. */
function tab(before = async () => {}) {
  const files = new TreeFiles(() => 0)
  files.preset('/home/fruit.txt', 'apple\nbanana\n')
  const machine = testMachine(files)
  let screen = ''
  const programs: string[] = []
  const finished: string[] = []
  const session = new ShellSession({
    machine,
    home: '/home',
    cwd: '/home',
    path: '/usr/bin',
    history: [],
    screen: (text) => {
      screen += text
    },
    event: (event) => {
      if (event.type === 'ended') programs.push(`${event.args.join(' ')} → ${event.status}`)
      if (event.type === 'finished') finished.push(`${event.line} → ${event.status}${event.isLast ? '' : ' …'}`)
    },
    complete: async () => undefined,
    before,
  })
  void session.loop()
  const since = async (act: () => void, shown: string) => {
    screen = ''
    act()
    await expect.poll(() => screen).toContain(shown)
    return screen
  }
  const running = (name: string) => machine.processes.list().filter(({ args }) => args[0] === name)
  const signal = (name: string, how: Signal) => {
    for (const process of running(name)) process.signal(how)
  }
  return {
    session,
    programs,
    finished,
    running,
    since,
    signal,
    type: (keys: string, shown: string) => since(() => session.tty.receive(keys), shown),
  }
}

/** Of the sequences that choose a screen, the last. */
const screenShown = (text: string) => [...text.matchAll(/\x1b\[\?1049[hl]/g)].at(-1)?.[0]

test.each(['KILL', 'TERM', 'INT', 'HUP'] as const)(
  '%s while a pager is open gives the terminal back to the shell',
  async (how) => {
    const { since, signal, type } = tab()
    expect(screenShown(await type('less fruit.txt\r', '(END)'))).toBe(SECOND_SCREEN)
    expect(await since(() => signal('less', how), '$ ')).toMatch(/^\x1b\[\?1049l/)
    expect(await type('echo $((40+2))\r', '42')).not.toContain(SECOND_SCREEN)
  },
)

test('what ends a program that runs a pager gives the terminal back too', async () => {
  const { since, signal, type } = tab()
  await type('time less fruit.txt\r', '(END)')
  expect(await since(() => signal('time', 'KILL'), '$ ')).toContain(FIRST_SCREEN)
  await type('echo $((40+2))\r', '42')
})

test('a stopped pager leaves the terminal to the shell, and has it again when it goes on', async () => {
  const { session, since, signal, type } = tab()
  await type('less fruit.txt\r', '(END)')
  const stopped = await since(() => signal('less', 'STOP'), '$ ')
  expect(stopped).toMatch(/^\x1b\[\?1049l[\s\S]*Stopped/)
  session.tty.resize(60, 10)
  await type('echo $((40+2))\r', '42')
  const again = await type('fg\r', '(END)')
  expect(screenShown(again)).toBe(SECOND_SCREEN)
  expect(again).toContain('banana')
  expect(screenShown(await type('q', '$ '))).toBe(FIRST_SCREEN)
})

test('a pager draws again at another size; q leaves no empty row behind it', async () => {
  const { session, since, type } = tab()
  await type('less fruit.txt\r', '(END)')
  expect(await since(() => session.tty.resize(3, 10), '(END)')).toContain('ban\r\n')
  expect(await type('q', '$ ')).toMatch(/^\x1b\[\?1049l(?!\r\n)/)
})

test('clear empties the screen and what was scrolled out of it; the same from a file does not', async () => {
  const { type } = tab()
  expect(await type('clear\r', '\x1b[3J')).toContain('\x1b[H\x1b[2J\x1b[3J')
  const shown = await type("printf 'a\\033[3J\\033[?1049hb\\n'\r", 'b\r\n')
  expect(shown).toContain('a^[[3J^[[?1049hb')
})

test.each(['KILL', 'STOP'] as const)('what is typed goes past a reader that got a %s', async (how) => {
  const { since, signal, type } = tab()
  await type('cat\rx\r', '\nx\r\n')
  await since(() => signal('cat', how), '$ ')
  await type('tail -f fruit.txt\r', 'banana')
  await since(() => {
    type('echo $((40+2))\r', '')
    signal('tail', 'KILL')
  }, '42\r\n')
})

test('a stopped reader reads again when it goes on, whoever has read meanwhile', async () => {
  const { signal, since, type } = tab()
  await type('cat\rx\r', '\nx\r\n')
  await since(() => signal('cat', 'STOP'), '$ ')
  await type('wc -w\r', 'wc')
  await type('one two three\r', 'three')
  await type('\x04', '3')
  await type('fg\r', 'cat\r\n')
  expect(await type('again\r', '\nagain\r\n')).not.toContain('$')
})

test('Ctrl-C ends a shell that reads a line, and a loop of such lines', async () => {
  const { type } = tab()
  await type('read name\r', '133;C;')
  await type('\x03', '$ ')
  await type('while read name; do echo "got $name"; done\r', 'done')
  await type('fig\r', 'got fig')
  await type('\x03', '$ ')
  await type('echo $? $((40+2))\r', '130 42')
})

test('traps of the shell of a tab: Ctrl-C at the prompt and of a program, kill, and the end', async () => {
  const { session, type } = tab()
  await type("trap 'echo b''ye' EXIT; trap 'echo i''nt' INT; trap 'echo t''erm' TERM\r", '\n\x1b')
  expect(await type('half\x03', 'int\r\n')).toContain('^C')
  await type('tail -f fruit.txt\r', 'banana')
  await type('\x03', 'int\r\n')
  expect(await type('kill $$; echo $((40+2))\r', '42')).toContain('term\r\n')
  expect(await type('exit\r', 'bye\r\n')).toContain('exit\r\nbye')
  expect(session.busy).toBe(false)
})

test('Ctrl-C in a script runs its INT trap, also while the script reads', async () => {
  const { type } = tab()
  await type('printf \'trap "echo int; exit 3" INT\\necho begun\\nread x\\n\' > s.sh; bash s.sh\r', 'begun\r\n')
  await type('\x03', 'int\r\n')
  await type('echo $?\r', '3\r\n')
  await type(
    'printf \'trap "echo bye" EXIT\\necho begun\\ntail -f fruit.txt\\necho no\\n\' > s.sh; bash s.sh\r',
    'banana',
  )
  expect(await type('\x03', 'bye\r\n')).not.toContain('no\r\n')
})

test('programs that ended are told with the words that the shell made, wherever they stand in a line', async () => {
  const { programs, type } = tab()
  await type('F=fruit; cat -n $F.txt | head -n 1; echo cat x # cat y\r', 'cat x')
  await type('for n in 1 2; do seq $n | tail -n1; done; ls nothing\r', 'No such file')
  expect(programs).toEqual([
    'cat -n fruit.txt → 0',
    'head -n 1 → 0',
    'echo cat x → 0',
    'seq 1 → 0',
    'tail -n1 → 0',
    'seq 2 → 0',
    'tail -n1 → 0',
    'ls nothing → 2',
  ])
})

test('a line that runs beside the prompt takes no Ctrl-C from the prompt’s, and gets none of its own', async () => {
  const { session, finished, running, signal, type } = tab()
  const beside = session.capture('tail -f fruit.txt; tail -f fruit.txt')
  await expect.poll(() => running('tail')).toHaveLength(1)
  await type('cat\r', 'cat')
  await expect.poll(() => running('cat')).toHaveLength(1)
  const [first] = running('tail')
  signal('tail', 'TERM')
  await expect.poll(() => running('tail')[0] ?? first).not.toBe(first)
  await type('\x03', '$ ')
  expect(running('cat')).toEqual([])
  expect(finished).toEqual(['cat → 130'])
  const [second] = running('tail')
  expect(second?.command).toBe(first?.command)
  signal('tail', 'TERM')
  expect((await beside).status).toBe(143)
})

test('Ctrl-C before a line has begun, while what there is is remembered, ends it too', async () => {
  let begin = () => {}
  const { finished, type } = tab(() => new Promise((resolve) => (begin = resolve)))
  await type('tail -f fruit.txt\r', '133;C;')
  await type('\x03', '^C')
  begin()
  await expect.poll(() => finished).toEqual(['tail -f fruit.txt → 130'])
})

test('of lines that were typed at once all but the last say that others follow, unless Ctrl-C ends them', async () => {
  const { finished, signal, type } = tab()
  await type('echo 1\rcat nothing\recho 3', 'No such')
  await type('\r', '3\r\n')
  expect(finished).toEqual(['echo 1 → 0 …', 'cat nothing → 1', 'echo 3 → 0'])
  finished.length = 0
  await type('tail -f fruit.txt\recho 4\r', 'banana')
  signal('tail', 'TERM')
  await expect.poll(() => finished).toEqual(['tail -f fruit.txt → 143 …', 'echo 4 → 0'])
  finished.length = 0
  await type('tail -f fruit.txt\r\r  \recho', 'banana')
  signal('tail', 'TERM')
  await expect.poll(() => finished).toEqual(['tail -f fruit.txt → 143'])
  finished.length = 0
  await type('\x03tail -f fruit.txt\recho 5\r', 'banana')
  await type('\x03', '$ ')
  expect(finished).toEqual(['tail -f fruit.txt → 130'])
})

test('what the keyboard ends or stops reaches what a script runs', async () => {
  const { running, type } = tab()
  await type(`bash -c 'tail -f fruit.txt; echo not reached'\r`, 'banana')
  await type('\x1a', 'Stopped')
  expect(running('tail').map(({ state }) => state)).toEqual(['stopped'])
  await type('fg\r', 'bash -c')
  expect(running('tail').map(({ state }) => state)).toEqual(['running'])
  expect(await type('\x03', '$ ')).not.toContain('not reached')
  expect(running('tail')).toEqual([])
  await type('(tail -f fruit.txt; echo not reached)\r', 'banana')
  expect(await type('\x03', '$ ')).not.toContain('not reached')
})

test('lines of a function go on at the next prompt', async () => {
  const { type } = tab()
  await type('greet() {\r', '> ')
  await type('  echo hello $1\r', '> ')
  await type('}\r', '$ ')
  await type('greet kafka\r', 'hello kafka')
})

test('exec redirects the lines that follow, in this tab and not beside the prompt', async () => {
  const { session, type } = tab()
  await type('exec 3>&1 > out\r', '$ ')
  await type('echo hidden\r', '$ ')
  expect((await session.capture('cat out')).stdout).toBe('hidden\n')
  await type('exec >&3\r', '$ ')
  await type('echo seen $((40+2))\r', 'seen 42')
})

/** A tab that can be brought back to before its last line. */
function tabWithUndo() {
  let back = { interrupt: () => {}, putBack: () => {} }
  const made = tab(async () => {
    back = made.session.keep()
  })
  return { ...made, back: () => back }
}

test.each([
  ['while a program runs', 'cat\recho on\r', '133;C;'],
  ['in a loop that runs no program', 'while :; do :; done\recho on\r', '133;C;'],
])('a step back ends the line that is taken back, and drops those typed after it: %s', async (_when, lines, shown) => {
  const { back, finished, type, since } = tabWithUndo()
  await type(lines, shown)
  await since(() => {
    back().interrupt()
    back().putBack()
  }, '$ ')
  await type('echo $((40+2))\r', '42')
  expect(finished.map((one) => one.replace(/ →.*/, ''))).not.toContain('echo on')
})

test('a step back leaves a line alone that ran before the step', async () => {
  const { finished, session, since, type } = tab()
  await type('cat\r', '133;C;')
  await new Promise((resolve) => setTimeout(resolve, 20))
  const back = session.keep()
  back.interrupt()
  back.putBack()
  await type('still\r', '\nstill\r\n')
  await since(() => type('\x04', ''), '$ ')
  expect(finished).toEqual(['cat → 0'])
})

test('a line that waits for its turn while a step is taken back is not run', async () => {
  let goOn = () => {}
  const { finished, session, type, since } = tab(() => new Promise<void>((resolve) => (goOn = resolve)))
  const back = session.keep()
  await type('echo $((40+2))\recho on\r', '133;C;')
  const screen = await since(() => {
    back.interrupt()
    back.putBack()
    goOn()
  }, '$ ')
  expect(screen).not.toContain('42')
  expect(finished).toEqual(['echo $((40+2)) → 130'])
})

test('a step back puts back what the shell’s numbers stand for', async () => {
  const { session, type } = tab()
  const before = session.keep()
  await type('exec >out.txt\r', '$ ')
  const redirected = session.keep()
  await type('exec >/dev/null\r', '$ ')
  redirected.putBack()
  await type('echo kept\r', '$ ')
  before.putBack()
  expect(await type('cat out.txt\r', 'kept')).toContain('kept')
})
