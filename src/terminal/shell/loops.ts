import { evaluate } from './arithmetic.ts'
import type { Command, Script, Word } from './ast.ts'
import { type Io, Unwind } from './builtin.ts'
import { expandPattern, expandText, expandWords } from './expand.ts'
import type { Expander } from './expander.ts'
import { globMatch } from './glob.ts'
import type { ShellState } from './state.ts'

/** The shell as its loops see it. */
interface LoopingShell {
  readonly state: ShellState
  runScript(script: Script, io: Io): Promise<number>
  expander(io: Io): Expander
  asCondition<T>(work: () => Promise<T>): Promise<T>
  giveWay(): Promise<void>
}

type Of<K extends Command['kind']> = Command & { readonly kind: K }

export async function runFor(shell: LoopingShell, command: Of<'for'>, io: Io): Promise<number> {
  shell.state.status = 0
  for (const value of await expandWords(command.words, shell.expander(io))) {
    shell.state.set(command.name, value)
    if (await runBody(shell, command.body, io)) break
  }
  return shell.state.status
}

export async function runWhile(shell: LoopingShell, command: Of<'while'>, io: Io): Promise<number> {
  let status = 0
  for (;;) {
    if (((await runCondition(shell, command.condition, io)) === 0) === command.until) break
    const broke = await runBody(shell, command.body, io)
    status = shell.state.status
    if (broke) break
  }
  return (shell.state.status = status)
}

export async function runIf(shell: LoopingShell, command: Of<'if'>, io: Io): Promise<number> {
  for (const { condition, body } of command.clauses) {
    if ((await runCondition(shell, condition, io)) === 0) return shell.runScript(body, io)
  }
  shell.state.status = 0
  return command.otherwise ? shell.runScript(command.otherwise, io) : 0
}

/** `for ((start; test; step))` */
export async function runCount(shell: LoopingShell, command: Of<'count'>, io: Io): Promise<number> {
  let status = 0
  await runArithmetic(shell, command.start, io)
  while (command.test.length === 0 || (await runArithmetic(shell, command.test, io)) !== 0) {
    const broke = await runBody(shell, command.body, io)
    status = shell.state.status
    if (broke) break
    await runArithmetic(shell, command.step, io)
  }
  return (shell.state.status = status)
}

/** The value of what stands in `(( … ))`. Throws ArithmeticError. */
export async function runArithmetic(shell: LoopingShell, expression: Word, io: Io): Promise<number> {
  const expander = shell.expander(io)
  return evaluate(await expandText(expression, expander), expander)
}

/** The first clause of which a pattern fits. */
export async function runCase(shell: LoopingShell, command: Of<'case'>, io: Io): Promise<number> {
  const expander = shell.expander(io)
  const text = await expandText(command.word, expander)
  for (const { patterns, body } of command.clauses)
    for (const pattern of patterns)
      if (globMatch(await expandPattern(pattern, expander), text)) return runBranch(shell, body, io)
  return (shell.state.status = 0)
}

/** An empty one has succeeded. */
function runBranch(shell: LoopingShell, body: Script, io: Io): Promise<number> {
  shell.state.status = 0
  return shell.runScript(body, io)
}

async function runCondition(shell: LoopingShell, condition: Script, io: Io): Promise<number> {
  return shell.asCondition(() => shell.runScript(condition, io))
}

/** One round of a loop; true when it is to end. Loops without any waiting give way, so that Ctrl-C comes through. */
async function runBody(shell: LoopingShell, body: Script, io: Io): Promise<boolean> {
  await shell.giveWay()
  try {
    await shell.runScript(body, io)
    return false
  } catch (error) {
    if (!(error instanceof Unwind) || (error.how !== 'break' && error.how !== 'continue')) throw error
    if (error.value > 1) throw new Unwind(error.how, error.value - 1)
    shell.state.status = 0
    return error.how === 'break'
  }
}
