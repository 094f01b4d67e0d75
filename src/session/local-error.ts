import type { LocalText } from './settings.ts'

/** A reason that is told in whichever language is shown at the moment. */
export class LocalError extends Error {
  override readonly name = 'LocalError'
  constructor(readonly text: LocalText) {
    super(text())
  }
}

/** Why something could not be done, for a place where it stays while the language may change. */
export function reasonOf(error: unknown): string | LocalText {
  if (error instanceof LocalError) return error.text
  return error instanceof Error ? error.message : String(error)
}
