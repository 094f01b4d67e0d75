import { signal } from '@preact/signals'

/** What a lesson asks for, by names that stay when something is put before it (asked.ts). */
export interface Asked {
  readonly goals: readonly string[]
  readonly quizzes: readonly string[]
}

/** What a learner has done in one lesson. */
export interface LessonProgress {
  /** Numbers of the goals that were met; a goal once met stays met until the lesson is reset. */
  readonly met: readonly number[]
  readonly hintsShown: number
  /** By number of the quiz: what was predicted (a number, or the option's), and the truth once the cluster told it. */
  readonly predictions: { readonly [quiz: number]: { readonly answer: number; readonly truth?: number } }
  /** What the numbers stand for; absent until it is known. */
  readonly asked?: Asked
}

const KEY = 'logbook.progress'
const NOTHING: LessonProgress = { met: [], hintsShown: 0, predictions: {} }

type AllProgress = { readonly [lesson: string]: LessonProgress }

/** Progress in all lessons, kept in localStorage; what is done in another tab counts here as well. */
export class Progress {
  private readonly all = signal<AllProgress>(stored() ?? {})
  /** Counts how often what was done elsewhere was taken over. */
  readonly takenOver = signal(0)
  /** Whether what is known here is what is stored; not where storage is refused. */
  private isKept = true

  constructor() {
    globalThis.addEventListener?.('storage', ({ key }: StorageEvent) => {
      if (key === KEY) this.all.value = this.latest()
    })
  }

  of(lesson: string): LessonProgress {
    return this.all.value[lesson] ?? NOTHING
  }

  /** Whether something was done in the lesson, and what its numbers stand for is not known. */
  isUnnamed(lesson: string): boolean {
    const done = this.all.value[lesson]
    return done !== undefined && done.asked === undefined
  }

  change(lesson: string, changes: Partial<LessonProgress>): void {
    const all = this.latest()
    this.keep({ ...all, [lesson]: { ...NOTHING, ...all[lesson], ...changes } })
  }

  forget(lesson: string): void {
    const { [lesson]: _, ...rest } = this.latest()
    this.keep(rest)
  }

  /** Everything, by lesson. */
  everything(): AllProgress {
    return this.all.peek()
  }

  private latest(): AllProgress {
    return (this.isKept ? stored() : undefined) ?? this.all.peek()
  }

  private keep(all: AllProgress): void {
    this.all.value = all
    try {
      localStorage.setItem(KEY, JSON.stringify(all))
    } catch {
      // Storage refused: progress lives as long as the page.
      this.isKept = false
    }
  }
}

function stored(): AllProgress | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null')
    return typeof value === 'object' && value !== null ? (value as AllProgress) : undefined
  } catch {
    return undefined
  }
}
