import type { FileSystem } from './files.ts'
import type { Process, ProcessTable } from './processes.ts'
import type { ShellScript } from './script.ts'
import type { Reader, Writer } from './streams.ts'

/** What a program (coreutil, Kafka tool) gets; it returns its exit status. */
export interface ProgramContext {
  /** With the program's own name first. */
  readonly args: readonly string[]
  readonly stdin: Reader
  readonly stdout: Writer
  readonly stderr: Writer
  readonly cwd: string
  /** Exported variables. */
  readonly env: ReadonlyMap<string, string>
  readonly files: FileSystem
  readonly process: Process
  readonly machine: Machine
  /** Set when stdin or stdout is the terminal: for prompts, full-screen programs and colours. */
  readonly tty: Terminal | undefined
  readonly stdoutIsTty: boolean
  readonly stdinIsTty: boolean
  /** Runs another command line or argument list (xargs, watch, time, tee …) with these streams. */
  run(args: readonly string[], io?: Partial<Pick<ProgramContext, 'stdin' | 'stdout' | 'stderr'>>): Promise<number>
  /** Becomes another program, in the same process: signals are that program's from then on (nohup). */
  exec(args: readonly string[]): Promise<number>
  /** Runs a script in a shell that this process is from now on (bash, sh). */
  script(script: ShellScript): Promise<number>
}

export type Program = (context: ProgramContext) => Promise<number>

/** What all shells share: files, processes, programs, time. */
export interface Machine {
  readonly files: FileSystem
  readonly processes: ProcessTable
  /** Wall time, ms since 1970. */
  wall(): number
  /** Milliseconds that never go back. */
  monotonic(): number
  sleep(ms: number): Promise<void>
  random(): number
  /** The program of a command name or path, looked up as bash does; undefined: command not found. */
  find(name: string, cwd: string, path: string): Promise<Found>
  /** All command names, for completion and `type`. */
  names(): readonly string[]
}

export type Found =
  | { readonly kind: 'program'; readonly program: Program; readonly path: string }
  /** A text file that is executable: run by the shell itself. */
  | { readonly kind: 'script'; readonly path: string }
  | { readonly kind: 'refused'; readonly why: 'not found' | 'no such file' | 'is a directory' | 'permission denied' }

/** A program that has the whole screen. */
export interface FullScreen {
  /** Keys as the terminal sends them, escape sequences included. */
  keys(input: string): void
  /** Draws everything: at first, at another size, and when the process goes on after it was stopped. */
  draw(): void
}

/** The screen and keyboard of a tab, as a full-screen program needs it. */
export interface Terminal {
  readonly columns: number
  readonly rows: number
  /** Gives a program the second screen and the keys: until it releases them, or its process is over or stopped, whatever did that. */
  fullScreen(process: Process, program: FullScreen): { release(): void }
  /** Empties the screen, and what was scrolled out of it. Programs cannot write that: a record could. */
  clear(): void
  /** Opens the page's editor on a file; resolves when it is closed, as it is when the process is over. Undefined without a page. */
  readonly edit?: ((process: Process, path: string) => Promise<void>) | undefined
}
