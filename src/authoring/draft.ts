import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
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

/** A pack while it is written; one file of it is looked at. */
export class Draft {
  readonly sources: Signal<Sources>
  /** The file that is looked at. */
  readonly path: Signal<string>
  /** What is wrong with that file, and what reads badly. */
  readonly problems: ReadonlySignal<readonly Problem[]>

  constructor(
    sources: Sources,
    /** Whether it is written elsewhere, and only shown here. */
    readonly isWatched: boolean,
    path = [...sources.keys()][0] ?? '',
  ) {
    this.sources = signal(sources)
    this.path = signal(path)
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
    this.sources.value = new Map([...this.sources.value, [this.path.value, source]])
  }

  /** A new lesson; gives why not when there is one of this id, or the id is none. */
  add(id: string, language: Language): string | null {
    if (!/^[\w-]+\/[\w-]+$/.test(id)) return 'track/01-name'
    const path = `${language}/${id}.md`
    if (this.sources.value.has(path)) return path
    this.sources.value = new Map([...this.sources.value, [path, scaffold(id.slice(id.indexOf('/') + 1), language)]])
    this.path.value = path
    return null
  }

  remove(): void {
    const { value: path } = this.path
    const rest = [...this.sources.value].filter(([one]) => one !== path)
    if (rest.length === 0) return
    this.sources.value = new Map(rest)
    this.path.value = rest[0]?.[0] ?? ''
  }

  library(): Library<ShelvedLesson> {
    const lessons = [...this.sources.value].map(([path, source]) => [path, shelve(parseLesson(path, source))] as const)
    const ids = [...new Set([...this.sources.value.keys()].map(idOf))]
    return new Library(Object.fromEntries(lessons), { key: DRAFT, title: {}, tracks: {}, order: ids.sort() })
  }
}

function idOf(path: string): string {
  return path.replace(/^(?:en|zh)\//, '').replace(/\.md$/, '')
}

function problemsOf(path: string, source: string): readonly Problem[] {
  const { lesson, problems } = parseLesson(path, source)
  return problems.length > 0 ? problems : styleProblems(lesson)
}

const KEY = 'logbook.draft'

/** The draft that this browser keeps; a scaffold where there is none. */
export function keptDraft(): Draft {
  const kept = read()
  if (kept.size > 0) return new Draft(kept, false)
  return new Draft(new Map([['en/intro/01-first.md', scaffold('01-first', 'en')]]), false)
}

export function keep(sources: Sources): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([...sources]))
  } catch {
    // Storage refused: the draft lives as long as the page; it can be exported.
  }
}

function read(): Sources {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    const pairs = Array.isArray(stored) ? stored : []
    return new Map(pairs.filter(([path, source]) => typeof path === 'string' && typeof source === 'string'))
  } catch {
    return new Map()
  }
}
