/** What an instructor's address asks for besides a lesson: a pack, a frame, somebody who hears of goals. */
import type { PageAddress } from './address.ts'
import { reasonOf } from './local-error.ts'
import { packOf } from './pack-address.ts'
import type { Page } from './page.ts'
import { packAt } from './show-other.ts'
import { tellMissing } from './shown-address.ts'

/** Resolves when the lesson that is asked for is shown, or the learner has chosen another one. */
export async function setUp(page: Page, address: PageAddress): Promise<void> {
  if (address.pack !== null) await openFirst(page, address.pack, address)
  else await missed(page, address)
  // What is there only until another course comes was not asked for.
  if (parent !== window) await tellFrame(page, address.events)
}

/** The page around the frame hears of lessons and goals, if it is known who may. */
async function tellFrame(page: Page, events: string | null): Promise<void> {
  if (events === null)
    return console.warn('Logbook tells nobody of goals: say whom, by ?events=https://… in the address of the frame')
  const { tellCourse } = await import('./course-events.ts')
  tellCourse(page, (event) => parent.postMessage({ source: 'logbook', ...event }, events))
}

/** Opens the pack that the page was opened with, until it is there or the learner wants another course. */
async function openFirst(page: Page, pack: string, address: PageAddress): Promise<void> {
  const { lesson } = page
  const before = lesson.chosen.peek()
  const isOpen = () => packOf(lesson) !== null || lesson.chosen.peek() !== before
  const open = () => packAt(page, pack, { first: address.lesson }).then(() => null, reasonOf)
  for (let why = await open(); !isOpen() && (why !== null || address.embed); why = await open()) {
    const { packFailed } = await import('../packs/impasse.tsx')
    if (!(await packFailed(page, why, address))) break
  }
  // What the learner chose meanwhile has begun.
  if (page.awaitsPack && (packOf(lesson) !== null || lesson.chosen.peek() === before)) page.goOn()
  page.awaitsPack = false
  if (packOf(lesson) !== null) await missed(page, address)
}

/** The lesson that the page was opened with may not be there: in a frame no other one takes its place unasked. */
async function missed(page: Page, { lesson: id, embed }: PageAddress): Promise<void> {
  if (!embed || id === null || page.lesson.library.hasLesson(id)) return tellMissing(page, id)
  const { lessonMissing } = await import('../packs/impasse.tsx')
  await lessonMissing(page, id)
}
