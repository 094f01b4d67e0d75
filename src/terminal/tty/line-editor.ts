import type { Key } from './keys.ts'
import { columnsOf } from './width.ts'

/** What a key led to, beyond what is drawn. */
export type Edited =
  | { readonly type: 'line'; readonly text: string }
  | { readonly type: 'interrupt' }
  | { readonly type: 'suspend' }
  | { readonly type: 'end-of-file' }
  | { readonly type: 'complete'; readonly before: string }
  | { readonly type: 'clear' }

/** A search that goes back through history. */
interface Search {
  readonly query: string
  readonly at: number
  /** The line as it was before the search. */
  readonly before: string
}

/** One line being edited, readline's way. It draws by returning what to write to the terminal. */
export class LineEditor {
  private text = ''
  private cursor = 0
  private prompt = ''
  /** Row of the cursor, counted from the row where the prompt starts. */
  private row = 0
  private historyAt = 0
  private kept = ''
  private killed = ''
  private search: Search | undefined

  constructor(
    private readonly history: string[],
    private columns: number,
  ) {}

  /** Begins a new line. */
  start(prompt: string): string {
    this.prompt = prompt
    this.text = ''
    this.cursor = 0
    this.row = 0
    this.historyAt = this.history.length
    this.search = undefined
    return this.draw()
  }

  resize(columns: number): void {
    this.columns = columns
  }

  /** The line so far, for completion and tests. */
  get line(): string {
    return this.text
  }

  /** Inserts text at the cursor: a completion, or a command put there by the page. */
  insert(text: string): string {
    this.text = this.text.slice(0, this.cursor) + text + this.text.slice(this.cursor)
    this.cursor += text.length
    return this.redraw()
  }

  /** Draws the line again below other output. */
  draw(): string {
    this.row = 0
    return this.redraw()
  }

  key(key: Key): { output: string; event?: Edited } {
    if (this.search) return this.searching(key)
    if (key.name === 'text') return { output: this.insert(key.text) }
    const act = ACTIONS[key.name]
    return act ? act(this) : { output: '' }
  }

  enter(): { output: string; event: Edited } {
    const text = this.text
    if (text.trim() !== '' && this.history.at(-1) !== text) this.history.push(text)
    this.cursor = this.text.length
    return { output: `${this.redraw()}\r\n`, event: { type: 'line', text } }
  }

  interrupt(): { output: string; event: Edited } {
    this.cursor = this.text.length
    return { output: `${this.redraw()}^C\r\n`, event: { type: 'interrupt' } }
  }

  endOfFile(): { output: string; event?: Edited } {
    return this.text === '' ? { output: '', event: { type: 'end-of-file' } } : this.erase(0, 1)
  }

  complete(): { output: string; event: Edited } {
    return { output: '', event: { type: 'complete', before: this.text.slice(0, this.cursor) } }
  }

  clear(): { output: string; event: Edited } {
    this.row = 0
    return { output: `\x1b[H\x1b[2J${this.redraw()}`, event: { type: 'clear' } }
  }

  move(to: number): { output: string } {
    this.cursor = Math.max(0, Math.min(this.text.length, to))
    return { output: this.redraw() }
  }

  moveBy(chars: number): { output: string } {
    return this.move(this.cursor + chars)
  }

  toEnd(): { output: string } {
    return this.move(this.text.length)
  }

  wordLeft(): { output: string } {
    return this.move(this.wordStart())
  }

  wordRight(): { output: string } {
    const match = /^\s*\S+/.exec(this.text.slice(this.cursor))
    return this.moveBy(match ? match[0].length : 0)
  }

  /** Removes characters before and behind the cursor. */
  erase(before: number, behind: number): { output: string } {
    const from = Math.max(0, this.cursor - before)
    this.text = this.text.slice(0, from) + this.text.slice(this.cursor + behind)
    this.cursor = from
    return { output: this.redraw() }
  }

  kill(from: number, to: number): { output: string } {
    this.killed = this.text.slice(from, to)
    this.text = this.text.slice(0, from) + this.text.slice(to)
    this.cursor = from
    return { output: this.redraw() }
  }

  killEnd(): { output: string } {
    return this.kill(this.cursor, this.text.length)
  }

