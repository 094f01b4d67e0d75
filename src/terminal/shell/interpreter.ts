import { ArithmeticError } from './arithmetic.ts'
import type { AndOr, Command, Condition, Item, Pipeline, Script } from './ast.ts'
import { BoundedCollector } from './bounded-collector.ts'
import { assign, MOST_TEXT, OutOfMemory } from './bounds.ts'
import { type Io, Unwind } from './builtin.ts'
import { BUILTINS } from './builtins.ts'
import { holds } from './condition.ts'
import { commandWords } from './declaring.ts'
import { inShell, keepRedirected, rooted, within } from './descriptors.ts'
import { expandText } from './expand.ts'
import type { Expander } from './expander.ts'
import { failed } from './failed-command.ts'
import { callFunction } from './functions.ts'
import { gatedReader } from './gated-streams.ts'
import { type LaunchingShell, launch, type Own, RUN_BY_BASH } from './launching.ts'
import { runLines } from './lines.ts'
import { runArithmetic, runCase, runCount, runFor, runIf, runWhile } from './loops.ts'
import { BROKEN_PIPE, settle } from './outcome.ts'
import { parse } from './parser.ts'
import { BrokenPipe, Pipe } from './pipe.ts'
import { expectPlace } from './places.ts'
import { Job, type Process } from './processes.ts'
import type { Found, Machine, Terminal } from './program.ts'
import { redirected } from './redirections.ts'
import { REFUSALS } from './refusals.ts'
import { RunningLine } from './running-line.ts'
import { ShellSyntaxError } from './scanner.ts'
import { isCompound, isOneProgram, withCat } from './script-shapes.ts'
import { traced } from './settings.ts'
import type { ShellState } from './state.ts'
import { EMPTY_READER, writeText } from './streams.ts'
import { heedSignals, readHeeding, toItsEnd } from './trapping.ts'
import { withUnread } from './unread.ts'

/** What a subshell is made with. */
interface Subshell {
  readonly job: Job
  readonly text: string
  readonly io: Io
  readonly only?: boolean
}

/** Runs scripts for one shell. Background jobs and parts of pipelines run in copies (subshells). */
export class Interpreter implements LaunchingShell {
  /** `own`: of the subshell this is; undefined for the tab's own shell. */
  constructor(
    readonly state: ShellState,
    readonly machine: Machine,
    readonly terminal: Terminal | undefined,
    readonly line: RunningLine = state.line,
    private readonly own?: Own,
  ) {}

  subshell(own: Own, state = this.state.copy()): Interpreter {
    return new Interpreter(state, this.machine, this.terminal, new RunningLine(this.line.command), own)
  }

  /** Parses and runs; the exit status. Syntax errors are printed as bash prints them. */
  async execute(text: string, io: Io): Promise<number> {
    try {
      return await runLines(this, parse(text), inShell(io))
    } catch (error) {
      if (error instanceof ShellSyntaxError) return this.complain(io, error.message, 2)
      if (error instanceof Unwind && error.how !== 'exit') return this.endLine(error, io)
      throw error
    }
  }

  /** The rest of the line is not run. */
  private async endLine({ how, value }: Unwind, io: Io): Promise<number> {
    this.state.status = value
    const isInterrupt = how === 'interrupt' && value === 130
    if (!this.own && isInterrupt && this.state.traps?.raise('INT')) await heedSignals(this, io)
    return value
  }

  async runScript(script: Script, io: Io): Promise<number> {
    for (const item of script) await this.runItem(item, io)
    await this.heed(io)
    return this.state.status
  }

  private async runItem(item: Item, io: Io): Promise<void> {
    await this.heed(io)
    this.state.scriptLine = item.line
    if (item.background) {
      const job = this.startBackground(item, io)
      this.state.lastBackground = job.processes[0]?.pid
      if (io.tty.stdin) await writeText(io.stderr, `[${job.id}] ${this.state.lastBackground}\n`)
      this.state.status = 0
    } else await this.runAndOr(item.list, io, item.text)
  }

  /** A subshell whose process a signal has ended runs nothing more. */
  private endIfOver(): void {
    if (this.own?.process.state === 'done') throw new Unwind('exit', this.own.process.status)
  }

  private expectPlace(wanted: { readonly isBackground: boolean }): void {
    this.endIfOver()
    expectPlace(this, this.own?.process, wanted)
  }

  private heed(io: Io): Promise<void> {
    this.endIfOver()
    return heedSignals(this, io)
  }

  armTraps(): void {
    const process = this.own?.process ?? this.machine.processes.get(this.state.pid)
    if (process) this.state.traps?.arm(process, this.own?.job)
  }

