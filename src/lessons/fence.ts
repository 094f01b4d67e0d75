import type MarkdownIt from 'markdown-it'

type Token = ReturnType<InstanceType<typeof MarkdownIt>['parse']>[number]

/** A fence with what its info line says. */
export interface Fence {
  readonly code: string
  /** Line of the opening fence, from 1. */
  readonly line: number
  readonly words: readonly string[]
  /** It was not closed: what is said of that, and the line from which on the text is read as if it had been. */
  readonly open?: { readonly message: string; readonly end: number }
}

/** The fence of a token that stands at this line, from 1, of these. */
export function fenceOf({ content, info, markup, map, level }: Token, line: number, lines: readonly string[]): Fence {
  const words = info.trim().split(/\s+/)
  const [from, to] = map ?? [0, 0]
  const inside = lines.slice(line, line + to - from - 1)
  const another = inside.findIndex((text) => opens(text, markup))
  const isOpen = another >= 0 || (level === 0 && !closes(inside.at(-1) ?? '', markup))
  if (!isOpen) return { code: content.replace(/\n$/, ''), line, words }
  const meant = inside.slice(0, another < 0 ? undefined : another)
  const end = meant.findIndex((text) => text.trim() === '' || /^`+$/.test(text))
  const code = end < 0 ? meant : meant.slice(0, end)
  const message = `this fence is not closed: ${markup} is missing${another < 0 ? '' : beforeThe(inside[another], line + another + 1)}`
  return { code: code.join('\n'), line, words, open: { message, end: line + code.length + (end < 0 ? 1 : 2) } }
}

function beforeThe(opener = '', line: number): string {
  return ` before line ${line}, where ${opener.trim().split(/\s/)[0]} begins`
}

/** Whether a line inside a fence begins another: what ends a fence has no word behind its marks, and what shows fences has more marks than they. */
function opens(text: string, markup: string): boolean {
  const [, marks = ''] = /^ {0,3}(`{3,}|~{3,})\s*[a-z]/.exec(text) ?? []
  return marks.startsWith(markup)
}

function closes(text: string, markup: string): boolean {
  return text.trim().startsWith(markup) && new Set(text.trim()).size === 1
}
