/** What bash 5.2 prints for the same line (compared with it), but for words of usage, and the statuses of an interactive one. */
import { printed } from '../test-bash.ts'

printed('a loop whose reader is gone ends', [
  ['while true; do echo x; done | head -2', 'x\nx\n'],
  ['i=0; while true; do printf "%d\\n" $i; i=$((i+1)); done | head -n 2', '0\n1\n'],
])

printed('read', [
  ['seq 5 | { read a; read b; echo $a $b; cat; }', '1 2\n3\n4\n5\n'],
  ['seq 3 | { read header; sort -r; }', '3\n2\n'],
  ['printf "k1\\tv1\\n" | while read l; do echo "$l"; done', 'k1\tv1\n'],
  ['printf " a  b  c \\n" | { read x y; echo "[$x][$y]"; }', '[a][b  c]\n'],
  ['echo "1,2,,4" | { IFS=, read a b c d; echo "[$a][$b][$c][$d]"; }', '[1][2][][4]\n'],
  ['echo "k:v:w" | { IFS=: read -r k v; echo "$k=$v"; }', 'k=v:w\n'],
  ['echo "1,2," | { IFS=, read a b; echo "[$a][$b]"; }', '[1][2]\n'],
  ['printf \'a\\\\tb\\n\' | { read l; echo "$l"; }', 'atb\n'],
  ['printf \'a\\\\tb\\n\' | { read -r l; echo "$l"; }', 'a\\tb\n'],
  ['printf \'a\\\\\\nb\\n\' | { read l; echo "$l"; }', 'ab\n'],
  ['printf "no end" | { read l; echo "$? [$l]"; }', '1 [no end]\n'],
  ['printf "a;b" | { read -d ";" l; echo "$? [$l]"; }', '0 [a]\n'],
  ['printf "abcdef\\n" | { read -n 3 l; echo "[$l]"; cat; }', '[abc]\ndef\n'],
  ['echo v | { read -p prompt x; echo "[$x][$prompt]"; }', '[v][]\n'],
  ['echo "  spaced  " | { read; echo "[$REPLY]"; }', '[  spaced  ]\n'],
  [
    'read -q x; echo $?',
    '2\n-bash: read: -q: invalid option\nread: usage: read [-rs] [-d delim] [-n nchars] [-p prompt] [name ...]\n',
  ],
])

printed('file descriptors', [
  ['echo x 3>f; wc -c < f', 'x\n0\n'],
  ['{ echo o; echo e >&2; } 3>&1 1>&2 2>&3 | tr a-z A-Z', 'E\no\n'],
  ['{ echo hi >&3; } 3>f; cat f', 'hi\n'],
  ['echo x >&4', '-bash: 4: Bad file descriptor\n[1]'],
])

printed('exec for the rest of the shell', [
  ['exec > f; echo a; echo b >&2; cat f >&2', 'b\na\n'],
  ['exec 3>f; echo one >&3; echo two >&3; cat f', 'one\ntwo\n'],
  ['exec 3>f; exec 3>&-; echo x >&3', '-bash: 3: Bad file descriptor\n[1]'],
  ['exec 2>&1; ls nosuch | tr a-z A-Z; echo x', "ls: cannot access 'nosuch': No such file or directory\nx\n"],
  ['exec 3>&1 >f; echo hid; exec >&3; echo seen; cat f', 'seen\nhid\n'],
  ['printf "l1\\nl2\\n" > in; exec < in; read a; read b; echo $a $b', 'l1 l2\n'],
  ['(exec > f; echo in); echo out; cat f', 'out\nin\n'],
  ['f() { exec 4>g; }; f; echo hi >&4; cat g', 'hi\n'],
  ['{ exec 3>f; } ; echo y >&3; cat f', 'y\n'],
  ['exec > /nosuch/f; echo after', 'after\n-bash: /nosuch/f: No such file or directory\n'],
  ['exec 2>err; nosuchcmd; cat err', '-bash: nosuchcmd: command not found\n'],
  ['echo old > f; exec 3>>f; echo 1 >&3; echo 2 >&3; cat f', 'old\n1\n2\n'],
  ['echo in | { exec 3>f; cat >&3; }; cat f; echo z >&3', 'in\n-bash: 3: Bad file descriptor\n[1]'],
  ['exec 1>&4; echo after $?', 'after 1\n-bash: 4: Bad file descriptor\n'],
  ['exec > f; echo q; exec > g; echo r; cat f g >&2', 'q\nr\n'],
  ['{ exec 3>f; echo o; } > h; echo p; echo k >&3; cat h f', 'p\no\nk\n'],
  ['{ exec > f; echo o; } > h; echo p; cat h f', 'p\no\n'],
  ['exec > f; { echo a; } > g; echo b; cat f g >&2', 'b\na\n'],
  ['for i in 1 2; do exec 5>f$i; done; echo m >&5; cat f2', 'm\n'],
  ['exec 3>f; echo x | tr x y >&3; echo $(echo c >&3; echo d); cat f', 'd\ny\nc\n'],
  ['printf "exec > f\\necho in\\n" > s; bash s; echo out; cat f', 'out\nin\n'],
  ['printf "exec > f\\n" > s; . ./s; echo in; cat f >&2', 'in\n'],
  ['{ exec; echo a; } > f; echo b; cat f', 'b\na\n'],
])

