/** Scripts: what bash 5.2 prints for them (recorded from it, but for its own name in front of errors). */
import { expect, test } from 'vitest'
import { bash, printed } from '../test-bash.ts'

printed('case', [
  ['case apple in a*) echo A;; *) echo other;; esac', 'A\n'],
  ['case b in a|b) echo ab;; esac; echo $?', 'ab\n0\n'],
  ['case x in a) echo a;; esac; echo $?', '0\n'],
  ['case "a b" in "a b") echo quoted;; esac', 'quoted\n'],
  ["case '*' in '*') echo star;; esac; case zz in '*') echo no;; *) echo yes;; esac", 'star\nyes\n'],
  ['case x in\n  (x) echo one\n      echo two ;;\n  y) echo y\nesac', 'one\ntwo\n'],
  ['x=\'[ab]\'; case a in $x) echo set;; esac; case a in "$x") echo q;; *) echo no;; esac', 'set\nno\n'],
  ['case a in a) ;; esac; echo $?', '0\n'],
  ['for i in 1 2 3; do case $i in 2) continue;; esac; echo $i; done', '1\n3\n'],
  ["echo 'echo from stdin' | bash", 'from stdin\n'],
  ['export A=\'x y\'; B=$A; export C=$A D; echo "$C|$D"', 'x y|\n'],
  ['case x in a) echo a;; x) echo b; esac; echo c', 'b\nc\n'],
  ['echo case esac function; for x in case in esac; do echo $x; done', 'case esac function\ncase\nin\nesac\n'],
  ['while read -r line; do case $line in apple*) echo "A:$line";; esac; done < fruit.txt', 'A:apple 3\n'],
  ['select=1; echo $select', '1\n'],
])

printed('functions', [
  ['f() { echo "$# $1 $2"; }; f a b; f', '2 a b\n0  \n'],
  ['f() { return 3; }; f; echo $?', '3\n'],
  ['function g { echo g $@; }; g 1 2', 'g 1 2\n'],
  ['function h() { echo h; }; h', 'h\n'],
  ['f() { local x=in; echo $x; }; x=out; f; echo $x', 'in\nout\n'],
  ['f() { x=in; }; x=out; f; echo $x', 'in\n'],
  ['f() { g; echo f $x; }; g() { x=g; }; x=top; f2() { local x=2; g; echo $x; }; f2; echo $x', 'g\ntop\n'],
  ['f() { echo out; echo err >&2; } 2>/dev/null; f', 'out\n'],
  ['f() ( cd sub; pwd; ); f > /dev/null; basename $(pwd)', 'home\n'],
  ['fact() { if (( $1 <= 1 )); then echo 1; else echo $(( $1 * $(fact $(( $1 - 1 ))) )); fi; }; fact 5', '120\n'],
  ['f() { for a; do echo "<$a>"; done; }; f \'x y\' z', '<x y>\n<z>\n'],
  ['f() { shift; echo $1; }; f 1 2; echo "[$1]"', '2\n[]\n'],
  ['X=1 f; f() { echo "[$X]"; }; X=2 f; echo "[$X]"', '[2]\n[]\n-bash: f: command not found\n'],
  ['local x=1; echo $?', '1\n-bash: local: can only be used in a function\n'],
  ['return 2; echo $?', "2\n-bash: return: can only `return' from a function or sourced script\n"],
  ['f() { echo hi; }; unset -f f; f', '-bash: f: command not found\n[127]'],
  ['f() { echo hi; }; f | tr a-z A-Z', 'HI\n'],
  ['f() { cat; }; echo in | f', 'in\n'],
  ['f() { false; }; f || echo failed; f && echo no', 'failed\n[1]'],
  ['f() { while true; do return 7; done; }; f; echo $?', '7\n'],
  ['cat() { echo mine; }; cat fruit.txt; command cat fruit.txt | wc -l', 'mine\n3\n'],
  ['f()\n{\n  echo multi\n}\nf', 'multi\n'],
  ['f() { echo $FOO; }; export FOO=a\\ b; f', 'a b\n'],
  ['type f; f() { :; }; command -v f', 'f\n-bash: type: f: not found\n'],
  ['f() { echo "$*"; }; set -- a \'b c\'; f "$@"', 'a b c\n'],
  ['f() { f2() { echo nested; }; }; f; f2', 'nested\n'],
  ['log() { printf \'%s\\n\' "$*"; }; log a   b', 'a b\n'],
  ['greet() { local name=${1:-world}; echo "hello $name"; }; greet; greet kafka', 'hello world\nhello kafka\n'],
  ['a() { b; }; b() { c; }; c() { return 9; }; a; echo $?', '9\n'],
  ['f() { echo a; }; f; f() { echo b; }; f', 'a\nb\n'],
  ['f() { exit 3; }; (f); echo $?', '3\n'],
])

