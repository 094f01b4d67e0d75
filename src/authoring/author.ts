import { batch, effect, type Signal, signal, untracked } from '@preact/signals'
import type { LessonSession } from '../lessons/lesson-session.ts'
import type { WatchEvent } from '../lessons/watch.ts'
import { language } from '../session/settings.ts'
import { Draft, keptDraft } from './draft.ts'
import { MetGoals } from './met-goals.ts'
import { proveHere } from './proof.ts'
import type { ProofLine } from './proof-messages.ts'

/** What authoring needs of the page. */
export interface AuthorPage {
  readonly lesson: LessonSession
  readonly author: Signal<Author | null>
}

export type AuthorTab = 'preview' | 'source' | 'proof'

/** A page on which lessons are written: the draft, what of it is seen, and its proof. */
export class Author {
  readonly tab: Signal<AuthorTab> = signal('preview')
  /** The line of the source to show, from 1; null: as it stands. */
  readonly line: Signal<number | null> = signal(null)
  readonly proof: Signal<readonly ProofLine[]> = signal([])
  readonly isProving = signal(false)
  private readonly stops: (() => void)[] = []
  /** What the preview shows. */
  private library: ReturnType<Draft['library']>
  private path: string
  private proving: AbortController | undefined

  constructor(
    private readonly page: AuthorPage,
    readonly draft: Draft,
  ) {
    language.value = draft.language
    this.library = draft.library()
    this.path = draft.path.peek()
    page.lesson.use(this.library, draft.id)
    const met = new MetGoals(page.lesson.progress)
    this.stops.push(
      effect(() => this.show()),
      effect(() => this.followPreview()),
      effect(() => met.follow(draft)),
    )
  }

  /** The preview shows the draft as it is now, and the file that is looked at. */
  private show(): void {
    const { draft, page } = this
    const library = draft.library()
    const path = draft.path.value
    untracked(() => {
      if (library !== this.library) page.lesson.refresh(library)
      this.library = library
      if (path !== this.path) this.turnTo(path)
    })
  }

  private turnTo(path: string): void {
    const { draft, page } = this
    this.path = path
    this.stopProof()
    this.proof.value = []
    batch(() => {
      language.value = draft.language
      if (page.lesson.id !== draft.id) page.lesson.go(draft.id)
    })
  }

  /** The file that is looked at is that of the preview; where another course is opened writing is over. */
  private followPreview(): void {
    const { draft, page } = this
    const path = draft.pathOf(page.lesson.id, language.value)
    if (page.lesson.library !== this.library) this.end()
    else if (path !== undefined) draft.path.value = path
  }

  /** Shows the source at a line. */
  land(line: number): void {
    this.line.value = line
    this.tab.value = 'source'
  }

  /** Proves the lesson that is looked at. */
  async prove(): Promise<void> {
    this.stopProof()
    const proving = new AbortController()
    this.proving = proving
    this.proof.value = []
    this.isProving.value = true
    const { draft } = this
    await proveHere(
      draft.id,
      draft.sources.peek(),
      (line) => {
        if (!proving.signal.aborted) this.proof.value = [...this.proof.peek(), line]
      },
      proving.signal,
    )
    if (this.proving === proving) this.isProving.value = false
  }

  stopProof(): void {
    this.proving?.abort()
    this.isProving.value = false
  }

  /** Hears of the file that is written elsewhere. */
  hear(event: WatchEvent): void {
    if (event.type === 'source') this.draft.edit(event.source)
    if (event.type === 'proving') this.proof.value = []
    if (event.type === 'proof') this.proof.value = [...this.proof.peek(), event.proof]
    this.isProving.value = event.type === 'proving' || event.type === 'proof'
  }

  /** Back to the page's own course. */
  close(): void {
    this.end()
    this.page.lesson.use(null)
  }

  /** Nothing is written any more, whatever is shown. */
  end(): void {
    this.stopProof()
    for (const stop of this.stops) stop()
    this.page.author.value = null
  }
}

/** Begins to write in the page, where this browser left off. */
export function writeHere(page: AuthorPage): void {
  const open = page.author.peek()
  if (open && !open.draft.isWatched) return
  open?.end()
  page.author.value = new Author(page, keptDraft())
}

/** Shows the file that `npm run lessons -- --watch` watches. */
export function showWatched(page: AuthorPage): void {
  const events = new EventSource('watch-events')
  events.onmessage = ({ data }: MessageEvent<string>) => {
    const event = JSON.parse(data) as WatchEvent
    const { author } = page
    if (event.type === 'source' && author.value === null) {
      const path = event.path.replace(/^.*\/((?:en|zh)\/[\w-]+\/[\w-]+\.md)$/, '$1')
      author.value = new Author(page, new Draft(new Map([[path, event.source]]), { isWatched: true }))
    }
    if (author.value?.draft.isWatched) author.value.hear(event)
  }
}
