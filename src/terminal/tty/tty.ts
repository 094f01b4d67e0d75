import type { Process } from '../shell/processes.ts'
import type { FullScreen, Terminal } from '../shell/program.ts'
import { type Reader, unlessLeft, type Writer } from '../shell/streams.ts'
import { type Key, keysIn } from './keys.ts'
import { type Edited, LineEditor } from './line-editor.ts'
import { SafeText } from './safe-text.ts'
import { SecondScreen } from './second-screen.ts'

/** What the user pressed while a program had the terminal. */
export type TtySignal = 'INT' | 'TSTP'

/**
 * The terminal of a tab: between the keys and the screen on one side, and the shell's prompt or a program's standard
 * input on the other. Cooked mode edits and echoes a line at a time; a full-screen program gets the keys as they are.
 */
export class Tty implements Terminal {
  columns = 80
  rows = 24
  private readonly editor: LineEditor
  private readonly programEditor: LineEditor
  private prompting: ((result: Edited) => void) | undefined
  private readonly lines: (string | null)[] = []
  /** Programs that wait for a line, by what wakes them. */
  private readonly readers = new Set<() => void>()
  private readingLine = false
  /** What stands on the row of the cursor: a program's own prompt, such as `>`, which editing must keep. */
  private row = ''
  /** The same of the first screen, while the second is shown. */
  private rowBelow = ''
  private readonly typedAhead: Key[] = []
  private readonly second = new SecondScreen(
    () => this.enterSecond(),
    () => this.leaveSecond(),
  )

  constructor(
    private readonly screen: (text: string) => void,
    history: string[],
    private readonly signal: (signal: TtySignal) => void,
    readonly edit?: ((process: Process, path: string) => Promise<void>) | undefined,
    /** Resolves when the screen can take more. */
    private readonly drained: () => Promise<void> = async () => {},
  ) {
    this.editor = new LineEditor(history, this.columns)
    this.programEditor = new LineEditor([], this.columns)
  }

  private readonly safe = new SafeText()
  private readonly decoder = new TextDecoder()

  /** What programs write goes here; line feeds become carriage return + line feed. */
  readonly output: Writer = {
    write: async (bytes) => {
      this.print(this.safe.pass(this.decoder.decode(bytes, { stream: true })))
      await this.drained()
    },
  }

  /** Standard input of a foreground program: a line at a time, null after Ctrl-D. */
  readonly input: Reader = { read: (left) => this.readProgramLine(left) }

  /** Text to the screen. */
  print(text: string): void {
    if (text === '') return
    this.row = text.includes('\n') ? text.slice(text.lastIndexOf('\n') + 1) : this.row + text
    this.screen(text.replace(/\r?\n/g, '\r\n'))
  }

  /** What stands at the shell's prompt so far. */
  get typed(): string {
    return this.prompting ? this.editor.line : ''
  }

  /** Whether a whole line was typed that nobody has read yet; empty ones are none. */
  get hasLineAhead(): boolean {
    const end = this.typedAhead.findLastIndex(({ name }) => name === 'enter')
    return this.typedAhead.slice(0, end + 1).some((key) => key.name === 'text' && key.text.trim() !== '')
  }

  /** Keys from the keyboard, as xterm gives them. */
  receive(input: string): void {
    if (this.second.shown) return this.second.shown.keys(input)
    for (const key of keysIn(input)) this.key(key)
  }

  resize(columns: number, rows: number): void {
    this.columns = columns
    this.rows = rows
    this.editor.resize(columns)
    this.programEditor.resize(columns)
    this.second.shown?.draw()
  }

  /** Shows a prompt and gives the line, or what ended it. `complete` answers Tab with text to insert or choices to list. */
  async readLine(prompt: string, complete: (before: string) => Promise<Completion>): Promise<Edited> {
    this.print(this.safe.rest())
    if (this.row !== '') this.screen('\r\n')
    this.screen(this.editor.start(prompt))
    for (;;) {
      const result = await this.nextEdit()
      if (result.type !== 'complete') {
        this.row = ''
        return result
      }
      await this.complete(await complete(result.before))
    }
  }

  /** The tab was closed: the prompt ends, and a program's input too. */
  hangUp(): void {
    const resolve = this.prompting
    this.prompting = undefined
    resolve?.({ type: 'end-of-file' })
    this.signal('INT')
    this.deliver(null)
  }