printed('parameters', [
  ['x=file.tar.gz; echo ${x/tar/zip} ${x^^} ${x:0:4} ${x: -2} ${x:5}', 'file.zip.gz FILE.TAR.GZ file gz tar.gz\n'],
  ['x=aXbXc; echo ${x//X/-} ${x/#a/A} ${x/%c/C} ${x/b} ${x//[X]/}', 'a-b-c AXbXc aXbXC aXXc abc\n'],
  ['x=AbC; echo ${x,,} ${x^} ${x,}', 'abc AbC abC\n'],
  ['x=abcdef; n=2; echo ${x:n:2} ${x:1:-1}', 'cd bcde\n'],
  ['echo ${nosuch?gone}; echo after', '-bash: nosuch: gone\n[1]'],
  ['x=; echo ${x:?}; echo after', '-bash: x: parameter null or not set\n[1]'],
  ['echo ${x!}', '-bash: ${x!}: bad substitution\n[1]'],
  ['IFS=,; x=a,b,c; for i in $x; do echo $i; done', 'a\nb\nc\n'],
  ['echo $(< fruit.txt)', 'apple 3 banana 12 cherry 7\n'],
  ['echo */ sub/*', 'sub/ sub/deep.log\n'],
  ['echo {1..10..3} {01..03} {5..1..2} {a..g..3}', '1 4 7 10 01 02 03 5 3 1 a d g\n'],
])

printed('settings and statuses', [
  ['(set -e; false; echo no); echo $?', '1\n'],
  ['(set -e; if false; then :; fi; false || true; ! true; echo yes)', 'yes\n'],
  ['(set -e; for i in 1 2; do [ $i = 1 ] && echo one; done; echo end)', 'one\nend\n'],
  ['(set -e; { false; echo no; }; echo no); echo $?', '1\n'],
  ['(set -u; echo $nosuch; echo after); echo $?', '1\n-bash: nosuch: unbound variable\n'],
  ['set -o pipefail; false | true; echo $?; set +o pipefail; false | true; echo $?', '1\n0\n'],
  ['set -x; echo "a b" c', "a b c\n+ echo 'a b' c\n"],
  ['set -q; echo $?', '2\n-bash: set: -q: invalid option\nset: usage: set [-eux] [-o option-name] [--] [arg ...]\n'],
  ['until false; do break; done; echo $?', '0\n'],
  ['set -- a b; shift 5; echo $? $@', '1 a b\n'],
  ['x=$(command -v cat); echo $x; command -v cd', '/usr/bin/cat\ncd\n'],
  ["echo a12b3 | grep -o '[0-9]*'", '12\n3\n'],
  ['printf "%o %5.1f|%+d|%e\\n" 8 2.25 3 12345.678', '10   2.2|+3|1.234568e+04\n'],
  ['printf "[%5s|%-5s|%05d|%x|%#x|%c|%%]\\n" a b 42 255 255 xyz', '[    a|b    |00042|ff|0xff|x|%]\n'],
  ['printf "%s=%d\\n" a 1 b 010 c 0x1f', 'a=1\nb=8\nc=31\n'],
  ['printf "%g %g %G %.3g\\n" 0.0001 1234567 1e-10 3.14159', '0.0001 1.23457e+06 1E-10 3.14\n'],
  ['printf "%*d|%.2s|%q\\n" 5 42 abc "a b"', '   42|ab|a\\ b\n'],
  ['printf "x\\n" a b; printf "%z\\n"', "x\n\n-bash: printf: `z': invalid format character\n[1]"],
  ['printf "%d\\n" abc; echo $?', '0\n1\n-bash: printf: abc: invalid number\n'],
])
