import type { CommandLine, Job } from './processes.ts'

/** What a command line has to itself while it runs; directory and variables are its shell's. */
export class RunningLine {
  /** What Ctrl-C and Ctrl-Z go to. */
  foreground: Job | undefined
  private interrupted = false
  private interruption = new AbortController()

  /** `command` hears of the line's processes. */
  constructor(public command?: CommandLine | undefined) {}

  /** What the keyboard sends: to the process in the foreground; without one, Ctrl-C is for the shell. */
  signal(signal: 'INT' | 'TSTP'): void {
    if (this.foreground) this.foreground.signal(signal)
    else if (signal === 'INT') this.interrupt()
  }

  /** Aborted by the next Ctrl-C that no process gets. */
  get interrupts(): AbortSignal {
    return this.interruption.signal
  }

  /** Whether there was a Ctrl-C that no process got; it is used up then. */
  takeInterrupt(): boolean {
    const was = this.interrupted
    this.interrupted = false
    if (was) this.interruption = new AbortController()
    return was
  }

  /** A loop without waiting ends at its next round, and what waits for input at once. */
  private interrupt(): void {
    this.interrupted = true
    this.interruption.abort()
  }
}
