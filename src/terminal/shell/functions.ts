import type { Command } from './ast.ts'
import { MOST_DEPTH } from './bounds.ts'
import { type BuiltinCall, type Io, Unwind } from './builtin.ts'
import type { ShellState } from './state.ts'
import { writeText } from './streams.ts'

interface CallingShell {
  readonly state: ShellState
  runCommand(command: Command, io: Io, text: string): Promise<number>
  complain(io: Io, message: string, status: number): Promise<number>
}

/** What a function is called with; `args`: its name first. */
export interface FunctionCall {
  readonly args: readonly string[]
  readonly assigned: readonly (readonly [string, string])[]
  readonly io: Io
  readonly text: string
}

/** Runs the body of a function in this shell, with parameters and local variables of its own. */
export async function callFunction(shell: CallingShell, body: Command, call: FunctionCall): Promise<number> {
  const { state } = shell
  const [name, ...positional] = call.args
  if (state.nesting >= MOST_DEPTH)
    throw new Unwind(
      'discard',
      await shell.complain(call.io, `${name}: maximum function nesting level exceeded (${MOST_DEPTH})`, 1),
    )
  const leave = state.enter(positional)
  for (const [variable, value] of call.assigned) {
    state.makeLocal(variable)
    state.set(variable, value)
  }
  try {
    return await shell.runCommand(body, call.io, call.text)
  } catch (error) {
    if (error instanceof Unwind && error.how === 'return') return (state.status = error.value)
    throw error
  } finally {
    leave()
  }
}

/** `local x y=1` */
export async function local({ shell, args, io }: BuiltinCall): Promise<number> {
  const { state } = shell
  if (state.depth === 0) return shell.complain(io, 'local: can only be used in a function', 1)
  for (const arg of args.slice(1)) {
    const [name = '', ...value] = arg.split('=')
    state.makeLocal(name)
    if (arg.includes('=')) state.set(name, value.join('='))
  }
  return 0
}

/** `return [n]`: from a function, or from a file that `source` reads. */
export async function returnFrom({ shell, args, io }: BuiltinCall): Promise<number> {
  const { state } = shell
  if (state.depth === 0 && state.sourced === 0)
    return shell.complain(io, "return: can only `return' from a function or sourced script", 2)
  throw new Unwind('return', args[1] === undefined ? state.status : Number(args[1]) & 255)
}

/** As `type` shows a function. */
export async function showFunction({ shell, io }: BuiltinCall, name: string): Promise<void> {
  await writeText(io.stdout, `${name} is a function\n${shell.state.functions.get(name)?.text}\n`)
}
