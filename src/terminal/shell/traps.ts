/** `trap`: what a shell does when a signal comes, and at its end. */
import { type Job, type Process, SIGNAL_NUMBERS, type Signal, signalNamed, statusOf } from './processes.ts'

/** A signal that a shell can do something about. */
type Caught = 'HUP' | 'INT' | 'TERM'

const CAUGHT: readonly Caught[] = ['HUP', 'INT', 'TERM']

/** What a trap is for. */
export type TrapName = 'EXIT' | Signal

/** `EXIT`, `0`, `int`, `SIGTERM`, `15`; undefined: there is no such. */
export function trapNamed(text: string): TrapName | undefined {
  return text.toUpperCase() === 'EXIT' || text === '0' ? 'EXIT' : signalNamed(text)
}

function numberOf(name: TrapName): number {
  return name === 'EXIT' ? 0 : SIGNAL_NUMBERS[name]
}

/** The traps of one shell, and the signals that have come to it. */
export class Traps {
  private readonly actions = new Map<TrapName, string>()
  /** Those around a subshell: they are shown there until it sets one of its own. */
  private around: ReadonlyMap<TrapName, string> | undefined
  private readonly caught = new Set<Caught>()
  private readonly came: Caught[] = []
  private arrival = new AbortController()
  private endedBy: Caught | undefined

  /** As `trap` lists them. */
  get listed(): [TrapName, string][] {
    return [...(this.around ?? this.actions)].sort(([a], [b]) => numberOf(a) - numberOf(b))
  }

  /** What is done at the end of the shell. */
  get atExit(): string | undefined {
    return this.actions.get('EXIT')
  }

  /** Without an action the signal does what it does by itself; one that is empty ignores it. */
  set(name: TrapName, action: string | undefined): void {
    this.around = undefined
    if (action === undefined) this.actions.delete(name)
    else this.actions.set(name, action)
  }

  /** Those of a subshell: it ignores what this one ignores. */
  ofSubshell(): Traps {
    const traps = new Traps()
    for (const [name, action] of this.actions) if (action === '') traps.actions.set(name, action)
    traps.around = new Map(this.listed)
    return traps
  }

  /** What a shell ignores, what it starts ignores, too. */
  ignoreIn(process: Process): void {
    for (const signal of CAUGHT) if (this.actions.get(signal) === '') process.onSignal(signal, () => {})
  }

  /** Has a shell's process heed them. `job`: what it runs; undefined for that of a tab, which no signal ends. */
  arm(process: Process, job: Job | undefined): void {
    for (const signal of CAUGHT) {
      if (this.actions.has(signal) || (job && this.atExit !== undefined)) {
        this.caught.add(signal)
        process.onSignal(signal, () => this.heed(signal, job?.processes.filter((one) => one !== process) ?? []))
      } else if (this.caught.delete(signal)) process.onSignal(signal, undefined)
    }
  }

  /** The keyboard's SIGINT is for all that the shell runs, and so is what ends it. */
  private heed(signal: Caught, children: readonly Process[]): void {
    const hasAction = this.raise(signal)
    if (this.actions.get(signal) === '') return
    if (!hasAction) this.endedBy ??= signal
    this.arrival.abort()
    if (!hasAction || signal === 'INT') for (const child of children) child.signal(signal)
  }

  /** A signal has come; whether there is something to do for it. */
  raise(signal: Caught): boolean {
    const hasAction = (this.actions.get(signal) ?? '') !== ''
    if (hasAction) this.came.push(signal)
    return hasAction
  }

  /** Aborted once a signal has come that is to be heeded: nothing waits on. */
  get arrived(): AbortSignal {
    return this.arrival.signal
  }

  /** Exit status of what the last signal has ended. */
  get statusOfArrived(): number {
    return statusOf(this.endedBy ?? this.came.at(-1) ?? 'TERM')
  }

  /** What is to be done for the next signal that has come; undefined: nothing more. */
  next(): string | undefined {
    const signal = this.came.shift()
    if (signal !== undefined) return this.actions.get(signal) ?? ''
    if (this.arrival.signal.aborted && !this.endedBy) this.arrival = new AbortController()
    return undefined
  }

  /** The signal that ends the shell. */
  get ending(): Signal | undefined {
    return this.endedBy
  }

  /** The same, once: what is left to be done at the end is not ended by it again. */
  takeEnding(): Signal | undefined {
    const { endedBy } = this
    this.endedBy = undefined
    return endedBy
  }
}
