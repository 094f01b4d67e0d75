/** The line before the cursor as Tab sees it, and how Tab writes what it adds. */

/** A quote that is open; '': none. */
export type Quote = '' | "'" | '"'

/** The words of the command at the cursor, without their quoting. */
export interface TypedWords {
  /** Those in front of the one at the cursor. */
  readonly words: readonly string[]
  readonly word: string
  readonly quote: Quote
}

const BEGINS_COMMAND: ReadonlySet<string> = new Set(['do', 'then', 'else', 'if', 'while', 'until', '!', '{'])

/** Reads the line up to the cursor. */
export function typedWords(before: string): TypedWords {
  const typed = new Typed()
  for (const char of before) typed.add(char)
  return typed
}

class Typed implements TypedWords {
  words: string[] = []
  word = ''
  quote: Quote = ''
  private isEscaped = false

  add(char: string): void {
    if (this.isEscaped) this.escaped(char)
    else if (char === '\\' && this.quote !== "'") this.isEscaped = true
    else if (this.quote !== '') this.quoted(char)
    else if (char === "'" || char === '"') this.quote = char
    else if (' \t\n<>'.includes(char)) this.endWord()
    else if ('|;&('.includes(char)) this.endCommand()
    else this.word += char
  }

  private escaped(char: string): void {
    this.isEscaped = false
    if (this.quote === '"' && !'$`"\\\n'.includes(char)) this.word += '\\'
    this.word += char
  }

  private quoted(char: string): void {
    if (char === this.quote) this.quote = ''
    else this.word += char
  }

  private endWord(): void {
    if (this.word === '') return
    if (this.words.length > 0 || !BEGINS_COMMAND.has(this.word)) this.words.push(this.word)
    this.word = ''
  }

  private endCommand(): void {
    this.words = []
    this.word = ''
  }
}

/** Controls and what shows nothing: only their numbers are typed. */
const UNSEEN = /[\0-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g
const SPECIAL = /[^\p{L}\p{N}\p{M}\p{S}\p{P}]|[|&;()<>{}*?![\]^$`"'\\,]/gu

/** What has to be typed behind the word at the cursor for it to stand for the text, quoted as bash's completion does. */
export function quotedRest(
  text: string,
  { replaces, quote }: { readonly replaces: string; readonly quote: Quote },
): string {
  const rest = text.slice(replaces.length)
  let typed = ''
  let at = 0
  for (const { index, 0: unseen } of rest.matchAll(UNSEEN)) {
    typed += `${QUOTED[quote](rest.slice(at, index))}${quote}$'${[...unseen].map(numbered).join('')}'${quote}`
    at = index + unseen.length
  }
  typed += QUOTED[quote](rest.slice(at))
  return replaces === '' && quote === '' ? typed.replace(/^[~#]/, '\\$&') : typed
}

const QUOTED: { readonly [Q in Quote]: (text: string) => string } = {
  '': (text) => text.replace(SPECIAL, '\\$&'),
  "'": (text) => text.replaceAll("'", "'\\''"),
  '"': (text) => text.replace(/[$`"\\]/g, '\\$&'),
}

const NAMED: { readonly [char: string]: string } = { '\n': '\\n', '\t': '\\t', '\r': '\\r' }

function numbered(char: string): string {
  return NAMED[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}
