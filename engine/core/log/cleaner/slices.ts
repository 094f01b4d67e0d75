import type { Clock, Timers } from '../../env/env.ts'

/** Work done in one go, so that no request waits for long. */
const MOST_BYTES = 256 * 1024
const MOST_MS = 5

/** Cuts background work into slices between which everything else gets its turn. */
export class Slices {
  private bytes = 0
  private began: number

  constructor(private readonly env: { readonly clock: Clock; readonly timers: Timers }) {
    this.began = env.clock.monotonic()
  }

  /** Takes note of work done; resolves when it is this work's turn again. */
  async worked(bytes: number): Promise<void> {
    this.bytes += bytes
    const { clock, timers } = this.env
    if (this.bytes < MOST_BYTES && clock.monotonic() - this.began < MOST_MS) return
    await new Promise<void>((resume) => void timers.after(0, resume))
    this.bytes = 0
    this.began = clock.monotonic()
  }
}
