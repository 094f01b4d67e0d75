import { FUNCTIONS, type Place } from './functions.ts'
import { AwkError, type Token, tokensOf } from './lexer.ts'
import { type AwkMachine, compare, formatText, isTrue, toNumber, toText, type Value } from './machine.ts'

export type Expression = (machine: AwkMachine) => Value
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

/** A parsed operand: its value, and what it is beyond that. */
interface Operand {
  readonly value: Expression
  readonly place?: Place
  /** A bare name, which may be an array. */
  readonly name?: string
}

/** Parses a program into rules. Throws AwkError. */
export function parseAwk(program: string): Rule[] {
  return new Parser(tokensOf(program)).rules()
}

const COMPARISONS: { readonly [operator: string]: (order: number) => boolean } = {
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

const ARITHMETIC: { readonly [operator: string]: (a: number, b: number) => number } = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => {
    if (b === 0) throw new AwkError('division by zero')
    return a / b
  },
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
}

class Parser {
  private at = 0
  /** Inside print's list `>` would be a redirect; inside parentheses it compares again. */
  private comparing = true

  constructor(private readonly tokens: readonly Token[]) {}

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

  private parenthesised(): Expression {
    this.expect('(')
    const inner = this.withComparing(() => this.expression())
    this.expect(')')
    return inner
  }

  private withComparing<T>(parse: () => T): T {
    const before = this.comparing
    this.comparing = true
    const result = parse()
    this.comparing = before
    return result
  }

  expression(): Expression {
    const mark = this.at
    const left = this.ternary()
    const match = /^([-+*/%^])?=$/.exec(this.token.kind === 'operator' ? this.token.text : '')
    if (!match || !left.place) return left.value
    if (this.at === mark) throw this.unexpected()
    this.advance()
    const right = this.expression()
    const { place } = left
    const apply = match[1] ? ARITHMETIC[match[1]] : undefined
    return (m) => {
      const value = apply ? apply(toNumber(place.get(m)), toNumber(right(m))) : right(m)
      place.set(m, value)
      return value
    }
  }

  private ternary(): Operand {
    const condition = this.or()
    if (!this.take('?')) return condition
    const yes = this.expression()
    this.expect(':')
    const no = this.expression()
    return { value: (m) => (isTrue(condition.value(m)) ? yes(m) : no(m)) }
  }

  private or(): Operand {
    let left = this.and()
    while (this.take('||')) {
      this.skipNewlines()
      const [a, b] = [left, this.and()]
      left = { value: (m) => Number(isTrue(a.value(m)) || isTrue(b.value(m))) }
    }
    return left
  }

  private and(): Operand {
    let left = this.membership()
    while (this.take('&&')) {
      this.skipNewlines()
      const [a, b] = [left, this.membership()]
      left = { value: (m) => Number(isTrue(a.value(m)) && isTrue(b.value(m))) }
    }
    return left
  }

  private membership(): Operand {
    let left = this.matching()
    while (this.token.text === 'in' && this.token.kind === 'name') {
      this.advance()
      const array = this.advance().text
      const key = left.value
      left = { value: (m) => Number(m.array(array).has(toText(key(m)))) }
    }
    return left
  }

  private matching(): Operand {
    let left = this.comparison()
    for (let op = this.token.text; op === '~' || op === '!~'; op = this.token.text) {
      this.advance()
      const subject = left.value
      const pattern = this.pattern()
      left = { value: (m) => Number(m.regexp(pattern(m)).test(toText(subject(m))) === (op === '~')) }
    }
    return left
  }

  /** Behind `~`: a regular expression as such, not matched against the record. */
  private pattern(): (machine: AwkMachine) => string {
    if (this.token.kind === 'regexp') {
      const source = this.advance().text
      return () => source
    }
    const { value } = this.comparison()
    return (m) => toText(value(m))
  }

  private comparison(): Operand {
    const left = this.concatenation()
    const test = this.token.kind === 'operator' ? COMPARISONS[this.token.text] : undefined
    if (!test || (this.token.text === '>' && !this.comparing)) return left
    this.advance()
    const right = this.concatenation()
    return { value: (m) => Number(test(compare(left.value(m), right.value(m)))) }
  }

  private concatenation(): Operand {
    let left = this.binary(0)
    while (this.startsOperand()) {
      const [a, b] = [left, this.binary(0)]
      left = { value: (m) => toText(a.value(m)) + toText(b.value(m)) }
    }
    return left
  }

  private startsOperand(): boolean {
    const { kind, text } = this.token
    if (kind === 'number' || kind === 'string' || kind === 'call') return true
    if (kind === 'name') return text !== 'in' && !STATEMENTS[text] && text !== 'else'
    return kind === 'operator' && (text === '$' || text === '(' || text === '!')
  }

  private static readonly LEVELS = [
    ['+', '-'],
    ['*', '/', '%'],
  ]

  private binary(level: number): Operand {
    const operators = Parser.LEVELS[level]
    if (!operators) return this.unary()
    let left = this.binary(level + 1)
    while (this.token.kind === 'operator' && operators.includes(this.token.text)) {
      const apply = ARITHMETIC[this.advance().text] as (a: number, b: number) => number
      const [a, b] = [left, this.binary(level + 1)]
      left = { value: (m) => apply(toNumber(a.value(m)), toNumber(b.value(m))) }
    }
    return left
  }

  private unary(): Operand {
    if (this.take('!')) {
      const { value } = this.unary()
      return { value: (m) => Number(!isTrue(value(m))) }
    }
    if (this.take('-')) {
      const { value } = this.unary()
      return { value: (m) => -toNumber(value(m)) }
    }
    if (this.take('+')) {
      const { value } = this.unary()
      return { value: (m) => toNumber(value(m)) }
    }
    return this.power()
  }

