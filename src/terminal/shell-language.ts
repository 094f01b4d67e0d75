import { modernEquivalent } from '../../engine/core/tools/modern-equivalent.ts'
import { type Io, Unwind } from './shell/builtin.ts'
import { candidates, completion, type ToolCompleter } from './shell/completion.ts'
import { keepNumbers } from './shell/descriptors.ts'
import { Interpreter } from './shell/interpreter.ts'
import { parse } from './shell/parser.ts'
import type { Machine } from './shell/program.ts'
import type { RunningLine } from './shell/running-line.ts'
import { ShellSyntaxError } from './shell/scanner.ts'
import type { ShellState } from './shell/state.ts'
import { atExit, heedSignals } from './shell/trapping.ts'
import { startHint } from './start-hint.ts'
import type { Tty } from './tty/tty.ts'

/** All that understands commands. Apart from the session: a prompt is there before this has been fetched. */
export class ShellLanguage {
  constructor(
    private readonly state: ShellState,
    private readonly machine: Machine,
    private readonly tty: Tty,
  ) {}

  /** Runs a line to its exit status. Rejects with Unwind when the shell is to end. */
  execute(text: string, io: Io, line: RunningLine): Promise<number> {
    return this.shell(line).execute(text, io)
  }

  private shell(line: RunningLine): Interpreter {
    return new Interpreter(this.state, this.machine, this.tty, line)
  }

  /** Ctrl-C at the prompt; whether the shell is to end. */
  async interrupted(io: Io): Promise<boolean> {
    if (!this.state.traps?.raise('INT')) return false
    try {
      await heedSignals(this.shell(this.state.line), io)
      return false
    } catch (error) {
      if (error instanceof Unwind) return true
      throw error
    }
  }

  /** The shell of the tab ends. */
  async atExit(io: Io): Promise<void> {
    await atExit(this.shell(this.state.line), this.state.status, io)
  }

  /** Remembers what the numbers of the tab's shell stand for; what it gives puts that back. */
  keep(io: Io): () => void {
    return keepNumbers(io)
  }

  /** Whether more lines belong to the command. */
  isIncomplete(text: string): boolean {
    try {
      parse(text)
      return false
    } catch (error) {
      return error instanceof ShellSyntaxError && error.incomplete
    }
  }

  /** What Tab adds to the text before the cursor. */
  async complete(before: string, tools: ToolCompleter): Promise<{ insert: string; choices: readonly string[] }> {
    return completion(await candidates(before, this.state, this.machine, tools))
  }

  /** A dim line to add under a finished command: the modern form of an old one, or what to do after it failed. */
  remark(line: string): string | undefined {
    const hint = this.state.status === 1 ? startHint(line, this.machine) : undefined
    return modernEquivalent(line) ?? hint
  }
}
