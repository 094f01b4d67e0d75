/** Promises that were rejected while nobody waited for them: a cell's `send` without `await`, say. */
export class Unheard {
  private readonly reasons: string[] = []
  private readonly hear = (reason: unknown) => {
    this.reasons.push(reason instanceof Error ? reason.message : String(reason))
  }

  constructor() {
    process.on('unhandledRejection', this.hear)
  }

  /** What came since the last time. */
  take(): string[] {
    return this.reasons.splice(0).map((reason) => `rejected, and nobody was waiting: ${reason}`)
  }

  /** From here on they end the process again. */
  stop(): void {
    process.off('unhandledRejection', this.hear)
  }
}
