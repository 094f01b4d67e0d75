/** What a command line in argparse4j's way may hold. */
import type { ToolIo } from './tool.ts'

export interface ArgSpec {
  /** `['--bootstrap-server', '-b']`. */
  readonly flags: readonly string[]
  readonly help: string
  /** Absent: it takes one value. `true`: a flag; `append`: may be repeated; `+`: one or more values. */
  readonly action?: 'true' | 'append' | '+'
  readonly required?: true
  /** What its value is called; default: its name in capitals. */
  readonly metavar?: string
  readonly type?: 'int' | 'long' | 'double'
}

/** Arguments of which at most one may be given, or exactly one. */
export interface Exclusive {
  readonly flags: readonly string[]
  readonly required: boolean
}

export interface CommandSpec {
  readonly args: readonly ArgSpec[]
  readonly exclusive?: readonly Exclusive[]
}

export interface ParserSpec extends CommandSpec {
  readonly prog: string
  readonly description: string
  /** Subcommands, of which one must be given. */
  readonly commands?: { readonly [name: string]: CommandSpec }
  /** Prints an error in the tool's own way instead of usage and message. */
  readonly onError?: (io: ToolIo, message: string) => void
}
