import type { Assignment, Redirect, Script, Word } from './ast.ts'
import { closing, WordReader } from './words.ts'

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
  'case',
  'esac',
  'function',
  '[[',
  '{',
  '}',
  '!',
])
const OPERATORS = ['&&', '||', ';;', '<<<', '<<-', '<<', '>>', '>&', '&>', '<', '>', '|', '&', ';', '(', ')', '\n']

interface PendingHeredoc {
  readonly delimiter: string
  readonly quoted: boolean
  readonly stripTabs: boolean
  readonly fill: (text: string, quoted: boolean) => void
}

/** The tokens of a script, as its grammar asks for them; a bare mark moves on as they are taken. */
export class Scanner {
  /** Where the next token is looked for. */
  at = 0
  private readonly heredocs: PendingHeredoc[] = []
  /** So far the lines have been counted. */
  private counted = { at: 0, line: 1 }
  /** The last word that was read: one that is looked at is taken next, and what is nested in it shall not be read twice. */
  private known: { readonly start: number; readonly end: number; readonly word: Word } | undefined

  /** `parse`: reads what stands in `$(…)`. */
  constructor(
    private readonly text: string,
    private readonly parse: (text: string) => Script,
  ) {}

  /** All redirections that stand here. */
  redirects(): Redirect[] {
    const all: Redirect[] = []
    for (let one = this.redirect(); one; one = this.redirect()) all.push(one)
    return all
  }

  redirect(): Redirect | undefined {
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
      redirect.target = raw ? [{ kind: 'text', text, quoted: true }] : WordReader.heredoc(text, this.parse)
    }
    this.heredocs.push({ delimiter, quoted, stripTabs, fill })
    return redirect
  }

  /** Behind the end of a line stand the bodies of its here-documents. */
  newline(): void {
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

  peekAssignment(): RegExpExecArray | null {
    this.skipBlanks()
    return /^([A-Za-z_]\w*)=/.exec(this.text.slice(this.at))
  }

  assignment(): Assignment {
    const match = this.peekAssignment() as RegExpExecArray
    this.at += match[0].length
    const value = this.wordHere()
    return { name: match[1] as string, value }
  }

  name(): string {
    this.skipBlanks()
    const match = /^[A-Za-z_]\w*/.exec(this.text.slice(this.at))
    if (!match) return this.unexpected()
    this.at += match[0].length
    return match[0]
  }

  word(): Word {
    this.skipBlanks()
    if (!this.startsWord()) this.unexpected()
    return this.wordHere()
  }

  /** The pattern behind `=~`: brackets and bars belong to it. */
  regExpWord(): Word {
    this.skipBlanks()
    const reader = new WordReader(this.text, this.at, this.parse)
    const word = reader.word(/[ \t\n]/)
    this.at = reader.at
    return word
  }

  /** The name in `name()`, where a function is defined. */
  takeFunctionName(): string | undefined {
    this.skipBlanks()
    const match = /^([^ \t\n;&|<>()$'"`\\={}#]+)[ \t]*\([ \t]*\)/.exec(this.text.slice(this.at))
    if (!match || RESERVED.has(match[1] as string)) return undefined
    this.at += match[0].length
    return match[1]
  }

  /** What stands in `(( … ))`; undefined: nothing of that kind begins here, as in `((a); b)`. */
  takeArithmetic(): string | undefined {
    this.skipBlanks()
    if (!this.text.startsWith('((', this.at)) return undefined
    const end = closing(this.text, this.at + 1, '(', ')')
    if (this.text[end + 1] !== ')') return undefined
    const inner = this.text.slice(this.at + 2, end)
    this.at = end + 2
    return inner
  }

  /** The text of an expression, in which `$x` and `$(…)` are expanded. */
  expression(text: string): Word {
    return WordReader.heredoc(text, this.parse)
  }

  /** What was read from `start` to here. */
  since(start: number): string {
    return trimmed(this.text.slice(start, this.at))
  }

  /** The line of the text in which the next token stands, from 1. */
  get line(): number {
    this.skipBlanks()
    if (this.at < this.counted.at) this.counted = { at: 0, line: 1 }
    let { at, line } = this.counted
    for (; at < this.at; at++) if (this.text[at] === '\n') line++
    this.counted = { at, line }
    return line
  }

  /** Throws when a here-document waits for its text. */
  expectNoHeredoc(): void {
    if (this.heredocs.length > 0) throw new ShellSyntaxError('here-document is not closed', true)
  }

  private wordHere(): Word {
    if (this.known?.start !== this.at) this.known = { start: this.at, ...this.readWord() }
    this.at = this.known.end
    return this.known.word
  }

  private readWord(): { end: number; word: Word } {
    const reader = new WordReader(this.text, this.at, this.parse)
    const word = reader.word()
    return { end: reader.at, word }
  }

  startsWord(): boolean {
    this.skipBlanks()
    return !this.atEnd() && this.peekOperator() === undefined
  }

  peekOperator(): string | undefined {
    this.skipBlanks()
    return OPERATORS.find((operator) => this.text.startsWith(operator, this.at))
  }

  /** A reserved word that stands alone where a command may begin. */
  peekReserved(): string | undefined {
    this.skipBlanks()
    const match = /^(?:[a-z]+|[{}!]|\[\[)(?=$|[ \t\n;&|()<>])/.exec(this.text.slice(this.at))
    return match && RESERVED.has(match[0]) ? match[0] : undefined
  }

  takeReserved(word: string): boolean {
    if (this.peekReserved() !== word) return false
    this.at += word.length
    return true
  }

  /** Takes a reserved word; throws when another stands here. */
  expectReserved(word: string): void {
    if (!this.takeReserved(word)) this.unexpected()
  }

  take(operator: string): void {
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
    return this.at === 0 || /[ \t\n;&|(]/.test(this.text[this.at - 1] as string)
  }

  private skipComment(): void {
    while (this.at < this.text.length && this.text[this.at] !== '\n') this.at++
  }

  skipNewlines(): void {
    while (this.peekOperator() === '\n') this.newline()
  }

  skipSeparators(): void {
    for (let op = this.peekOperator(); op === '\n' || op === ';'; op = this.peekOperator()) {
      if (op === '\n') this.newline()
      else this.take(';')
    }
  }

  atEnd(): boolean {
    this.skipBlanks()
    return this.at >= this.text.length
  }

  /** Throws bash's words for what stands here; at the end of the text more input could complete it. */
  unexpected(): never {
    this.skipBlanks()
    if (this.at >= this.text.length) throw new ShellSyntaxError('syntax error: unexpected end of file', true)
    const token =
      this.peekOperator() ?? (/^[^ \t\n]+?(?=$|[ \t\n;&|()<>])/.exec(this.text.slice(this.at))?.[0] as string)
    const shown = token === '\n' ? 'newline' : token
    throw new ShellSyntaxError(`syntax error near unexpected token \`${shown}'`, false)
  }
}

function trimmed(text: string): string {
  return text.replace(/^[ \t\n]+/, '').replace(/(?<![ \t\n])[ \t\n]+$/, '')
}
