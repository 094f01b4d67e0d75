/** Keeps the pace of a tool that sends records. */
import { sleep } from '../client/timing.ts'
import type { ToolIo } from './tool.ts'

/** Records in a row after which others get their turn. */
const ROW = 200

/** Waits where it sends faster than so many a second. */
export class Pace {
  private readonly start: number
  /** When it was last looked: for who is behind, no reason to look again. */
  private seen: number

  /** `perSecond` below 0 (or 0): no limit. */
  constructor(
    private readonly io: Pick<ToolIo, 'env'>,
    private readonly perSecond: number,
  ) {
    this.start = io.env.clock.monotonic()
    this.seen = this.start
  }

  /** Undefined when the next may be sent at once. */
  after(sent: number): Promise<void> | undefined {
    const due = this.start + (this.perSecond > 0 ? (sent / this.perSecond) * 1000 : 0)
    if (due - this.seen > 1) this.seen = this.io.env.clock.monotonic()
    if (due - this.seen > 1) return sleep(this.io.env, due - this.seen)
    return sent % ROW === 0 ? sleep(this.io.env, 0) : undefined
  }
}
