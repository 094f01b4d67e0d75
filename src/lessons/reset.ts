import type { Page } from '../session/page.ts'
import { runToEnd } from './lesson-actions.ts'
import { shellWord } from './shell-word.ts'
import { type Touched, touchedBy, touchedIn } from './touched.ts'

/** Commands that delete what the lesson made. */
export function resetCommands(page: Page): readonly string[] {
  return deletions(touchedIn(page))
}

function deletions({ topics, groups }: Touched): string[] {
  const words = [
    ...groups.map((group) => `kafka-consumer-groups.sh --delete --group ${shellWord(group)}`),
    ...topics.map((topic) => `kafka-topics.sh --delete --topic ${shellWord(topic)}`),
  ]
  return words.map((line) => `${line} --bootstrap-server localhost:9092`)
}

const FORGOTTEN_WITHIN_MS = 5000

/**
 * Brings everything back to the lesson's start, and forgets what was done in it. Where the start is not remembered (the page
 * was opened anew since), what the lesson made is deleted, in the terminal, and it begins anew. Tells why it cannot be done.
 */
export async function resetLesson(page: Page): Promise<void> {
  try {
    await (page.history.hasStart.value ? backToStart(page) : beginAnew(page))
  } catch (error) {
    page.problem.value = error instanceof Error ? error.message : String(error)
  }
}

/** Another lesson may be open when all is back: it is not the one that was reset. */
async function backToStart({ lesson, history }: Page): Promise<void> {
  const { key } = lesson
  lesson.stopShowing()
  await history.toStart()
  lesson.forget(key)
}

async function beginAnew(page: Page): Promise<void> {
  const { key, open } = page.lesson
  const { lesson } = open.peek()
  /** What is to be deleted still: not what another lesson asks for that was opened meanwhile. */
  const left = () => {
    const ours = deletions(touchedBy(lesson, page.inspector.state.peek()))
    const others = page.lesson.key === key ? [] : resetCommands(page)
    return ours.filter((line) => !others.includes(line))
  }
  page.lesson.stopShowing()
  await page.boot()
  for (const line of left()) if (left().includes(line)) await runToEnd(page, line)
  await gone(page, () => left().length === 0)
  page.events.wentBack('lesson')
  page.lesson.forget(key)
  if (page.lesson.key === key) await page.lesson.begin()
}

/** Resolves when the cluster's state no longer holds what was deleted; a group that lives on is waited for no longer. */
async function gone({ inspector }: Page, isGone: () => boolean): Promise<void> {
  if (isGone()) return
  await new Promise<void>((resolve) => {
    const stop = inspector.watch(() => isGone() && finish())
    const late = setTimeout(() => finish(), FORGOTTEN_WITHIN_MS)
    const finish = () => {
      stop()
      clearTimeout(late)
      resolve()
    }
  })
}
