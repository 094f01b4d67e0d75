import { signal } from '@preact/signals'

/** What a learner has done in one lesson. */
export interface LessonProgress {
  /** Numbers of the goals that were met; a goal once met stays met until the lesson is reset. */
  readonly met: readonly number[]
  readonly hintsShown: number
  /** By number of the quiz: what was predicted (a number, or the option's), and the truth once the cluster told it. */
  readonly predictions: { readonly [quiz: number]: { readonly answer: number; readonly truth?: number } }
}

const KEY = 'logbook.progress'
const NOTHING: LessonProgress = { met: [], hintsShown: 0, predictions: {} }

/** Progress in all lessons, kept in localStorage. */
export class Progress {
  private readonly all = signal(read())

  of(lesson: string): LessonProgress {
    return this.all.value[lesson] ?? NOTHING
  }

  change(lesson: string, changes: Partial<LessonProgress>): void {
    this.keep({ ...this.all.peek(), [lesson]: { ...NOTHING, ...this.all.peek()[lesson], ...changes } })
  }

  forget(lesson: string): void {
    const { [lesson]: _, ...rest } = this.all.peek()
    this.keep(rest)
  }

  /** Everything, by lesson. */
  everything(): { readonly [lesson: string]: LessonProgress } {
    return this.all.peek()
  }

  /** Takes over what was done elsewhere; of lessons done here as well, what is met in either counts. */
  merge(others: { readonly [lesson: string]: LessonProgress }): void {
    const mine = this.all.peek()
    const both = Object.entries(others).map(([lesson, other]) => {
      const { met, hintsShown, predictions } = mine[lesson] ?? NOTHING
      const merged = {
        met: [...new Set([...met, ...other.met])].sort((a, b) => a - b),
        hintsShown: Math.max(hintsShown, other.hintsShown),
        predictions: { ...other.predictions, ...predictions },
      }
      return [lesson, merged] as const
    })
    this.keep({ ...mine, ...Object.fromEntries(both) })
  }

  private keep(all: { readonly [lesson: string]: LessonProgress }): void {
    this.all.value = all
    try {
      localStorage.setItem(KEY, JSON.stringify(all))
    } catch {
      // Storage refused: progress lives as long as the page.
    }
  }
}

function read(): { readonly [lesson: string]: LessonProgress } {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    return typeof value === 'object' && value !== null ? (value as { [lesson: string]: LessonProgress }) : {}
  } catch {
    return {}
  }
}
