/** Counts comparisons and prints a line for each difference. */
export class Report {
  passed = 0
  failed = 0

  constructor(private readonly print: (line: string) => void) {}

  /** Runs one comparison: it gives undefined when equal, else what differs; an exception is a difference too. */
  check(label: string, compare: () => string | undefined): void {
    this.record(label, attempt(compare))
  }

  record(label: string, difference: string | undefined): void {
    if (difference === undefined) {
      this.passed++
      return
    }
    this.failed++
    this.print(`${label}: ${difference}`)
  }

  /** `N passed, N failed` */
  summary(): string {
    return `${this.passed} passed, ${this.failed} failed`
  }
}

function attempt(compare: () => string | undefined): string | undefined {
  try {
    return compare()
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
}
