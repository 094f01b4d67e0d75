import type { ShelvedLesson } from '../lessons/lesson.ts'
import { keyIn, type Library } from '../lessons/library.ts'
import type { Progress } from '../lessons/progress.ts'

/** What was kept under a pack's name alone, before its address counted, is now of this pack. */
export function takeKept(progress: Progress, { course, entries }: Library<ShelvedLesson>): void {
  for (const { id } of entries) {
    const before = keyIn({ course: { key: course.key } }, id)
    if (!progress.isUnnamed(before)) continue
    const now = keyIn({ course }, id)
    progress.change(now, progress.of(before))
    progress.forget(before)
    moveKept(before, now)
  }
}

/** Cells that were changed, and what happened in the lesson. */
const KEPT = ['logbook.past.', 'logbook.cell.']

function moveKept(before: string, now: string): void {
  try {
    const keys = Object.keys(localStorage)
    for (const first of KEPT)
      for (const key of keys)
        if (isOf(key, first + before)) moveItem(key, first + now + key.slice((first + before).length))
  } catch {
    // Storage refused, or full: what is there stays under the old name.
  }
}

function isOf(key: string, lesson: string): boolean {
  return key === lesson || key.startsWith(`${lesson}/`)
}

function moveItem(from: string, to: string): void {
  localStorage.setItem(to, localStorage.getItem(from) ?? '')
  localStorage.removeItem(from)
}
