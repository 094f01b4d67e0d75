import { type Expression, ExpressionParser } from './expressions.ts'
import { formatText } from './format.ts'
import { tokensOf } from './lexer.ts'
import type { AwkMachine } from './machine.ts'
import { isTrue, toNumber, toText } from './value.ts'

/** What is done; what takes long, bit by bit. */
export type Steps = Iterable<void> | undefined

export type Statement = (machine: AwkMachine) => Steps

export interface Rule {
  readonly when: 'BEGIN' | 'END' | Expression | { readonly from: Expression; readonly to: Expression }
  readonly action: Statement
}

/** `next`, `exit`, `break` and `continue` leave what surrounds them this way. */
export class Jump extends Error {
  constructor(
    readonly how: 'next' | 'exit' | 'break' | 'continue',
    readonly status = 0,
  ) {
    super(how)
  }
}

/** Parses a program into rules. Throws AwkError. */
export function parseAwk(program: string): Rule[] {
  return new Parser(tokensOf(program)).rules()
}

class Parser extends ExpressionParser {
  rules(): Rule[] {
    const rules: Rule[] = []
    this.skipTerminators()
    while (this.token.kind !== 'end') {
      rules.push(this.rule())
      this.skipTerminators()
    }
    return rules
  }

  private rule(): Rule {
    const printRecord: Statement = (m) => {
      m.print(toText(m.field(0)) + toText(m.get('ORS')))
      return undefined
    }
    if (this.isNext('{')) return { when: () => 1, action: this.block() }
    if (this.token.text === 'BEGIN' || this.token.text === 'END') {
      const when = this.advance().text as 'BEGIN' | 'END'
      return { when, action: this.block() }
    }
    const from = this.expression()
    const when = this.take(',') ? { from, to: this.expression() } : from
    return { when, action: this.isNext('{') ? this.block() : printRecord }
  }

  private block(): Statement {
    this.expect('{')
    const statements: Statement[] = []
    this.skipTerminators()
    while (!this.isNext('}')) {
      statements.push(this.statement())
      this.skipTerminators()
    }
    this.expect('}')
    const [only] = statements
    if (only && statements.length === 1) return only
    return function* (m) {
      for (const run of statements) yield* run(m) ?? []
    }
  }

  private statement(): Statement {
    if (this.isNext('{')) return this.block()
    const keyword = this.token.kind === 'name' || this.token.kind === 'call' ? STATEMENTS[this.token.text] : undefined
    if (keyword) {
      this.advance()
      return keyword(this)
    }
    const run = this.expression()
    return (m) => {
      run(m)
      return undefined
    }
  }

  ifStatement(): Statement {
    const condition = this.parenthesised()
    const then = this.body()
    const mark = this.at
    this.skipTerminators()
    if (this.token.text !== 'else') {
      this.at = mark
      return (m) => (isTrue(condition(m)) ? then(m) : undefined)
    }
    this.advance()
    const otherwise = this.body()
    return (m) => (isTrue(condition(m)) ? then(m) : otherwise(m))
  }

  whileStatement(): Statement {
    const condition = this.parenthesised()
    const body = this.body()
    return function* (m) {
      while (isTrue(condition(m))) if (yield* round(body, m)) break
    }
  }

  forStatement(): Statement {
    this.expect('(')
    if (this.tokens[this.at + 1]?.text === 'in' && this.tokens[this.at + 3]?.text === ')') return this.forIn()
    const start = this.isNext(';') ? NOTHING : this.statement()
    this.expect(';')
    const condition: Expression = this.isNext(';') ? () => 1 : this.expression()
    this.expect(';')
    const step = this.isNext(')') ? NOTHING : this.statement()
    this.expect(')')
    const body = this.body()
    return function* (m) {
      yield* start(m) ?? []
      while (isTrue(condition(m))) {
        if (yield* round(body, m)) break
        yield* step(m) ?? []
      }
    }
  }

  private forIn(): Statement {
    const name = this.advance().text
    this.advance()
    const array = this.advance().text
    this.expect(')')
    const body = this.body()
    return function* (m) {
      for (const key of [...m.array(array).keys()]) {
        m.set(name, key)
        if (yield* round(body, m)) break
      }
    }
  }

  deleteStatement(): Statement {
    const name = this.advance().text
    const key = this.take('[') ? this.subscript() : undefined
    return (m) => {
      if (key) m.array(name).delete(key(m))
      else m.array(name).clear()
      return undefined
    }
  }

  printStatement(formatted: boolean): Statement {
    const before = this.comparing
    this.comparing = false
    const wrapped = this.isNext('(') && this.closesStatement()
    if (wrapped) this.expect('(')
    const values: Expression[] = []
    if (!this.endsStatement() && !this.isNext(')'))
      do values.push(this.expression())
      while (this.take(','))
    if (wrapped) this.expect(')')
    this.comparing = before
    if (formatted) {
      return (m) => {
        const [format = '', ...rest] = values.map((value) => value(m))
        m.print(formatText(toText(format), rest))
        return undefined
      }
    }
    return (m) => {
      const shown = values.length > 0 ? values.map((value) => toText(value(m))) : [toText(m.field(0))]
      m.print(shown.join(toText(m.get('OFS'))) + toText(m.get('ORS')))
      return undefined
    }
  }

  exitStatement(): Statement {
    const status = this.endsStatement() ? () => 0 : this.expression()
    return (m) => {
      throw new Jump('exit', toNumber(status(m)))
    }
  }

  private body(): Statement {
    this.skipNewlines()
    if (this.take(';')) return NOTHING
    return this.statement()
  }
}

const NOTHING: Statement = () => undefined

/** One round of a loop; true when it is to end. */
function* round(body: Statement, m: AwkMachine): Generator<void, boolean> {
  yield
  try {
    yield* body(m) ?? []
    return false
  } catch (error) {
    if (!(error instanceof Jump) || (error.how !== 'break' && error.how !== 'continue')) throw error
    return error.how === 'break'
  }
}

function jump(how: Jump['how']): Statement {
  return () => {
    throw new Jump(how)
  }
}

const STATEMENTS: { readonly [keyword: string]: (parser: Parser) => Statement } = {
  if: (parser) => parser.ifStatement(),
  while: (parser) => parser.whileStatement(),
  for: (parser) => parser.forStatement(),
  print: (parser) => parser.printStatement(false),
  printf: (parser) => parser.printStatement(true),
  delete: (parser) => parser.deleteStatement(),
  exit: (parser) => parser.exitStatement(),
  next: () => jump('next'),
  break: () => jump('break'),
  continue: () => jump('continue'),
}
