import type { Clock, Timer, Timers } from './env.ts'

/** Something that is done when its time comes. */
interface Entry {
  readonly at: number
  readonly run: () => void
}

/**
 * Many deadlines of which few are reached, over one timer: setting one and taking it back cost the platform nothing. They
 * come in the order of their times.
 */
export class Deadlines {
  private readonly entries = new Set<Entry>()
  private timer: { readonly at: number; readonly handle: Timer } | null = null

  constructor(private readonly env: { readonly clock: Clock; readonly timers: Timers }) {}

  /** Calls `run` once, `delayMs` of monotonic time from now. */
  after(delayMs: number, run: () => void): Timer {
    const entry = { at: this.env.clock.monotonic() + delayMs, run }
    this.entries.add(entry)
    this.wakeAt(entry.at)
    return { cancel: () => void this.entries.delete(entry) }
  }

  /** Takes all of them back. */
  close(): void {
    this.entries.clear()
    this.timer?.handle.cancel()
    this.timer = null
  }

  /** The timer stays where it is when the deadline that it was for is taken back: it finds nothing and looks for the next. */
  private wakeAt(at: number): void {
    if (this.timer && this.timer.at <= at) return
    this.timer?.handle.cancel()
    const handle = this.env.timers.after(Math.max(0, at - this.env.clock.monotonic()), () => this.fire())
    this.timer = { at, handle }
  }

  private fire(): void {
    this.timer = null
    const now = this.env.clock.monotonic()
    const due = [...this.entries].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)
    for (const entry of due) if (this.entries.delete(entry)) entry.run()
    let next = Number.POSITIVE_INFINITY
    for (const { at } of this.entries) next = Math.min(next, at)
    if (next < Number.POSITIVE_INFINITY) this.wakeAt(next)
  }
}
