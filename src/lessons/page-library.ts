import type { LessonSummary, ReadLesson, ShelvedLesson } from './lesson.ts'
import { Library } from './library.ts'

const summaries = import.meta.glob('../../lessons/*/*/*.md', { query: '?summary', import: 'default', eager: true }) as {
  readonly [path: string]: LessonSummary
}
const bodies = import.meta.glob('../../lessons/*/*/*.md', { query: '?lesson', import: 'default' }) as {
  readonly [path: string]: () => Promise<ReadLesson>
}

/** The lessons that ship with the page; read when it is built (vite-entry.ts), loaded when they are opened. */
export const library = new Library<ShelvedLesson>(
  Object.fromEntries(
    Object.entries(summaries).map(([path, summary]) => {
      const load = bodies[path] as () => Promise<ReadLesson>
      return [path, { ...summary, load }]
    }),
  ),
)
