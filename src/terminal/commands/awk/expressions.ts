import { expectRoom } from '../../shell/bounds.ts'
import { FUNCTIONS, type Place } from './functions.ts'
import { AwkError, type Token } from './lexer.ts'
import type { AwkMachine } from './machine.ts'
import { compare, isTrue, toNumber, toText, type Value } from './value.ts'

export type Expression = (machine: AwkMachine) => Value

/** A parsed operand: its value, and what it is beyond that. */
interface Operand {
  readonly value: Expression
  readonly place?: Place
  /** A bare name, which may be an array. */
  readonly name?: string
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

/** Words that begin a statement or join one: never an operand of a concatenation. */
const KEYWORDS = new Set([
  'if',
  'while',
  'for',
  'print',
  'printf',
  'delete',
  'exit',
  'next',
  'break',
  'continue',
  'else',
  'in',
])

/** The expressions of awk, by precedence: each level parses the next and combines. */
export class ExpressionParser {
  protected at = 0
  /** Inside print's list `>` would be a redirect; inside parentheses it compares again. */
  protected comparing = true

  constructor(protected readonly tokens: readonly Token[]) {}

  protected parenthesised(): Expression {
    this.expect('(')
    const inner = this.withComparing(() => this.expression())
    this.expect(')')
    return inner
  }

  protected withComparing<T>(parse: () => T): T {
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

  protected ternary(): Operand {
    const condition = this.or()
    if (!this.take('?')) return condition
    const yes = this.expression()
    this.expect(':')
    const no = this.expression()
    return { value: (m) => (isTrue(condition.value(m)) ? yes(m) : no(m)) }
  }

  protected or(): Operand {
    let left = this.and()
    while (this.take('||')) {
      this.skipNewlines()
      const [a, b] = [left, this.and()]
      left = { value: (m) => Number(isTrue(a.value(m)) || isTrue(b.value(m))) }
    }
    return left
  }

  protected and(): Operand {
    let left = this.membership()
    while (this.take('&&')) {
      this.skipNewlines()
      const [a, b] = [left, this.membership()]
      left = { value: (m) => Number(isTrue(a.value(m)) && isTrue(b.value(m))) }
    }
    return left
  }

  protected membership(): Operand {
    let left = this.matching()
    while (this.token.text === 'in' && this.token.kind === 'name') {
      this.advance()
      const array = this.advance().text
      const key = left.value
      left = { value: (m) => Number(m.array(array).has(toText(key(m)))) }
    }
    return left
  }

  protected matching(): Operand {
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
  protected pattern(): (machine: AwkMachine) => string {
    if (this.token.kind === 'regexp') {
      const source = this.advance().text
      return () => source
    }
    const { value } = this.comparison()
    return (m) => toText(value(m))
  }

  protected comparison(): Operand {
    const left = this.concatenation()
    const test = this.token.kind === 'operator' ? COMPARISONS[this.token.text] : undefined
    if (!test || (this.token.text === '>' && !this.comparing)) return left
    this.advance()
    const right = this.concatenation()
    return { value: (m) => Number(test(compare(left.value(m), right.value(m)))) }
  }

  protected concatenation(): Operand {
    let left = this.binary(0)
    while (this.startsOperand()) {
      const [a, b] = [left, this.binary(0)]
      left = { value: (m) => joined(toText(a.value(m)), toText(b.value(m))) }
    }
    return left
  }

  protected startsOperand(): boolean {
    const { kind, text } = this.token
    if (kind === 'number' || kind === 'string' || kind === 'call') return true
    if (kind === 'name') return !KEYWORDS.has(text)
    return kind === 'operator' && (text === '$' || text === '(' || text === '!')
  }

  protected static readonly LEVELS = [
    ['+', '-'],
    ['*', '/', '%'],
  ]

  protected binary(level: number): Operand {
    const operators = ExpressionParser.LEVELS[level]
    if (!operators) return this.unary()
    let left = this.binary(level + 1)
    while (this.token.kind === 'operator' && operators.includes(this.token.text)) {
      const apply = ARITHMETIC[this.advance().text] as (a: number, b: number) => number
      const [a, b] = [left, this.binary(level + 1)]
      left = { value: (m) => apply(toNumber(a.value(m)), toNumber(b.value(m))) }
    }
    return left
  }

  protected unary(): Operand {
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

  protected power(): Operand {
    const base = this.postfix()
    if (!this.take('^')) return base
    const exponent = this.unary()
    return { value: (m) => toNumber(base.value(m)) ** toNumber(exponent.value(m)) }
  }

  protected postfix(): Operand {
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

  protected primary(): Operand {
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

  protected grouped(): Operand {
    const keys = [this.withComparing(() => this.expression())]
    while (this.take(',')) keys.push(this.withComparing(() => this.expression()))
    this.expect(')')
    const [only] = keys
    if (keys.length === 1 && only) return { value: only }
    return { value: (m) => keys.map((key) => toText(key(m))).join(toText(m.get('SUBSEP'))) }
  }

  protected fieldOf(index: Operand): Operand {
    const at = (m: AwkMachine) => toNumber(index.value(m))
    const place: Place = { get: (m) => m.field(at(m)), set: (m, value) => m.setField(at(m), value) }
    return { value: place.get, place }
  }

  protected variable(name: string): Operand {
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

  protected subscript(): (machine: AwkMachine) => string {
    const keys = [this.withComparing(() => this.expression())]
    while (this.take(',')) keys.push(this.withComparing(() => this.expression()))
    this.expect(']')
    return (m) => keys.map((key) => toText(key(m))).join(toText(m.get('SUBSEP')))
  }

  protected call(name: string): Operand {
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

  protected argument(name: string): Operand {
    if (this.token.kind === 'regexp' && ['sub', 'gsub', 'match', 'split'].includes(name))
      return constant(this.advance().text)
    const mark = this.at
    const operand = this.ternary()
    if (!/^[-+*/%^]?=$/.test(this.token.text)) return operand
    this.at = mark
    return { value: this.expression() }
  }

  protected get token(): Token {
    return this.tokens[this.at] as Token
  }

  protected advance(): Token {
    const { token } = this
    this.at++
    return token
  }

  protected isNext(text: string): boolean {
    return this.token.kind === 'operator' && this.token.text === text
  }

  protected take(text: string): boolean {
    if (!this.isNext(text)) return false
    this.at++
    return true
  }

  protected expect(text: string): void {
    if (!this.take(text)) throw this.unexpected()
  }

  protected skipNewlines(): void {
    while (this.token.kind === 'newline') this.at++
  }

  protected skipTerminators(): void {
    while (this.token.kind === 'newline' || this.isNext(';')) this.at++
  }

  protected endsStatement(): boolean {
    return this.token.kind === 'newline' || this.token.kind === 'end' || this.isNext(';') || this.isNext('}')
  }

  /** Whether the parenthesis here closes at the end of the statement: then it only wraps print's list. */
  protected closesStatement(): boolean {
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

  protected unexpected(): AwkError {
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

/** Throws OutOfMemory. */
function joined(a: string, b: string): string {
  expectRoom(a.length + b.length)
  return a + b
}
