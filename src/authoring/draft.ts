import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { Problem, ReadLesson, ShelvedLesson } from '../lessons/lesson.ts'
import { Library } from '../lessons/library.ts'
import { problemsAmong } from '../lessons/lint-among.ts'
import { parseLesson } from '../lessons/parse.ts'
import { scaffold } from '../lessons/scaffold.ts'
import { styleProblems } from '../lessons/style.ts'
import { DRAFT, shelve } from '../packs/pack.ts'
import type { Language } from '../session/settings.ts'

/** Lessons that are being written: their sources by path, `en/track/01-name.md`. */
export type Sources = ReadonlyMap<string, string>

/** Why something cannot be done with a draft. */
export type WhyNot = 'no id' | 'there is one' | 'the last file stays'

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
  private readonly reads: ReadonlySignal<Reads>
  private readonly shelf: ReadonlySignal<Library<ShelvedLesson>>

  constructor(sources: Sources, { isWatched = false, keep = () => {} }: DraftOptions = {}) {
    this.isWatched = isWatched
    this.keep = keep
    this.sources = signal(sources)
    this.path = signal(firstOf(sources))
    let reads: Reads = new Map()
    this.reads = computed(() => {
      reads = readAnew(reads, this.sources.value)
      return reads
    })
    this.shelf = computed(() => libraryOf(this.reads.value, ({ read }) => shelve(read)))
    this.problems = computed(() => this.problemsHere())
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

  /** The file that is looked at, as it is read. */
  get read(): ReadLesson {
    return this.reads.value.get(this.path.value)?.read ?? parseLesson('', '')
  }

  /** The lesson's file: in the language, or in the other; undefined: there is none. */
  pathOf(id: string, language: Language): string | undefined {
    return [language, 'en', 'zh'].map((one) => `${one}/${id}.md`).find((path) => this.sources.value.has(path))
  }

  /** A new lesson; gives why there is none. */
  add(id: string, language: Language): WhyNot | null {
    if (!/^[\w-]+\/[\w-]+$/.test(id)) return 'no id'
    const path = `${language}/${id}.md`
    if (this.sources.value.has(path)) return 'there is one'
    batch(() => {
      this.change(new Map([...this.sources.value, [path, scaffold(id.slice(id.indexOf('/') + 1), language)]]))
      this.path.value = path
    })
    return null
  }

  /** Takes the file that is looked at away; gives why it stays. */
  remove(): WhyNot | null {
    const { value: path } = this.path
    const rest = [...this.sources.value].filter(([one]) => one !== path)
    if (rest.length === 0) return 'the last file stays'
    batch(() => {
      this.change(new Map(rest))
      this.path.value = rest[0]?.[0] ?? ''
    })
    return null
  }

  private change(sources: Sources): void {
    this.sources.value = sources
    this.keep(sources)
  }

  /** The lessons as they are now; another one after each change. */
  library(): Library<ShelvedLesson> {
    return this.shelf.value
  }

  /** Faults come before what reads badly. */
  private problemsHere(): readonly Problem[] {
    const { problems } = this.read
    const among = libraryOf(this.reads.value, ({ read }) => read)
    const faults = [...problems, ...problemsAmong(among, this.id, this.language)]
    return faults.length > 0 ? faults : styleProblems(this.read)
  }
}

/** Files as they were last read, by path. */
type Reads = ReadonlyMap<string, { readonly source: string; readonly read: ReadLesson }>

/** Files that changed are read; of the others it is known what is in them. */
function readAnew(known: Reads, sources: Sources): Reads {
  const reads = [...sources].map(([path, source]) => {
    const one = known.get(path)
    return [path, one?.source === source ? one : { source, read: parseLesson(path, source) }] as const
  })
  return new Map(reads)
}

function libraryOf<Kept>(reads: Reads, kept: (one: { readonly read: ReadLesson }) => Kept): Library<Kept> {
  const lessons = [...reads].map(([path, one]) => [path, kept(one)] as const)
  const ids = [...new Set([...reads.keys()].map(idOf))]
  return new Library(Object.fromEntries(lessons), { key: DRAFT, title: {}, tracks: {}, order: ids.sort() })
}

function firstOf(sources: Sources): string {
  return [...sources.keys()][0] ?? ''
}

function idOf(path: string): string {
  return path.replace(/^(?:en|zh)\//, '').replace(/\.md$/, '')
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
