import { Unwind } from './builtin.ts'
import { BrokenPipe } from './pipe.ts'
import type { Process } from './processes.ts'

/** Exit status of what SIGPIPE ended. */
export const BROKEN_PIPE = 141

/** Ends the process with the outcome of its work, unless a signal was quicker. */
export function settle(process: Process, work: () => Promise<number>): void {
  work().then(
    (status) => process.end(status),
    (error) => {
      process.end(statusOf(error))
      if (!(error instanceof Unwind) && !(error instanceof BrokenPipe)) throw error
    },
  )
}

function statusOf(error: unknown): number {
  if (error instanceof Unwind) return error.value
  return error instanceof BrokenPipe ? BROKEN_PIPE : 1
}