printed('[[ ]]', [
  ['[[ a == a ]] && echo y', 'y\n'],
  ["[[ abc == a* ]] && echo y; [[ abc == 'a*' ]] || echo n", 'y\nn\n'],
  ['[[ abc != a* ]] || echo n', 'n\n'],
  ["x='a b'; [[ $x == 'a b' ]] && echo y; [[ -n $x && -z $nosuch ]] && echo both", 'y\nboth\n'],
  ['[[ -f fruit.txt ]] && echo file; [[ -d sub ]] && echo dir; [[ -e none ]] || echo none', 'file\ndir\nnone\n'],
  [
    '[[ 3 -gt 2 && 2 -lt 3 ]] && echo nums; n=5; [[ n -eq 5 ]] && echo name; [[ n+1 -eq 6 ]] && echo sum',
    'nums\nname\nsum\n',
  ],
  ['[[ ( a == b || c == c ) && ! d == e ]] && echo grouped', 'grouped\n'],
  ['[[ foo123 =~ ^[a-z]+[0-9]+$ ]] && echo re', 're\n'],
  [
    '[[ a.b =~ a\\.b ]] && echo dot; [[ axb =~ a\\.b ]] || echo nodot; [[ ab =~ ^(a|x)b$ ]] && echo alt',
    'dot\nnodot\nalt\n',
  ],
  ['[[ b > a ]] && echo gt; [[ a < b ]] && echo lt', 'gt\nlt\n'],
  ['[[ $nosuch ]] || echo empty; [[ x ]] && echo full', 'empty\nfull\n'],
  ['[[ -v HOME ]] && echo set; [[ -v nosuch ]] || echo unset', 'set\nunset\n'],
  ['if [[ 1 == 1 ]]; then echo if; fi', 'if\n'],
  ['[[ a == b ]]; echo $?', '1\n'],
  ['[[ a == a &&\n b == b ]] && echo over', 'over\n'],
  ['x=foo; [[ $x = f?o ]] && echo glob', 'glob\n'],
  ["[[ '[[:digit:]]' ]] && [[ 7 =~ [[:digit:]] ]] && echo class", 'class\n'],
  ['[[ 1/0 -eq 2 ]]; echo $?', '1\n-bash: [[: 1/0: division by 0 (error token is "0")\n'],
])

