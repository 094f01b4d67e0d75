/** After so long the page gets its turn, ms. */
const SLICE_MS = 8

/** Lets the page draw when a slice of long work is over. */
export class Pauses {
  private since = performance.now()

  async ifDue(): Promise<void> {
    if (performance.now() - this.since < SLICE_MS) return
    await new Promise((resume) => setTimeout(resume))
    this.since = performance.now()
  }
}
