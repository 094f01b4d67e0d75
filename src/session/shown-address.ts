/** Where what is shown comes from, and the address that leads back to it. */
import type { LessonSession } from '../lessons/lesson-session.ts'
import { readAddress } from './address.ts'
import { reasonOf } from './local-error.ts'
import { cameFrom, packOf } from './pack-address.ts'
import type { Page } from './page.ts'
import { addressOf } from './place-address.ts'
import { language } from './settings.ts'

/** Whether lessons are shown that no address can name. */
export function isFromFile(lesson: LessonSession): boolean {
  return !lesson.isOwnCourse && packOf(lesson) === null
}

/** What a place in the browser's history remembers besides its address. */
export interface Mark {
  readonly isFromFile: boolean
  /** Lessons were being written in the page. */
  readonly isWriting?: boolean
}

/** Makes the address that of what is shown. */
export function write({ lesson }: Page, how: 'pushState' | 'replaceState'): void {
  const mark: Mark = { isFromFile: isFromFile(lesson) }
  const now = new URL(location.href)
  const { lesson: id, line } = readAddress(now)
  // A step that was linked to stays linked to, while its lesson is shown.
  const step = line !== null && id === lesson.id ? { line } : {}
  history[how](mark, '', addressOf(now, lesson.id, { pack: packOf(lesson), ...step }))
}

/** Whether a notebook is offered: its address stays, for nobody has it yet. */
export function isOffering({ freePlay }: Page): boolean {
  return (freePlay.value?.offered ?? null) !== null
}

/** Whether the address leads to what is shown. */
export function isAddressed({ lesson }: Page): boolean {
  const { pack, lesson: id } = readAddress(new URL(location.href))
  return id === lesson.id && absolute(pack) === packOf(lesson)
}

/** A pack's address as the page writes it; what is none is left as it is. */
export function absolute(pack: string | null): string | null {
  return pack !== null && URL.canParse(pack, location.href) ? new URL(pack, location.href).href : pack
}

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

/** Tells the learner when the course has no lesson of this id, unless there is worse to tell. */
export function tellMissing({ lesson, problem }: Page, id: string | null): void {
  if (id === null || lesson.library.hasLesson(id) || problem.peek() !== null) return
  problem.value = () => missingText(id)
}

/** That the course has no lesson of this id, in the learner's language. */
export function missingText(id: string): string {
  return language.value === 'zh' ? `本课程没有课程 ${id}` : `This course has no lesson ${id}`
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
