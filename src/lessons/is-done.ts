import type { Page } from '../session/page.ts'
import { language } from '../session/settings.ts'

/** Whether all its goals are met. */
export function isDone(page: Page, id: string): boolean {
  return page.lesson.progressOf(id).met.length >= page.lesson.library.of(id, language.value).goals
}
