import { effect, type Signal, signal } from '@preact/signals'
import type { LessonSession } from '../lessons/lesson-session.ts'
import type { WatchEvent } from '../lessons/watch.ts'
import { language } from '../session/settings.ts'
import { Draft, keptDraft } from './draft.ts'
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
  private proving: AbortController | undefined

  constructor(
    private readonly page: AuthorPage,
    readonly draft: Draft,
  ) {
    language.value = draft.language
    page.lesson.use(draft.library(), draft.id)
    let shown = draft.path.peek()
    this.stops.push(
      effect(() => {
        const library = draft.library()
        page.lesson.refresh(library)
      }),
      effect(() => {
        if (shown === draft.path.value) return
        shown = draft.path.value
        language.value = draft.language
        page.lesson.go(draft.id)
        this.proof.value = []
      }),
    )
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

  close(): void {
    this.stopProof()
    for (const stop of this.stops) stop()
    this.page.lesson.use(null)
    this.page.author.value = null
  }
}

/** Begins to write in the page, where this browser left off. */
export function writeHere(page: AuthorPage): void {
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
    author.value?.hear(event)
  }
}
