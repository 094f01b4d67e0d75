/** `$((…))`: C's integer operators over variables, with assignment. */
export interface Variables {
  get(name: string): string | undefined
  set(name: string, value: string): void
}

export class ArithmeticError extends Error {
  override readonly name = 'ArithmeticError'
}

const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
  ['**'],
]

const OPERATIONS: { readonly [operator: string]: (a: number, b: number) => number } = {
  '||': (a, b) => Number(a !== 0 || b !== 0),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '&': (a, b) => a & b,
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '<<': (a, b) => a * 2 ** b,
  '>>': (a, b) => Math.floor(a / 2 ** b),
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => Math.trunc(a / b),
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
}

const TOKEN = /\*\*|\+\+|--|[-+*/%]=|[<>=!]=|<<|>>|&&|\|\||\d+|[A-Za-z_]\w*|\$\w+|[^ \t\n]/g

/** The value of an expression. Throws ArithmeticError, with bash's words. */
export function evaluate(expression: string, variables: Variables): number {
  return new Evaluator(expression.replace(/^[ \t\n]+/, ''), variables).whole()
}

class Evaluator {
  private at = 0
  private readonly tokens: readonly string[]
  private readonly places: readonly number[]

  constructor(
    private readonly expression: string,
    private readonly variables: Variables,
  ) {
    const found = [...expression.matchAll(TOKEN)]
    this.tokens = found.map(([token]) => token)
    this.places = found.map(({ index }) => index)
  }

  whole(): number {
    if (this.tokens.length === 0) return 0
    const value = this.assignment()
    if (this.at < this.tokens.length) this.fail('syntax error in expression', this.at)
    return value
  }

  /** `token`: where it went wrong; all from there on is shown. */
  private fail(message: string, token: number): never {
    const rest = this.expression.slice(this.places[Math.max(0, Math.min(token, this.tokens.length - 1))])
    throw new ArithmeticError(`${this.expression}: ${message} (error token is "${rest}")`)
  }

  private assignment(): number {
    const name = this.tokens[this.at] ?? ''
    const operator = this.tokens[this.at + 1] ?? ''
    if (/^[A-Za-z_]/.test(name) && /^([-+*/%]?)=$/.test(operator)) {
      this.at += 2
      const right = this.assignment()
      const apply = OPERATIONS[operator.slice(0, -1)]
      if (right === 0 && /^[/%]/.test(operator)) this.fail('division by 0', this.at - 1)
      return this.store(name, apply ? apply(this.value(name), right) : right)
    }
    return this.ternary()
  }

  private ternary(): number {
    const condition = this.binary(0)
    if (!this.take('?')) return condition
    const yes = this.assignment()
    if (!this.take(':')) this.fail("`:' expected for conditional expression", this.at)
    const no = this.assignment()
    return condition !== 0 ? yes : no
  }

  private binary(level: number): number {
    const operators = LEVELS[level]
    if (!operators) return this.unary()
    let left = this.binary(level + 1)
    for (let op = this.tokens[this.at]; op !== undefined && operators.includes(op); op = this.tokens[this.at]) {
      this.at++
      const right = this.binary(level + 1)
      if (right === 0 && (op === '/' || op === '%')) this.fail('division by 0', this.at - 1)
      left = (OPERATIONS[op] as (a: number, b: number) => number)(left, right)
    }
    return left
  }

  private unary(): number {
    if (this.take('-')) return -this.unary()
    if (this.take('+')) return this.unary()
    if (this.take('!')) return Number(this.unary() === 0)
    for (const [operator, step] of [
      ['++', 1],
      ['--', -1],
    ] as const) {
      if (this.take(operator)) {
        const name = this.tokens[this.at++] ?? ''
        return this.store(name, this.value(name) + step)
      }
    }
    return this.primary()
  }

  private primary(): number {
    const token = this.tokens[this.at++]
    if (token === undefined) return this.fail('syntax error: operand expected', this.at - 2)
    if (token === '(') {
      const value = this.assignment()
      if (!this.take(')')) this.fail("missing `)'", this.at)
      return value
    }
    if (/^\d+$/.test(token)) return Number(token)
    if (!/^\$?[A-Za-z_]/.test(token)) return this.fail('syntax error: operand expected', this.at - 1)
    const name = token.replace('$', '')
    const value = this.value(name)
    if (this.take('++')) this.store(name, value + 1)
    else if (this.take('--')) this.store(name, value - 1)
    return value
  }

  private value(name: string): number {
    return Number.parseInt(this.variables.get(name) || '0', 10) || 0
  }

  private store(name: string, value: number): number {
    this.variables.set(name, String(value))
    return value
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false
    this.at++
    return true
  }
}