  private startBackground(item: Item, io: Io): Job {
    this.expectPlace({ isBackground: true })
    const job = this.state.jobs.add(item.text.replace(/\s*&$/, ''))
    const quiet = rooted({ ...io, stdin: EMPTY_READER, tty: { ...io.tty, stdin: false } })
    const work = async (shell: Interpreter) => {
      await shell.runAndOr(item.list, quiet, item.text)
      return shell.state.status
    }
    this.spawnSubshell(work, { job, text: item.text, io: quiet, only: isOneProgram(item.list) })
    return job
  }

  private async runAndOr(list: AndOr, io: Io, text: string): Promise<void> {
    const last = list.rest.at(-1)?.pipeline ?? list.first
    let ran = list.first
    const run = (pipeline: Pipeline) => {
      ran = pipeline
      const work = () => this.runPipeline(pipeline, io, text)
      return pipeline === last && !pipeline.negated ? work() : this.asCondition(work)
    }
    await run(list.first)
    for (const { operator, pipeline } of list.rest)
      if ((operator === '&&') === (this.state.status === 0)) await run(pipeline)
    if (ran === last && !ran.negated && !isCompound(ran)) this.endIfFailed()
  }

  /** `set -e` */
  private endIfFailed(): void {
    const { settings, conditions, status } = this.state
    if (settings.has('errexit') && conditions === 0 && status !== 0) throw new Unwind('exit', status)
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
    try {
      this.startPiped(commands, { job, text, io }, started)
    } catch (error) {
      for (const process of started) process.signal('TERM')
      throw error
    }
    const status = await this.await(job, started)
    if (!this.state.settings.has('pipefail') || job.state !== 'done') return status
    return started.findLast((process) => process.status !== 0)?.status ?? 0
  }

  private startPiped(commands: readonly Command[], { job, text, io }: Subshell, started: Process[]): void {
    let input: Pipe | undefined
    for (const [i, command] of commands.entries()) {
      const last = i === commands.length - 1
      const output = last ? undefined : new Pipe()
      const from = input
      const inner = rooted({
        ...io,
        stdin: from ?? io.stdin,
        stdout: output ?? io.stdout,
        tty: { stdin: io.tty.stdin && !from, stdout: io.tty.stdout && last },
      })
      const work = (shell: Interpreter) => shell.runCommand(command, inner, text)
      const process = this.spawnSubshell(work, { job, text, io: inner, only: command.kind === 'simple' })
      process.exited.then(() => {
        output?.end()
        from?.abandon()
      })
      started.push(process)
      input = output
    }
  }

  get isSubshell(): boolean {
    return this.own !== undefined
  }

  /** Runs work as a process of a job, in a copy of this shell. */
  private spawnSubshell(work: (shell: Interpreter) => Promise<number>, { job, text, io, only }: Subshell): Process {
    const process = this.start([text], job)
    const shell = this.subshell({ job, process, only: only ?? false })
    if (!only && shell.state.statusOfUnset) shell.state.statusOfUnset = 1
    settle(process, () => toItsEnd(shell, { process, io }, () => work(shell)))
    return process
  }

  private start(args: readonly string[], job: Job): Process {
    this.expectPlace({ isBackground: false })
    const process = this.machine.processes.start(args, this.line.command)
    this.state.traps?.ignoreIn(process)
    job.add(process)
    return process
  }

  /** Waits for foreground processes; a stopped job goes to the background. */
  private async await(job: Job, processes: readonly Process[]): Promise<number> {
    if (this.own) {
      await Promise.all(processes.map((process) => process.exited))
      return processes.at(-1)?.status ?? 0
    }
    this.line.foreground = job
    // A Ctrl-C that came before there was a process is for this one.
    if (this.line.takeInterrupt()) job.signal('INT')
    const state = await job.settled()
    this.line.foreground = undefined
    if (state === 'stopped') return this.state.jobs.suspend(job)
    const last = processes.at(-1) as Process
    if (processes.some((process) => process.endedBy === 'INT')) throw new Unwind('interrupt', 130)
    return last.status
  }

  async runCommand(command: Command, outer: Io, text: string): Promise<number> {
    try {
      const { io, close } = await redirected(command.redirects, outer, (io) => this.expander(io))
      try {
        return await this.runWith(command, within(outer, io), text)
      } finally {
        await close()
      }
    } catch (error) {
      return failed(this, { error, command, io: outer })
    }
  }

  private runWith(command: Command, io: Io, text: string): Promise<number> {
    switch (command.kind) {
      case 'simple':
        return this.runSimple(command, io, text)
      case 'group':
        return command.subshell ? this.runSubshell(command.body, io, text) : this.runScript(command.body, io)
      case 'for':
        return runFor(this, command, io)
      case 'while':
        return runWhile(this, command, io)
      case 'if':
        return runIf(this, command, io)
      case 'count':
        return runCount(this, command, io)
      case 'case':
        return runCase(this, command, io)
      case 'arithmetic':
        return runArithmetic(this, command.expression, io).then((value) => Number(value === 0))
      case 'condition':
        return this.runCondition(command.condition, io)
      case 'function':
        return this.define(command)
    }
  }

