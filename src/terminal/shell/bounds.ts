/** What a command may use: what goes beyond ends with bash's words, and not with the page. */
import { SearchTooLong } from '../../patterns/bounded-regexp.ts'
import { PatternTooLong } from './glob.ts'
import type { ShellState } from './state.ts'

/** Characters of one text: a variable, what a substitution gives. */
export const MOST_TEXT = 16 * 1024 * 1024
/** Characters of all variables of a shell. */
export const MOST_VARIABLES = 64 * 1024 * 1024
/** Words that one word of a command line becomes. */
export const MOST_WORDS = 200_000
/** Processes, of all tabs and of the cluster. */
export const MOST_PROCESSES = 500
/** Functions, files that are read and shells inside each other. */
export const MOST_DEPTH = 1000

/** Variables are not added up for a value like this. */
const SMALL = 1024

/** There is no room for it: the command ends. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory'
  constructor(bytes: number) {
    super(`xrealloc: cannot allocate ${bytes} bytes`)
  }
}

/** No more processes can be started: the command ends. */
export class NoProcess extends Error {
  override readonly name = 'NoProcess'
  constructor() {
    super('fork: retry: Resource temporarily unavailable')
  }
}

/** Sets a variable. Throws {@link OutOfMemory}. */
export function assign(state: ShellState, name: string, value: string): void {
  expectRoom(value.length)
  if (value.length > SMALL) {
    const sizes = [...state.allVariables().values()].map(({ length }) => length)
    expectRoom(
      sizes.reduce((sum, size) => sum + size, value.length),
      MOST_VARIABLES,
    )
  }
  state.set(name, value)
}

/** Throws {@link OutOfMemory}. */
export function expectRoom(length: number, most = MOST_TEXT): void {
  if (length > most) throw new OutOfMemory(length)
}

/** What such an error says of a command that has ended; undefined: it is another one. */
export function shortageIn(error: unknown): string | undefined {
  const kinds = [OutOfMemory, NoProcess, PatternTooLong, SearchTooLong]
  if (error instanceof Error && kinds.some((kind) => error instanceof kind)) return error.message
  return error instanceof RangeError ? 'Cannot allocate memory' : undefined
}
