import { plainWriter } from '../tty/plain-text.ts'
import { MOST_DEPTH, NoProcess, shortageIn } from './bounds.ts'
import type { Io, ShellHandle } from './builtin.ts'
import { BUILTINS } from './builtins.ts'
import { rooted } from './descriptors.ts'
import { baseName } from './files.ts'
import { gatedFiles } from './gated-files.ts'
import { gatedReader, gatedWriter } from './gated-streams.ts'
import { Job, type Process } from './processes.ts'
import type { Found, Program, ProgramContext, Terminal } from './program.ts'
import type { ShellScript } from './script.ts'
import { ShellState } from './state.ts'
import { writeText } from './streams.ts'
import { toItsEnd } from './trapping.ts'
import { withUnread } from './unread.ts'

/** The process of a subshell; `only`: it becomes the one program that it runs. */
export interface Own {
  readonly job: Job
  readonly process: Process
  readonly only: boolean
}

/** The shell as what runs programs sees it. */
export interface LaunchingShell extends ShellHandle {
  readonly terminal: Terminal | undefined
  subshell(own: Own, state?: ShellState): ShellHandle
}

/** A program's words and surroundings, and the process that runs it. */
export interface Launch {
  readonly process: Process
  /** The program's name first. */
  readonly args: readonly string[]
  readonly io: Io
  /** `X=1 program …` */
  readonly extra: ReadonlyMap<string, string>
}

/** Runs what was found; its exit status. */
export async function launch(
  shell: LaunchingShell,
  found: Exclude<Found, { kind: 'refused' }>,
  one: Launch,
): Promise<number> {
  if (found.kind === 'program') return runProgram(shell, found.program, one)
  const text = new TextDecoder().decode(await shell.machine.files.read(found.path))
  const [name = found.path, ...positional] = one.args
  return runScript(shell, { text, name, positional, settings: [] }, one)
}

/** What it needs too much of ends it. */
async function runProgram(shell: LaunchingShell, program: Program, one: Launch): Promise<number> {
  try {
    return await program(contextOf(shell, one))
  } catch (error) {
    const shortage = shortageIn(error)
    if (shortage === undefined) throw error
    const name = baseName(one.args[0] ?? '')
    await writeText(one.io.stderr, `${RUN_BY_BASH.has(name) ? shell.state.label : name}: ${shortage}\n`)
    return 2
  }
}

/** What bash itself runs, and here a process does: the pipe that breaks is that of the shell around it. */
export const RUN_BY_BASH: ReadonlySet<string> = new Set(['echo', 'printf'])

/** In a shell of its own, which knows of this one what is exported. */
async function runScript(shell: LaunchingShell, { text, ...script }: ShellScript, one: Launch): Promise<number> {
  const { process, io, extra } = one
  const state = ShellState.ofScript(process.pid, script)
  for (const [variable, value] of [...shell.state.exported(), ...extra]) {
    state.set(variable, value)
    state.export(variable)
  }
  state.cwd = shell.state.cwd
  state.shells = shell.state.nesting + 1
  if (state.nesting > MOST_DEPTH) throw new NoProcess()
  const job = new Job(0, script.name)
  follow(process, job)
  const inner = shell.subshell({ job, process, only: false }, state)
  const ends = rooted(io)
  return toItsEnd(inner, { process, io: ends }, () => inner.execute(text, ends))
}

/** What stops or ends a script's shell reaches what it runs, as the keyboard's signals reach a whole process group. */
function follow(process: Process, job: Job): void {
  process.watch(() => {
    if (process.state === 'done' && process.endedBy) job.signal(process.endedBy)
    else if (process.state !== 'done') job.signal(process.state === 'stopped' ? 'STOP' : 'CONT')
  })
}

/** What colours and moves on the screen, or writes what was typed: all other programs pass on what others wrote. */
const DRAWS: ReadonlySet<string> = new Set(['ls', 'clear', 'less', 'more', 'watch', 'echo', 'printf'])

function contextOf(shell: LaunchingShell, one: Launch): ProgramContext {
  const { process, args, io, extra } = one
  return {
    args,
    stdin: gatedReader(process, withUnread(io.stdin)),
    stdout: gatedWriter(
      process,
      io.tty.stdout && !DRAWS.has(baseName(args[0] ?? '')) ? plainWriter(io.stdout) : io.stdout,
    ),
    stderr: gatedWriter(process, io.stderr),
    cwd: shell.state.cwd,
    env: new Map([...shell.state.exported(), ...extra]),
    files: gatedFiles(process, shell.machine.files),
    process,
    machine: shell.machine,
    tty: io.tty.stdin || io.tty.stdout ? shell.terminal : undefined,
    stdinIsTty: io.tty.stdin,
    stdoutIsTty: io.tty.stdout,
    run: (inner, streams = {}) => runInside(shell, inner, { ...io, ...streams }, process),
    exec: (inner) => runIn(shell.subshell({ job: new Job(0, inner.join(' ')), process, only: true }), inner, io),
    script: (script) => runScript(shell, script, one),
  }
}

/** A command that a program runs (xargs, time, watch): the signal that ends that program reaches it too. */
function runInside(shell: LaunchingShell, args: readonly string[], io: Io, parent: Process): Promise<number> {
  const job = new Job(0, args.join(' '))
  parent.exited.then(() => job.signal(parent.endedBy ?? 'TERM'))
  return runIn(shell.subshell({ job, process: parent, only: false }), args, io)
}

function runIn(shell: ShellHandle, args: readonly string[], io: Io): Promise<number> {
  const builtin = BUILTINS[args[0] ?? '']
  return builtin ? builtin({ shell, args, io, assigned: [] }) : shell.runProgram(args, io, args.join(' '))
}
