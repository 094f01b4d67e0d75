import type { Clock, Timer, Timers } from './env.ts'

/** How a process's time runs compared with its host's. */
export interface TimeSetting {
  /** Monotonic milliseconds a real one: 1 as it is, 0.1 slow motion, 10 fast, 0 stands still. */
  readonly rate: number
  /** Added to the wall clock, ms; grows only, but for undo. */
  readonly wallOffsetMs: number
}

export const REAL_TIME: TimeSetting = { rate: 1, wallOffsetMs: 0 }

/** Real time that passes unseen for longer than this was no time that the process lived through, ms. */
const LONGEST_STEP_MS = 2000
/** How often the clock is looked at when nothing else does, ms. */
const LOOK_EVERY_MS = 500
/** Longest delay that hosts keep rightly, ms. */
const LONGEST_DELAY_MS = 0x7fff_ffff

interface Waiting {
  readonly due: number
  readonly run: () => void
  hostTimer: Timer | null
}

/**
 * Time that can be paused, slowed and sped up (monotonic face and timers) or moved (wall face). A jump of the host's
 * clock (a laptop that slept, a debugger, a frozen tab) counts as a pause of the monotonic face: nobody could have sent
 * a heartbeat meanwhile.
 */
export class AdjustableClock implements Clock, Timers {
  private setting = REAL_TIME
  private lastSeen: number
  private now = 0
  private readonly waiting = new Set<Waiting>()

  constructor(private readonly host: { readonly clock: Clock; readonly timers: Timers }) {
    this.lastSeen = host.clock.monotonic()
    this.now = this.lastSeen
    this.keepLooking()
  }

  monotonic(): number {
    const seen = this.host.clock.monotonic()
    const passed = seen - this.lastSeen
    this.lastSeen = seen
    if (passed <= LONGEST_STEP_MS) this.now += passed * this.setting.rate
    return this.now
  }

  wall(): number {
    return this.host.clock.wall() + this.setting.wallOffsetMs
  }

  after(delayMs: number, run: () => void): Timer {
    const one: Waiting = { due: this.monotonic() + delayMs, run, hostTimer: null }
    this.waiting.add(one)
    this.arm(one)
    return {
      cancel: () => {
        this.waiting.delete(one)
        one.hostTimer?.cancel()
      },
    }
  }

  /** From now on. */
  set(setting: TimeSetting): void {
    this.monotonic()
    this.setting = setting
    for (const one of this.waiting) {
      one.hostTimer?.cancel()
      this.arm(one)
    }
  }

  /** Moves the wall face; the monotonic one and the timers do not notice. */
  moveWall(byMs: number): void {
    this.setting = { ...this.setting, wallOffsetMs: this.setting.wallOffsetMs + byMs }
  }

  setRate(rate: number): void {
    this.set({ ...this.setting, rate })
  }

  /** Lets so many milliseconds go by at once, on the monotonic face: what falls due in them is run soon. */
  step(ms: number): void {
    this.monotonic()
    this.now += ms
    this.set(this.setting)
  }

  private arm(one: Waiting): void {
    const { rate } = this.setting
    one.hostTimer = null
    const left = Math.max(0, one.due - this.now)
    if (rate === 0 && left > 0) return
    one.hostTimer = this.host.timers.after(left === 0 ? 0 : Math.min(left / rate, LONGEST_DELAY_MS), () =>
      this.fire(one),
    )
  }

  /** The host's timer may be early, by a rounding or because time stood still meanwhile. */
  private fire(one: Waiting): void {
    if (this.monotonic() < one.due - 1) return this.arm(one)
    this.waiting.delete(one)
    one.run()
  }

  private keepLooking(): void {
    this.host.timers.after(LOOK_EVERY_MS, () => {
      this.monotonic()
      this.keepLooking()
    })
  }
}
