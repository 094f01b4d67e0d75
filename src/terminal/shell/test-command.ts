import { type FileSystem, resolvePath } from './files.ts'

const UNARY_TEXT: { readonly [operator: string]: (text: string) => boolean } = {
  '-n': (text) => text !== '',
  '-z': (text) => text === '',
}

const BINARY: { readonly [operator: string]: (a: string, b: string) => boolean } = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '-eq': (a, b) => integer(a) === integer(b),
  '-ne': (a, b) => integer(a) !== integer(b),
  '-lt': (a, b) => integer(a) < integer(b),
  '-le': (a, b) => integer(a) <= integer(b),
  '-gt': (a, b) => integer(a) > integer(b),
  '-ge': (a, b) => integer(a) >= integer(b),
}

function integer(text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new Error(`${text}: integer expression expected`)
  return Number(text)
}

/** The expression of `test` and `[ … ]`. Throws Error with bash's message. */
export async function testExpression(words: readonly string[], files: FileSystem, cwd: string): Promise<boolean> {
  const or = words.indexOf('-o')
  if (or > 0) {
    return (await testExpression(words.slice(0, or), files, cwd)) || testExpression(words.slice(or + 1), files, cwd)
  }
  const and = words.indexOf('-a')
  if (and > 0) {
    return (await testExpression(words.slice(0, and), files, cwd)) && testExpression(words.slice(and + 1), files, cwd)
  }
  if (words[0] === '!' && words.length > 1) return !(await testExpression(words.slice(1), files, cwd))
  const [a = '', b = '', c = ''] = words
  if (words.length <= 1) return a !== ''
  if (words.length === 2) return unaryTest(a, b, files, cwd)
  const compare = BINARY[b]
  if (words.length === 3 && compare) return compare(a, c)
  throw new Error(words.length === 3 ? `${b}: binary operator expected` : 'too many arguments')
}

/** `-n text`, `-f file` … Throws Error with bash's message. */
export async function unaryTest(operator: string, operand: string, files: FileSystem, cwd: string): Promise<boolean> {
  const text = UNARY_TEXT[operator]
  if (text) return text(operand)
  const stat = await files.stat(resolvePath(cwd, operand))
  switch (operator) {
    case '-e':
    case '-r':
      return stat !== undefined
    case '-f':
      return stat?.kind === 'file'
    case '-d':
      return stat?.kind === 'folder'
    case '-s':
      return (stat?.size ?? 0) > 0
    case '-x':
      return stat?.executable ?? false
    case '-w':
      return stat?.writable ?? false
    default:
      throw new Error(`${operator}: unary operator expected`)
  }
}