  private async define(definition: Command & { kind: 'function' }): Promise<number> {
    this.state.functions.set(definition.name, definition)
    return 0
  }

  /** `[[ … ]]` */
  private async runCondition(condition: Condition, io: Io): Promise<number> {
    try {
      return (await holds(condition, this.expander(io))) ? 0 : 1
    } catch (error) {
      if (error instanceof ArithmeticError) return this.complain(io, `[[: ${error.message}`, 1)
      throw error
    }
  }

  private runSubshell(body: Script, io: Io, text: string): Promise<number> {
    const job = this.own?.job ?? new Job(0, text)
    const inner = rooted(io)
    return this.await(job, [this.spawnSubshell((shell) => shell.runScript(body, inner), { job, text, io: inner })])
  }

  /** Runs what only tells which way to go: it may fail where `set -e` ends everything else. */
  async asCondition<T>(work: () => Promise<T>): Promise<T> {
    this.state.conditions++
    try {
      return await work()
    } finally {
      this.state.conditions--
    }
  }

  /** Lets others have their turn; ends or waits as signals want it. */
  async giveWay(): Promise<void> {
    await this.machine.sleep(0)
    this.own?.process.state === 'stopped' && (await this.own.process.gate())
    this.endIfOver()
    if (this.line.takeInterrupt()) throw new Unwind('interrupt', 130)
  }

  private async runSimple(command: Command & { kind: 'simple' }, io: Io, text: string): Promise<number> {
    const expander = this.expander(io)
    const args = await commandWords(command.words, expander)
    const assigned: [string, string][] = []
    for (const { name, value } of command.assignments) assigned.push([name, await expandText(value, expander)])
    const [name] = args
    if (name === undefined) {
      for (const [key, value] of assigned) assign(this.state, key, value)
      return command.words.length > 0 || command.assignments.length > 0 ? this.state.statusOfCaptures() : 0
    }
    if (this.state.settings.has('xtrace')) await writeText(io.stderr, `+ ${traced(args)}\n`)
    if (name === 'exec' && args.length === 1) {
      if (command.redirects.length > 0) keepRedirected(io)
      return 0
    }
    const defined = this.state.functions.get(name)
    if (defined) return callFunction(this, defined.body, { args, assigned, io, text })
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
      return launch(this, found, { process: this.own.process, args, io, extra })
    }
    const job = this.own?.job ?? new Job(0, text)
    const process = this.start(args, job)
    settle(process, () => launch(this, found, { process, args, io, extra }))
    const status = await this.await(job, [process])
    if (this.own && process.status === BROKEN_PIPE && !process.endedBy && RUN_BY_BASH.has(name)) throw new BrokenPipe()
    return status
  }

  private notFound(name: string, found: Found & { kind: 'refused' }, io: Io): Promise<number> {
    const [text, status] = REFUSALS[found.why]
    return this.complain(io, `${name}: ${text}`, status)
  }

  async read(io: Io): Promise<Uint8Array | null> {
    const { interrupts } = this.line
    const stream = withUnread(io.stdin)
    if (this.own) return readHeeding(this, gatedReader(this.own.process, stream), io)
    return stream.read(interrupts).catch((error) => {
      throw this.line.takeInterrupt() ? new Unwind('interrupt', 130) : error
    })
  }

  async complain(io: Io, message: string, status: number): Promise<number> {
    await writeText(io.stderr, `${this.state.label}: ${message}\n`)
    return (this.state.status = status)
  }

  expander(io: Io): Expander {
    return {
      cwd: this.state.cwd,
      files: this.machine.files,
      positional: this.state.positional,
      refusesUnset: this.state.settings.has('nounset'),
      get: (name) => this.state.get(name),
      set: (name, value) => assign(this.state, name, value),
      capture: (script) => this.capture(script, io),
    }
  }

  /** `$(…)` */
  private async capture(script: Script, io: Io): Promise<string> {
    const out = new BoundedCollector(MOST_TEXT)
    const inner = rooted({ ...io, stdout: out, tty: { ...io.tty, stdout: false } })
    const job = this.own?.job ?? new Job(0, '$(…)')
    const work = (shell: Interpreter) => shell.runScript(withCat(script), inner)
    const process = this.spawnSubshell(work, { job, text: '$(…)', io: inner })
    this.state.captured = await this.await(job, [process])
    if (out.isOver) throw new OutOfMemory(MOST_TEXT)
    return out.text().replace(/\n+$/, '')
  }
}
