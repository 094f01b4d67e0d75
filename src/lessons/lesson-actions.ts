import type { CellResult } from '../notebook/cell-session.ts'
import type { Page } from '../session/page.ts'
import { shownPane } from '../session/settings.ts'
import type { Block, Step } from './lesson.ts'
import { w } from './words.ts'

/**
 * Types a block's commands into the terminal; `beside` shows a second terminal next to the first. Resolves when they have
 * ended, with what is to be said of that.
 */
export async function runCommands(
  page: Page,
  { code, beside }: Block & { kind: 'commands' },
): Promise<string | undefined> {
  shownPane.value = 'terminal'
  if (beside && !page.terminal.split.value) page.terminal.toggleSplit()
  const { runLines } = await import('./run-lines.ts')
  return runLines(page, code)
}

/** Types lines into a running command; gives the reason in words when it does not run. */
export async function typeInput(page: Page, { code, to }: Block & { kind: 'input' }): Promise<string | undefined> {
  const tab = page.terminal.tabs.value.find(({ title }) => title.endsWith(` ${to}`))
  if (!tab) return w('Start it first: the block above.')
  shownPane.value = 'terminal'
  page.terminal.select(tab.id)
  for (const line of code.split('\n')) page.terminal.api.input(tab.id, `${line}\r`)
  return undefined
}

/** Types one step of a solution, or runs its cell; resolves when it has ended. */
export async function runStep(page: Page, step: Step): Promise<void> {
  if (step.kind === 'command') await runToEnd(page, step.command)
  else if (step.kind === 'goal') await page.lesson.goalMet(step.number - 1)
  else await runLessonCell(page, `${page.lesson.id}/${step.name}`)
}

/** Runs a cell of the open lesson by its id, `track/lesson/name`. Rejects when the lesson has no such cell. */
export async function runLessonCell(page: Page, id: string): Promise<CellResult> {
  const [{ lesson }, { runCell }] = await Promise.all([page.lesson.ready(), import('../notebook/cell.tsx')])
  const cells = lesson.blocks.flatMap((block) => (block.kind === 'cell' ? [block] : []))
  const cell = cells.find(({ name }) => id === `${page.lesson.id}/${name}`)
  if (!cell) throw new Error(`the open lesson has no cell ${id}`)
  return runCell(page, page.lesson.cellId(cell.name), cell.code)
}

/** Types lines and resolves when all have ended, be it because their terminal was closed. Rejects when they cannot be typed. */
export async function runToEnd({ terminal }: Page, lines: string): Promise<void> {
  const { typeToEnd } = await import('../terminal/type-to-end.ts')
  await typeToEnd(terminal, lines)
}
