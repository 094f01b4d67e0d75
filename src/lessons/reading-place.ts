import { lessonPlace } from '../session/settings.ts'

/** Remembers the block that stands at the top of the text, from now on; what it gives ends that. */
export function followReading(prose: HTMLElement, lesson: () => string): () => void {
  let frame = 0
  const look = () => {
    frame = 0
    const top = prose.getBoundingClientRect().top
    const block = blocksOf(prose).find((one) => one.getBoundingClientRect().bottom > top)
    const line = Number(block?.dataset['line'] ?? 0)
    if (lessonPlace.peek().line !== line || lessonPlace.peek().lesson !== lesson())
      lessonPlace.value = { lesson: lesson(), line }
  }
  const scrolled = () => {
    frame ||= requestAnimationFrame(look)
  }
  prose.addEventListener('scroll', scrolled, { passive: true })
  return () => {
    prose.removeEventListener('scroll', scrolled)
    cancelAnimationFrame(frame)
  }
}

/** Back to where the lesson was being read when the page was left, unless a link has led elsewhere in it. */
export function resumeReading(prose: HTMLElement, lesson: string): void {
  const place = lessonPlace.peek()
  if (place.lesson !== lesson || prose.querySelector('.linked')) return
  // The first block begins under the title.
  const before = blocksOf(prose).findLastIndex((one) => Number(one.dataset['line']) <= place.line)
  if (before > 0) blocksOf(prose)[before]?.scrollIntoView({ block: 'start' })
}

function blocksOf(prose: HTMLElement): HTMLElement[] {
  return [...prose.querySelectorAll<HTMLElement>(':scope > .lesson-block')]
}
