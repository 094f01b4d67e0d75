import { type BuiltinCall, Unwind } from './builtin.ts'
import { REFUSALS_OF_EXEC } from './refusals.ts'

/** `exec program …`: the shell becomes that program, and so ends with it; without a program only its redirections stay. */
export async function exec({ shell, args, io, assigned }: BuiltinCall): Promise<number> {
  const words = args.slice(1)
  if (words[0] === '--') words.shift()
  const [name] = words
  if (name === undefined) return 0
  const { state, machine } = shell
  const found = await machine.find(name, state.cwd, state.get('PATH') ?? '')
  if (found.kind === 'refused') {
    const [text, status] = REFUSALS_OF_EXEC[found.why]
    await shell.complain(io, `exec: ${name}: ${text}`, status)
    if (shell.isSubshell) throw new Unwind('exit', status)
    return status
  }
  // There is no shell any more that could do what is to be done at its end.
  state.traps?.set('EXIT', undefined)
  throw new Unwind('exit', await shell.runProgram(words, io, words.join(' '), new Map(assigned)))
}
