import { effect, untracked } from '@preact/signals'
import { type PageAddress, readAddress } from './address.ts'
import type { Page } from './page.ts'
import { isAddressed, isOffering, type Mark, tellMissing, write } from './shown-address.ts'

/** Keeps the page and its address in step: the address always leads back to what is shown, and the browser's Back goes back. */
export async function followAddress(page: Page, address: PageAddress): Promise<void> {
  const { pack, lesson, line, events, embed, watch, notebook } = address
  if (notebook !== null) await (await showOther()).offer(page, notebook)
  if (watch) (await import('../authoring/author.ts')).showWatched(page)
  if (pack !== null || embed || events !== null) await (await import('./class-room.ts')).setUp(page, address)
  else tellMissing(page, lesson)
  if (line !== null) void (await showOther()).showLine(page, line)
  showChosen(page)
  addEventListener('popstate', ({ state }) => void popped(page, markOf(state).isFromFile === true))
  // Back may have been pressed before anybody heard of it.
  const now = readAddress(new URL(location.href))
  if (now.lesson !== lesson || now.pack !== pack) await popped(page, markOf(history.state).isFromFile === true)
  if (markOf(history.state).isWriting === true) (await import('../authoring/author.ts')).writeHere(page)
  let isFirst = true
  effect(() => {
    const author = page.author.value
    markWriting(author !== null && !author.draft.isWatched)
    // No address leads to a draft.
    if (author) return
    const isThere = isAddressed(page)
    if (goingBack > 0 || isOffering(page)) return
    if (isFirst) write(page, 'replaceState')
    else if (!isThere) write(page, 'pushState')
    isFirst = false
  })
}

function showOther() {
  return import('./show-other.ts')
}

function markOf(state: unknown): Partial<Mark> {
  return Object(state)
}

/** Lessons that are being written have no address: after a reload they are where they were left. */
function markWriting(isWriting: boolean): void {
  const mark = markOf(history.state)
  if ((mark.isWriting ?? false) !== isWriting) history.replaceState({ ...mark, isWriting }, '')
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
