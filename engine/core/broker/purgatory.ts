import type { Timer, Timers } from '../env/env.ts'

/** A request that waits until something moves or its time is up. Both methods are called with no answer given yet. */
export interface DelayedOperation {
  /** Answers if it can now, and says whether it did. Called whenever one of its keys moved, so cheap and without side effects if not. */
  tryComplete(): boolean
  /** Its time is up: answers with what there is. */
  expire(): void
}

interface Parked {
  readonly operation: DelayedOperation
  readonly keys: readonly object[]
  timer: Timer | null
}

/**
 * Where requests wait (`DelayedOperationPurgatory`): nothing is polled, a moved key tries those that watch it. Keys are
 * compared by identity: a partition, or whatever else moves.
 */
export class Purgatory {
  private readonly watchers = new Map<object, Set<Parked>>()
  private parked = 0

  constructor(private readonly timers: Timers) {}

  /** How many operations wait now. */
  get size(): number {
    return this.parked
  }

  /** Completes at once if it can, else parks for at most `delayMs`. */
  tryCompleteElsePark(operation: DelayedOperation, keys: readonly object[], delayMs: number): void {
    if (operation.tryComplete()) return
    const parked: Parked = { operation, keys: [...new Set(keys)], timer: null }
    for (const key of parked.keys) this.watch(key, parked)
    this.parked++
    parked.timer = this.timers.after(delayMs, () => {
      this.release(parked)
      operation.expire()
    })
  }

  private watch(key: object, parked: Parked): void {
    const set = this.watchers.get(key)
    if (set) set.add(parked)
    else this.watchers.set(key, new Set([parked]))
  }

  /** Something about the key moved: tries all that watch it, in the order in which they came. */
  check(key: object): void {
    const set = this.watchers.get(key)
    if (!set) return
    for (const parked of [...set]) if (set.has(parked) && parked.operation.tryComplete()) this.release(parked)
  }

  /** Ends every wait now, as if its time were up: for shutdown. */
  expireAll(): void {
    const all = new Set([...this.watchers.values()].flatMap((set) => [...set]))
    for (const parked of all) {
      this.release(parked)
      parked.operation.expire()
    }
  }

  private release(parked: Parked): void {
    parked.timer?.cancel()
    this.parked--
    for (const key of parked.keys) {
      const set = this.watchers.get(key)
      set?.delete(parked)
      if (set?.size === 0) this.watchers.delete(key)
    }
  }
}
