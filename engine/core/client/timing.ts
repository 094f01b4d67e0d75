/** Waiting, in virtual or real time, through the env's ports. */
import type { Env, Timer } from '../env/env.ts'
import { IllegalArgumentException } from './errors.ts'

/** A length of time, in milliseconds or as Java's `Duration`. */
export interface Span {
  toMillis(): number
}

/** More than this, hosts take for no time at all. */
const LONGEST_TIMER_MS = 0x7fff_ffff

/** Milliseconds. */
export function millis(time: number | Span): number {
  return typeof time === 'number' ? time : time.toMillis()
}

/** How long a close may take, as it was given; throws IllegalArgumentException below zero. */
export function requireTimeout(ms: number): number {
  if (ms < 0) throw new IllegalArgumentException('The timeout cannot be negative.')
  return ms
}

/** Resolves after `ms` of monotonic time. */
export function sleep(env: Env, ms: number): Promise<void> {
  return new Promise((resolve) => env.timers.after(ms, resolve))
}

/** A point in monotonic time until which something may take. */
export class Deadline {
  private readonly at: number

  constructor(
    private readonly env: Env,
    readonly budgetMs: number,
  ) {
    this.at = env.clock.monotonic() + budgetMs
  }

  get left(): number {
    return Math.max(0, this.at - this.env.clock.monotonic())
  }

  get isOver(): boolean {
    return this.env.clock.monotonic() >= this.at
  }

  /** What the work comes to; rejects with `late()` when the time is up before. What it comes to then is nobody's business. */
  async bound<V>(work: Promise<V>, late: () => Error): Promise<V> {
    let timer: Timer | undefined
    const over = new Promise<never>((_, reject) => {
      timer = this.env.timers.after(Math.min(this.left, LONGEST_TIMER_MS), () => reject(late()))
    })
    return Promise.race([work, over]).finally(() => timer?.cancel())
  }
}

/** Waiters that one event wakes; an event with nobody waiting is remembered for the next one. */
export class Signal {
  private readonly waiting = new Set<() => void>()
  private raised = false

  constructor(private readonly env: Env) {}

  raise(): void {
    this.raised = this.waiting.size === 0
    for (const wake of [...this.waiting]) wake()
  }

  /** Resolves at the next raise (or at once after one that nobody saw), or when the time is up. */
  wait(ms: number): Promise<void> {
    if (this.raised || ms <= 0) {
      this.raised = false
      return Promise.resolve()
    }
    return new Promise((resolve) => {
      let timer: Timer | undefined
      const done = () => {
        timer?.cancel()
        this.waiting.delete(done)
        resolve()
      }
      timer = this.env.timers.after(ms, done)
      this.waiting.add(done)
    })
  }
}

/** Exponential back-off with 20% of jitter, as `ExponentialBackoff` of the Java client. */
export function backoffMs(env: Env, attempt: number, options: { initialMs: number; maxMs: number }): number {
  const term = Math.min(options.maxMs, options.initialMs * 2 ** attempt)
  return term * (0.8 + 0.4 * env.random.float())
}
