import { effect, untracked } from '@preact/signals'
import type { PageAddress } from './address.ts'
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
  if (pack !== null) await told(page, packAt(page, pack, lesson ?? undefined))
  if (page.awaitsPack) page.goOn()
  tellMissing(page, lesson)
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