  fullScreen(process: Process, program: FullScreen): { release(): void } {
    return this.second.take(process, program)
  }

  clear(): void {
    this.print(this.safe.rest())
    this.screen('\x1b[H\x1b[2J\x1b[3J')
    this.row = ''
  }

  /** What a program left unread does not go to the next. */
  flushInput(): void {
    this.lines.length = 0
    this.readingLine = false
  }

  private enterSecond(): void {
    this.print(this.safe.rest())
    this.rowBelow = this.row
    this.screen('\x1b[?1049h')
  }

  /** What was begun on the second screen ends there. */
  private leaveSecond(): void {
    this.print(this.safe.rest())
    this.row = this.rowBelow
    this.screen('\x1b[?1049l')
  }

  private key(key: Key): void {
    if (this.prompting) return this.promptKey(key)
    if (key.name === 'interrupt') return this.interrupt()
    if (key.name === 'suspend') return this.signalWith('^Z\r\n', 'TSTP')
    if (this.readers.size === 0) {
      this.typedAhead.push(key)
      return
    }
    this.programKey(key)
  }

  private promptKey(key: Key): void {
    const { output, event } = this.editor.key(key)
    this.screen(output)
    if (!event || event.type === 'clear' || event.type === 'suspend') return
    const resolve = this.prompting
    this.prompting = undefined
    resolve?.(event)
  }

  private nextEdit(): Promise<Edited> {
    return new Promise((resolve) => {
      this.prompting = resolve
      for (const key of this.typedAhead.splice(0)) this.key(key)
    })
  }

  private async complete(completion: Completion): Promise<void> {
    if (completion.insert !== '') this.screen(this.editor.insert(completion.insert))
    if (completion.choices.length === 0) return
    this.screen(`\r\n${inColumns(completion.choices, this.columns)}`)
    this.screen(this.editor.draw())
  }

  /** Ctrl-C while something runs: what was typed ahead is dropped. */
  interrupt(): void {
    this.typedAhead.length = 0
    this.signalWith('^C', 'INT')
  }

  private signalWith(echo: string, signal: TtySignal): void {
    this.screen(echo)
    this.row = echo.endsWith('\n') ? '' : this.row + echo
    this.readingLine = false
    this.signal(signal)
  }

  /** A key for a program that waits for a line: echoed and edited, without history. */
  private programKey(key: Key): void {
    if (!this.readingLine) {
      this.readingLine = true
      this.programEditor.start(this.row)
    }
    const { output, event } = this.programEditor.key(
      key.name === 'up' || key.name === 'down' ? { name: 'ignored' } : key,
    )
    this.screen(output)
    if (event?.type === 'line') this.deliver(`${event.text}\n`)
    else if (event?.type === 'end-of-file') this.deliver(null)
  }

  private deliver(line: string | null): void {
    this.readingLine = false
    this.row = ''
    this.lines.push(line)
    const waiting = [...this.readers]
    this.readers.clear()
    for (const wake of waiting) wake()
  }

  private async readProgramLine(left?: AbortSignal): Promise<Uint8Array | null> {
    while (this.lines.length === 0) await this.nextLine(left)
    const line = this.lines.shift() ?? null
    return line === null ? null : new TextEncoder().encode(line)
  }

  /** Resolves when a line may be there; one who left does not stand in the way of those who read later. */
  private nextLine(left?: AbortSignal): Promise<void> {
    let wake = () => {}
    const line = new Promise<void>((resolve) => {
      wake = resolve
      this.readers.add(wake)
      for (const key of this.typedAhead.splice(0)) this.key(key)
    })
    return unlessLeft(line, left).finally(() => this.readers.delete(wake))
  }
}

/** What Tab leads to. */
export interface Completion {
  readonly insert: string
  readonly choices: readonly string[]
}

function inColumns(names: readonly string[], width: number): string {
  const cell = Math.max(...names.map((name) => name.length)) + 2
  const perRow = Math.max(1, Math.floor(width / cell))
  const rows = Math.ceil(names.length / perRow)
  const lines = Array.from({ length: rows }, (_, row) =>
    names
      .filter((_name, i) => i % rows === row)
      .map((name) => name.padEnd(cell))
      .join('')
      .trimEnd(),
  )
  return `${lines.join('\r\n')}\r\n`
}
