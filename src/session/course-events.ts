import { effect } from '@preact/signals'
import { packOf } from './pack-address.ts'
import type { Page } from './page.ts'

/** Whose lesson it is, when it is of a pack. */
export interface OfPack {
  /** `address`: where it came from; null: from a file. */
  readonly pack?: { readonly name: string; readonly address: string | null }
}

/** What a course site can record of a learner's way: by `logbook.on('course', …)`, and by `postMessage` to the page around the frame. */
export type CourseEvent = OfPack & WhatIsDone

type WhatIsDone =
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
  const tell = (event: WhatIsDone) => {
    const whole = { ...event, ...packIn(page) }
    queueMicrotask(() => isOver || heard(whole))
  }
  const end = watchCourse(page, tell)
  return () => {
    isOver = true
    end()
  }
}

function packIn({ lesson }: Page): OfPack {
  return lesson.isOwnCourse ? {} : { pack: { name: lesson.library.course.key, address: packOf(lesson) } }
}

function watchCourse(page: Page, tell: (event: WhatIsDone) => void): () => void {
  let lesson = ''
  let loaded = 0
  let before: ReadonlySet<number> = new Set()
  return effect(() => {
    const { id, progress, library } = page.lesson
    // Lessons of two courses may have one id.
    const whose = `${library.course.key}:${id}`
    const { lesson: open } = page.lesson.open.value
    const goals = page.lesson.goals()
    if (open.goals.length === 0) return
    const met = new Set(goals.flatMap((goal, i) => (goal.met ? [i] : [])))
    if (lesson !== whose) tell({ event: 'lesson-opened', lesson: id, title: open.title, goals: goals.length })
    // What a file of progress brings was done elsewhere.
    const isDoneHere = lesson === whose && loaded === progress.takenOver.value
    const fresh = isDoneHere ? [...met].filter((i) => !before.has(i)) : []
    for (const goal of fresh) tell({ event: 'goal-met', lesson: id, goal, text: plain(goals[goal]?.html ?? '') })
    if (fresh.length > 0 && met.size === goals.length) tell({ event: 'lesson-done', lesson: id })
    lesson = whose
    loaded = progress.takenOver.value
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
