import type { Program } from '../shell/program.ts'
import { writeText } from '../shell/streams.ts'

/** What came of a command. */
export interface FaultReport {
  /** What it says. */
  readonly lines: readonly string[]
  /** Why nothing was done; null: it was. */
  readonly problem: string | null
}

/** Carries out `add …`, `list`, `remove …`; resolves when it is in force. */
export type FaultHost = (words: readonly string[]) => Promise<FaultReport>

/** The program `fault`: faults at a point of the protocol. */
export function faultProgram(host: FaultHost): Program {
  return async ({ args, stdout, stderr }) => {
    const [, ...words] = args
    const { FAULT_USAGE } = await import('../../../engine/core/faults/rule-list.ts')
    if (words.length === 0 || words[0] === '--help') {
      await writeText(words.length === 0 ? stderr : stdout, FAULT_USAGE)
      return words.length === 0 ? 2 : 0
    }
    const { lines, problem } = await host(words)
    if (problem !== null) {
      await writeText(stderr, `fault: ${problem}\n`)
      return 1
    }
    await writeText(stdout, lines.map((line) => `${line}\n`).join(''))
    return 0
  }
}
