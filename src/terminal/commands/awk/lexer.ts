/** A token of an awk program. */
export interface Token {
  readonly kind: 'number' | 'string' | 'regexp' | 'name' | 'call' | 'operator' | 'newline' | 'end'
  readonly text: string
  /** Blanks stood before it: concatenation and `f (` depend on that. */
  readonly spaced: boolean
}

/** A program that awk would refuse. */
export class AwkError extends Error {
  override readonly name = 'AwkError'
}

const OPERATORS = [
  '&&',
  '||',
  '++',
  '--',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '^=',
  '==',
  '!=',
  '<=',
  '>=',
  '!~',
  '>>',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ';',
  ',',
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '!',
  '<',
  '>',
  '~',
  '?',
  ':',
  '=',
  '$',
  '|',
]
const ESCAPES: { readonly [char: string]: string } = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\', '/': '/' }

/** Cuts a program into tokens; a `/` is a division where a value stands before it, else it begins a regular expression. */
export function tokensOf(program: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  let spaced = false
  const push = (kind: Token['kind'], text: string, length: number) => {
    tokens.push({ kind, text, spaced })
    at += length
    spaced = false
  }
  while (at < program.length) {
    const rest = program.slice(at)
    const blank = /^(?:[ \t\r]+|\\\r?\n|#[^\n]*)/.exec(rest)
    if (blank) {
      at += blank[0].length
      spaced = true
      continue
    }
    const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(rest)
    const name = /^[A-Za-z_]\w*/.exec(rest)
    if (rest[0] === '\n') push('newline', '\n', 1)
    else if (number) push('number', number[0], number[0].length)
    else if (name) push(rest[name[0].length] === '(' ? 'call' : 'name', name[0], name[0].length)
    else if (rest[0] === '"') {
      const string = /^"((?:[^"\\]|\\.)*)"/s.exec(rest)
      if (!string) throw new AwkError('non-terminated string')
      push('string', unescaped(string[1] as string), string[0].length)
    } else if (rest[0] === '/' && !afterValue(tokens.at(-1))) {
      const regexp = /^\/((?:[^/\\\n]|\\.)*)\//.exec(rest)
      if (!regexp) throw new AwkError('non-terminated regular expression')
      push('regexp', (regexp[1] as string).replace(/\\\//g, '/'), regexp[0].length)
    } else {
      const operator = OPERATORS.find((one) => rest.startsWith(one))
      if (!operator) throw new AwkError(`syntax error at source line 1: ${rest[0]}`)
      push('operator', operator, operator.length)
    }
  }
  tokens.push({ kind: 'end', text: 'end of program', spaced: true })
  return tokens
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (all, char: string) => ESCAPES[char] ?? all)
}

function afterValue(token: Token | undefined): boolean {
  if (!token) return false
  if (token.kind === 'number' || token.kind === 'string' || token.kind === 'name') return true
  return token.kind === 'operator' && [')', ']', '$', '++', '--'].includes(token.text)
}
