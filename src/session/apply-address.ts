import { library } from '../lessons/page-library.ts'
import type { PageAddress } from './address.ts'
import { language, lessonId, presenting, theme } from './settings.ts'

/** Sets what the address asks for before anything is drawn. A pack, and the lesson in it, come when the page stands. */
export function applyAddress({ pack, lesson, embed, present, ...wanted }: PageAddress): void {
  if (wanted.language) language.value = wanted.language
  if (wanted.theme) theme.value = wanted.theme
  if (present) presenting.value = true
  if (pack === null && lesson !== null && library.hasLesson(lesson)) lessonId.value = lesson
  document.documentElement.classList.toggle('embed', embed)
}
