import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { Problem, ShelvedLesson } from '../lessons/lesson.ts'
import { Library } from '../lessons/library.ts'
import { parseLesson } from '../lessons/parse.ts'
import { scaffold } from '../lessons/scaffold.ts'
import { styleProblems } from '../lessons/style.ts'
import { shelve } from '../packs/pack.ts'
import type { Language } from '../session/settings.ts'

/** Lessons that are being written: their sources by path, `en/track/01-name.md`. */
export type Sources = ReadonlyMap<string, string>

/** The key of drafts among courses. */
export const DRAFT = 'draft'

/** How a draft is written. */
export interface DraftOptions {
  readonly isWatched?: boolean
  /** Called with all sources after each change that is made here. */
  readonly keep?: (sources: Sources) => void
}

/** A pack while it is written; one file of it is looked at. */
export class Draft {
  readonly sources: Signal<Sources>
  /** The file that is looked at. */
  readonly path: Signal<string>
  /** What is wrong with that file, and what reads badly. */
  readonly problems: ReadonlySignal<readonly Problem[]>

  /** Whether it is written elsewhere, and only shown here. */
  readonly isWatched: boolean
  private readonly keep: (sources: Sources) => void

  constructor(sources: Sources, { isWatched = false, keep = () => {} }: DraftOptions = {}) {
    this.isWatched = isWatched
    this.keep = keep
    this.sources = signal(sources)
    this.path = signal(firstOf(sources))
    this.problems = computed(() => problemsOf(this.path.value, this.source))
  }

  get source(): string {
    return this.sources.value.get(this.path.value) ?? ''
  }

  /** `track/01-name` of the file that is looked at. */
  get id(): string {
    return idOf(this.path.value)
  }

  get language(): Language {
    return this.path.value.startsWith('zh/') ? 'zh' : 'en'
  }

  edit(source: string): void {
    this.change(new Map([...this.sources.value, [this.path.value, source]]))
  }

  /** Takes over what was written elsewhere: it takes the place of all that is here, and is not kept again. */
  takeOver(sources: Sources): void {
    batch(() => {
      this.sources.value = sources
      if (!sources.has(this.path.value)) this.path.value = firstOf(sources)
    })
  }

  /** A new lesson; gives why not when there is one of this id, or the id is none. */
  add(id: string, language: Language): string | null {
    if (!/^[\w-]+\/[\w-]+$/.test(id)) return 'track/01-name'
    const path = `${language}/${id}.md`
    if (this.sources.value.has(path)) return path
    this.change(new Map([...this.sources.value, [path, scaffold(id.slice(id.indexOf('/') + 1), language)]]))
    this.path.value = path
    return null
  }

  remove(): void {
    const { value: path } = this.path
    const rest = [...this.sources.value].filter(([one]) => one !== path)
    if (rest.length === 0) return
    batch(() => {
      this.change(new Map(rest))
      this.path.value = rest[0]?.[0] ?? ''
    })
  }

  private change(sources: Sources): void {
    this.sources.value = sources
    this.keep(sources)
  }

  library(): Library<ShelvedLesson> {
    const lessons = [...this.sources.value].map(([path, source]) => [path, shelve(parseLesson(path, source))] as const)
    const ids = [...new Set([...this.sources.value.keys()].map(idOf))]
    return new Library(Object.fromEntries(lessons), { key: DRAFT, title: {}, tracks: {}, order: ids.sort() })
  }
}

function firstOf(sources: Sources): string {
  return [...sources.keys()][0] ?? ''
}

function idOf(path: string): string {
  return path.replace(/^(?:en|zh)\//, '').replace(/\.md$/, '')
}

function problemsOf(path: string, source: string): readonly Problem[] {
  const { lesson, problems } = parseLesson(path, source)
  return problems.length > 0 ? problems : styleProblems(lesson)
}

const KEY = 'logbook.draft'

/** The one that is, or was last, on the screen. */
let shown: Draft | undefined

/** The draft that this browser keeps, or a scaffold; what another tab writes into it shows here. */
export function keptDraft(): Draft {
  const kept = sourcesIn(stored())
  const first = new Map([['en/intro/01-first.md', scaffold('01-first', 'en')]])
  if (!shown) addEventListener('storage', ({ key, newValue }) => key === KEY && hearOf(sourcesIn(newValue)))
  shown = new Draft(kept.size > 0 ? kept : first, { keep })
  return shown
}

/** A draft that was cleared elsewhere stays here. */
function hearOf(sources: Sources): void {
  if (sources.size > 0) shown?.takeOver(sources)
}

function keep(sources: Sources): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([...sources]))
  } catch {
    // Storage refused: the draft lives as long as the page; it can be exported.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}

function sourcesIn(text: string | null): Sources {
  try {
    const pairs: unknown = JSON.parse(text ?? '[]')
    const all = Array.isArray(pairs) ? pairs : []
    return new Map(all.filter(([path, source]) => typeof path === 'string' && typeof source === 'string'))
  } catch {
    return new Map()
  }
}
