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
  '/': (a, b) => divide(a, b, Math.trunc(a / b)),
  '%': (a, b) => divide(a, b, a % b),
  '**': (a, b) => a ** b,
}

function divide(_a: number, b: number, result: number): number {
  if (b === 0) throw new ArithmeticError('division by 0')
  return result
}

/** The value of an expression. Throws ArithmeticError. */
export function evaluate(expression: string, variables: Variables): number {
  const tokens = expression.match(/\*\*|\+\+|--|[-+*/%]=|[<>=!]=|<<|>>|&&|\|\||\d+|[A-Za-z_]\w*|\$\w+|\S/g) ?? []
  return new Evaluator(tokens, variables).whole()
}

class Evaluator {
  private at = 0
  constructor(
    private readonly tokens: readonly string[],
    private readonly variables: Variables,
  ) {}

  whole(): number {
    if (this.tokens.length === 0) return 0
    const value = this.assignment()
    if (this.at < this.tokens.length)
      throw new ArithmeticError(`syntax error in expression (error token is "${this.tokens[this.at]}")`)
    return value
  }

  private assignment(): number {
    const name = this.tokens[this.at] ?? ''
    const operator = this.tokens[this.at + 1] ?? ''
    if (/^[A-Za-z_]/.test(name) && /^([-+*/%]?)=$/.test(operator)) {
      this.at += 2
      const right = this.assignment()
      const apply = OPERATIONS[operator.slice(0, -1)]
      return this.store(name, apply ? apply(this.value(name), right) : right)
    }
    return this.ternary()
  }

  private ternary(): number {
    const condition = this.binary(0)
    if (!this.take('?')) return condition
    const yes = this.assignment()
    if (!this.take(':')) throw new ArithmeticError('expected `:`')
    const no = this.assignment()
    return condition !== 0 ? yes : no
  }

  private binary(level: number): number {
    const operators = LEVELS[level]
    if (!operators) return this.unary()
    let left = this.binary(level + 1)
    for (let op = this.tokens[this.at]; op !== undefined && operators.includes(op); op = this.tokens[this.at]) {
      this.at++
      left = (OPERATIONS[op] as (a: number, b: number) => number)(left, this.binary(level + 1))
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
    if (token === undefined) throw new ArithmeticError('syntax error: operand expected')
    if (token === '(') {
      const value = this.assignment()
      if (!this.take(')')) throw new ArithmeticError('missing `)`')
      return value
    }
    if (/^\d+$/.test(token)) return Number(token)
    if (!/^\$?[A-Za-z_]/.test(token))
      throw new ArithmeticError(`syntax error: operand expected (error token is "${token}")`)
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
