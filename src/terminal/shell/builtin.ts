import type { Machine } from './program.ts'
import type { RunningLine } from './running-line.ts'
import type { ShellState } from './state.ts'
import type { Reader, Writer } from './streams.ts'

/** Where a command reads and writes. */
export interface Io {
  readonly stdin: Reader
  readonly stdout: Writer
  readonly stderr: Writer
  /** Descriptors from 3 on. */
  readonly more?: ReadonlyMap<number, Writer>
  /** Which of them are the terminal. */
  readonly tty: { readonly stdin: boolean; readonly stdout: boolean }
}

/** `exit`, `break`, `continue`, `return`, Ctrl-C and what cannot be expanded (`discard`) leave the surrounding commands this way. */
export class Unwind extends Error {
  constructor(
    readonly how: 'exit' | 'break' | 'continue' | 'return' | 'interrupt' | 'discard',
    readonly value: number,
  ) {
    super(how)
  }
}

/** The shell as its builtins see it. */
export interface ShellHandle {
  readonly state: ShellState
  readonly line: RunningLine
  readonly machine: Machine
  /** It has a process of its own: of a script, or of a part of a line. */
  readonly isSubshell: boolean
  execute(text: string, io: Io): Promise<number>
  runProgram(args: readonly string[], io: Io, text: string, extra?: ReadonlyMap<string, string>): Promise<number>
  /** Reads standard input as this shell does: not while its process is stopped, nor once it is over or interrupted. */
  read(io: Io): Promise<Uint8Array | null>
  /** Has its process heed the traps as they are now. */
  armTraps(): void
  /** Prints a line on standard error, behind the shell's name, and sets the status. */
  complain(io: Io, message: string, status: number): Promise<number>
}

export interface BuiltinCall {
  readonly shell: ShellHandle
  /** With the builtin's name first. */
  readonly args: readonly string[]
  readonly io: Io
  /** `X=1 builtin …` */
  readonly assigned: readonly (readonly [string, string])[]
}

/** A command that runs in the shell itself. */
export type Builtin = (call: BuiltinCall) => Promise<number>