  killStart(): { output: string } {
    return this.kill(0, this.cursor)
  }

  killWord(): { output: string } {
    return this.kill(this.wordStart(), this.cursor)
  }

  yank(): { output: string } {
    return { output: this.insert(this.killed) }
  }

  recall(step: number): { output: string } {
    const to = this.historyAt + step
    if (to < 0 || to > this.history.length) return { output: '' }
    if (this.historyAt === this.history.length) this.kept = this.text
    this.historyAt = to
    return this.replace(to === this.history.length ? this.kept : (this.history[to] as string))
  }

  startSearch(): { output: string } {
    this.search = { query: '', at: this.history.length, before: this.text }
    return { output: this.redraw() }
  }

  private replace(text: string): { output: string } {
    this.text = text
    this.cursor = text.length
    return { output: this.redraw() }
  }

  private wordStart(): number {
    return this.text.slice(0, this.cursor).replace(/\S+\s*$/, '').length
  }

  /** Ctrl-R: each key narrows, Ctrl-R again goes further back, Enter runs, Ctrl-G takes it back, anything else edits. */
  private searching(key: Key): { output: string; event?: Edited } {
    const search = this.search as Search
    if (key.name === 'text') return this.find(search.query + key.text, this.history.length - 1)
    if (key.name === 'backspace') return this.find(search.query.slice(0, -1), this.history.length - 1)
    if (key.name === 'search') return this.find(search.query, search.at - 1)
    this.search = undefined
    if (key.name === 'abort') return this.replace(search.before)
    if (key.name === 'interrupt') return this.interrupt()
    return key.name === 'enter' ? this.enter() : { output: this.redraw() }
  }

  private find(query: string, from: number): { output: string } {
    const before = this.history.slice(0, Math.max(0, from + 1))
    const at = query === '' ? -1 : before.findLastIndex((line) => line.includes(query))
    const { before: typed } = this.search as Search
    this.search = { query, at: at < 0 ? this.history.length : at, before: typed }
    return at < 0 ? { output: this.redraw() } : this.replace(this.history[at] as string)
  }

  private redraw(): string {
    const prompt = this.search ? `(reverse-i-search)\`${this.search.query}': ` : this.prompt
    const up = this.row > 0 ? `\x1b[${this.row}A` : ''
    const end = this.position(prompt + this.text)
    const at = this.position(prompt + this.text.slice(0, this.cursor))
    this.row = at.row
    // At the very edge a terminal waits with the wrap; a space and backspace make it happen.
    const wrap = end.column === 0 && end.row > 0 ? ' \b' : ''
    const back = end.row > at.row ? `\x1b[${end.row - at.row}A` : ''
    return `${up}\r\x1b[J${prompt}${this.text}${wrap}${back}\r${at.column > 0 ? `\x1b[${at.column}C` : ''}`
  }

  private position(text: string): { row: number; column: number } {
    const columns = columnsOf(text)
    return { row: Math.floor(columns / this.columns), column: columns % this.columns }
  }
}

type Action = (editor: LineEditor) => { output: string; event?: Edited }

const ACTIONS: { readonly [name: string]: Action } = {
  enter: (editor) => editor.enter(),
  tab: (editor) => editor.complete(),
  backspace: (editor) => editor.erase(1, 0),
  delete: (editor) => editor.erase(0, 1),
  left: (editor) => editor.moveBy(-1),
  right: (editor) => editor.moveBy(1),
  up: (editor) => editor.recall(-1),
  down: (editor) => editor.recall(1),
  home: (editor) => editor.move(0),
  end: (editor) => editor.toEnd(),
  'word-left': (editor) => editor.wordLeft(),
  'word-right': (editor) => editor.wordRight(),
  'kill-end': (editor) => editor.killEnd(),
  'kill-start': (editor) => editor.killStart(),
  'kill-word': (editor) => editor.killWord(),
  yank: (editor) => editor.yank(),
  clear: (editor) => editor.clear(),
  interrupt: (editor) => editor.interrupt(),
  suspend: () => ({ output: '', event: { type: 'suspend' } }),
  'end-of-file': (editor) => editor.endOfFile(),
  search: (editor) => editor.startSearch(),
}
