import { ArithmeticError } from './arithmetic.ts'
import type { Command } from './ast.ts'
import { NoProcess, shortageIn } from './bounds.ts'
import { type Io, type ShellHandle, Unwind } from './builtin.ts'
import { FileError } from './files.ts'
import { ExpansionError, UnsetError } from './parameter.ts'

/** What went wrong while a command ran. */
interface Failure {
  readonly error: unknown
  readonly command: Command
  readonly io: Io
}

/** Says why a command could not be run; its status, where it ends nothing around it. */
export async function failed(shell: ShellHandle, { error, command, io }: Failure): Promise<number> {
  if (error instanceof FileError) return shell.complain(io, `${error.path}: ${error.message}`, 1)
  if (error instanceof ArithmeticError && isArithmetic(command)) return shell.complain(io, `((: ${error.message}`, 1)
  const { statusOfUnset } = shell.state
  if (error instanceof UnsetError && statusOfUnset)
    throw new Unwind('exit', await shell.complain(io, error.message, statusOfUnset))
  if (error instanceof ExpansionError || error instanceof ArithmeticError)
    throw new Unwind('discard', await shell.complain(io, error.message, 1))
  const shortage = shortageIn(error)
  if (shortage === undefined) throw error
  throw new Unwind('discard', await shell.complain(io, shortage, error instanceof NoProcess ? NO_PROCESS : 1))
}

function isArithmetic({ kind }: Command): boolean {
  return kind === 'arithmetic' || kind === 'count'
}

const NO_PROCESS = 254
