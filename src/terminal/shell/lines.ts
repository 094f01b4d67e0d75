import type { Script } from './ast.ts'
import { type Io, Unwind } from './builtin.ts'
import type { ShellState } from './state.ts'

interface RunningShell {
  readonly state: ShellState
  runScript(script: Script, io: Io): Promise<number>
}

/** Runs a script line by line: what cannot be expanded ends its line, and no more. */
export async function runLines(shell: RunningShell, script: Script, io: Io): Promise<number> {
  for (const line of linesOf(script)) {
    try {
      await shell.runScript(line, io)
    } catch (error) {
      if (!(error instanceof Unwind) || error.how !== 'discard') throw error
      shell.state.status = error.value
    }
  }
  return shell.state.status
}

/** The items of each line, which bash reads and runs one after the other. */
function linesOf(script: Script): Script[] {
  const lines: Script[number][][] = []
  let end = 0
  for (const item of script) {
    if (item.line > end || lines.length === 0) lines.push([])
    lines.at(-1)?.push(item)
    end = item.lastLine
  }
  return lines
}
