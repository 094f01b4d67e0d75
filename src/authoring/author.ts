import { batch, effect, type Signal, signal, untracked } from '@preact/signals'
import type { Place } from '../lessons/lesson.ts'
import type { LessonSession } from '../lessons/lesson-session.ts'
import { lessonOf } from '../lessons/linked.ts'
import type { WatchEvent } from '../lessons/watch.ts'
import { draftLanguage, lessonLanguage } from '../session/settings.ts'
import { Draft, keptDraft } from './draft.ts'
import { followTab } from './draft-store.ts'
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
  /** The place in the source to show; null: as it stands. */
  readonly place: Signal<Place | null> = signal(null)
  readonly proof: Signal<readonly ProofLine[]> = signal([])
  readonly isProving = signal(false)
  /** The step that a proof is at for long, with its place; '': none. */
  readonly slowStep = signal('')
  private readonly stops: (() => void)[] = []
  /** What the preview shows. */
  private library: ReturnType<Draft['library']>
  private path: string
  private proving: AbortController | undefined

  constructor(
    private readonly page: AuthorPage,
    readonly draft: Draft,
  ) {
    draftLanguage.value = draft.language
    this.library = draft.library()
    this.path = draft.path.peek()
    page.lesson.use(this.library, draft.id)
    this.stops.push(
      effect(() => this.show()),
      effect(() => this.followPreview()),
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
    if (lessonOf(path) !== lessonOf(this.path)) {
      this.stopProof()
      this.proof.value = []
    }
    this.path = path
    batch(() => {
      draftLanguage.value = draft.language
      if (page.lesson.id !== draft.id) page.lesson.go(draft.id)
    })
  }

  /** The file that is looked at is that of the preview; where another course is opened writing is over. */
  private followPreview(): void {
    const { draft, page } = this
    const path = draft.pathOf(page.lesson.id, lessonLanguage.value)
    if (page.lesson.library !== this.library) this.end()
    else if (path !== undefined) draft.path.value = path
  }

  /** Shows the source at a place, of another file when one is named and is a file of the draft. */
  land(line: number, column = 1, file = ''): void {
    const { path, sources } = this.draft
    batch(() => {
      path.value = [...sources.peek().keys()].find((one) => file.endsWith(one)) ?? path.peek()
      this.place.value = { line, column }
      this.tab.value = 'source'
    })
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
      {
        line: (line) => {
          if (!proving.signal.aborted) this.proof.value = [...this.proof.peek(), line]
        },
        slow: (step) => {
          if (!proving.signal.aborted) this.slowStep.value = step
        },
      },
      proving.signal,
    )
    if (this.proving !== proving) return
    this.isProving.value = false
    this.slowStep.value = ''
  }

  stopProof(): void {
    this.slowStep.value = ''
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
    batch(() => {
      draftLanguage.value = null
      this.page.author.value = null
    })
  }
}

/** No address is written for lessons that are shown before it is known that they are a draft. */
function begin(page: AuthorPage, author: () => Author): void {
  batch(() => {
    page.author.value = author()
  })
}

/** Begins to write in the page, where this browser left off. */
export function writeHere(page: AuthorPage): void {
  const open = page.author.peek()
  if (open && !open.draft.isWatched) return
  open?.end()
  begin(page, () => {
    const author = new Author(page, keptDraft())
    followTab(author.tab, 'preview', 'source', 'proof')
    return author
  })
}

/** Shows the file that `npm run lessons -- --watch` watches. */
export function showWatched(page: AuthorPage): void {
  const events = new EventSource('watch-events')
  events.onmessage = ({ data }: MessageEvent<string>) => {
    const event = JSON.parse(data) as WatchEvent
    const { author } = page
    if (event.type === 'source' && author.value === null) {
      const path = event.path.replace(/^.*\/((?:en|zh)\/[\w-]+\/[\w-]+\.md)$/, '$1')
      begin(page, () => new Author(page, new Draft(new Map([[path, event.source]]), { isWatched: true })))
    }
    if (author.value?.draft.isWatched) author.value.hear(event)
  }
}
