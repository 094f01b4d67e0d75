import type { Page } from '../session/page.ts'
import { language } from '../session/settings.ts'

/** Whether all its goals are met. */
export function isDone(page: Page, id: string): boolean {
  const { goals } = page.lesson.library.of(id, language.value)
  return page.lesson.progressOf(id).met.filter((goal) => goal < goals).length >= goals
}
