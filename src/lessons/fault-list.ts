import type { Problem } from './lesson.ts'
import { byPlace } from './placed.ts'

/** So many faults of a file are told: it may be anybody's, and nobody reads more. */
export const MOST_FAULTS = 100
/** So many characters of what is said of one. */
const LONGEST = 500

/** What is wrong with a file, as much of it as somebody may read. */
export class FaultList {
  private readonly told: Problem[] = []
  private hasMore = false

  constructor(private readonly file: string) {}

  add(line: number, column: number, message: string): void {
    if (this.told.length === MOST_FAULTS) this.hasMore = true
    else this.told.push({ file: this.file, line, column, message: shortened(message) })
  }

  /** By their places; that there are more stands behind them. */
  all(): Problem[] {
    const sorted = this.told.toSorted(byPlace)
    const last = sorted.at(-1)
    if (this.hasMore && last)
      sorted.push({ ...last, message: `there are more faults than these ${MOST_FAULTS}: mend these first` })
    return sorted
  }
}

function shortened(message: string): string {
  return message.length > LONGEST ? `${message.slice(0, LONGEST)}…` : message
}
