import type { Program } from '../shell/program.ts'
import { writeText } from '../shell/streams.ts'
import { plainText } from '../tty/plain-text.ts'
import { allText, linesIn, statusOf } from './options.ts'

/** A pager: space and b page, arrows and j/k scroll, g and G jump, / searches, n repeats, q ends. */
const less: Program = async (context) => {
  const names = context.args.slice(1).filter((arg) => !arg.startsWith('-'))
  const text = await allText(context, names)
  if (!context.tty || !context.stdoutIsTty) {
    await writeText(context.stdout, text)
    return statusOf(context)
  }
  const { tty } = context
  const pager = new Pager(linesIn(text).map(plainText), () => ({ columns: tty.columns, rows: tty.rows }))
  let drawn = Promise.resolve()
  const draw = () => {
    drawn = writeText(context.stdout, pager.draw())
  }
  await new Promise<void>((quit) => {
    const keys = (input: string) => {
      for (const key of input.match(/\x1b\[[0-9;]*[A-Za-z~]|[\s\S]/g) ?? []) {
        if (!pager.key(key)) return void drawn.then(() => screen.release()).then(quit)
        draw()
      }
    }
    const screen = tty.fullScreen(context.process, { keys, draw })
  })
  return statusOf(context)
}

class Pager {
  private top = 0
  private search: string | undefined
  private typing = false
  private message = ''

  constructor(
    private readonly lines: readonly string[],
    private readonly size: () => { columns: number; rows: number },
  ) {}

  draw(): string {
    const { columns, rows } = this.size()
    const shown = Array.from({ length: rows - 1 }, (_one, i) => (this.lines[this.top + i] ?? '~').slice(0, columns))
    return `\x1b[H\x1b[2J${shown.join('\n')}\n${this.status()}`
  }

  private status(): string {
    if (this.typing) return `/${this.search ?? ''}`
    if (this.message !== '') return `\x1b[7m${this.message}\x1b[0m`
    return this.top >= this.lastTop() ? '\x1b[7m(END)\x1b[0m' : ':'
  }

  /** False when the pager is to end. */
  key(key: string): boolean {
    this.message = ''
    if (this.typing) {
      this.typeSearch(key)
      return true
    }
    if (key === 'q' || key === '\x03') return false
    if (key === '/') {
      this.typing = true
      this.search = ''
    } else if (key === 'n') this.find(this.top + 1)
    else
      this.top = Math.max(
        0,
        Math.min(this.lastTop(), MOVES[key]?.(this.top, this.size().rows - 1, this.lastTop()) ?? this.top),
      )
    return true
  }

  private typeSearch(key: string): void {
    if (key === '\r') {
      this.typing = false
      this.find(this.top)
    } else if (key === '\x7f') this.search = (this.search ?? '').slice(0, -1)
    else if (key >= ' ') this.search = (this.search ?? '') + key
  }

  private find(from: number): void {
    const at = this.lines.findIndex((line, i) => i >= from && line.includes(this.search ?? ''))
    if (at < 0) this.message = 'Pattern not found'
    else this.top = Math.min(at, this.lastTop())
  }

  private lastTop(): number {
    return Math.max(0, this.lines.length - (this.size().rows - 1))
  }
}

const MOVES: { readonly [key: string]: (top: number, page: number, last: number) => number } = {
  ' ': (top, page) => top + page,
  f: (top, page) => top + page,
  '\x1b[6~': (top, page) => top + page,
  b: (top, page) => top - page,
  '\x1b[5~': (top, page) => top - page,
  j: (top) => top + 1,
  '\r': (top) => top + 1,
  '\x1b[B': (top) => top + 1,
  k: (top) => top - 1,
  '\x1b[A': (top) => top - 1,
  g: () => 0,
  '\x1b[H': () => 0,
  G: (_top, _page, last) => last,
  '\x1b[F': (_top, _page, last) => last,
}

export const PAGER_PROGRAMS: { readonly [name: string]: Program } = { less, more: less }
