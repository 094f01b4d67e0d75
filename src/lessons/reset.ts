import type { Page } from '../session/page.ts'
import { runToEnd } from './lesson-actions.ts'
import { touchedIn } from './touched.ts'

/** Commands that delete what the lesson made. */
export function resetCommands(page: Page): readonly string[] {
  const { topics, groups } = touchedIn(page)
  return [
    ...groups.map((group) => `kafka-consumer-groups.sh --delete --group ${group} --bootstrap-server localhost:9092`),
    ...topics.map((topic) => `kafka-topics.sh --delete --topic ${topic} --bootstrap-server localhost:9092`),
  ]
}

const FORGOTTEN_WITHIN_MS = 5000

/**
 * Brings everything back to the lesson's start, and forgets what was done in it. Where the start is not remembered (the page
 * was opened anew since), what the lesson made is deleted, in the terminal, and it begins anew.
 */
export async function resetLesson(page: Page): Promise<void> {
  page.lesson.stopShowing()
  if (page.history.hasStart.value) {
    await page.history.toStart()
    page.lesson.forget()
    return
  }
  await page.boot()
  for (const line of resetCommands(page)) await runToEnd(page, line)
  await gone(page)
  page.lesson.forget()
  await page.lesson.begin()
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
