/** Promises that were rejected while nobody waited for them: a cell's `send` without `await`, say. */
export class Unheard {
  private readonly reasons: string[] = []
  private readonly hear = (reason: unknown) => {
    this.reasons.push(reason instanceof Error ? reason.message : String(reason))
  }
  private readonly hearEvent = (event: PromiseRejectionEvent) => {
    event.preventDefault()
    this.hear(event.reason)
  }

  /** Under Node, or in a worker of the page. */
  constructor() {
    if (isNode) process.on('unhandledRejection', this.hear)
    else addEventListener('unhandledrejection', this.hearEvent)
  }

  /** What came since the last time. */
  take(): string[] {
    return this.reasons.splice(0).map((reason) => `rejected, and nobody was waiting: ${reason}`)
  }

  /** From here on they end the process again. */
  stop(): void {
    if (isNode) process.off('unhandledRejection', this.hear)
    else removeEventListener('unhandledrejection', this.hearEvent)
  }
}

const isNode = typeof process !== 'undefined' && process.versions?.node !== undefined
