import { effect } from '@preact/signals'
import type { Lesson } from '../lessons/lesson.ts'
import type { GoalState } from '../lessons/lesson-session.ts'
import type { LessonProgress } from '../lessons/progress.ts'
import { packOf } from './pack-address.ts'
import type { Page } from './page.ts'

/** Whose lesson it is, when it is of a pack. */
export interface OfPack {
  /** `address`: where it came from; null: from a file. */
  readonly pack?: { readonly name: string; readonly address: string | null }
}

/** What a course site can record of a learner's way: by `logbook.on('course', …)`, and by `postMessage` to the page around the frame. */
export type CourseEvent = OfPack & WhatIsDone

type WhatIsDone = { readonly lesson: string } /** `met`: goals that were met before, from 0. */ & (
  | { readonly event: 'lesson-opened'; readonly title: string; readonly goals: number; readonly met: readonly number[] }
  /** `goal` counts from 0; `text` is plain. */
  | { readonly event: 'goal-met'; readonly goal: number; readonly text: string; readonly by: Who }
  /** `by`: Show me, when it met any of the goals since the page was opened. */
  | { readonly event: 'lesson-done'; readonly by: Who }
  /** A prediction was given: a number, or the option’s, from 0. `quiz` counts from 0. */
  | { readonly event: 'predicted'; readonly quiz: number; readonly question: string; readonly answer: number }
  | {
      readonly event: 'prediction-judged'
      readonly quiz: number
      readonly answer: number
      readonly truth: number
      readonly right: boolean
    }
  /** The learner forgot all that was done in it. */
  | { readonly event: 'lesson-reset' }
  /** A file of progress brought what was done elsewhere; `met`: all that is met now. */
  | { readonly event: 'progress-loaded'; readonly met: readonly number[] }
)

/** Whose doing it is: the learner’s, or that of Show me, which plays the solution. */
export type Who = 'learner' | 'show-me'

/**
 * Tells of lessons, goals and predictions from now on, the open lesson first, with what was met before. Gives what ends it. `heard` is called by
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

type Tell = (event: WhatIsDone) => void

/** What is known of the open lesson. */
interface Seen {
  /** Lessons of two courses may have one id. */
  readonly key: string
  readonly id: string
  /** Another one when it was written anew: its goals have other numbers then. */
  readonly lesson: Lesson
  /** How often progress was taken over from a file. */
  readonly loaded: number
  readonly goals: readonly GoalState[]
  readonly met: readonly number[]
  readonly predictions: LessonProgress['predictions']
}

function see({ lesson }: Page): Seen {
  const goals = lesson.goals()
  return {
    key: lesson.key,
    id: lesson.id,
    lesson: lesson.open.value.lesson,
    loaded: lesson.progress.takenOver.value,
    goals,
    met: goals.flatMap((goal, i) => (goal.met ? [i] : [])),
    predictions: lesson.progressOf(lesson.id).predictions,
  }
}

function watchCourse(page: Page, tell: Tell): () => void {
  let before: Seen | undefined
  const shown = new ShownGoals()
  return effect(() => {
    const now = see(page)
    if (now.goals.length === 0) return
    const { id, met } = now
    if (before?.key !== now.key)
      tell({ event: 'lesson-opened', lesson: id, title: now.lesson.title, goals: now.goals.length, met })
    else if (before.loaded !== now.loaded) tell({ event: 'progress-loaded', lesson: id, met })
    else if (before.lesson === now.lesson) tellNews(before, now, (goal) => shown.by(page, goal), tell)
    if (isUntouched(now)) shown.forget(now.key)
    before = now
  })
}

function tellNews(before: Seen, now: Seen, by: (goal: number) => Who, tell: Tell): void {
  const { id: lesson, goals, met } = now
  if (isUntouched(now) && !isUntouched(before)) return tell({ event: 'lesson-reset', lesson })
  const fresh = met.filter((goal) => !before.met.includes(goal))
  for (const goal of fresh)
    tell({ event: 'goal-met', lesson, goal, text: plain(goals[goal]?.html ?? ''), by: by(goal) })
  if (fresh.length > 0 && met.length === goals.length) {
    const isShown = met.some((goal) => by(goal) === 'show-me')
    tell({ event: 'lesson-done', lesson, by: isShown ? 'show-me' : 'learner' })
  }
  tellPredictions(before, now, tell)
}

function tellPredictions(before: Seen, { id, lesson, predictions }: Seen, tell: Tell): void {
  const quizzes = lesson.blocks.flatMap((block) => (block.kind === 'quiz' ? [block.quiz] : []))
  for (const [number, { answer, truth }] of Object.entries(predictions)) {
    const quiz = Number(number)
    const told = before.predictions[quiz]
    const about = { lesson: id, quiz, answer }
    if (!told) tell({ event: 'predicted', ...about, question: plain(quizzes[quiz]?.question ?? '') })
    if (truth !== undefined && told?.truth === undefined)
      tell({ event: 'prediction-judged', ...about, truth, right: answer === truth })
  }
}

function isUntouched({ met, predictions }: Seen): boolean {
  return met.length === 0 && Object.keys(predictions).length === 0
}

/** Which goals Show me met since the page was opened. */
class ShownGoals {
  private readonly who = new Map<string, Who>()

  /** Whose doing the goal is; once known it stays so. */
  by({ lesson }: Page, goal: number): Who {
    const key = `${lesson.key} ${goal}`
    const who = this.who.get(key) ?? (lesson.showing.peek() === null ? 'learner' : 'show-me')
    this.who.set(key, who)
    return who
  }

  forget(lesson: string): void {
    for (const key of this.who.keys()) if (key.startsWith(`${lesson} `)) this.who.delete(key)
  }
}

function plain(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
