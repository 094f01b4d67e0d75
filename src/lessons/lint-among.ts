import type { Language } from '../session/settings.ts'
import type { Lesson, Problem, ReadLesson } from './lesson.ts'
import type { Library } from './library.ts'
import { endOfLink } from './link-end.ts'
import { compareTranslation, isCopy } from './translation.ts'

/** What is wrong with a lesson among the others of its library: links that lead to none of them, parts of a translation that are not as in the English. */
export function problemsAmong(library: Library<ReadLesson>, id: string, language: Language): Problem[] {
  const read = library.of(id, language)
  const { lesson } = read
  const original = language === 'zh' && library.has(id, 'en') ? library.of(id, 'en').lesson : lesson
  return [...deadLinks(library, id, lesson), ...(isCopy(original, lesson) ? [] : compareTranslation(original, read))]
}

function deadLinks(library: Library<ReadLesson>, id: string, { file, links }: Lesson): Problem[] {
  const dead = links.filter(({ target }) => !isAlive(library, id, target))
  return dead.map(({ line, column, target }) => ({ file, line, column, message: `dead link: ${target}` }))
}

/** Lessons are linked to by their files, so that links hold wherever the Markdown is read, or by the page's own addresses. */
function isAlive(library: Library<ReadLesson>, id: string, target: string): boolean {
  const end = endOfLink(target, id)
  if (typeof end === 'string') return end === 'beside'
  return library.hasLesson(end.lesson) && (target.startsWith('#') || /\.md(?:[?#]|$)/.test(target))
}
