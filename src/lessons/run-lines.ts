import type { Undone } from '../session/history.ts'
import type { Page } from '../session/page.ts'
import { typeToEnd } from '../terminal/type-to-end.ts'
import { w } from './words.ts'

/**
 * Types lines into the terminal, as Run of a block does. When any of them is taken back the others are not run either.
 * Resolves when all have ended, with what is to be said of that.
 */
export async function runLines({ terminal, history }: Page, code: string): Promise<string | undefined> {
  const undone = new AbortController()
  const before = history.steps.peek().at(-1)?.id ?? 0
  const isOfRun = (what: Undone) => typeof what === 'string' || what.id <= before || code.includes(what.text)
  const forget = history.onUndo((what) => isOfRun(what) && undone.abort())
  try {
    await typeToEnd(terminal, code, undone.signal)
  } finally {
    forget()
  }
  return undone.signal.aborted ? w('Stopped') : undefined
}
