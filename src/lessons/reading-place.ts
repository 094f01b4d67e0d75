import { readingPlaces } from '../session/settings.ts'
import { blocksOf, lineOf } from './shown-blocks.ts'

/** So many lessons are gone back to where they were being read. */
const KEPT = 30

/** Where the lesson was being read last; 0: at its top, or never. */
export function placeIn(lesson: string): number {
  return readingPlaces.peek().find((place) => place.lesson === lesson)?.line ?? 0
}

/** The lesson that is being read now, and where. */
export function readAt(lesson: string, line: number): void {
  const [last, ...others] = readingPlaces.peek()
  if (last?.lesson === lesson && last.line === line) return
  const kept = [...(last ? [last] : []), ...others].filter((place) => place.lesson !== lesson)
  readingPlaces.value = [{ lesson, line }, ...kept].slice(0, KEPT)
}

/** Whether the lesson is the one that is being read. */
export function isBeingRead(lesson: string): boolean {
  return readingPlaces.peek()[0]?.lesson === lesson
}

/** Remembers the block that stands at the top of the text, from now on; what it gives ends that. */
export function followReading(prose: HTMLElement, lesson: () => string): () => void {
  let frame = 0
  const look = () => {
    frame = 0
    const { top } = prose.getBoundingClientRect()
    const blocks = blocksOf(prose)
    const block = blocks.find((one) => one.getBoundingClientRect().bottom > top) ?? blocks.at(-1)
    // Where no text is yet, or no more, nobody reads.
    if (block) readAt(lesson(), lineOf(block))
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

/** Back to where the lesson was being read. */
export async function resumeReading(prose: HTMLElement, lesson: string): Promise<void> {
  const line = placeIn(lesson)
  if (line === 0) return
  const blocks = blocksOf(prose)
  const { holdLine } = await import('./hold-line.ts')
  holdLine(prose, blocks, line)
}
