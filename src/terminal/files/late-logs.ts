import type { ServerLogs } from './server-logs.ts'

/** Nobody reads a log before the page is there: what writes it is fetched so much later, ms. */
const LATE_MS = 3000

/** Server logs whose code is fetched when it is first needed; what is logged until then waits. */
export class LateLogs {
  private waiting: string[] = []
  private made: Promise<ServerLogs> | undefined
  private logs: ServerLogs | undefined

  constructor(private readonly make: () => Promise<ServerLogs>) {}

  add(lines: readonly string[]): void {
    if (this.logs) return this.logs.add(lines)
    if (this.waiting.length === 0) setTimeout(() => void this.flush(), LATE_MS)
    this.waiting.push(...lines)
  }

  /** Resolves when what was added is in the files. */
  async flush(): Promise<void> {
    this.made ??= this.make()
    try {
      this.logs = await this.made
    } catch {
      // Not to be had now: tried again with the next command.
      this.made = undefined
      return
    }
    this.logs.add(this.waiting.splice(0))
    await this.logs.flush()
  }

  /** What is not in the files yet never gets there. */
  async drop(): Promise<void> {
    this.waiting = []
    this.logs?.drop()
    await this.logs?.flush()
  }
}
