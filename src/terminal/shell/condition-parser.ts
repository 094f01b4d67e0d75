import type { Condition, Word } from './ast.ts'
import type { Scanner } from './scanner.ts'

const UNARY = /^-[a-hknprstuvwxzGLNOS]$/
const BINARY = /^(?:==?|!=|=~|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))$/

/** Reads what stands between `[[` and `]]`, and that. Throws ShellSyntaxError. */
export function parseCondition(scan: Scanner): Condition {
  const condition = either(scan)
  if (plain(peekWord(scan)) !== ']]') scan.unexpected()
  scan.word()
  return condition
}

function either(scan: Scanner): Condition {
  let left = both(scan)
  while (taken(scan, '||')) left = { kind: 'or', left, right: both(scan) }
  return left
}

function both(scan: Scanner): Condition {
  let left = one(scan)
  while (taken(scan, '&&')) left = { kind: 'and', left, right: one(scan) }
  return left
}

function one(scan: Scanner): Condition {
  scan.skipNewlines()
  if (scan.takeReserved('!')) return { kind: 'not', of: one(scan) }
  const condition = taken(scan, '(') ? bracketed(scan) : comparison(scan)
  scan.skipNewlines()
  return condition
}

function bracketed(scan: Scanner): Condition {
  const inner = either(scan)
  if (!taken(scan, ')')) scan.unexpected()
  return inner
}

function comparison(scan: Scanner): Condition {
  const first = operand(scan)
  const operator = plain(first) ?? ''
  const next = peekWord(scan)
  if (UNARY.test(operator) && next && plain(next) !== ']]' && !BINARY.test(plain(next) ?? ''))
    return { kind: 'unary', operator, word: scan.word() }
  return { kind: 'binary', left: first, ...right(scan) }
}

/** What follows the first operand; nothing: it is to be something (`[[ $x ]]`). */
function right(scan: Scanner): { operator: string; right: Word } {
  for (const operator of ['<', '>']) if (taken(scan, operator)) return { operator, right: operand(scan) }
  const operator = plain(peekWord(scan)) ?? ''
  if (!BINARY.test(operator)) return { operator: '!=', right: [{ kind: 'text', text: '', quoted: true }] }
  scan.word()
  return { operator, right: operator === '=~' ? scan.regExpWord() : operand(scan) }
}

function operand(scan: Scanner): Word {
  const word = peekWord(scan)
  if (!word || plain(word) === ']]') return scan.unexpected()
  return scan.word()
}

function taken(scan: Scanner, operator: string): boolean {
  if (scan.peekOperator() !== operator) return false
  scan.take(operator)
  return true
}

function peekWord(scan: Scanner): Word | undefined {
  if (!scan.startsWord()) return undefined
  const { at } = scan
  const word = scan.word()
  scan.at = at
  return word
}

/** The text of a word in which nothing is quoted or expanded. */
function plain(word: Word | undefined): string | undefined {
  const [part, ...more] = word ?? []
  return part?.kind === 'text' && !part.quoted && more.length === 0 ? part.text : undefined
}
