import type { AndOr, Assignment, Command, Item, Pipeline, Redirect, Script, Word } from './ast.ts'
import { UnclosedError, WordReader } from './words.ts'

/** A line that bash would refuse; `incomplete` when more input could complete it (an open quote, `do` without `done`). */
export class ShellSyntaxError extends Error {
  override readonly name = 'ShellSyntaxError'
  constructor(
    message: string,
    readonly incomplete: boolean,
  ) {
    super(message)
  }
}

const RESERVED = new Set([
  'if',
  'then',
  'elif',
  'else',
  'fi',
  'for',
  'in',
  'while',
  'until',
  'do',
  'done',
  '{',
  '}',
  '!',
])
const OPERATORS = ['&&', '||', ';;', '<<<', '<<-', '<<', '>>', '>&', '&>', '<', '>', '|', '&', ';', '(', ')', '\n']

/** Parses a whole input (one or more lines). Throws ShellSyntaxError with bash's words. */
export function parse(text: string): Script {
  try {
    const parser = new Parser(text)
    const script = parser.script([])
    parser.expectEnd()
    return script
  } catch (error) {
    if (error instanceof UnclosedError) throw new ShellSyntaxError(error.message, true)
    throw error
  }
}

interface PendingHeredoc {
  readonly delimiter: string
  readonly quoted: boolean
  readonly stripTabs: boolean
  readonly fill: (text: string, quoted: boolean) => void
}

class Parser {
  private at = 0
  private readonly heredocs: PendingHeredoc[] = []

  constructor(private readonly text: string) {}

  /** Items until the end or one of the reserved words or `)`. */
  script(until: readonly string[]): Script {
    const items: Item[] = []
    for (;;) {
      this.skipSeparators()
      if (this.atEnd() || this.peekOperator() === ')' || until.includes(this.peekReserved() ?? '')) return items
      items.push(this.item())
    }
  }

  expectEnd(): void {
    if (!this.atEnd()) this.unexpected()
    if (this.heredocs.length > 0) throw new ShellSyntaxError('here-document is not closed', true)
  }

  private item(): Item {
    const start = this.at
    const list = this.andOr()
    const text = this.text.slice(start, this.at).trim()
    const operator = this.peekOperator()
    if (operator === '&' || operator === ';') this.take(operator)
    else if (operator === '\n') this.newline()
    else if (!this.atEnd() && operator !== ')') this.unexpected()
    return { list, background: operator === '&', text }
  }

  private andOr(): AndOr {
    const first = this.pipeline()
    const rest: AndOr['rest'][number][] = []
    for (let op = this.peekOperator(); op === '&&' || op === '||'; op = this.peekOperator()) {
      this.take(op)
      this.skipNewlines()
      rest.push({ operator: op, pipeline: this.pipeline() })
    }
    return { first, rest }
  }

  private pipeline(): Pipeline {
    const negated = this.takeReserved('!')
    const commands = [this.command()]
    while (this.peekOperator() === '|') {
      this.take('|')
      this.skipNewlines()
      commands.push(this.command())
    }
    return { negated, commands }
  }

  private command(): Command {
    if (this.peekOperator() === '(') return this.subshell()
    const compound = COMPOUND[this.peekReserved() ?? '']
    return compound ? compound(this) : this.simple()
  }

  private subshell(): Command {
    this.take('(')
    const body = this.script([])
    if (this.peekOperator() !== ')') this.unexpected()
    this.take(')')
    return { kind: 'group', subshell: true, body, redirects: this.redirects() }
  }

  group(): Command {
    this.expectReserved('{')
    const body = this.script(['}'])
    this.expectReserved('}')
    return { kind: 'group', subshell: false, body, redirects: this.redirects() }
  }

  forLoop(): Command {
    this.expectReserved('for')
    const name = this.name()
    this.skipNewlines()
    const words: Word[] = []
    if (this.takeReserved('in')) while (this.startsWord()) words.push(this.word())
    this.skipSeparators()
    const body = this.doGroup()
    return { kind: 'for', name, words, body, redirects: this.redirects() }
  }

  whileLoop(until: 'while' | 'until'): Command {
    this.expectReserved(until)
    const condition = this.script(['do'])
    const body = this.doGroup()
    return { kind: 'while', until: until === 'until', condition, body, redirects: this.redirects() }
  }

  private doGroup(): Script {
    this.expectReserved('do')
    const body = this.script(['done'])
    this.expectReserved('done')
    return body
  }

  ifClause(): Command {
    const clauses: { condition: Script; body: Script }[] = []
    let otherwise: Script | null = null
    this.expectReserved('if')
    do {
      const condition = this.script(['then'])
      this.expectReserved('then')
      clauses.push({ condition, body: this.script(['elif', 'else', 'fi']) })
    } while (this.takeReserved('elif'))
    if (this.takeReserved('else')) otherwise = this.script(['fi'])
    this.expectReserved('fi')
    return { kind: 'if', clauses, otherwise, redirects: this.redirects() }
  }

  private simple(): Command {
    const assignments: Assignment[] = []
    const words: Word[] = []
    const redirects: Redirect[] = []
    for (;;) {
      const redirect = this.redirect()
      if (redirect) redirects.push(redirect)
      else if (words.length === 0 && this.peekAssignment()) assignments.push(this.assignment())
      else if (this.startsWord()) words.push(this.word())
      else break
    }
    if (assignments.length + words.length + redirects.length === 0) this.unexpected()
    return { kind: 'simple', assignments, words, redirects }
  }

  private redirects(): Redirect[] {
    const all: Redirect[] = []
    for (let one = this.redirect(); one; one = this.redirect()) all.push(one)
    return all
  }

