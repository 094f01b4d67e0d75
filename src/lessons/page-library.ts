import type { ReadLesson } from './lesson.ts'
import { Library } from './library.ts'

/** The lessons that ship with the page; read when it is built (vite-entry.ts). */
export const library = new Library(
  import.meta.glob('../../lessons/*/*/*.md', { query: '?lesson', import: 'default', eager: true }) as {
    readonly [path: string]: ReadLesson
  },
)
