import type { AndOr, Assignment, Command, Item, Pipeline, Redirect, Script, Word } from './ast.ts'
import { parseCondition } from './condition-parser.ts'
import { Scanner, ShellSyntaxError } from './scanner.ts'
import { UnclosedError } from './words.ts'

/** Parses a whole input (one or more lines). Throws ShellSyntaxError with bash's words. */
export function parse(text: string): Script {
  try {
    const scan = new Scanner(text, parse)
    const script = new Parser(scan).script([])
    if (!scan.atEnd()) scan.unexpected()
    scan.expectNoHeredoc()
    return script
  } catch (error) {
    if (error instanceof RangeError) throw new ShellSyntaxError('memory exhausted', false)
    if (error instanceof UnclosedError) throw new ShellSyntaxError(error.message, true)
    throw error
  }
}

class Parser {
  constructor(readonly scan: Scanner) {}

  /** Items until the end or one of the reserved words, `)` or `;;`. */
  script(until: readonly string[]): Script {
    const items: Item[] = []
    for (;;) {
      this.scan.skipSeparators()
      if (this.scan.atEnd() || this.endsList() || until.includes(this.scan.peekReserved() ?? '')) return items
      items.push(this.item())
    }
  }

  private endsList(): boolean {
    const operator = this.scan.peekOperator()
    return operator === ')' || operator === ';;'
  }

  private item(): Item {
    const { scan } = this
    const { line } = scan
    const start = scan.at
    const list = this.andOr()
    const text = scan.since(start)
    const { line: lastLine } = scan
    const operator = scan.peekOperator()
    if (operator === '&' || operator === ';') scan.take(operator)
    else if (operator === '\n') scan.newline()
    else if (!scan.atEnd() && !this.endsList()) scan.unexpected()
    return { list, background: operator === '&', text, line, lastLine }
  }

  private andOr(): AndOr {
    const first = this.pipeline()
    const rest: AndOr['rest'][number][] = []
    for (let op = this.scan.peekOperator(); op === '&&' || op === '||'; op = this.scan.peekOperator()) {
      this.scan.take(op)
      this.scan.skipNewlines()
      rest.push({ operator: op, pipeline: this.pipeline() })
    }
    return { first, rest }
  }

  private pipeline(): Pipeline {
    const negated = this.scan.takeReserved('!')
    const commands = [this.command()]
    while (this.scan.peekOperator() === '|') {
      this.scan.take('|')
      this.scan.skipNewlines()
      commands.push(this.command())
    }
    return { negated, commands }
  }

  private command(): Command {
    const start = this.scan.at
    if (this.scan.peekOperator() === '(') return this.arithmetic() ?? this.subshell()
    const compound = COMPOUND[this.scan.peekReserved() ?? '']
    if (compound) return compound(this)
    const name = this.scan.takeFunctionName()
    return name === undefined ? this.simple() : this.functionBody(name, start)
  }

  private arithmetic(): Command | undefined {
    const text = this.scan.takeArithmetic()
    if (text === undefined) return undefined
    return { kind: 'arithmetic', expression: this.scan.expression(text), redirects: this.scan.redirects() }
  }

  private subshell(): Command {
    this.scan.take('(')
    const body = this.script([])
    this.expectOperator(')')
    return { kind: 'group', subshell: true, body, redirects: this.scan.redirects() }
  }

  private expectOperator(operator: string): void {
    if (this.scan.peekOperator() !== operator) this.scan.unexpected()
    this.scan.take(operator)
  }

  group(): Command {
    this.scan.expectReserved('{')
    const body = this.script(['}'])
    this.scan.expectReserved('}')
    return { kind: 'group', subshell: false, body, redirects: this.scan.redirects() }
  }

  /** `function name { … }`, with or without `()`. */
  functionDefinition(): Command {
    const start = this.scan.at
    this.scan.expectReserved('function')
    const name = this.scan.takeFunctionName() ?? this.scan.name()
    return this.functionBody(name, start)
  }

  private functionBody(name: string, start: number): Command {
    this.scan.skipNewlines()
    const isCompound = this.scan.peekOperator() === '(' || COMPOUND[this.scan.peekReserved() ?? ''] !== undefined
    if (!isCompound) this.scan.unexpected()
    const body = this.command()
    return { kind: 'function', name, body, text: this.scan.since(start), redirects: [] }
  }

