import type { Command } from './ast.ts'
import { Job } from './processes.ts'
import { RunningLine } from './running-line.ts'
import type { Setting, ShellScript } from './script.ts'
import type { Traps } from './traps.ts'

/** Variables, directory and jobs of one shell; a subshell works on a copy. */
export class ShellState {
  private readonly variables = new Map<string, string>()
  private readonly exportedNames = new Set<string>()
  cwd = '/'
  /** `$?` */
  status = 0
  /** `$!` */
  lastBackground: number | undefined
  /** `$0` */
  name = '-bash'
  /** `$1 …` */
  positional: readonly string[] = []
  /** Exit status of the last `$(…)`; taken by a command that is only assignments. */
  captured: number | undefined
  /** What `set` switched on. */
  readonly settings = new Set<Setting>()
  /** Undefined: none was ever set. */
  traps: Traps | undefined
  /** With what a script ends where a parameter is not set that must be; undefined: only the line ends, in the shell of a tab. */
  statusOfUnset: number | undefined
  /** How many conditions surround what runs: a command that fails there ends nothing (`set -e`). */
  conditions = 0
  /** What is defined as a function, as it was typed and as it runs. */
  readonly functions = new Map<string, Command & { readonly kind: 'function' }>()
  /** Of each function that runs, what its local variables were outside. */
  private scopes: Map<string, string | undefined>[] = []
  /** How many files are being read by `source`. */
  sourced = 0
  /** How many shells are around this one. */
  shells = 0
  /** The line of the script that runs, from 1. */
  scriptLine = 1
  jobs = new JobList()
  /** The line that the keyboard is for. */
  line = new RunningLine()
  readonly history: string[] = []

  constructor(readonly pid: number) {}

  /** Of a shell that runs a script. */
  static ofScript(pid: number, script: Omit<ShellScript, 'text'>): ShellState {
    const state = new ShellState(pid)
    state.name = script.name
    state.positional = script.positional
    state.statusOfUnset = script.isArgument ? 127 : 1
    for (const setting of script.settings) state.settings.add(setting)
    return state
  }

  get(name: string): string | undefined {
    const special = SPECIAL[name]
    if (special) return special(this)
    if (/^\d+$/.test(name)) return this.positional[Number(name) - 1]
    return this.variables.get(name)
  }

  set(name: string, value: string): void {
    this.variables.set(name, value)
  }

  unset(name: string): void {
    this.variables.delete(name)
    this.exportedNames.delete(name)
  }

  export(name: string): void {
    this.exportedNames.add(name)
  }

  exported(): Map<string, string> {
    const names = [...this.exportedNames].filter((name) => this.variables.has(name))
    return new Map(names.map((name) => [name, this.variables.get(name) as string]))
  }