  private power(): Operand {
    const base = this.postfix()
    if (!this.take('^')) return base
    const exponent = this.unary()
    return { value: (m) => toNumber(base.value(m)) ** toNumber(exponent.value(m)) }
  }

  private postfix(): Operand {
    for (const [operator, step] of STEPS) {
      if (this.take(operator)) {
        const { place } = this.primary()
        if (!place) throw this.unexpected()
        return { value: (m) => changed(m, place, step).after }
      }
    }
    const operand = this.primary()
    for (const [operator, step] of STEPS) {
      const { place } = operand
      if (place && this.take(operator)) return { value: (m) => changed(m, place, step).before }
    }
    return operand
  }

  private primary(): Operand {
    const token = this.advance()
    if (token.kind === 'number') return constant(Number(token.text))
    if (token.kind === 'string') return constant(token.text)
    if (token.kind === 'regexp') return { value: (m) => Number(m.regexp(token.text).test(toText(m.field(0)))) }
    if (token.kind === 'call' || (token.kind === 'name' && token.text === 'length')) return this.call(token.text)
    if (token.kind === 'name') return this.variable(token.text)
    if (token.text === '$')
      return this.fieldOf(this.isNext('++') || this.isNext('--') ? this.postfix() : this.primary())
    if (token.text === '(') return this.grouped()
    this.at--
    throw this.unexpected()
  }

  private grouped(): Operand {
    const keys = [this.withComparing(() => this.expression())]
    while (this.take(',')) keys.push(this.withComparing(() => this.expression()))
    this.expect(')')
    const [only] = keys
    if (keys.length === 1 && only) return { value: only }
    return { value: (m) => keys.map((key) => toText(key(m))).join(toText(m.get('SUBSEP'))) }
  }

  private fieldOf(index: Operand): Operand {
    const at = (m: AwkMachine) => toNumber(index.value(m))
    const place: Place = { get: (m) => m.field(at(m)), set: (m, value) => m.setField(at(m), value) }
    return { value: place.get, place }
  }

  private variable(name: string): Operand {
    if (!this.take('[')) {
      const place: Place = { get: (m) => m.get(name), set: (m, value) => m.set(name, value) }
      return { value: place.get, place, name }
    }
    const key = this.subscript()
    const place: Place = {
      get: (m) => {
        const array = m.array(name)
        const at = key(m)
        if (!array.has(at)) array.set(at, '')
        return array.get(at) as Value
      },
      set: (m, value) => void m.array(name).set(key(m), value),
    }
    return { value: place.get, place }
  }

  private subscript(): (machine: AwkMachine) => string {
    const keys = [this.withComparing(() => this.expression())]
    while (this.take(',')) keys.push(this.withComparing(() => this.expression()))
    this.expect(']')
    return (m) => keys.map((key) => toText(key(m))).join(toText(m.get('SUBSEP')))
  }

  private call(name: string): Operand {
    const run = FUNCTIONS[name]
    if (!run) throw new AwkError(`calling undefined function ${name}`)
    const args: Operand[] = []
    if (this.take('(') && !this.take(')')) {
      do args.push(this.withComparing(() => this.argument(name)))
      while (this.take(','))
      this.expect(')')
    }
    const places = args.map(({ place }) => place)
    const names = args.map((arg) => arg.name)
    return { value: (m) => run(m, { values: args.map(({ value }) => value(m)), places, names }) }
  }

  private argument(name: string): Operand {
    if (this.token.kind === 'regexp' && ['sub', 'gsub', 'match', 'split'].includes(name))
      return constant(this.advance().text)
    const mark = this.at
    const operand = this.ternary()
    if (!/^[-+*/%^]?=$/.test(this.token.text)) return operand
    this.at = mark
    return { value: this.expression() }
  }

  private get token(): Token {
    return this.tokens[this.at] as Token
  }

  private advance(): Token {
    const { token } = this
    this.at++
    return token
  }

  private isNext(text: string): boolean {
    return this.token.kind === 'operator' && this.token.text === text
  }

  private take(text: string): boolean {
    if (!this.isNext(text)) return false
    this.at++
    return true
  }

  private expect(text: string): void {
    if (!this.take(text)) throw this.unexpected()
  }

  private skipNewlines(): void {
    while (this.token.kind === 'newline') this.at++
  }

  private skipTerminators(): void {
    while (this.token.kind === 'newline' || this.isNext(';')) this.at++
  }

  private endsStatement(): boolean {
    return this.token.kind === 'newline' || this.token.kind === 'end' || this.isNext(';') || this.isNext('}')
  }

  /** Whether the parenthesis here closes at the end of the statement: then it only wraps print's list. */
  private closesStatement(): boolean {
    let depth = 0
    for (let i = this.at; i < this.tokens.length; i++) {
      const { kind, text } = this.tokens[i] as Token
      if (kind !== 'operator') continue
      if (text === '(') depth++
      if (text === ')' && --depth === 0) {
        const next = this.tokens[i + 1] as Token
        return next.kind === 'newline' || next.kind === 'end' || next.text === ';' || next.text === '}'
      }
    }
    return false
  }

  private unexpected(): AwkError {
    return new AwkError(`syntax error near ${this.token.text === '\n' ? 'end of line' : this.token.text}`)
  }
}

const STEPS = [
  ['++', 1],
  ['--', -1],
] as const

function changed(m: AwkMachine, place: Place, step: number): { before: number; after: number } {
  const before = toNumber(place.get(m))
  place.set(m, before + step)
  return { before, after: before + step }
}

function constant(value: Value): Operand {
  return { value: () => value }
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
