import { ArithmeticError } from './arithmetic.ts'
import type { AndOr, Command, Item, Pipeline, Script } from './ast.ts'
import { type Io, type ShellHandle, Unwind } from './builtin.ts'
import { BUILTINS } from './builtins.ts'
import { type Expander, expandText, expandWords } from './expand.ts'
import { FileError } from './files.ts'
import { gatedFiles } from './gated-files.ts'
import { gatedReader, gatedWriter } from './gated-streams.ts'
import { parse, ShellSyntaxError } from './parser.ts'
import { BrokenPipe, Pipe } from './pipe.ts'
import { Job, type Process } from './processes.ts'
import type { Found, Machine, ProgramContext, Terminal } from './program.ts'
import { redirected } from './redirections.ts'
import type { ShellState } from './state.ts'
import { Collector, EMPTY_READER, type Reader, writeText } from './streams.ts'

/** Runs scripts for one shell. Background jobs and parts of pipelines run in copies (subshells). */
export class Interpreter implements ShellHandle {
  /** Process of the subshell this is; undefined for the tab's own shell. */
  constructor(
    readonly state: ShellState,
    readonly machine: Machine,
    readonly terminal: Terminal | undefined,
    private readonly own?: { readonly job: Job; readonly process: Process; readonly only: boolean },
  ) {}

  /** Parses and runs; the exit status. Syntax errors are printed as bash prints them. */
  async execute(text: string, io: Io): Promise<number> {
    try {
      return await this.runScript(parse(text), io)
    } catch (error) {
      if (error instanceof ShellSyntaxError) return this.complain(io, `-bash: ${error.message}`, 2)
      if (error instanceof Unwind && error.how !== 'exit') return (this.state.status = error.value)
      throw error
    }
  }

  async runScript(script: Script, io: Io): Promise<number> {
    for (const item of script) await this.runItem(item, io)
    return this.state.status
  }

  private async runItem(item: Item, io: Io): Promise<void> {
    if (item.background) {
      const job = this.startBackground(item, io)
      this.state.lastBackground = job.processes[0]?.pid
      if (io.tty.stdin) await writeText(io.stderr, `[${job.id}] ${this.state.lastBackground}\n`)
      this.state.status = 0
    } else await this.runAndOr(item.list, io, item.text)
  }

  private startBackground(item: Item, io: Io): Job {
    const job = this.state.jobs.add(item.text.replace(/\s*&$/, ''))
    const quiet = { ...io, stdin: EMPTY_READER, tty: { ...io.tty, stdin: false } }
    const work = async (shell: Interpreter) => {
      await shell.runAndOr(item.list, quiet, item.text)
      return shell.state.status
    }
    this.spawnSubshell(job, [item.text], work, isOneProgram(item.list))
    return job
  }

  private async runAndOr(list: AndOr, io: Io, text: string): Promise<void> {
    await this.runPipeline(list.first, io, text)
    for (const { operator, pipeline } of list.rest) {
      if ((operator === '&&') === (this.state.status === 0)) await this.runPipeline(pipeline, io, text)
    }
  }

  private async runPipeline(pipeline: Pipeline, io: Io, text: string): Promise<void> {
    const [only] = pipeline.commands
    const status =
      pipeline.commands.length === 1 && only
        ? await this.runCommand(only, io, text)
        : await this.runPiped(pipeline.commands, io, text)
    this.state.status = pipeline.negated ? Number(status === 0) : status
  }

  /** `a | b | c`: each in its own subshell, all at once. */
  private async runPiped(commands: readonly Command[], io: Io, text: string): Promise<number> {
    const job = this.own?.job ?? new Job(0, text)
    const started: Process[] = []
    let input: Pipe | undefined
    for (const [i, command] of commands.entries()) {
      const last = i === commands.length - 1
      const output = last ? undefined : new Pipe()
      const from = input
      const inner: Io = {
        stdin: from ?? io.stdin,
        stdout: output ?? io.stdout,
        stderr: io.stderr,
        tty: { stdin: io.tty.stdin && !from, stdout: io.tty.stdout && last },
      }
      const process = this.spawnSubshell(
        job,
        [text],
        (shell) => shell.runCommand(command, inner, text),
        command.kind === 'simple',
      )
      process.exited.then(() => {
        output?.end()
        from?.abandon()
      })
      started.push(process)
      input = output
    }
    return this.await(job, started)
  }

  /** Runs work as a process of a job, in a copy of this shell. */
  private spawnSubshell(
    job: Job,
    args: readonly string[],
    work: (shell: Interpreter) => Promise<number>,
    only = false,
  ): Process {
    const process = this.machine.processes.start(args, this.state.command)
    job.add(process)
    const shell = new Interpreter(this.state.copy(), this.machine, this.terminal, { job, process, only })
    settle(process, () => work(shell))
    return process
  }

  /** Waits for foreground processes; a stopped job goes to the background. */
  private async await(job: Job, processes: readonly Process[]): Promise<number> {
    if (this.own) {
      await Promise.all(processes.map((process) => process.exited))
      return processes.at(-1)?.status ?? 0
    }
    this.state.foreground = job
    const state = await job.settled()
    this.state.foreground = undefined
    if (state === 'stopped') return this.state.jobs.suspend(job)
    const last = processes.at(-1) as Process
    if (processes.some((process) => process.endedBy === 'INT')) throw new Unwind('interrupt', 130)
    return last.status
  }

