/** How long a finished cell is given before it counts as idle: what it started may still be about to connect. */
const GRACE_MS = 50

/** Knows whether a cell can still do something, as Node knows whether a process is over: connections and timers. */
export class Liveness {
  private connections = 0
  private readonly timers = new Set<unknown>()
  private finished = false

  constructor(
    private readonly idle: () => void,
    private readonly after: (ms: number, run: () => void) => void,
  ) {}

  connectionsChanged(open: number): void {
    this.connections = open
    this.check()
  }

  timerStarted(id: unknown): void {
    this.timers.add(id)
  }

  timerEnded(id: unknown): void {
    if (this.timers.delete(id)) this.check()
  }

  /** The last statement of the cell has run. */
  finish(): void {
    this.finished = true
    this.check()
  }

  private check(): void {
    if (this.isIdle()) this.after(GRACE_MS, () => this.isIdle() && this.idle())
  }

  private isIdle(): boolean {
    return this.finished && this.connections === 0 && this.timers.size === 0
  }
}
