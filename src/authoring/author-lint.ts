import { type Signal, signal } from '@preact/signals'
import type { Problem, ReadLesson } from '../lessons/lesson.ts'

/** What is wrong with a lesson that takes a moment to find. */
export type Lint = (read: ReadLesson) => Promise<readonly Problem[]>

/** The shell, the tools and the compiler are loaded when a lesson is looked at. */
const lint: Lint = async (read) => (await import('../lessons/lint-lesson.ts')).lintLesson(read)

/** What is wrong with a file. */
interface Found {
  readonly file: string
  readonly problems: readonly Problem[]
}

/** Whoever types is not kept waiting. */
const PAUSE_MS = 250

/** What is wrong with commands and cells of the file that is looked at. It comes after a moment; until then what was known of the file holds. */
export class AuthorLint {
  private readonly found: Signal<Found> = signal({ file: '', problems: [] })
  private last: ReadLesson | undefined
  private pause: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly search: Lint = lint) {}

  /** What is known; whoever asks in an effect hears of more. */
  of(read: ReadLesson): readonly Problem[] {
    if (read !== this.last) this.lookAt(read)
    return this.knows(read.lesson.file) ? this.found.value.problems : []
  }

  /** Whether the file was looked at, be it with an older text. */
  knows(file: string): boolean {
    return this.found.value.file === file
  }

  private lookAt(read: ReadLesson): void {
    this.last = read
    clearTimeout(this.pause)
    this.pause = setTimeout(() => void this.look(read), PAUSE_MS)
  }

  private async look(read: ReadLesson): Promise<void> {
    // What cannot be loaded says nothing of the lesson.
    const problems = await this.search(read).catch(() => undefined)
    const { file } = read.lesson
    const before = this.found.peek()
    const isNews = before.file !== file || (problems?.length ?? 0) + before.problems.length > 0
    if (problems && read === this.last && isNews) this.found.value = { file, problems }
  }
}
