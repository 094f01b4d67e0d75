import { describe, expect, test } from 'vitest'
import { TreeFiles } from '../files/tree.ts'
import type { Io } from '../shell/builtin.ts'
import { Interpreter } from '../shell/interpreter.ts'
import { ShellState } from '../shell/state.ts'
import { Collector, EMPTY_READER } from '../shell/streams.ts'
import { testMachine } from '../test-machine.ts'
import { COREUTIL_NAMES } from './names.ts'
import { COREUTILS } from './registry.ts'

function terminal() {
  const files = new TreeFiles(() => Date.UTC(2026, 10, 21, 9, 5, 7))
  files.presetFolder('/home')
  files.preset('/home/fruit.txt', 'apple 3\nbanana 12\ncherry 7\nbanana 5\n')
  files.preset('/home/sub/deep.log', 'one\ntwo\nthree\n')
  const machine = testMachine(files, [], Date.UTC(2026, 10, 21, 9, 5, 7))
  const state = new ShellState(1)
  state.cwd = '/home'
  state.set('PATH', '/usr/bin')
  const shell = new Interpreter(state, machine, undefined)
  return async (line: string) => {
    const out = new Collector()
    const err = new Collector()
    const io: Io = { stdin: EMPTY_READER, stdout: out, stderr: err, tty: { stdin: false, stdout: false } }
    const status = await shell.execute(line, io)
    return `${out.text()}${err.text()}${status === 0 ? '' : `[${status}]`}`
  }
}

describe('coreutils print what GNU prints', () => {
  test.each([
    ['cat fruit.txt | head -2', 'apple 3\nbanana 12\n'],
    ['head -n 1 fruit.txt sub/deep.log', '==> fruit.txt <==\napple 3\n==> sub/deep.log <==\none\n'],
    ['tail -n 1 fruit.txt; tail -n +4 fruit.txt', 'banana 5\nbanana 5\n'],
    ['seq 3 | tac | tr "\\n" ,', '3,2,1,'],
    ['seq 2 2 6; seq 3 -1 1', '2\n4\n6\n3\n2\n1\n'],
    ['wc -l fruit.txt; wc -l < fruit.txt', '4 fruit.txt\n4\n'],
    ['seq 30 > a; seq 4 > b; wc -l a b; wc a', '30 a\n 4 b\n34 total\n30 30 81 a\n'],
    ['cut -d" " -f2 fruit.txt | sort -n', '3\n5\n7\n12\n'],
    ['sort fruit.txt | uniq -c | head -1', '      1 apple 3\n'],
    ['cut -d" " -f1 fruit.txt | sort | uniq -d', 'banana\n'],
    ['sort -k2 -n -r fruit.txt | head -1', 'banana 12\n'],
    ['tr a-z A-Z < fruit.txt | head -1', 'APPLE 3\n'],
    ['echo aabbcc | tr -s a-c; echo a1b2 | tr -d 0-9', 'abc\nab\n'],
    ['grep banana fruit.txt', 'banana 12\nbanana 5\n'],
    ['grep -n cherry fruit.txt; grep -c an fruit.txt; grep -v an fruit.txt', '3:cherry 7\n2\napple 3\ncherry 7\n'],
    ['grep -q nothing fruit.txt; echo $?', '1\n'],
    ['grep -oE "[0-9]+" fruit.txt', '3\n12\n7\n5\n'],
    ['grep -r two .', './sub/deep.log:two\n'],
    ['grep -A1 -i CHERRY fruit.txt', 'cherry 7\nbanana 5\n'],
    ['grep x missing', 'grep: missing: No such file or directory\n[2]'],
    ["sed 's/an/AN/' fruit.txt | head -2 | tail -1", 'bANana 12\n'],
    ["sed 's/an/AN/g' fruit.txt | sed -n 2p", 'bANANa 12\n'],
    ["sed -n '2,3p' fruit.txt; sed '/banana/d' fruit.txt", 'banana 12\ncherry 7\napple 3\ncherry 7\n'],
    ["sed -E 's/([a-z]+) ([0-9]+)/\\2 \\1/' fruit.txt | head -1", '3 apple\n'],
    ["sed -i 's/cherry/plum/' fruit.txt; sed -n 3p fruit.txt", 'plum 7\n'],
    ["sed 's#/#-#g' <<< a/b/c", 'a-b-c\n'],
    ["printf 'a\\tb\\n' | sed 's/[^\\t]/X/g;s/\\t/[tab]/'", 'X[tab]X\n'],
    ["printf 'a\\tb c\\n' | sed -E 's/[\\t ]+/-/g'; echo anb | sed 's/[\\n]/+/'", 'a-b-c\nanb\n'],
    ["echo 'a.b\\\\c' | sed 's/[\\.]/X/g'; printf 'a\\t]b\\n' | sed 's/[]\\t]/X/g'", 'aXbXXc\naXXb\n'],
    ["printf 'a\\tt\\\\n\\n' | sed 's/[\\\\t]/X/g'; echo 'at' | grep -c '[\\t]'", 'a\tXXn\n1\n'],
    ['sed -e s/a/b/ -e s/c/d/ <<< a.c; echo s/a/z/ > s.sed; sed -f s.sed <<< a', 'b.d\nz\n'],
    ['grep -e app -e cherr fruit.txt | wc -l', '2\n'],
    ["awk '{ print $2, $1 }' fruit.txt | head -1", '3 apple\n'],
    ["awk '$2 > 5 { n++; sum += $2 } END { print n, sum, sum / n }' fruit.txt", '2 19 9.5\n'],
    ["awk -F: '{ print $NF }' <<< a:b:c", 'c\n'],
    ["awk '{ c[$1] += $2 } END { for (k in c) print k, c[k] }' fruit.txt | sort", 'apple 3\nbanana 17\ncherry 7\n'],
    ['awk \'BEGIN { for (i = 1; i <= 3; i++) printf "%02d ", i; print "" }\'', '01 02 03 \n'],
    ['awk \'/^b/ && NR > 2 { print NR ": " toupper($0) }\' fruit.txt', '4: BANANA 5\n'],
    ['awk -v n=2 \'NR == n { print length($1), substr($1, 1, 3), index($1, "na") }\' fruit.txt', '6 ban 3\n'],
    ['awk \'{ gsub(/a/, "&&"); print; exit }\' fruit.txt', 'aapple 3\n'],
    ['awk \'BEGIN { if (2 > 10) print "text"; else print "number" }\'', 'number\n'],
    ["awk '{ $2 = $2 * 2 } 1' fruit.txt | head -1", 'apple 6\n'],
    ["awk 'NR==2, NR==3' fruit.txt | wc -l", '2\n'],
    ["awk '{ print'", 'awk: syntax error near end of program\n[2]'],
    ['ls', 'fruit.txt\nsub\n'],
    ['ls -l fruit.txt', `-rw-r--r-- 1 learner learner 36 ${date()} fruit.txt\n`],
    ['ls nowhere', "ls: cannot access 'nowhere': No such file or directory\n[2]"],
    [
      'mkdir -p a/b; touch a/b/c; find a -type f; rm -r a; ls a',
      "a/b/c\nls: cannot access 'a': No such file or directory\n[2]",
    ],
    ['cp fruit.txt f2; mv f2 sub/; ls sub', 'deep.log\nf2\n'],
    ['rm sub', "rm: cannot remove 'sub': Is a directory\n[1]"],
    ['echo x > a; echo y > b; diff a b', '1c1\n< x\n---\n> y\n[1]'],
    ['find . -name "*.log"', './sub/deep.log\n'],
    ['echo one two | xargs -n1 echo item', 'item one\nitem two\n'],
    ['ls | xargs -I{} echo "<{}>"', '<fruit.txt>\n<sub>\n'],
    ['echo hello | tee copy | wc -c; cat copy', '6\nhello\n'],
    ['printf "%s-%03d\\n" a 7 b 8', 'a-007\nb-008\n'],
    ['echo -n AB | xxd', '00000000: 4142                                     AB\n'],
    ['date -u +%Y-%m-%dT%H:%M:%S', '2026-11-21T09:05:07\n'],
    ['time true', '\nreal\t0m0.000s\n'],
    ['TZ= date -u +%z', '+0000\n'],
    ['basename /a/b.log .log; dirname /a/b.log', 'b\n/a\n'],
    ['cat missing', 'cat: missing: No such file or directory\n[1]'],
    ['sort --wrong', "sort: unrecognized option '--wrong'\n[2]"],
    ['timeout 1 seq 2', '1\n2\n'],
    ['nohup seq 2 | tac', '2\n1\n'],
    ['nohup', 'nohup: missing operand\n[125]'],
    ['which cat; which nothing', '/usr/bin/cat\n[1]'],
    ['cat fruit.txt | less | head -1', 'apple 3\n'],
  ])('%s', async (line, expected) => {
    expect(await terminal()(line)).toBe(expected)
  })
})

