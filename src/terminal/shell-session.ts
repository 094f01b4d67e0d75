import type { Io } from './shell/builtin.ts'
import { Unwind } from './shell/builtin.ts'
import type { ToolCompleter } from './shell/completion.ts'
import type { Process } from './shell/processes.ts'
import type { Machine } from './shell/program.ts'
import { RunningLine } from './shell/running-line.ts'
import { ShellState } from './shell/state.ts'
import { Collector, EMPTY_READER } from './shell/streams.ts'
import type { ShellLanguage } from './shell-language.ts'
import { COMMAND_MARK } from './tty/command-mark.ts'
import { Tty } from './tty/tty.ts'

/** What happened in a tab, for the page: goals, history, links from a line to its requests. */
export type SessionEvent =
  | { readonly type: 'started'; readonly line: string }
  /** A process of the line made a connection, whose own end has this address. */
  | { readonly type: 'connected'; readonly line: string; readonly command: number; readonly local: string }
  /** A process is over: its words, as the shell made them of what was typed. */
  | { readonly type: 'ended'; readonly args: readonly string[]; readonly status: number }
  /** `isLast`: no other line was typed meanwhile, the shell waits for one. */
  | { readonly type: 'finished'; readonly line: string; readonly status: number; readonly isLast: boolean }
  | { readonly type: 'closed' }

/** Exit status after Ctrl-C. */
const INTERRUPTED = 130

/** Numbers of command lines, over all tabs. */
let nextCommand = 1

/** Tells the screen that the row above is the end of a command line: the sequence by which shells mark that for terminals, with our number. */
function commandMark(command: number): string {
  return `\x1b]${COMMAND_MARK};C;${command}\x07`
}

export interface SessionOptions {
  readonly machine: Machine
  readonly home: string
  readonly cwd: string
  readonly path: string
  readonly history: string[]
  /** Text for the screen. */
  readonly screen: (text: string) => void
  /** Resolves when the screen can take more. */
  readonly drained?: () => Promise<void>
  readonly event: (event: SessionEvent) => void
  readonly complete: ToolCompleter
  readonly edit?: ((process: Process, path: string) => Promise<void>) | undefined
  /** Called with a line that is about to be run; it runs when the promise is kept. */
  readonly before?: (line: string) => Promise<void>
}

/** A shell at a moment that has gone by. */
export interface KeptShell {
  /** Ends the line that has begun since, if one has, with those that were typed after it. */
  readonly interrupt: () => void
  readonly putBack: () => void
}

function ioOf({ input, output }: Tty): Io {
  return { stdin: input, stdout: output, stderr: output, tty: { stdin: true, stdout: true } }
}

/** One tab: a login shell on a terminal. */
export class ShellSession {
  readonly tty: Tty
  readonly state: ShellState
  private understood: ShellLanguage | undefined
  /** One for all lines: `exec` changes for the rest of the shell what it stands for. */
  private io: Io
  private readonly process: Process
  private isRunning = false
  /** The line that runs, once it does. */
  private executing: RunningLine | undefined
  /** The command at the prompt goes on in the next line. */
  private isUnderWay = false

  constructor(private readonly options: SessionOptions) {
    const { machine, home, cwd, path, history } = options
    this.process = machine.processes.start(['-bash'])
    this.state = new ShellState(this.process.pid)
    this.state.history.push(...history)
    this.state.cwd = cwd
    for (const [name, value] of Object.entries({
      HOME: home,
      PATH: path,
      USER: 'learner',
      SHELL: '/bin/bash',
      TERM: 'xterm-256color',
    })) {
      this.state.set(name, value)
      this.state.export(name)
    }
    const { screen, edit, drained } = options
    this.tty = new Tty(screen, this.state.history, (signal) => this.state.line.signal(signal), edit, drained)
    this.io = ioOf(this.tty)
  }

  /** Prompts and runs until `exit` or Ctrl-D. */
  async loop(): Promise<void> {
    for (;;) {
      for (const line of this.state.jobs.news()) this.tty.print(`${line}\n`)
      const line = await this.readCommand()
      if (line === null) break
      if (line.trim() === '') continue
      if (await this.runLine(line)) break
    }
    this.tty.print('exit\n')
    await this.understood?.atExit(this.io)
    for (const job of this.state.jobs.list()) job.signal('HUP')
    this.process.end(0)
    this.options.event({ type: 'closed' })
  }

