import { effect, signal } from '@preact/signals'
import { addressOf, type PageAddress, readAddress } from './address.ts'
import { tellCourse } from './course-events.ts'
import type { Page } from './page.ts'

/** The pack whose lessons are shown, by its address; null: the page's own course, or a pack from a file. */
const openPack = signal<string | null>(null)

/** Keeps the page and its address in step: the address always leads back to what is shown, and the browser's Back goes back. */
export async function followAddress(
  page: Page,
  { pack, lesson, line, events, watch, notebook }: PageAddress,
): Promise<void> {
  if (events !== null && parent !== window)
    tellCourse(page, (event) => parent.postMessage({ source: 'logbook', ...event }, events))
  if (notebook !== null) await told(page, playFreely(page, notebook))
  if (watch) (await import('../authoring/author.ts')).showWatched(page)
  if (pack !== null) await told(page, packAt(page, pack, lesson ?? undefined))
  if (line !== null) void showLine(page, line)
  let shown = ''
  effect(() => {
    // No address leads to a draft.
    if (page.author.value) return
    const { id } = page.lesson
    const address = addressOf(new URL(location.href), id, { pack: openPack.value })
    if (shown === '' || address === location.href) history.replaceState(null, '', address)
    else if (shown !== id) history.pushState(null, '', address)
    shown = id
  })
  addEventListener('popstate', () => void goBack(page))
}

/** Opens the pack at an address. Rejects with the reason; nothing is changed then. */
export async function packAt(page: Page, address: string, first?: string): Promise<void> {
  const { openPackAt } = await import('../packs/open-pack.ts')
  const library = await openPackAt(address, fetch)
  openPack.value = new URL(address, location.href).href
  page.lesson.use(library, first)
}

/** Opens a pack from a file, which no address can name. Rejects as {@link packAt}. */
export async function packFrom(page: Page, file: File): Promise<void> {
  const { openZip } = await import('../packs/open-pack.ts')
  const library = await openZip(new Uint8Array(await file.arrayBuffer()))
  openPack.value = null
  page.lesson.use(library)
}

async function told(page: Page, work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    page.problem.value = error instanceof Error ? error.message : String(error)
  }
}

/** Shows the learner's own notebook, and offers that of a link. Rejects when the link is damaged. */
export async function playFreely(page: Page, packed: string | null): Promise<void> {
  const [{ Notebook }, { fromFragment }] = await Promise.all([
    import('../free-play/notebook.ts'),
    import('../free-play/share.ts'),
  ])
  page.freePlay.value = { notebook: Notebook.kept(), offered: packed === null ? null : fromFragment(packed) }
}

/** Back to the lessons that ship with the page. */
export function closePack(page: Page): void {
  openPack.value = null
  page.lesson.use(null)
}

async function goBack(page: Page): Promise<void> {
  const { pack, lesson, line } = readAddress(new URL(location.href))
  if (pack !== null && pack !== openPack.peek()) await told(page, packAt(page, pack, lesson ?? undefined))
  else if (lesson !== null && lesson !== page.lesson.id) page.lesson.go(lesson)
  if (line !== null) void showLine(page, line)
}

/** Scrolls to the block of the lesson that begins at the line, and marks it. */
async function showLine(page: Page, line: number): Promise<void> {
  await page.lesson.ready()
  await new Promise(requestAnimationFrame)
  const blocks = [...document.querySelectorAll<HTMLElement>('.lesson [data-line]')]
  const block = blocks.findLast((one) => Number(one.dataset['line']) <= line)
  block?.scrollIntoView({ block: 'start' })
  block?.classList.add('linked')
}