printed('(( ))', [
  ['(( 1 + 1 )); echo $?; (( 0 )); echo $?', '0\n1\n'],
  ['x=3; (( x++ )); echo $x; (( x += 5 )); echo $x', '4\n9\n'],
  ['(( 2 > 1 && 3 > 2 )) && echo yes', 'yes\n'],
  ['for (( i = 0; i < 3; i++ )); do echo $i; done', '0\n1\n2\n'],
  ['for ((i=0;i<6;i+=2)); do echo -n $i; done; echo', '024\n'],
  ['for (( ; ; )); do echo once; break; done', 'once\n'],
  ['for ((i=3; i>0; i--)) do echo $i; done', '3\n2\n1\n'],
  ['i=0; while (( i < 3 )); do (( i++ )); done; echo $i', '3\n'],
  ['((echo a); echo b)', 'a\nb\n'],
  ['if (( 5 % 2 )); then echo odd; fi', 'odd\n'],
  ['until (( n >= 2 )); do (( n++ )); done; echo $n', '2\n'],
  ['x=5; echo $(( x > 3 ? 1 : 0 ))', '1\n'],
  ['(( 1 / 0 )); echo $?', '1\n-bash: ((: 1 / 0 : division by 0 (error token is "0 ")\n'],
  ['echo $((1/0)); echo after', '-bash: 1/0: division by 0 (error token is "0")\n[1]'],
  ['echo $((1 +))', '-bash: 1 +: syntax error: operand expected (error token is "+")\n[1]'],
  ['echo $((1 2))', '-bash: 1 2: syntax error in expression (error token is "2")\n[1]'],
  ['let x=1/0; echo $?', '1\n-bash: let: x=1/0: division by 0 (error token is "0")\n'],
  ['echo $((x y))', '-bash: x y: syntax error in expression (error token is "y")\n[1]'],
  ['echo $(( 3 % 0 ))', '-bash: 3 % 0 : division by 0 (error token is "0 ")\n[1]'],
  ['for ((i=1/0;;)); do :; done; echo $?', '1\n-bash: ((: i=1/0: division by 0 (error token is "0")\n'],
  ['echo $((a=))', '-bash: a=: syntax error: operand expected (error token is "=")\n[1]'],
  ['x=4; (( x /= 0 ))', '-bash: ((: x /= 0 : division by 0 (error token is "0 ")\n[1]'],
])

printed('scripts', [
  ["bash -c 'echo $0 $1 $#' name a b", 'name a 2\n'],
  ["bash -c 'echo hi; exit 3'; echo $?", 'hi\n3\n'],
  ["sh -c 'echo $HOMELESS'; X=1 sh -c 'echo $X'", '\n1\n'],
  ['y=2; bash -c \'echo "[$y]"\'; export y; bash -c \'echo "[$y]"\'', '[]\n[2]\n'],
  ["printf 'echo $1\\nexit 4\\n' > s.sh; bash s.sh arg; echo $?", 'arg\n4\n'],
  ['bash nosuch.sh; echo $?', '127\nbash: nosuch.sh: No such file or directory\n'],
  ['bash -c', 'bash: -c: option requires an argument\n[2]'],
  ["bash -ec 'false; echo no'; echo $?", '1\n'],
  ["bash -c 'f() { echo in; }; f'", 'in\n'],
  ['printf \'#!/bin/bash\\necho "$0 $1 $X [$Z]"\\n\' > t.sh; chmod +x t.sh; Z=9; X=1 ./t.sh q', './t.sh q 1 []\n'],
  [
    "printf 'nosuchcmd\\n\\nnosuch2\\n' > e.sh; bash e.sh",
    'e.sh: line 1: nosuchcmd: command not found\ne.sh: line 3: nosuch2: command not found\n[127]',
  ],
  ["bash -o pipefail -c 'false | true; echo $?'", '1\n'],
  ['bash sub; echo $?', '126\nsub: sub: Is a directory\n'],
  ["printf 'echo src $1; return 5; echo no' > r.sh; . ./r.sh one; echo $?", 'src one\n5\n'],
  ["f() { . ./r.sh two; echo after $?; }; printf 'echo $1; return 4' > r.sh; f x", 'two\nafter 4\n'],
  [
    "echo 'echo hi' > run; ./run; chmod +x run; ./run; chmod -x run; ./run",
    'hi\n-bash: ./run: Permission denied\n-bash: ./run: Permission denied\n[126]',
  ],
  [
    "echo 'echo hi $1' > run; chmod 755 run; ./run a; chmod 644 run; ./run a",
    'hi a\n-bash: ./run: Permission denied\n[126]',
  ],
  ['chmod u+x fruit.txt nosuch; echo $?', "1\nchmod: cannot access 'nosuch': No such file or directory\n"],
  ['chmod q fruit.txt', "chmod: invalid mode: 'q'\nTry 'chmod --help' for more information.\n[1]"],
  ['chmod +x', "chmod: missing operand after '+x'\nTry 'chmod --help' for more information.\n[1]"],
  ['chmod', "chmod: missing operand\nTry 'chmod --help' for more information.\n[1]"],
  ["chmod +x sub; cd sub; pwd | sed 's/.*\\///'", 'sub\n'],
  [
    'printf \'#!/bin/bash\\nfor f in "$@"; do echo "arg $f"; done\\n\' > a.sh; chmod a+x a.sh; ./a.sh 1 \'2 3\'',
    'arg 1\narg 2 3\n',
  ],
  ["printf 'exit 7' > x.sh; chmod +x x.sh; ./x.sh; echo $?", '7\n'],
  ["X=a; printf 'echo [$X]' > x.sh; chmod +x x.sh; ./x.sh; X=b ./x.sh; export X; ./x.sh", '[]\n[b]\n[a]\n'],
  ["printf 'f() { echo $1; }\\nf from-script\\n' > x.sh; sh x.sh", 'from-script\n'],
])

