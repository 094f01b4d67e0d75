import type { CellResult } from '../notebook/cell-session.ts'
import type { Page } from '../session/page.ts'
import { shownPane } from '../session/settings.ts'
import type { Block, Step } from './lesson.ts'
import { w } from './words.ts'

/** Types a block's commands into the terminal; `beside` shows a second terminal next to the first. */
export async function runCommands(page: Page, { code, beside }: Block & { kind: 'commands' }): Promise<void> {
  shownPane.value = 'terminal'
  if (beside && !page.terminal.split.value) page.terminal.toggleSplit()
  await page.terminal.type(code)
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

async function runToEnd(page: Page, line: string): Promise<void> {
  let typedIn: number | undefined
  await new Promise<void>((resolve) => {
    const stop = page.terminal.onFinished(({ tab }) => {
      if (tab === typedIn) finish()
    })
    const finish = () => {
      stop()
      resolve()
    }
    void page.terminal.type(line).then((tab) => {
      typedIn = tab
    })
  })
}

/** Commands that delete what the lesson made. */
export function resetCommands(page: Page): readonly string[] {
  const { topics, groups } = page.lesson.touched()
  return [
    ...groups.map((group) => `kafka-consumer-groups.sh --delete --group ${group} --bootstrap-server localhost:9092`),
    ...topics.map((topic) => `kafka-topics.sh --delete --topic ${topic} --bootstrap-server localhost:9092`),
  ]
}

const FORGOTTEN_WITHIN_MS = 5000

/**
 * Brings everything back to the lesson's start, and forgets what was done in it. Where the start is not remembered (the page
 * was opened anew since), what the lesson made is deleted, in the terminal.
 */
export async function resetLesson(page: Page): Promise<void> {
  if (page.history.hasStart.value) await page.history.toStart()
  else {
    for (const line of resetCommands(page)) await runToEnd(page, line)
    await gone(page)
  }
  page.lesson.forget()
}

/** Resolves when the cluster's state no longer holds what was deleted; a group that lives on is waited for no longer. */
async function gone(page: Page): Promise<void> {
  const isGone = () => resetCommands(page).length === 0
  if (isGone()) return
  await new Promise<void>((resolve) => {
    const stop = page.inspector.watch(() => isGone() && finish())
    const late = setTimeout(() => finish(), FORGOTTEN_WITHIN_MS)
    const finish = () => {
      stop()
      clearTimeout(late)
      resolve()
    }
  })
}
