export type Signal = 'HUP' | 'INT' | 'KILL' | 'TERM' | 'TSTP' | 'STOP' | 'CONT'

export const SIGNAL_NUMBERS: { readonly [S in Signal]: number } = {
  HUP: 1,
  INT: 2,
  KILL: 9,
  TERM: 15,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
}

/** Exit status of what a signal ended. */
export function statusOf(signal: Signal): number {
  return 128 + SIGNAL_NUMBERS[signal]
}

const SIGNALS = new Map<string, Signal>(
  Object.entries(SIGNAL_NUMBERS).flatMap(([name, number]) => [
    [name, name as Signal],
    [`SIG${name}`, name as Signal],
    [String(number), name as Signal],
  ]),
)

/** `9`, `KILL`, `sigkill`; undefined: there is no such signal. */
export function signalNamed(text: string): Signal | undefined {
  return SIGNALS.get(text.toUpperCase())
}

export type ProcessState = 'running' | 'stopped' | 'done'

/** A line that was run in a shell: it hears of its processes. */
export interface CommandLine {
  /** A process of the line made a connection, whose own end has this address. */
  connected(local: string): void
  /** A process of the line is over: its words (of a subshell that runs no program its text), and its exit status. */
  ended(args: readonly string[], status: number): void
}

/**
 * A process of the page's machine: a command of a shell, or a broker. Signals end it unless it handles them; a stopped
 * one is held at its next read or write.
 */
export class Process {
  state: ProcessState = 'running'
  /** Exit status, or 128 + signal number, once done. */
  status = 0
  /** The signal that ended it. */
  endedBy: Signal | undefined
  private readonly handlers = new Map<Signal, () => void>()
  private readonly watchers = new Set<() => void>()
  private resolveExit!: (status: number) => void
  /** Resolves with the status when it is over. */
  readonly exited = new Promise<number>((resolve) => {
    this.resolveExit = resolve
  })

  constructor(
    readonly pid: number,
    /** Changes when a subshell becomes the program that it runs, as exec does. */
    public args: readonly string[],
    readonly started: number,
    /** The command line that started it; undefined: none did. */
    readonly command?: CommandLine | undefined,
  ) {}

  /** Handles a signal instead of dying of it; KILL and STOP cannot be handled. Undefined restores the default. */
  onSignal(signal: 'HUP' | 'INT' | 'TERM', handler: (() => void) | undefined): void {
    if (handler) this.handlers.set(signal, handler)
    else this.handlers.delete(signal)
  }

  signal(signal: Signal): void {
    if (this.state === 'done') return
    if (signal === 'CONT') return this.setState('running')
    if (signal === 'TSTP' || signal === 'STOP') return this.setState('stopped')
    const handler = signal === 'KILL' ? undefined : this.handlers.get(signal)
    if (handler) handler()
    else this.end(statusOf(signal), signal)
  }

  /** Over: by itself, or by a signal. */
  end(status: number, by?: Signal): void {
    if (this.state === 'done') return
    this.status = status
    this.endedBy = by
    this.setState('done')
    this.command?.ended(this.args, status)
    this.resolveExit(status)
  }

  /** Calls back at each change of state; returns how to stop that. */
  watch(changed: () => void): () => void {
    this.watchers.add(changed)
    return () => this.watchers.delete(changed)
  }

  /** Passes at once while running, waits while stopped, never passes when dead. */
  async gate(): Promise<void> {
    while (this.state !== 'running') await new Promise<void>((resolve) => this.once(resolve))
  }

  private once(resolve: () => void): void {
    const stop = this.watch(() => {
      stop()
      resolve()
    })
  }

  private setState(state: ProcessState): void {
    if (this.state === state) return
    this.state = state
    for (const changed of [...this.watchers]) changed()
  }
}

/** All processes, of all tabs and of the cluster. */
export class ProcessTable {
  private readonly byPid = new Map<number, Process>()
  private nextPid = 4201

  constructor(private readonly now: () => number) {}

  start(args: readonly string[], command?: CommandLine): Process {
    const process = new Process(this.nextPid++, args, this.now(), command)
    this.byPid.set(process.pid, process)
    process.exited.then(() => this.byPid.delete(process.pid))
    return process
  }

  get(pid: number): Process | undefined {
    return this.byPid.get(pid)
  }

  get size(): number {
    return this.byPid.size
  }

  list(): Process[] {
    return [...this.byPid.values()]
  }
}

/** A pipeline as the user sees it: `[1]+  Running    kafka-console-consumer.sh … &`. */
export class Job {
  readonly processes: Process[] = []
  private readonly watchers = new Set<() => void>()

  constructor(
    readonly id: number,
    readonly text: string,
  ) {}

  add(process: Process): void {
    this.processes.push(process)
    process.watch(() => {
      for (const changed of [...this.watchers]) changed()
    })
  }

  get state(): ProcessState {
    if (this.processes.every((process) => process.state === 'done')) return 'done'
    return this.processes.some((process) => process.state === 'stopped') ? 'stopped' : 'running'
  }

  signal(signal: Signal): void {
    for (const process of this.processes) process.signal(signal)
  }

  /** Resolves when it is done or stopped. */
  async settled(): Promise<ProcessState> {
    while (this.state === 'running') {
      await new Promise<void>((resolve) => {
        const changed = () => {
          this.watchers.delete(changed)
          resolve()
        }
        this.watchers.add(changed)
      })
    }
    return this.state
  }
}