printed('what must be set and is not', [
  ["bash -uc 'echo $nosuch; echo after'; echo $?", '127\nbash: line 1: nosuch: unbound variable\n'],
  ["bash -c 'echo ${nosuch?gone}; echo after'; echo $?", '127\nbash: line 1: nosuch: gone\n'],
  ["bash -c 'set -u; f() { echo $nosuch; }; f; echo after'; echo $?", '127\nbash: line 1: nosuch: unbound variable\n'],
  ["bash -c 'echo ${a b}; echo after'; echo $?", '1\nbash: line 1: ${a b}: bad substitution\n'],
  ["bash -c 'set -u; (echo $nosuch; echo in); echo $?'", '1\nbash: line 1: nosuch: unbound variable\n'],
  ["bash -c 'set -u; x=$(echo $nosuch; echo in); echo $?'", '1\nbash: line 1: nosuch: unbound variable\n'],
  [
    "printf 'set -u\\necho $nosuch\\necho after\\n' > u.sh; bash u.sh; echo $?",
    '1\nu.sh: line 2: nosuch: unbound variable\n',
  ],
  [
    "printf 'echo ${nosuch:?}\\necho after\\n' > u.sh; bash < u.sh; echo $?",
    '1\nbash: line 1: nosuch: parameter null or not set\n',
  ],
  ['set -u; echo $nosuch; echo same', '-bash: nosuch: unbound variable\n[1]'],
  [
    "printf 'set -u\\necho $nosuch\\n' > u.sh; bash -c '. ./u.sh; echo after $?'; echo $?",
    '127\nbash: line 2: nosuch: unbound variable\n',
  ],
])

/** Lines for a shell of their own, and what it prints. */
const inBash = (lines: readonly (readonly [string, string])[]) =>
  lines.map(([line, wanted]) => [`bash -c '${line.replaceAll("'", "'\\''")}'`, wanted] as const)