  forLoop(): Command {
    this.scan.expectReserved('for')
    const parts = this.scan.takeArithmetic()?.split(';')
    if (parts) return this.countingLoop(parts)
    const name = this.scan.name()
    this.scan.skipNewlines()
    const words = this.scan.takeReserved('in') ? this.words() : ALL_POSITIONAL
    this.scan.skipSeparators()
    const body = this.doGroup()
    return { kind: 'for', name, words, body, redirects: this.scan.redirects() }
  }

  private countingLoop(parts: readonly string[]): Command {
    if (parts.length !== 3) throw new ShellSyntaxError(`syntax error: \`((${parts.join(';')}))'`, false)
    const [start, test, step] = parts.map((part) => this.scan.expression(part.trim())) as [Word, Word, Word]
    this.scan.skipSeparators()
    const body = this.doGroup()
    return { kind: 'count', start, test, step, body, redirects: this.scan.redirects() }
  }

  private words(): Word[] {
    const words: Word[] = []
    while (this.scan.startsWord()) words.push(this.scan.word())
    return words
  }

  whileLoop(until: 'while' | 'until'): Command {
    this.scan.expectReserved(until)
    const condition = this.script(['do'])
    const body = this.doGroup()
    return { kind: 'while', until: until === 'until', condition, body, redirects: this.scan.redirects() }
  }

  private doGroup(): Script {
    this.scan.expectReserved('do')
    const body = this.script(['done'])
    this.scan.expectReserved('done')
    return body
  }

  ifClause(): Command {
    const clauses: { condition: Script; body: Script }[] = []
    let otherwise: Script | null = null
    this.scan.expectReserved('if')
    do {
      const condition = this.script(['then'])
      this.scan.expectReserved('then')
      clauses.push({ condition, body: this.script(['elif', 'else', 'fi']) })
    } while (this.scan.takeReserved('elif'))
    if (this.scan.takeReserved('else')) otherwise = this.script(['fi'])
    this.scan.expectReserved('fi')
    return { kind: 'if', clauses, otherwise, redirects: this.scan.redirects() }
  }

  caseClause(): Command {
    this.scan.expectReserved('case')
    const word = this.scan.word()
    this.scan.skipNewlines()
    this.scan.expectReserved('in')
    this.scan.skipNewlines()
    const clauses: { patterns: Word[]; body: Script }[] = []
    while (!this.scan.takeReserved('esac')) clauses.push(this.choice())
    return { kind: 'case', word, clauses, redirects: this.scan.redirects() }
  }

  /** `(a|b) … ;;`; the last one needs no `;;`. */
  private choice(): { patterns: Word[]; body: Script } {
    if (this.scan.peekOperator() === '(') this.scan.take('(')
    const patterns = [this.scan.word()]
    for (; this.scan.peekOperator() === '|'; patterns.push(this.scan.word())) this.scan.take('|')
    this.expectOperator(')')
    const body = this.script(['esac'])
    if (this.scan.peekOperator() === ';;') this.scan.take(';;')
    else if (this.scan.peekReserved() !== 'esac') this.scan.unexpected()
    this.scan.skipNewlines()
    return { patterns, body }
  }

  condition(): Command {
    this.scan.expectReserved('[[')
    return { kind: 'condition', condition: parseCondition(this.scan), redirects: this.scan.redirects() }
  }

  private simple(): Command {
    const assignments: Assignment[] = []
    const words: Word[] = []
    const redirects: Redirect[] = []
    for (;;) {
      const redirect = this.scan.redirect()
      if (redirect) redirects.push(redirect)
      else if (words.length === 0 && this.scan.peekAssignment()) assignments.push(this.scan.assignment())
      else if (this.scan.startsWord()) words.push(this.scan.word())
      else break
    }
    if (assignments.length + words.length + redirects.length === 0) this.scan.unexpected()
    return { kind: 'simple', assignments, words, redirects }
  }
}

/** `for x; do`: as if `in "$@"` stood there. */
const ALL_POSITIONAL: readonly Word[] = [[{ kind: 'variable', name: '@', quoted: true }]]

const COMPOUND: { readonly [word: string]: (parser: Parser) => Command } = {
  '{': (parser) => parser.group(),
  '[[': (parser) => parser.condition(),
  for: (parser) => parser.forLoop(),
  while: (parser) => parser.whileLoop('while'),
  until: (parser) => parser.whileLoop('until'),
  if: (parser) => parser.ifClause(),
  case: (parser) => parser.caseClause(),
  function: (parser) => parser.functionDefinition(),
}