  private async runCommand(command: Command, outer: Io, text: string): Promise<number> {
    try {
      const { io, close } = await redirected(command.redirects, outer, (io) => this.expander(io))
      try {
        return await this.runWith(command, io, text)
      } finally {
        await close()
      }
    } catch (error) {
      if (error instanceof FileError) return this.complain(outer, `-bash: ${error.path}: ${error.message}`, 1)
      if (error instanceof ArithmeticError) return this.complain(outer, `-bash: ${error.message}`, 1)
      throw error
    }
  }

  private runWith(command: Command, io: Io, text: string): Promise<number> {
    switch (command.kind) {
      case 'simple':
        return this.runSimple(command, io, text)
      case 'group':
        return command.subshell ? this.runSubshell(command.body, io, text) : this.runScript(command.body, io)
      case 'for':
        return this.runFor(command, io)
      case 'while':
        return this.runWhile(command, io)
      case 'if':
        return this.runIf(command, io)
    }
  }

  private runSubshell(body: Script, io: Io, text: string): Promise<number> {
    const job = this.own?.job ?? new Job(0, text)
    return this.await(job, [this.spawnSubshell(job, [text], (shell) => shell.runScript(body, io))])
  }

  private async runFor(command: Command & { kind: 'for' }, io: Io): Promise<number> {
    this.state.status = 0
    for (const value of await expandWords(command.words, this.expander(io))) {
      this.state.set(command.name, value)
      if (await this.runBody(command.body, io)) break
    }
    return this.state.status
  }

  private async runWhile(command: Command & { kind: 'while' }, io: Io): Promise<number> {
    let status = 0
    for (;;) {
      const condition = await this.runScript(command.condition, io)
      if ((condition === 0) === command.until) break
      const broke = await this.runBody(command.body, io)
      status = this.state.status
      if (broke) break
    }
    return (this.state.status = status)
  }

  /** One round of a loop; true when it is to end. Loops without any waiting give way, so that Ctrl-C comes through. */
  private async runBody(body: Script, io: Io): Promise<boolean> {
    await this.machine.sleep(0)
    this.own?.process.state === 'stopped' && (await this.own.process.gate())
    if (this.own?.process.state === 'done') throw new Unwind('exit', this.own.process.status)
    if (this.state.takeInterrupt()) throw new Unwind('interrupt', 130)
    try {
      await this.runScript(body, io)
      return false
    } catch (error) {
      if (!(error instanceof Unwind) || (error.how !== 'break' && error.how !== 'continue')) throw error
      if (error.value > 1) throw new Unwind(error.how, error.value - 1)
      return error.how === 'break'
    }
  }

  private async runIf(command: Command & { kind: 'if' }, io: Io): Promise<number> {
    for (const { condition, body } of command.clauses) {
      if ((await this.runScript(condition, io)) === 0) return this.runScript(body, io)
    }
    this.state.status = 0
    return command.otherwise ? this.runScript(command.otherwise, io) : 0
  }

  private async runSimple(command: Command & { kind: 'simple' }, io: Io, text: string): Promise<number> {
    const expander = this.expander(io)
    const args = await expandWords(command.words, expander)
    const assigned: [string, string][] = []
    for (const { name, value } of command.assignments) assigned.push([name, await expandText(value, expander)])
    const [name] = args
    if (name === undefined) {
      for (const [key, value] of assigned) this.state.set(key, value)
      return command.words.length > 0 || command.assignments.length > 0 ? this.state.statusOfCaptures() : 0
    }
    const builtin = BUILTINS[name]
    if (builtin) return builtin({ shell: this, args, io, assigned })
    return this.runProgram(args, io, text, new Map(assigned))
  }

  /** Finds and runs a program in a process of its own, in the foreground. */
  async runProgram(
    args: readonly string[],
    io: Io,
    text: string,
    extra: ReadonlyMap<string, string> = new Map(),
  ): Promise<number> {
    const name = args[0] as string
    const found = await this.machine.find(name, this.state.cwd, this.state.get('PATH') ?? '')
    if (found.kind === 'refused') return this.notFound(name, found, io)
    if (this.own?.only) {
      this.own.process.args = args
      return this.launch(found, this.own.process, args, io, extra)
    }
    const job = this.own?.job ?? new Job(0, text)
    const process = this.machine.processes.start(args, this.state.command)
    job.add(process)
    settle(process, () => this.launch(found, process, args, io, extra))
    return this.await(job, [process])
  }

  private launch(
    found: Exclude<Found, { kind: 'refused' }>,
    process: Process,
    args: readonly string[],
    io: Io,
    extra: ReadonlyMap<string, string>,
  ): Promise<number> {
    if (found.kind === 'script') return this.runFile(found.path, args, process, io)
    return found.program(this.contextOf(process, args, io, extra))
  }

