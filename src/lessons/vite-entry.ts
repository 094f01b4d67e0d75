/** What the lessons need of the build: `import lesson from './x.md?lesson'` is the lesson, read. The page ships no parser. */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Plugin } from 'vite'
import { parseLesson } from './parse.ts'

/** Faults do not break the build: the page shows them above the lesson, `npm run lessons` fails for them. */
export function lessons(): Plugin {
  return {
    name: 'lessons',
    enforce: 'pre',
    load(id) {
      const [file = '', query] = id.split('?')
      if (query !== 'lesson') return null
      this.addWatchFile(file)
      const parsed = parseLesson(relative(process.cwd(), file), readFileSync(file, 'utf8'))
      for (const { line, column, message } of parsed.problems) this.warn(`${file}:${line}:${column} ${message}`)
      return `export default ${JSON.stringify(parsed)}`
    },
  }
}
