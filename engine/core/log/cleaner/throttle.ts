import type { Clock, Timers } from '../../env/env.ts'

/** How often the rate is looked at, ms (`LogCleaner`'s Throttler). */
const CHECK_MS = 300

/** Keeps work below a number of bytes a second by sleeping (`Throttler.java`). */
export class Throttle {
  private began: number
  private bytes = 0

  constructor(
    private readonly env: { readonly clock: Clock; readonly timers: Timers },
    private readonly bytesPerSecond: () => number,
  ) {
    this.began = env.clock.monotonic()
  }

  /** Takes note of work done; resolves when more may be done, or the work has come to nothing meanwhile. */
  async worked(bytes: number, work: { readonly aborted: boolean }): Promise<void> {
    const { clock } = this.env
    this.bytes += bytes
    if (clock.monotonic() - this.began <= CHECK_MS) return
    const mayGoOn = this.began + (this.bytes / this.bytesPerSecond()) * 1000
    for (let left = mayGoOn - clock.monotonic(); left > 0 && !work.aborted; left = mayGoOn - clock.monotonic())
      await new Promise<void>((resume) => void this.env.timers.after(Math.min(Math.ceil(left), CHECK_MS), resume))
    this.began = clock.monotonic()
    this.bytes = 0
  }
}
