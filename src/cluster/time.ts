import { type Signal, signal } from '@preact/signals'
import { REAL_TIME, type TimeSetting } from '../../engine/core/env/adjustable-clock.ts'

/** Who lives by the page's time: brokers' and terminals' workers. */
export interface TimedProcesses {
  setRate(rate: number): void
  /** Sets both faces, of those that go on when brokers are started anew. */
  setTime(setting: TimeSetting): void
  /** Resolves when what the jump brought is done. */
  moveWallClock(byMs: number): Promise<void>
  stepTime(ms: number): Promise<void>
}

/** The farthest that one jump goes, ms: a year. */
export const FARTHEST_JUMP_MS = 366 * 86_400_000
/** The longest step, ms. */
export const LONGEST_STEP_MS = 600_000
/** Processes answer one another between two parts of a step. */
const STEP_PART_MS = 25

/** The time by which the whole cluster lives: how fast its monotonic face runs, how far its wall face is ahead. */
export class ClusterTime {
  /** Resolves when the jump or step before is done. */
  private settled: Promise<void> = Promise.resolve()
  /** What {@link monotonic} was when the rate was set, and when that was. */
  private measured = { ms: 0, at: performance.now() }

  constructor(
    readonly setting: Signal<TimeSetting>,
    private readonly processes: TimedProcesses,
  ) {}

  /** Wall time of the cluster, ms since 1970. */
  wall(): number {
    return Date.now() + this.setting.value.wallOffsetMs
  }

  /** Time that has gone by for the cluster since the page was opened, ms: its steps too, jumps of the wall clock not. */
  monotonic(): number {
    const { ms, at } = this.measured
    return ms + (performance.now() - at) * this.setting.peek().rate
  }

  private goneBy(ms: number): void {
    this.measured = { ms: this.monotonic() + ms, at: performance.now() }
  }

  /** 1: real time, 0: it stands still. */
  setRate(rate: number): void {
    this.goneBy(0)
    this.setting.value = { ...this.setting.value, rate }
    this.processes.setRate(rate)
  }

  /** Moves the wall clock forward; resolves when what that brought is done. Rejects with RangeError. */
  advance(byMs: number): Promise<void> {
    if (!(byMs > 0) || byMs > FARTHEST_JUMP_MS)
      return Promise.reject(new RangeError('the clock moves forward only, by at most a year at a time'))
    const ms = Math.ceil(byMs)
    return this.next(() => {
      const { wallOffsetMs, rate } = this.setting.value
      // A process that starts meanwhile starts at the new time.
      this.setting.value = { rate, wallOffsetMs: wallOffsetMs + ms }
      const moved = this.processes.moveWallClock(ms)
      return rate > 0 ? moved : this.goingOnUntil(moved)
    })
  }

  /** Undo alone takes the wall clock back; no broker runs then. */
  restore(setting: TimeSetting): void {
    this.goneBy(0)
    this.setting.value = setting
    this.processes.setTime(setting)
  }

  /** Lets monotonic time go by at once, also while it stands still. Rejects with RangeError. */
  step(ms: number): Promise<void> {
    if (!(ms > 0) || ms > LONGEST_STEP_MS) return Promise.reject(new RangeError('a step takes at most ten minutes'))
    return this.next(async () => {
      for (let left = ms; left > 0; left -= STEP_PART_MS) await this.stepPart(Math.min(left, STEP_PART_MS))
    })
  }

  private async stepPart(ms: number): Promise<void> {
    await this.processes.stepTime(ms)
    this.goneBy(ms)
  }

  /** While time stands still a jump would wait for what takes a moment: that much of it goes by. */
  private async goingOnUntil(moved: Promise<void>): Promise<void> {
    let over = false
    const done = moved.finally(() => {
      over = true
    })
    while (!over) {
      await Promise.race([done, new Promise((resume) => setTimeout(resume, STEP_PART_MS))])
      if (!over) await this.stepPart(STEP_PART_MS)
    }
    await done
  }

  private next(work: () => Promise<void>): Promise<void> {
    const done = this.settled.then(work)
    this.settled = done.catch(() => {})
    return done
  }
}

/** The time of a page whose wall clock was moved in earlier visits. */
export function timeSetting(wallOffsetMs: number): Signal<TimeSetting> {
  return signal({ ...REAL_TIME, wallOffsetMs })
}
