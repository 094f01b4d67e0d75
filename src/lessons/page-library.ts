import { Library } from './library.ts'

/** The lessons that ship with the page. */
export const library = new Library(
  import.meta.glob('../../lessons/*/*/*.md', { query: '?raw', import: 'default', eager: true }) as {
    readonly [path: string]: string
  },
)
