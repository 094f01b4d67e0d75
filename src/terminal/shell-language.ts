import { modernEquivalent } from '../../engine/core/tools/modern-equivalent.ts'
import type { Io } from './shell/builtin.ts'
import { candidates, completion, type ToolCompleter } from './shell/completion.ts'
import { Interpreter } from './shell/interpreter.ts'
import { parse } from './shell/parser.ts'
import type { Machine } from './shell/program.ts'
import type { RunningLine } from './shell/running-line.ts'
import { ShellSyntaxError } from './shell/scanner.ts'
import type { ShellState } from './shell/state.ts'
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
    return new Interpreter(this.state, this.machine, this.tty, line).execute(text, io)
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

  /** A dim line to add under a finished command: the modern form of an old one. */
  remark(line: string): string | undefined {
    return modernEquivalent(line)
  }
}