  private async runFile(path: string, args: readonly string[], process: Process, io: Io): Promise<number> {
    const text = new TextDecoder().decode(await this.machine.files.read(path))
    const state = this.state.copy()
    state.positional = args.slice(1)
    state.name = args[0] as string
    const job = this.own?.job ?? new Job(0, path)
    const shell = new Interpreter(state, this.machine, this.terminal, { job, process, only: false })
    return shell.executeScript(text, io)
  }

  private async executeScript(text: string, io: Io): Promise<number> {
    try {
      return await this.execute(text, io)
    } catch (error) {
      if (error instanceof Unwind) return error.value
      throw error
    }
  }

  private contextOf(
    process: Process,
    args: readonly string[],
    io: Io,
    extra: ReadonlyMap<string, string>,
  ): ProgramContext {
    return {
      args,
      stdin: gatedReader(process, io.stdin),
      stdout: gatedWriter(process, io.stdout),
      stderr: gatedWriter(process, io.stderr),
      cwd: this.state.cwd,
      env: new Map([...this.state.exported(), ...extra]),
      files: gatedFiles(process, this.machine.files),
      process,
      machine: this.machine,
      tty: io.tty.stdin || io.tty.stdout ? this.terminal : undefined,
      stdinIsTty: io.tty.stdin,
      stdoutIsTty: io.tty.stdout,
      run: (inner, streams = {}) => this.runInside(inner, { ...io, ...streams }, process),
      exec: (inner) => this.become(inner, io, process),
    }
  }

  private become(args: readonly string[], io: Io, process: Process): Promise<number> {
    const own = { job: new Job(0, args.join(' ')), process, only: true }
    const shell = new Interpreter(this.state.copy(), this.machine, this.terminal, own)
    const builtin = BUILTINS[args[0] ?? '']
    return builtin ? builtin({ shell, args, io, assigned: [] }) : shell.runProgram(args, io, args.join(' '))
  }

  /** A command that a program runs (xargs, time, watch): the signal that ends that program reaches it too. */
  private async runInside(args: readonly string[], io: Io, parent: Process): Promise<number> {
    const job = new Job(0, args.join(' '))
    parent.exited.then(() => job.signal(parent.endedBy ?? 'TERM'))
    const shell = new Interpreter(this.state.copy(), this.machine, this.terminal, { job, process: parent, only: false })
    const builtin = BUILTINS[args[0] ?? '']
    return builtin ? builtin({ shell, args, io, assigned: [] }) : shell.runProgram(args, io, args.join(' '))
  }

  private notFound(name: string, found: Found & { kind: 'refused' }, io: Io): Promise<number> {
    const [text, status] = REFUSALS[found.why]
    const shown = found.why === 'not found' ? `${name}: command not found` : `-bash: ${name}: ${text}`
    return this.complain(io, shown.startsWith('-bash') ? shown : `-bash: ${shown}`, status)
  }

  async read(stdin: Reader): Promise<Uint8Array | null> {
    const { interrupts } = this.state
    if (this.own) return gatedReader(this.own.process, stdin).read()
    return stdin.read(interrupts).catch((error) => {
      throw this.state.takeInterrupt() ? new Unwind('interrupt', 130) : error
    })
  }

  async complain(io: Io, message: string, status: number): Promise<number> {
    await writeText(io.stderr, `${message}\n`)
    return (this.state.status = status)
  }

  expander(io: Io): Expander {
    return {
      cwd: this.state.cwd,
      files: this.machine.files,
      positional: this.state.positional,
      get: (name) => this.state.get(name),
      set: (name, value) => this.state.set(name, value),
      capture: (script) => this.capture(script, io),
    }
  }

  /** `$(…)` */
  private async capture(script: Script, io: Io): Promise<string> {
    const out = new Collector()
    const inner: Io = { ...io, stdout: out, tty: { ...io.tty, stdout: false } }
    const job = this.own?.job ?? new Job(0, '$(…)')
    const process = this.spawnSubshell(job, ['$(…)'], (shell) => shell.runScript(script, inner))
    this.state.captured = await this.await(job, [process])
    return out.text().replace(/\n+$/, '')
  }
}

const REFUSALS: { readonly [W in (Found & { kind: 'refused' })['why']]: readonly [string, number] } = {
  'not found': ['command not found', 127],
  'no such file': ['No such file or directory', 127],
  'is a directory': ['Is a directory', 126],
  'permission denied': ['Permission denied', 126],
}

/** A subshell that does nothing but run one program becomes that program. */
function isOneProgram(list: AndOr): boolean {
  const [command, ...more] = list.first.commands
  return list.rest.length === 0 && more.length === 0 && !list.first.negated && command?.kind === 'simple'
}

/** Ends the process with the outcome of its work, unless a signal was quicker. */
function settle(process: Process, work: () => Promise<number>): void {
  work().then(
    (status) => process.end(status),
    (error) => {
      process.end(statusOf(error))
      if (!(error instanceof Unwind) && !(error instanceof BrokenPipe)) throw error
    },
  )
}

function statusOf(error: unknown): number {
  if (error instanceof Unwind) return error.value
  return error instanceof BrokenPipe ? 141 : 1
}