printed('trap … EXIT', [
  ...inBash([
    ["trap 'echo bye' EXIT; echo hi", 'hi\nbye\n'],
    ["trap 'echo bye $?' EXIT; exit 3", 'bye 3\n[3]'],
    ["trap 'echo bye; exit 5' EXIT; exit 3", 'bye\n[5]'],
    ["trap 'exit' EXIT; exit 4", '[4]'],
    ["trap 'false' EXIT; exit 4", '[4]'],
    ["trap 'echo bye' EXIT; false", 'bye\n[1]'],
    ["set -e; trap 'echo bye $?' EXIT; false; echo no", 'bye 1\n[1]'],
    [
      "set -u; trap 'echo bye $?' EXIT; echo $nosuch; echo no",
      'bye 127\nbash: line 1: nosuch: unbound variable\n[127]',
    ],
    ["f() { trap 'echo bye' EXIT; }; f; echo end", 'end\nbye\n'],
    ["trap 'echo bye' EXIT; f() { exit 2; }; f", 'bye\n[2]'],
    ["trap 'echo a' EXIT; trap 'echo b' EXIT", 'b\n'],
    ["trap 'echo a' EXIT; trap - EXIT; echo end", 'end\n'],
    ["trap 'echo a' 0; trap -- - EXIT; echo end", 'end\n'],
    ["trap 'trap - EXIT; echo once' EXIT", 'once\n'],
    ["trap 'nosuchcmd' EXIT; true", 'bash: line 1: nosuchcmd: command not found\n'],
    ["cleanup() { echo clean $1; }; trap 'cleanup now' EXIT; true", 'clean now\n'],
    ["trap 'echo bye' EXIT; for i in 1 2 3; do echo $i; [ $i = 2 ] && exit 6; done", '1\n2\nbye\n[6]'],
    ["trap 'echo bye' EXIT; kill $$; echo no", 'bye\n[143]'],
    ["trap 'echo bye' EXIT; while true; do kill $$; done", 'bye\n[143]'],
    ["trap 'echo bye' EXIT; kill -INT $$; echo no", 'bye\n[130]'],
    ["trap 'echo bye' EXIT; kill -9 $$", '[137]'],
    ["trap 'echo bye' EXIT; (echo sub); echo end", 'sub\nend\nbye\n'],
    ["trap 'echo bye' EXIT; (trap 'echo sub' EXIT; echo in); echo end", 'in\nsub\nend\nbye\n'],
    ["trap 'echo bye' EXIT; { echo in; } & wait; echo end", 'in\nend\nbye\n'],
    ["{ trap 'echo bye' EXIT; echo in; } | cat; echo end", 'in\nbye\nend\n'],
    ["(trap 'echo bye' EXIT; exit 4); echo $?", 'bye\n4\n'],
    ["x=$(trap 'echo bye' EXIT; echo in); echo $x", 'in bye\n'],
    ["trap 'echo one; trap' EXIT", "one\ntrap -- 'echo one; trap' EXIT\n"],
  ]),
  ['printf \'trap "echo bye" EXIT\\nread x\\necho "got $x"\\n\' > r.sh; echo hi | bash r.sh', 'got hi\nbye\n'],
  ["printf 'trap \"echo s\" EXIT\\n' > s.sh; bash -c '. ./s.sh; echo after'", 'after\ns\n'],
])

printed('trap … of signals, and what trap lists', [
  ...inBash([
    ["trap 'echo got; exit 7' TERM; kill $$; echo after", 'got\n[7]'],
    ["trap 'echo got' TERM; kill $$; echo after", 'got\nafter\n'],
    ["trap 'echo got' TERM; kill $$", 'got\n'],
    ["trap 'echo int; exit 9' INT; kill -INT $$; echo no", 'int\n[9]'],
    ["trap '' TERM; kill $$; echo after; trap", "after\ntrap -- '' SIGTERM\n"],
    ["trap 'echo got $?' TERM; false; kill $$; echo after $?", 'got 0\nafter 0\n'],
    ["trap 'x=1; echo $x' TERM; for i in 1 2; do kill $$; echo $i; done", '1\n1\n1\n2\n'],
    ["trap 'echo bye' EXIT; trap 'echo term; exit 3' TERM; kill $$", 'term\nbye\n[3]'],
    ["trap 'echo term' TERM; (sleep 0.3; kill $$) & sleep 1; echo slept $?", 'term\nslept 0\n'],
    ["trap 'echo term' TERM; (sleep 0.3; kill $$) & sleep 5 & wait $!; echo waited $?", 'term\nwaited 143\n'],
    [
      "trap 'echo bye' EXIT INT TERM; trap; trap - EXIT; trap",
      "trap -- 'echo bye' EXIT\ntrap -- 'echo bye' SIGINT\ntrap -- 'echo bye' SIGTERM\ntrap -- 'echo bye' SIGINT\ntrap -- 'echo bye' SIGTERM\n",
    ],
    ["trap 'echo \"it'\\''s\"' TERM; trap -p TERM; trap -p INT; echo $?", "trap -- 'echo \"it'\\''s\"' SIGTERM\n0\n"],
    [
      "trap 'echo hup' HUP SIGINT 15; trap",
      "trap -- 'echo hup' SIGHUP\ntrap -- 'echo hup' SIGINT\ntrap -- 'echo hup' SIGTERM\n",
    ],
    ["trap 'echo t' term; trap; trap 15; trap", "trap -- 'echo t' SIGTERM\n"],
    ["trap 'echo p' TERM; (trap; trap 'echo q' INT; trap)", "trap -- 'echo p' SIGTERM\ntrap -- 'echo q' SIGINT\n"],
    ["trap '' INT; (trap)", "trap -- '' SIGINT\n"],
    ["trap 'echo x' NOSUCH; echo $?", '1\nbash: line 1: trap: NOSUCH: invalid signal specification\n'],
    ["trap 'echo x' SIGEXIT; echo $?", '1\nbash: line 1: trap: SIGEXIT: invalid signal specification\n'],
    ["trap 'echo x'; echo $?", '2\ntrap: usage: trap [-lp] [[arg] signal_spec ...]\n'],
    ['trap -; echo $?', '2\ntrap: usage: trap [-lp] [[arg] signal_spec ...]\n'],
    ['trap EXIT; echo $?', '0\n'],
    [
      'trap -x; echo $?',
      '2\nbash: line 1: trap: -x: invalid option\ntrap: usage: trap [-lp] [[arg] signal_spec ...]\n',
    ],
  ]),
])