  private redirect(): Redirect | undefined {
    this.skipBlanks()
    const match = /^(\d?)(<<<|<<-|<<|>>|>&|&>|<|>)/.exec(this.text.slice(this.at, this.at + 4))
    if (!match) return undefined
    this.at += match[0].length
    const operator = match[2] as string
    const fd = match[1] ? Number(match[1]) : operator.startsWith('<') ? 0 : 1
    if (operator === '<<' || operator === '<<-') return this.heredoc(fd, operator === '<<-')
    return { fd, operator: operator as Redirect['operator'], target: this.word() }
  }

  private heredoc(fd: number, stripTabs: boolean): Redirect {
    const start = this.at
    const delimiter = this.word()
      .map((part) => (part.kind === 'text' ? part.text : ''))
      .join('')
    const quoted = /['"\\]/.test(this.text.slice(start, this.at))
    const redirect: { fd: number; operator: '<<'; target: Word } = { fd, operator: '<<', target: [] }
    const fill = (text: string, raw: boolean) => {
      redirect.target = raw ? [{ kind: 'text', text, quoted: true }] : WordReader.heredoc(text, parse)
    }
    this.heredocs.push({ delimiter, quoted, stripTabs, fill })
    return redirect
  }

  /** Behind the end of a line stand the bodies of its here-documents. */
  private newline(): void {
    this.take('\n')
    for (const doc of this.heredocs.splice(0)) doc.fill(this.heredocBody(doc), doc.quoted)
  }

  private heredocBody({ delimiter, stripTabs }: PendingHeredoc): string {
    let body = ''
    for (;;) {
      if (this.at >= this.text.length) throw new ShellSyntaxError('here-document is not closed', true)
      const end = this.text.indexOf('\n', this.at)
      const raw = this.text.slice(this.at, end < 0 ? undefined : end)
      this.at = end < 0 ? this.text.length : end + 1
      const line = stripTabs ? raw.replace(/^\t+/, '') : raw
      if (line === delimiter) return body
      body += `${line}\n`
    }
  }

  private peekAssignment(): RegExpExecArray | null {
    this.skipBlanks()
    return /^([A-Za-z_]\w*)=/.exec(this.text.slice(this.at))
  }

  private assignment(): Assignment {
    const match = this.peekAssignment() as RegExpExecArray
    this.at += match[0].length
    const value = this.wordHere()
    return { name: match[1] as string, value }
  }

  private name(): string {
    this.skipBlanks()
    const match = /^[A-Za-z_]\w*/.exec(this.text.slice(this.at))
    if (!match) return this.unexpected()
    this.at += match[0].length
    return match[0]
  }

  private word(): Word {
    this.skipBlanks()
    if (!this.startsWord()) this.unexpected()
    return this.wordHere()
  }

  private wordHere(): Word {
    const reader = new WordReader(this.text, this.at, parse)
    const word = reader.word()
    this.at = reader.at
    return word
  }

  private startsWord(): boolean {
    this.skipBlanks()
    return !this.atEnd() && this.peekOperator() === undefined
  }

  private peekOperator(): string | undefined {
    this.skipBlanks()
    return OPERATORS.find((operator) => this.text.startsWith(operator, this.at))
  }

  /** A reserved word that stands alone where a command may begin. */
  private peekReserved(): string | undefined {
    this.skipBlanks()
    const match = /^(?:[a-z]+|[{}!])(?=$|[\s;&|()<>])/.exec(this.text.slice(this.at))
    return match && RESERVED.has(match[0]) ? match[0] : undefined
  }

  private takeReserved(word: string): boolean {
    if (this.peekReserved() !== word) return false
    this.at += word.length
    return true
  }

  private expectReserved(word: string): void {
    if (!this.takeReserved(word)) this.unexpected()
  }

  private take(operator: string): void {
    this.at += operator.length
  }

  private skipBlanks(): void {
    for (;;) {
      if (this.text[this.at] === ' ' || this.text[this.at] === '\t') this.at++
      else if (this.text.startsWith('\\\n', this.at)) this.at += 2
      else if (this.text[this.at] === '#' && this.startsComment()) this.skipComment()
      else return
    }
  }

  private startsComment(): boolean {
    return this.at === 0 || /[\s;&|(]/.test(this.text[this.at - 1] as string)
  }

  private skipComment(): void {
    while (this.at < this.text.length && this.text[this.at] !== '\n') this.at++
  }

  private skipNewlines(): void {
    while (this.peekOperator() === '\n') this.newline()
  }

  private skipSeparators(): void {
    for (let op = this.peekOperator(); op === '\n' || op === ';'; op = this.peekOperator()) {
      if (op === '\n') this.newline()
      else this.take(';')
    }
  }

  private atEnd(): boolean {
    this.skipBlanks()
    return this.at >= this.text.length
  }

  private unexpected(): never {
    this.skipBlanks()
    if (this.at >= this.text.length) throw new ShellSyntaxError('syntax error: unexpected end of file', true)
    const token = this.peekOperator() ?? (/^\S+?(?=$|[\s;&|()<>])/.exec(this.text.slice(this.at))?.[0] as string)
    const shown = token === '\n' ? 'newline' : token
    throw new ShellSyntaxError(`syntax error near unexpected token \`${shown}'`, false)
  }
}

const COMPOUND: { readonly [word: string]: (parser: Parser) => Command } = {
  '{': (parser) => parser.group(),
  for: (parser) => parser.forLoop(),
  while: (parser) => parser.whileLoop('while'),
  until: (parser) => parser.whileLoop('until'),
  if: (parser) => parser.ifClause(),
}