  /** Runs a line beside the prompt, without a terminal: its output as text. */
  async capture(line: string): Promise<{ stdout: string; stderr: string; status: number }> {
    const stdout = new Collector()
    const stderr = new Collector()
    const io: Io = { stdin: EMPTY_READER, stdout, stderr, tty: { stdin: false, stdout: false } }
    await this.options.before?.(line)
    const status = await (await this.language()).execute(line, io, this.running(line, nextCommand++))
    return { stdout: stdout.text(), stderr: stderr.text(), status }
  }

  /** Remembers the shell as it is now. */
  keep(): KeptShell {
    const { executing } = this
    const state = this.state.keep()
    const numbers = this.understood?.keep(this.io) ?? (() => void (this.io = ioOf(this.tty)))
    return {
      interrupt: () => {
        const isOfNow = executing !== undefined && this.executing === executing
        if (this.isRunning && !isOfNow) this.tty.interrupt()
      },
      putBack: () => {
        state()
        numbers()
      },
    }
  }

  /** Whether a command is running in the foreground. */
  get busy(): boolean {
    return this.isRunning
  }

  /** Whether something stands at the prompt that has not been entered, or goes on in the next line. */
  get isHalfTyped(): boolean {
    return !this.isRunning && (this.isUnderWay || this.tty.typed !== '')
  }

  /** Fetches what understands commands, once; a fetch that failed is tried again. */
  async language(): Promise<ShellLanguage> {
    const { ShellLanguage } = await import('./shell-language.ts')
    this.understood ??= new ShellLanguage(this.state, this.options.machine, this.tty)
    return this.understood
  }

  /** What cannot be understood for now counts as complete: running it tells why. */
  private async isIncomplete(text: string): Promise<boolean> {
    const language = await this.language().catch(() => undefined)
    return language?.isIncomplete(text) ?? false
  }

  /** A command, over several lines if it needs them; null at the end of input. */
  private async readCommand(): Promise<string | null> {
    let text = ''
    for (;;) {
      this.isUnderWay = text !== ''
      const result = await this.tty.readLine(text === '' ? this.prompt() : '> ', (before) => this.complete(before))
      if (result.type === 'end-of-file') return text === '' ? null : text
      if (result.type === 'interrupt') {
        this.state.status = INTERRUPTED
        if (await this.understood?.interrupted(this.io)) return null
        text = ''
      }
      if (result.type !== 'line') continue
      text += (text === '' ? '' : '\n') + result.text
      if (!(await this.isIncomplete(text))) return text
    }
  }

  private prompt(): string {
    const home = this.state.get('HOME') ?? ''
    const { cwd } = this.state
    const shown = cwd === home || cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd
    return `\x1b[34m${shown}\x1b[0m $ `
  }

  private async complete(before: string): Promise<{ insert: string; choices: readonly string[] }> {
    return (await this.language()).complete(before, this.options.complete)
  }

  /** True when the shell is to end. */
  private async runLine(line: string): Promise<boolean> {
    this.isRunning = true
    this.options.event({ type: 'started', line })
    const command = nextCommand++
    this.options.screen(commandMark(command))
    const running = this.running(line, command)
    this.state.line = running
    try {
      await this.options.before?.(line)
      const language = await this.language()
      if (running.takeInterrupt()) this.state.status = INTERRUPTED
      else await language.execute(line, this.io, (this.executing = running))
      return false
    } catch (error) {
      if (error instanceof Unwind) return true
      this.tty.print(`-bash: ${error instanceof Error ? error.message : String(error)}\n`)
      this.state.status = 1
      return false
    } finally {
      this.finish(line)
    }
  }

  /** A line whose connections the page hears of under the number `command`. */
  private running(line: string, command: number): RunningLine {
    const { event } = this.options
    return new RunningLine({
      connected: (local) => event({ type: 'connected', line, command, local }),
      ended: (args, status) => event({ type: 'ended', args, status }),
    })
  }

  private finish(line: string): void {
    this.isRunning = false
    this.executing = undefined
    this.tty.flushInput()
    const remark = this.understood?.remark(line)
    if (remark) this.tty.print(`\x1b[2m${remark}\x1b[0m\n`)
    this.options.event({ type: 'finished', line, status: this.state.status, isLast: !this.tty.hasLineAhead })
  }
}
