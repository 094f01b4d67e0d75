import { effect } from '@preact/signals'
import type { Page } from './page.ts'

/** What a course site can record of a learner's way: by `logbook.on('course', …)`, and by `postMessage` to the page around the frame. */
export type CourseEvent =
  | { readonly event: 'lesson-opened'; readonly lesson: string; readonly title: string; readonly goals: number }
  /** `goal` counts from 0; `text` is plain. */
  | { readonly event: 'goal-met'; readonly lesson: string; readonly goal: number; readonly text: string }
  | { readonly event: 'lesson-done'; readonly lesson: string }

/**
 * Tells of lessons and goals from now on, the open lesson first; of what was met before, nothing. Gives what ends it. `heard` is called by
 * itself: what it reads, does or throws touches nothing here.
 */
export function tellCourse(page: Page, heard: (event: CourseEvent) => void): () => void {
  let isOver = false
  const tell = (event: CourseEvent) => queueMicrotask(() => isOver || heard(event))
  const end = watchCourse(page, tell)
  return () => {
    isOver = true
    end()
  }
}

function watchCourse(page: Page, tell: (event: CourseEvent) => void): () => void {
  let lesson = ''
  let before: ReadonlySet<number> = new Set()
  return effect(() => {
    const { id } = page.lesson
    const { lesson: open } = page.lesson.open.value
    const goals = page.lesson.goals()
    if (open.goals.length === 0) return
    const met = new Set(goals.flatMap((goal, i) => (goal.met ? [i] : [])))
    if (lesson !== id) tell({ event: 'lesson-opened', lesson: id, title: open.title, goals: goals.length })
    const fresh = lesson === id ? [...met].filter((i) => !before.has(i)) : []
    for (const goal of fresh) tell({ event: 'goal-met', lesson: id, goal, text: plain(goals[goal]?.html ?? '') })
    if (fresh.length > 0 && met.size === goals.length) tell({ event: 'lesson-done', lesson: id })
    lesson = id
    before = met
  })
}

function plain(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
