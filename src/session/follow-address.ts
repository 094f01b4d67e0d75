import { effect, untracked } from '@preact/signals'
import type { PageAddress } from './address.ts'
import { packOf } from './pack-address.ts'
import type { Page } from './page.ts'
import {
  isAddressed,
  isOffering,
  type Mark,
  packAt,
  playFreely,
  showLine,
  tellMissing,
  told,
  write,
} from './shown-address.ts'

export { closePack, packAt, packFrom, playFreely } from './shown-address.ts'

/** Keeps the page and its address in step: the address always leads back to what is shown, and the browser's Back goes back. */
export async function followAddress(
  page: Page,
  { pack, lesson, line, events, watch, notebook }: PageAddress,
): Promise<void> {
  if (notebook !== null) await told(page, playFreely(page, notebook))
  if (watch) (await import('../authoring/author.ts')).showWatched(page)
  if (pack !== null) await openFirst(page, pack, lesson)
  else tellMissing(page, lesson)
  // What is there only until another course comes was not asked for.
  if (events !== null && parent !== window) {
    const { tellCourse } = await import('./course-events.ts')
    tellCourse(page, (event) => parent.postMessage({ source: 'logbook', ...event }, events))
  }
  if (line !== null) void showLine(page, line)
  showChosen(page)
  let isFirst = true
  effect(() => {
    // No address leads to a draft.
    if (page.author.value) return
    const isThere = isAddressed(page)
    if (goingBack > 0 || isOffering(page)) return
    if (isFirst) write(page, 'replaceState')
    else if (!isThere) write(page, 'pushState')
    isFirst = false
  })
  addEventListener('popstate', ({ state }) => void popped(page, (state as Mark | null)?.isFromFile === true))
}

/** Opens the pack that the page was opened with. Where it is not there in the end, the page's own course begins. */
async function openFirst(page: Page, pack: string, first: string | null): Promise<void> {
  const { lesson } = page
  const before = lesson.chosen.peek()
  await told(page, packAt(page, pack, { first }))
  const isThere = packOf(lesson) !== null
  // What the learner chose meanwhile has begun.
  if (page.awaitsPack && (isThere || lesson.chosen.peek() === before)) page.goOn()
  page.awaitsPack = false
  if (isThere) tellMissing(page, first)
}

/** How often Back is on its way: what it brings about is no new place. */
let goingBack = 0

async function popped(page: Page, wasFromFile: boolean): Promise<void> {
  goingBack++
  try {
    const { goBack } = await import('./go-back.ts')
    await goBack(page, wasFromFile)
  } finally {
    goingBack--
  }
}

/** A lesson that is chosen takes the place of the learner's notebook. */
function showChosen({ lesson, freePlay }: Page): void {
  const before = lesson.chosen.peek()
  effect(() => {
    if (lesson.chosen.value > before) untracked(() => (freePlay.value = null))
  })
}
