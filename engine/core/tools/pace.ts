/** Keeps the pace of a tool that sends records. */
import { sleep } from '../client/timing.ts'
import type { ToolIo } from './tool.ts'

/** Waits where it sends faster than so many a second; without a limit it lets others run from time to time. */
export class Pace {
  private readonly start: number

  /** `perSecond` below 0 (or 0): no limit. */
  constructor(
    private readonly io: Pick<ToolIo, 'env'>,
    private readonly perSecond: number,
  ) {
    this.start = io.env.clock.monotonic()
  }

  async after(sent: number): Promise<void> {
    if (this.perSecond <= 0) {
      if (sent % 200 === 0) await sleep(this.io.env, 0)
      return
    }
    const ahead = (sent / this.perSecond) * 1000 - (this.io.env.clock.monotonic() - this.start)
    if (ahead > 1) await sleep(this.io.env, ahead)
  }
}
