import { POSIX_CLASSES } from './posix-classes.ts'

const CONTROLS: { readonly [name: string]: string } = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v' }

/** The source of a JavaScript regular expression for a POSIX one: in basic ones `+ ? | ( ) { }` are plain unless escaped. `escapes`: `[\\t]` is a tab, as in sed. */
export function posixRegExp(
  pattern: string,
  { extended, escapes = false }: { readonly extended: boolean; readonly escapes?: boolean },
): string {
  let out = ''
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] as string
    const next = pattern[i + 1] ?? ''
    if (char === '[') {
      const end = endOfBracket(pattern, i)
      out += bracket(pattern.slice(i, end + 1), escapes)
      i = end
    } else if (char === '\\' && next !== '') {
      out += escaped(next, extended)
      i++
    } else if (!extended && '+?|(){}'.includes(char)) out += `\\${char}`
    else if (!extended && char === '*' && (out === '' || out === '^')) out += '\\*'
    else out += char
  }
  return out
}

function escaped(next: string, extended: boolean): string {
  if (!extended && '+?|(){}'.includes(next)) return next
  if (next === '<' || next === '>') return '\\b'
  return `\\${next}`
}

function endOfBracket(pattern: string, start: number): number {
  let i = start + 1
  if (pattern[i] === '^') i++
  if (pattern[i] === ']') i++
  while (i < pattern.length && pattern[i] !== ']')
    i = pattern.startsWith('[:', i) ? pattern.indexOf(':]', i) + 2 : i + 1
  return i
}

function bracket(text: string, escapes: boolean): string {
  const plain = escapes ? text.replace(/\\([\\tnrfv])/g, (all, name: string) => CONTROLS[name] ?? all) : text
  const inner = plain.slice(1, -1).replace(/\[:(\w+):\]/g, (_all, name: string) => POSIX_CLASSES[name] ?? '')
  const negated = inner.startsWith('^')
  const set = (negated ? inner.slice(1) : inner)
    .replace(/^\]/, '\\]')
    .replace(/\[/g, '\\[')
    .replace(/\\([\]\\swd/[-])?/g, (pair, next) => (next === undefined ? '\\\\' : pair))
  return `[${negated ? '^' : ''}${set}]`
}
