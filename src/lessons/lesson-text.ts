import type { Place } from './lesson.ts'

/** So many words of a text are looked for, and fewer where they are not found: what stands between words in Markdown is none of them. */
const LOOKED_FOR = [8, 4, 2, 1] as const

const WORD = '[\\p{L}\\p{N}]'
/** What may stand between two words that follow each other in a text: marks, and the target of a link. */
const BETWEEN = '[^\\p{L}\\p{N}]*?(?:\\]\\([^)\\n]*\\))?[^\\p{L}\\p{N}]*?'

/** The text of a lesson's file, and where things stand in it. */
export class LessonText {
  private readonly lines: readonly string[]

  constructor(private readonly source: string) {
    this.lines = source.split('\n')
  }

  /** The first word of a line: of a fence its kind, of a heading what stands behind the marks. */
  start(line: number): Place {
    return { line, column: Math.max(0, (this.lines[line - 1] ?? '').search(/[\p{L}\p{N}@]/u)) + 1 }
  }

  /** Where a text begins that is shown without its marks, from a line on; that line, where it is not found. */
  words(text: string, from: number): Place {
    const words = text.match(new RegExp(`${WORD}+`, 'gu')) ?? []
    for (const many of LOOKED_FOR) {
      const looked = words.slice(0, many).join(BETWEEN)
      const found = looked && this.find(new RegExp(`(?<!${WORD})${looked}(?!${WORD})`, 'u'), from)
      if (found) return found
    }
    return this.start(from)
  }

  /** Where what the expression finds begins, from a line on. */
  find(pattern: RegExp, from: number): Place | undefined {
    const begin = this.lines.slice(0, from - 1).reduce((sum, line) => sum + line.length + 1, 0)
    const at = this.source.slice(begin).search(pattern)
    if (at < 0) return undefined
    const before = this.source.slice(0, begin + at).split('\n')
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
  }

  /** What a field of the front matter says. */
  field(name: string): Place {
    const line = this.lines.findIndex((text) => text.startsWith(`${name}:`)) + 1
    if (line === 0) return { line: 1, column: 1 }
    const [before = ''] = /^\w+:\s*/.exec(this.lines[line - 1] ?? '') ?? []
    return { line, column: before.length + 1 }
  }

  /** The line at which the n-th hint begins, from 0. */
  hint(n: number): number {
    const fences = this.lines.flatMap((text, i) => (/^ {0,3}(?:`{3,}|~{3,})\s*hint\b/.test(text) ? [i + 1] : []))
    return fences[n] ?? 1
  }
}