/** As ls prints the modification time in the machine's own zone. */
function date(): string {
  const at = new Date(Date.UTC(2026, 10, 21, 9, 5, 7))
  const pad = (n: number) => String(n).padStart(2, '0')
  return `Nov ${at.getDate()} ${pad(at.getHours())}:${pad(at.getMinutes())}`
}

test('the names that the shell knows before it loads the programs are those of the programs', () => {
  expect([...COREUTIL_NAMES].sort()).toEqual(Object.keys(COREUTILS).sort())
})

test('a dead rm removes nothing more', async () => {
  const files = new TreeFiles(() => 0)
  for (let i = 0; i < 9; i++) files.preset(`/home/many/${i}`, '')
  const remove = files.remove.bind(files)
  const removed: string[] = []
  let killed: () => void = () => {}
  const machine = testMachine(files)
  files.remove = async (path) => {
    removed.push(path)
    if (removed.length === 3) killed()
    return remove(path)
  }
  const state = new ShellState(1)
  state.cwd = '/home'
  state.set('PATH', '/usr/bin')
  killed = () => {
    for (const process of machine.processes.list()) if (process.args[0] === 'rm') process.signal('KILL')
  }
  const io: Io = {
    stdin: EMPTY_READER,
    stdout: new Collector(),
    stderr: new Collector(),
    tty: { stdin: false, stdout: false },
  }
  expect(await new Interpreter(state, machine, undefined).execute('rm -r many', io)).toBe(137)
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(removed).toHaveLength(3)
})
