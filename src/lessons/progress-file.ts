import { batch } from '@preact/signals'
import { renumbered } from './asked.ts'
import type { LessonProgress, Progress } from './progress.ts'

/** What a file of progress tells whoever reads it; no page needs it. */
export interface ProgressOf {
  readonly learner: string
  /** When, ISO 8601. */
  readonly saved: string
  /** In words, by lesson. */
  readonly goals: { readonly [lesson: string]: readonly { readonly text: string; readonly met: boolean }[] }
}

/** Progress as a file that another browser takes over. */
interface ProgressFile extends Partial<ProgressOf> {
  readonly format: 'logbook-progress'
  readonly version: 1
  readonly lessons: { readonly [lesson: string]: LessonProgress }
}

export function writeProgress(lessons: ProgressFile['lessons'], of: Partial<ProgressOf> = {}): string {
  const file: ProgressFile = { format: 'logbook-progress', version: 1, ...of, lessons }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** What the file is called: twenty of them lie in one folder. */
export function fileName({ learner, saved }: Pick<ProgressOf, 'learner' | 'saved'>): string {
  const name = learner.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '')
  return `${['logbook-progress', name, saved.slice(0, 10)].filter((part) => part !== '').join('-')}.json`
}

/** Largest file that is looked at, bytes. */
export const MOST_BYTES = 4 * 1024 * 1024

/** Reads such a file. Throws an Error that says what is wrong; nothing of a file with a fault counts. */
export function readProgress(text: string): ProgressFile['lessons'] {
  if (text.length > MOST_BYTES) throw new Error('the file is too large')
  let file: Partial<ProgressFile> | null
  try {
    file = JSON.parse(text)
  } catch (error) {
    throw new Error(`this is not a progress file: ${(error as Error).message}`)
  }
  if (file?.format !== 'logbook-progress') throw new Error('this is not a progress file')
  if (file.version !== 1) throw new Error(`this progress file is of version ${file.version}; this page reads version 1`)
  const lessons = file.lessons ?? {}
  const read = Object.entries(lessons).map(([lesson, value]) => {
    const progress = withoutUnnumbered(value)
    if (!isProgress(progress)) throw new Error(`what it says of ${lesson.slice(0, 80)} is damaged`)
    return [lesson, progress] as const
  })
  return Object.fromEntries(read)
}

/** An earlier page kept predictions as that of quiz −1, which no lesson has. */
function withoutUnnumbered(progress: LessonProgress | null): unknown {
  const { '-1': _, ...predictions } = Object(progress?.predictions)
  return progress?.predictions ? { ...progress, predictions } : progress
}

const areTexts = (value: unknown) => Array.isArray(value) && value.every((one) => typeof one === 'string')
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0

function isProgress(value: unknown): value is LessonProgress {
  const { met, hintsShown, predictions, asked } = Object(value) as Partial<LessonProgress>
  return (
    (asked === undefined || (areTexts(asked?.goals) && areTexts(asked?.quizzes))) &&
    Array.isArray(met) &&
    met.every(isCount) &&
    isCount(hintsShown) &&
    typeof predictions === 'object' &&
    predictions !== null &&
    Object.entries(predictions).every(([quiz, told]) => isCount(Number(quiz)) && isPrediction(Object(told)))
  )
}

function isPrediction({ answer, truth }: { readonly answer?: unknown; readonly truth?: unknown }): boolean {
  return typeof answer === 'number' && (truth === undefined || typeof truth === 'number')
}

/** Takes over what was done elsewhere; of lessons done here as well, what is met in either counts. */
export function takeOver(progress: Progress, others: ProgressFile['lessons']): void {
  batch(() => {
    for (const [lesson, other] of Object.entries(others)) progress.change(lesson, merged(progress.of(lesson), other))
    progress.takenOver.value++
  })
}

function merged(here: LessonProgress, there: LessonProgress): LessonProgress {
  const { met, hintsShown, predictions } = here
  const other = here.asked ? renumbered(there, here.asked) : there
  return {
    ...(other.asked ? { asked: other.asked } : {}),
    met: [...new Set([...met, ...other.met])].sort((a, b) => a - b),
    hintsShown: Math.max(hintsShown, other.hintsShown),
    predictions: { ...other.predictions, ...predictions },
  }
}
