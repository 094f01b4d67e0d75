/** What the lessons need of the build: `import lesson from './x.md?lesson'` is the lesson, read, `?summary` its summary. The page ships no parser. */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Plugin } from 'vite'
import type { LessonSummary, ReadLesson } from './lesson.ts'
import { parseLesson } from './parse.ts'

/** Faults do not break the build: the page shows them above the lesson, `npm run lessons` fails for them. */
export function lessons(): Plugin {
  return {
    name: 'lessons',
    enforce: 'pre',
    load(id) {
      const [file = '', query] = id.split('?')
      if (query !== 'lesson' && query !== 'summary') return null
      this.addWatchFile(file)
      const parsed = parseLesson(relative(process.cwd(), file), readFileSync(file, 'utf8'))
      if (query === 'summary') return `export default ${JSON.stringify(summaryOf(parsed))}`
      for (const { line, column, message } of parsed.problems) this.warn(`${file}:${line}:${column} ${message}`)
      return `export default ${JSON.stringify(parsed)}`
    },
  }
}

function summaryOf({ lesson: { title, minutes, goals } }: ReadLesson): LessonSummary {
  return { title, minutes, goals: goals.length }
}
