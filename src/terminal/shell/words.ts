import type { ParameterOperation, Part, Script, Word } from './ast.ts'

/** Raised through the parser when a quote or bracket stays open; parser.ts turns it into its own error type. */
export class UnclosedError extends Error {
  constructor(readonly open: string) {
    super(`unexpected EOF while looking for matching \`${open}'`)
  }
}

// All other white space (a full-width or no-break space, a carriage return) is a letter to bash. Whoever looks for the end of a
// word and whoever skips what is between words must mean the same, or neither gets on.
const ENDS_WORD = /[ \t\n;&|<>()]/
const OPERATION = /^(?::[-=+?]|[-=+?:]|##?|%%?|\/\/?|\^\^?|,,?)/

type Parse = (text: string) => Script

/** Reads one word: quotes, escapes, `$x`, `${x…}`, `$(…)`, `` `…` ``, `$((…))`. */
export class WordReader {
  private readonly parts: Part[] = []

  constructor(
    private readonly text: string,
    public at: number,
    private readonly parse: Parse,
  ) {}

  word(ends = ENDS_WORD): Word {
    while (this.at < this.text.length && !ends.test(this.text[this.at] as string)) this.part()
    return this.parts
  }

  /** The body of an unquoted here-document: expansions, but quotes are plain. */
  static heredoc(text: string, parse: Parse): Word {
    const reader = new WordReader(text, 0, parse)
    while (reader.at < text.length) reader.insideQuotes('')
    return reader.parts
  }

  /** All of the text as the word behind an operator in `${x:-word}`. */
  private static whole(text: string, parse: Parse): Word {
    const reader = new WordReader(text, 0, parse)
    while (reader.at < text.length) reader.part()
    return reader.parts
  }

  private part(): void {
    const char = this.text[this.at] as string
    if (char === "'") this.singleQuotes()
    else if (char === '"') this.doubleQuotes()
    else if (char === '\\') this.escape()
    else if (char === '$' && this.text[this.at + 1] === "'") this.ansiQuotes()
    else if (char === '$') this.dollar(false)
    else if (char === '`') this.backquotes(false)
    else {
      this.add(char, false)
      this.at++
    }
  }

  private add(text: string, quoted: boolean): void {
    const last = this.parts.at(-1)
    if (last?.kind === 'text' && last.quoted === quoted) {
      this.parts[this.parts.length - 1] = { kind: 'text', text: last.text + text, quoted }
    } else this.parts.push({ kind: 'text', text, quoted })
  }

  private singleQuotes(): void {
    const end = this.text.indexOf("'", this.at + 1)
    if (end < 0) throw new UnclosedError("'")
    this.add(this.text.slice(this.at + 1, end), true)
    this.at = end + 1
  }

  private ansiQuotes(): void {
    const match = /^\$'((?:[^'\\]|\\.)*)'/s.exec(this.text.slice(this.at))
    if (!match) throw new UnclosedError("'")
    this.add(unescapeAnsi(match[1] as string), true)
    this.at += match[0].length
  }

  private doubleQuotes(): void {
    this.at++
    this.add('', true)
    while (this.text[this.at] !== '"') {
      if (this.at >= this.text.length) throw new UnclosedError('"')
      this.insideQuotes('"')
    }
    this.at++
  }

  /** One step inside double quotes or a here-document: only `$`, backquote and some escapes are special. */
  private insideQuotes(quote: string): void {
    const char = this.text[this.at] as string
    const next = this.text[this.at + 1] ?? ''
    if (char === '\\' && next === '\n') this.at += 2
    else if (char === '\\' && `$\`\\${quote}`.includes(next)) {
      this.add(next, true)
      this.at += 2
    } else if (char === '$') this.dollar(true)
    else if (char === '`') this.backquotes(true)
    else {
      this.add(char, true)
      this.at++
    }
  }

  private escape(): void {
    const next = this.text[this.at + 1]
    if (next === undefined) throw new UnclosedError('\\')
    if (next !== '\n') this.add(next, true)
    this.at += 2
  }

  private dollar(quoted: boolean): void {
    const rest = this.text.slice(this.at)
    const name = /^\$([A-Za-z_]\w*|[0-9?$!#@*])/.exec(rest)
    if (rest.startsWith('$((')) this.arithmetic(quoted)
    else if (rest.startsWith('$(')) this.substitution(quoted)
    else if (rest.startsWith('${')) this.braces(quoted)
    else if (name) {
      this.parts.push({ kind: 'variable', name: name[1] as string, quoted })
      this.at += name[0].length
    } else {
      this.add('$', quoted)
      this.at++
    }
  }

  private arithmetic(quoted: boolean): void {
    const end = closing(this.text, this.at + 1, '(', ')')
    const inner = this.text.slice(this.at + 3, end - 1)
    this.parts.push({ kind: 'arithmetic', expression: WordReader.heredoc(inner, this.parse), quoted })
    this.at = end + 1
  }

  private substitution(quoted: boolean): void {
    const end = closing(this.text, this.at + 1, '(', ')')
    this.parts.push({ kind: 'command', script: this.parse(this.text.slice(this.at + 2, end)), quoted })
    this.at = end + 1
  }

  private backquotes(quoted: boolean): void {
    const end = this.text.indexOf('`', this.at + 1)
    if (end < 0) throw new UnclosedError('`')
    this.parts.push({ kind: 'command', script: this.parse(this.text.slice(this.at + 1, end)), quoted })
    this.at = end + 1
  }

  private braces(quoted: boolean): void {
    const end = closing(this.text, this.at + 1, '{', '}')
    const inner = this.text.slice(this.at + 2, end)
    this.at = end + 1
    if (/^#\w+$/.test(inner)) {
      this.parts.push({ kind: 'variable', name: inner.slice(1), quoted, operation: { operator: 'length', word: [] } })
      return
    }
    const name = /^(?:[A-Za-z_]\w*|[0-9?$!#@*])/.exec(inner)?.[0] ?? ''
    const rest = inner.slice(name.length)
    const operation = rest === '' && name !== '' ? {} : { operation: this.operation(name === '' ? '' : rest, inner) }
    this.parts.push({ kind: 'variable', name, quoted, ...operation })
  }

  private operation(text: string, inner: string): ParameterOperation {
    const operator = OPERATION.exec(text)?.[0] as ParameterOperation['operator'] | undefined
    if (!operator) return { operator: 'bad', word: [{ kind: 'text', text: inner, quoted: true }] }
    return { operator, word: WordReader.whole(text.slice(operator.length), this.parse) }
  }
}

/** Index of the bracket that closes the one at `open`, past quotes and escapes. */
export function closing(text: string, open: number, left: string, right: string): number {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    const char = text[i]
    if (char === '\\') i++
    else if (char === "'" || char === '"') i = endOfQuote(text, i)
    else if (char === left) depth++
    else if (char === right && --depth === 0) return i
  }
  throw new UnclosedError(right)
}

function endOfQuote(text: string, start: number): number {
  const quote = text[start]
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\' && quote === '"') i++
    else if (text[i] === quote) return i
  }
  throw new UnclosedError(quote as string)
}

const ANSI: { readonly [letter: string]: string } = { n: '\n', t: '\t', r: '\r', '0': '\0', e: '\x1b', a: '\x07' }

/** The escapes of `$'…'`, also used by echo -e and printf. */
export function unescapeAnsi(text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|[0-7]{3}|.)/gs, (_all, code: string) => {
    if (/^[xu]/.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16))
    if (/^[0-7]{3}$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8))
    return ANSI[code] ?? code
  })
}
