import { type Expression, ExpressionParser } from './expressions.ts'
import { tokensOf } from './lexer.ts'
import { type AwkMachine, formatText, isTrue, toNumber, toText } from './machine.ts'

export type Statement = (machine: AwkMachine) => void

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
      m.out += toText(m.field(0)) + toText(m.get('ORS'))
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
    return (m) => {
      for (const run of statements) run(m)
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
    return (m) => void run(m)
  }

  ifStatement(): Statement {
    const condition = this.parenthesised()
    const then = this.body()
    const mark = this.at
    this.skipTerminators()
    if (this.token.text !== 'else') {
      this.at = mark
      return (m) => isTrue(condition(m)) && then(m)
    }
    this.advance()
    const otherwise = this.body()
    return (m) => (isTrue(condition(m)) ? then(m) : otherwise(m))
  }

  whileStatement(): Statement {
    const condition = this.parenthesised()
    const body = this.body()
    return (m) => {
      while (isTrue(condition(m))) if (round(body, m)) break
    }
  }

  forStatement(): Statement {
    this.expect('(')
    if (this.tokens[this.at + 1]?.text === 'in' && this.tokens[this.at + 3]?.text === ')') return this.forIn()
    const start = this.isNext(';') ? () => {} : this.statement()
    this.expect(';')
    const condition: Expression = this.isNext(';') ? () => 1 : this.expression()
    this.expect(';')
    const step = this.isNext(')') ? () => {} : this.statement()
    this.expect(')')
    const body = this.body()
    return (m) => {
      for (start(m); isTrue(condition(m)); step(m)) if (round(body, m)) break
    }
  }

  private forIn(): Statement {
    const name = this.advance().text
    this.advance()
    const array = this.advance().text
    this.expect(')')
    const body = this.body()
    return (m) => {
      for (const key of [...m.array(array).keys()]) {
        m.set(name, key)
        if (round(body, m)) break
      }
    }
  }

  deleteStatement(): Statement {
    const name = this.advance().text
    if (!this.take('[')) return (m) => m.array(name).clear()
    const key = this.subscript()
    return (m) => void m.array(name).delete(key(m))
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
        m.out += formatText(toText(format), rest)
      }
    }
    return (m) => {
      const shown = values.length > 0 ? values.map((value) => toText(value(m))) : [toText(m.field(0))]
      m.out += shown.join(toText(m.get('OFS'))) + toText(m.get('ORS'))
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
    if (this.take(';')) return () => {}
    return this.statement()
  }
}

/** One round of a loop; true when it is to end. */
function round(body: Statement, m: AwkMachine): boolean {
  try {
    body(m)
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