test('functions that call themselves for ever end with an error', async () => {
  expect(await bash('f() { f; }; f; echo after')).toBe('-bash: f: maximum function nesting level exceeded (1000)\n[1]')
})

test('a shell within the shell wants a script', async () => {
  expect(await bash('bash -c f')).toBe('bash: line 1: f: command not found\n[127]')
  expect(await bash('bash -q')).toBe('bash: -q: invalid option\n[2]')
})

const script = (...lines: string[]) => `cat > s <<'END'\n${lines.join('\n')}\nEND\nbash s`
const DIVISION = '1/0: division by 0 (error token is "0")\n'

printed('what cannot be expanded ends its line, not the script', [
  [script('echo $((1/0)); echo same', 'echo next $?'), `next 1\ns: line 1: ${DIVISION}`],
  [script('f() { echo $((1/0)); echo in; }', 'f; echo same', 'echo next'), `next\ns: line 1: ${DIVISION}`],
  [script('for i in 1 2; do echo $((1/0)); done', 'echo next'), `next\ns: line 1: ${DIVISION}`],
  [script('if true; then', ' echo $((1/0))', ' echo b', 'fi; echo same', 'echo next'), `next\ns: line 2: ${DIVISION}`],
  [script('(echo $((1/0)); echo in); echo after', 'echo next'), `after\nnext\ns: line 1: ${DIVISION}`],
  [script('x=$(echo $((1/0)); echo in); echo after $? "$x"'), `after 1 \ns: line 1: ${DIVISION}`],
  [script('echo ${x!}; echo same', 'echo next $?'), 'next 1\ns: line 1: ${x!}: bad substitution\n'],
  [script('set -e', 'echo $((1/0))', 'echo next'), `next\ns: line 2: ${DIVISION}`],
])

printed('exec makes the shell that program', [
  [script('exec echo hi', 'echo no'), 'hi\n'],
  [script('trap "echo bye" EXIT', 'exec echo hi'), 'hi\n'],
  [script('exec nosuch; echo no', 'echo no'), 's: line 1: exec: nosuch: not found\n[127]'],
  [script('(exec echo hi; echo no); echo yes'), 'hi\nyes\n'],
  [script('exec echo hi | cat', 'echo yes'), 'hi\nyes\n'],
  [`${script('exec > f echo hi', 'echo no')}; cat f`, 'hi\n'],
  [script('X=1 exec bash -c "echo [\\$X]; exit 4"', 'echo no'), '[1]\n[4]'],
  ['exec nosuch; echo $?', '127\n-bash: exec: nosuch: not found\n'],
])
