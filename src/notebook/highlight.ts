/** TypeScript as coloured pieces, for cells whose editor is not loaded. */

export type PieceKind = 'plain' | 'comment' | 'string' | 'number' | 'keyword' | 'type'

export interface Piece {
  readonly kind: PieceKind
  readonly text: string
}

const KEYWORDS = new Set(
  'as async await break case catch class const continue debugger default delete do else enum export extends false finally for from function get if implements import in instanceof interface let new null of private protected public readonly return satisfies set static super switch this throw true try type typeof undefined var void while yield'.split(
    ' ',
  ),
)

const TOKEN =
  /(?<comment>\/\/.*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>'(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?|`(?:\\[\s\S]|[^`\\])*`?)|(?<number>\b\d[\w.]*)|(?<word>[A-Za-z_$][\w$]*)/g

/** The pieces of each line. Strings and comments may run over lines. */
export function highlight(code: string): readonly (readonly Piece[])[] {
  const lines: Piece[][] = [[]]
  for (const { kind, text } of pieces(code)) {
    for (const [i, part] of text.split('\n').entries()) {
      if (i > 0) lines.push([])
      if (part !== '') lines.at(-1)?.push({ kind, text: part })
    }
  }
  return lines
}

function* pieces(code: string): Generator<Piece> {
  let at = 0
  for (const match of code.matchAll(TOKEN)) {
    if (match.index > at) yield { kind: 'plain', text: code.slice(at, match.index) }
    yield { kind: kindOf(match.groups ?? {}), text: match[0] }
    at = match.index + match[0].length
  }
  if (at < code.length) yield { kind: 'plain', text: code.slice(at) }
}

function kindOf({ comment, string, number, word }: { [group: string]: string | undefined }): PieceKind {
  if (comment !== undefined) return 'comment'
  if (string !== undefined) return 'string'
  if (number !== undefined) return 'number'
  if (word !== undefined && KEYWORDS.has(word)) return 'keyword'
  return word !== undefined && /^[A-Z]/.test(word) ? 'type' : 'plain'
}
