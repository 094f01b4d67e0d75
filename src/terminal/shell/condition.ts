import { BoundedRegExp } from '../../patterns/bounded-regexp.ts'
import { posixRegExp } from '../commands/regexp.ts'
import { evaluate } from './arithmetic.ts'
import type { Condition } from './ast.ts'
import { expandPattern, expandRegExp, expandText } from './expand.ts'
import type { Expander } from './expander.ts'
import { globMatch } from './glob.ts'
import { unaryTest } from './test-command.ts'

type Binary = Condition & { readonly kind: 'binary' }

/** Whether what stands in `[[ … ]]` is true. Throws Error with bash's message. */
export async function holds(condition: Condition, shell: Expander): Promise<boolean> {
  switch (condition.kind) {
    case 'and':
      return (await holds(condition.left, shell)) && holds(condition.right, shell)
    case 'or':
      return (await holds(condition.left, shell)) || holds(condition.right, shell)
    case 'not':
      return !(await holds(condition.of, shell))
    case 'unary':
      return unary(condition.operator, await expandText(condition.word, shell), shell)
    case 'binary':
      return BINARY[condition.operator]?.(condition, shell) ?? false
  }
}

async function unary(operator: string, operand: string, shell: Expander): Promise<boolean> {
  return operator === '-v' ? shell.get(operand) !== undefined : unaryTest(operator, operand, shell.files, shell.cwd)
}

const BINARY: { readonly [operator: string]: (condition: Binary, shell: Expander) => Promise<boolean> } = {
  '==': matches,
  '=': matches,
  '!=': async (condition, shell) => !(await matches(condition, shell)),
  '=~': matchesRegExp,
  '<': texts((a, b) => a < b),
  '>': texts((a, b) => a > b),
  '-eq': numbers((a, b) => a === b),
  '-ne': numbers((a, b) => a !== b),
  '-lt': numbers((a, b) => a < b),
  '-le': numbers((a, b) => a <= b),
  '-gt': numbers((a, b) => a > b),
  '-ge': numbers((a, b) => a >= b),
}

/** The right side is a pattern, but for what is quoted in it. */
async function matches({ left, right }: Binary, shell: Expander): Promise<boolean> {
  const text = await expandText(left, shell)
  return globMatch(await expandPattern(right, shell), text)
}

async function matchesRegExp({ left, right }: Binary, shell: Expander): Promise<boolean> {
  const text = await expandText(left, shell)
  return regExp(await expandRegExp(right, shell)).test(text)
}

function regExp(pattern: string): BoundedRegExp {
  try {
    return new BoundedRegExp(posixRegExp(pattern, { extended: true }))
  } catch {
    throw new Error(`[[: invalid regular expression \`${pattern}'`)
  }
}

function texts(compare: (a: string, b: string) => boolean) {
  return async ({ left, right }: Binary, shell: Expander) =>
    compare(await expandText(left, shell), await expandText(right, shell))
}

/** Both sides are expressions: `[[ n+1 -gt 3 ]]`. */
function numbers(compare: (a: number, b: number) => boolean) {
  return async ({ left, right }: Binary, shell: Expander) => {
    const first = evaluate(await expandText(left, shell), shell)
    return compare(first, evaluate(await expandText(right, shell), shell))
  }
}