  allVariables(): Map<string, string> {
    return new Map([...this.variables].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** How many functions, files and shells run inside each other. */
  get nesting(): number {
    return this.scopes.length + this.sourced + this.shells
  }

  /** How many functions run inside each other. */
  get depth(): number {
    return this.scopes.length
  }

  /** Begins a function with these parameters; what it gives ends it, and with it its local variables. */
  enter(positional: readonly string[]): () => void {
    const outer = this.positional
    this.scopes.push(new Map())
    this.positional = positional
    return () => {
      this.positional = outer
      for (const [name, value] of this.scopes.pop() ?? []) this.put(name, value)
    }
  }

  private put(name: string, value: string | undefined): void {
    if (value === undefined) this.variables.delete(name)
    else this.variables.set(name, value)
  }

  /** Makes a variable the running function's own, unset at first. */
  makeLocal(name: string): void {
    const scope = this.scopes.at(-1)
    if (!scope || scope.has(name)) return
    scope.set(name, this.variables.get(name))
    this.variables.delete(name)
  }

  /** What stands before the words of an error: as bash, scripts with the line. */
  get label(): string {
    return this.name === '-bash' ? this.name : `${this.name}: line ${this.scriptLine}`
  }

  /** Remembers directory, variables and settings; what it gives puts them back. */
  keep(): () => void {
    const { cwd, status } = this
    const settings = [...this.settings]
    const [variables, exported] = [[...this.variables], [...this.exportedNames]]
    const functions = [...this.functions]
    return () => {
      this.functions.clear()
      for (const [name, definition] of functions) this.functions.set(name, definition)
      this.cwd = cwd
      this.status = status
      this.settings.clear()
      for (const setting of settings) this.settings.add(setting)
      this.variables.clear()
      this.exportedNames.clear()
      for (const [name, value] of variables) this.variables.set(name, value)
      for (const name of exported) this.exportedNames.add(name)
    }
  }

  copy(): ShellState {
    const copy = new ShellState(this.pid)
    for (const [name, value] of this.variables) copy.variables.set(name, value)
    for (const name of this.exportedNames) copy.exportedNames.add(name)
    for (const setting of this.settings) copy.settings.add(setting)
    for (const [name, definition] of this.functions) copy.functions.set(name, definition)
    copy.scopes = this.scopes.map((scope) => new Map(scope))
    copy.sourced = this.sourced
    copy.shells = this.shells
    copy.scriptLine = this.scriptLine
    copy.conditions = this.conditions
    copy.cwd = this.cwd
    copy.status = this.status
    copy.name = this.name
    copy.positional = this.positional
    copy.lastBackground = this.lastBackground
    copy.traps = this.traps?.ofSubshell()
    copy.statusOfUnset = this.statusOfUnset
    return copy
  }

  statusOfCaptures(): number {
    const status = this.captured ?? 0
    this.captured = undefined
    return status
  }
}

const SPECIAL: { readonly [name: string]: (state: ShellState) => string | undefined } = {
  '?': (state) => String(state.status),
  $: (state) => String(state.pid),
  '!': (state) => (state.lastBackground === undefined ? '' : String(state.lastBackground)),
  '0': (state) => state.name,
  '#': (state) => String(state.positional.length),
  '@': (state) => state.positional.join(' '),
  '*': (state) => state.positional.join(' '),
  PWD: (state) => state.cwd,
}

/** Background and stopped jobs of a tab. */
export class JobList {
  private readonly jobs: Job[] = []
  private readonly told = new Set<Job>()

  add(text: string): Job {
    const job = new Job(1 + Math.max(0, ...this.jobs.map((one) => one.id)), text)
    this.jobs.push(job)
    return job
  }

  /** A foreground job was stopped with Ctrl-Z: it gets a number and waits. */
  suspend(job: Job): number {
    if (this.jobs.includes(job)) return 148
    const listed = this.add(job.text)
    for (const process of job.processes) listed.add(process)
    return 148
  }

  get(spec: string | undefined): Job | undefined {
    if (spec === undefined || spec === '%+' || spec === '%%' || spec === '%') return this.jobs.at(-1)
    if (spec === '%-') return this.jobs.at(-2) ?? this.jobs.at(-1)
    const id = Number(spec.replace(/^%/, ''))
    return this.jobs.find((job) => job.id === id || job.processes.some((process) => process.pid === id))
  }

  list(): readonly Job[] {
    return this.jobs
  }

  remove(job: Job): void {
    const at = this.jobs.indexOf(job)
    if (at >= 0) this.jobs.splice(at, 1)
  }

  /** Lines for jobs that changed since the last prompt: `[1]+  Done  sleep 1`. */
  news(): string[] {
    const lines: string[] = []
    for (const job of [...this.jobs]) {
      if (job.state === 'stopped' && !this.told.has(job)) {
        this.told.add(job)
        lines.push(this.line(job))
      }
      if (job.state === 'running') this.told.delete(job)
      if (job.state === 'done') {
        lines.push(this.line(job))
        this.remove(job)
      }
    }
    return lines
  }

  /** As `jobs` prints it. */
  line(job: Job): string {
    const at = this.jobs.indexOf(job)
    const mark = at === this.jobs.length - 1 ? '+' : at === this.jobs.length - 2 ? '-' : ' '
    const text = job.state === 'running' ? `${job.text} &` : job.text
    return `[${job.id}]${mark}  ${stateName(job).padEnd(23)} ${text}`
  }
}

function stateName(job: Job): string {
  if (job.state !== 'done') return job.state === 'running' ? 'Running' : 'Stopped'
  const last = job.processes.at(-1)
  if (last?.endedBy) return ENDED[last.endedBy] ?? 'Done'
  return last && last.status !== 0 ? `Exit ${last.status}` : 'Done'
}

const ENDED: { readonly [signal: string]: string } = {
  KILL: 'Killed',
  TERM: 'Terminated',
  INT: 'Interrupt',
  HUP: 'Hangup',
}
