/** Other lessons, the learner's notebook, another place in the lesson: what comes into the page at somebody's word. */
import { reasonOf } from './local-error.ts'
import { cameFrom } from './pack-address.ts'
import type { Page } from './page.ts'

/** How a pack is opened. */
interface Opening {
  /** The lesson to begin with. */
  readonly first?: string | null
  readonly isWanted?: () => boolean
  readonly stopped?: AbortController
}

/**
 * Opens the pack at an address, unless it was stopped or is not wanted when it is there, or a lesson was chosen meanwhile.
 * Rejects with the reason; nothing is changed then.
 */
export async function packAt(
  { lesson }: Page,
  address: string,
  { first, isWanted = () => true, stopped = new AbortController() }: Opening = {},
): Promise<void> {
  const { progress } = lesson
  const before = lesson.chosen.peek()
  const heed = lesson.chosen.subscribe((chosen) => chosen > before && stopped.abort())
  try {
    const [{ openShown }, { takeKept }] = await Promise.all([
      import('../packs/open-shown.ts'),
      import('../packs/kept-before.ts'),
    ])
    const library = await openShown(address, stopped)
    heed()
    if (stopped.signal.aborted || !isWanted()) return
    takeKept(progress, library)
    cameFrom(library, new URL(address, location.href).href)
    lesson.use(library, first ?? undefined)
  } catch (error) {
    if (!stopped.signal.aborted) throw error
  } finally {
    heed()
  }
}

/** Opens a pack from a file, which no address can name. Rejects as {@link packAt}. */
export async function packFrom(page: Page, file: File, { signal }: AbortController): Promise<void> {
  const { openFile } = await import('../packs/open-shown.ts')
  const library = await openFile(file)
  if (!signal.aborted) page.lesson.use(library)
}

/** Tells the learner why something could not be done. */
export async function told(page: Page, work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    page.problem.value = reasonOf(error)
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

/** Shows the notebook of a link, or tells what is wrong with it. */
export function offer(page: Page, packed: string): Promise<void> {
  return told(page, playFreely(page, packed))
}

/** Back to the lessons that ship with the page. */
export function closePack(page: Page): void {
  page.lesson.use(null)
}

/** Scrolls to the block of the lesson that begins at the line, and marks it. */
export async function showLine(page: Page, line: number): Promise<void> {
  await page.lesson.ready()
  await new Promise(requestAnimationFrame)
  const blocks = [...document.querySelectorAll<HTMLElement>('.lesson [data-line]')]
  const block = blocks.findLast((one) => Number(one.dataset['line']) <= line)
  block?.scrollIntoView({ block: 'start' })
  block?.classList.add('linked')
}
