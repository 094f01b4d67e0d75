type Task = () => Promise<void>

/** After so long what failed is tried again, ms. */
const RETRY_MS = 1000

/**
 * Runs one asynchronous task at a time; of those asked for meanwhile only the last is run. One that rejects is run again
 * and again until it succeeds or another one is asked for: of a log that nobody writes to nothing else would ask.
 */
export class LatestOnly {
  private next: Task | undefined
  private busy = false
  private isOver = false
  private retry: ReturnType<typeof setTimeout> | undefined

  ask(task: Task): void {
    clearTimeout(this.retry)
    this.next = task
    if (!this.busy) void this.run()
  }

  /** Nothing more is wanted. */
  stop(): void {
    clearTimeout(this.retry)
    this.isOver = true
    this.next = undefined
  }

  private async run(): Promise<void> {
    this.busy = true
    while (this.next) {
      const task = this.next
      this.next = undefined
      await task().catch(() => this.later(task))
    }
    this.busy = false
  }

  private later(task: Task): void {
    if (this.next || this.isOver) return
    this.retry = setTimeout(() => this.ask(task), RETRY_MS)
  }
}
