/** Where what is shown comes from, and the address that leads back to it. */
import type { LessonSession } from '../lessons/lesson-session.ts'
import { readAddress } from './address.ts'
import { packOf } from './pack-address.ts'
import type { Page } from './page.ts'
import { addressOf } from './place-address.ts'
import { language } from './settings.ts'

/** Whether lessons are shown that no address can name. */
export function isFromFile(lesson: LessonSession): boolean {
  return !lesson.isOwnCourse && packOf(lesson) === null
}

/** What a place in the browser's history remembers besides its address. */
export interface Mark {
  readonly isFromFile: boolean
  /** Lessons were being written in the page. */
  readonly isWriting?: boolean
}

/** Makes the address that of what is shown. */
export function write({ lesson }: Page, how: 'pushState' | 'replaceState'): void {
  const mark: Mark = { isFromFile: isFromFile(lesson) }
  const now = new URL(location.href)
  const { lesson: id, line } = readAddress(now)
  // A step that was linked to stays linked to, while its lesson is shown.
  const step = line !== null && id === lesson.id ? { line } : {}
  history[how](mark, '', addressOf(now, lesson.id, { pack: packOf(lesson), ...step }))
}

/** Whether a notebook is offered: its address stays, for nobody has it yet. */
export function isOffering({ freePlay }: Page): boolean {
  return (freePlay.value?.offered ?? null) !== null
}

/** Whether the address leads to what is shown. */
export function isAddressed({ lesson }: Page): boolean {
  const { pack, lesson: id } = readAddress(new URL(location.href))
  return id === lesson.id && absolute(pack) === packOf(lesson)
}

/** A pack's address as the page writes it; what is none is left as it is. */
export function absolute(pack: string | null): string | null {
  return pack !== null && URL.canParse(pack, location.href) ? new URL(pack, location.href).href : pack
}

/** Tells the learner when the course has no lesson of this id, unless there is worse to tell. */
export function tellMissing({ lesson, problem }: Page, id: string | null): void {
  if (id === null || lesson.library.hasLesson(id) || problem.peek() !== null) return
  problem.value = () => missingText(id)
}

/** That the course has no lesson of this id, in the learner's language. */
export function missingText(id: string): string {
  return language.value === 'zh' ? `本课程没有课程 ${id}` : `This course has no lesson ${id}`
}
