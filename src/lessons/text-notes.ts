import type MarkdownIt from 'markdown-it'
import type { Place } from './lesson.ts'

type Token = ReturnType<InstanceType<typeof MarkdownIt>['parse']>[number]

/** What a text of Markdown points to: by a link, or as a picture. */
export interface Pointer {
  readonly kind: 'link' | 'picture'
  readonly target: string
}

/** Links and pictures in a text, in their order. */
export function pointersIn(tokens: readonly Token[]): Pointer[] {
  return tokens.flatMap((token): Pointer[] => {
    if (token.type === 'link_open') return [{ kind: 'link', target: String(token.attrGet('href') ?? '') }]
    if (token.type === 'image') return [{ kind: 'picture', target: String(token.attrGet('src') ?? '') }]
    return pointersIn(token.children ?? [])
  })
}

/** Where `[text](target)` stands in lines of a file, of which the first has this number; no further than is asked for. */
export function* placesOf(target: string, lines: readonly string[], first: number): Generator<Place> {
  for (const [i, text] of lines.entries()) {
    let [open, seen] = [-1, 0]
    for (let at = text.indexOf(`](${target}`); at >= 0; at = text.indexOf(`](${target}`, at + 1)) {
      const found = text.slice(seen, at).lastIndexOf('[')
      if (found >= 0) open = seen + found
      seen = at
      yield { line: first + i, column: open + 1 }
    }
  }
}
