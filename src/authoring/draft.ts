import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { Problem, ReadLesson, ShelvedLesson } from '../lessons/lesson.ts'
import { type Course, Library } from '../lessons/library.ts'
import { problemsAmong } from '../lessons/lint-among.ts'
import { parseLesson } from '../lessons/parse.ts'
import { byPlace } from '../lessons/placed.ts'
import { scaffold } from '../lessons/scaffold.ts'
import { styleProblems } from '../lessons/style.ts'
import { courseOf, DRAFT, shelve } from '../packs/pack.ts'
import { type Language, language } from '../session/settings.ts'
import { AuthorLint } from './author-lint.ts'
import { hearDraft, storeDraft, storedDraft, storedPath, storePath } from './draft-store.ts'
import { idsIn, packOfDraft, type Sources, type Written } from './pack-file.ts'

/** Why something cannot be done with a draft. */
export type WhyNot = 'no id' | 'there is one' | 'the last file stays'

/** How a draft is written. */
export interface DraftOptions {
  readonly isWatched?: boolean
  readonly packYaml?: string
  /** The file to look at first. */
  readonly path?: string | null
  /** Called with all of it after each change that is made here; gives whether it was kept. */
  readonly keep?: (draft: Written) => boolean
}

/** A pack while it is written; one file of it is looked at. */
export class Draft {
  readonly sources: Signal<Sources>
  /** Its `pack.yaml`, as far as its author has written one. */
  readonly packYaml: Signal<string>
  /** The file that is looked at. */
  readonly path: Signal<string>
  /** Whether what was written last outlives the page. */
  readonly isKept = signal(true)
  /** Whether something that was taken away can be put back. */
  readonly undoable = computed(() => this.taken.value !== null)
  /** What is wrong with that file, and what reads badly. */
  readonly problems: ReadonlySignal<readonly Problem[]>

  /** Whether it is written elsewhere, and only shown here. */
  readonly isWatched: boolean
  private readonly lint = new AuthorLint()
  private readonly keep: (draft: Written) => boolean
  /** Puts back what was taken away last. */
  private readonly taken: Signal<(() => void) | null> = signal(null)
  private readonly reads: ReadonlySignal<Reads>
  private readonly shelf: ReadonlySignal<Library<ShelvedLesson>>

  constructor(
    sources: Sources,
    { isWatched = false, packYaml = '', path = null, keep = () => true }: DraftOptions = {},
  ) {
    this.isWatched = isWatched
    this.keep = keep
    this.sources = signal(sources)
    this.packYaml = signal(packYaml)
    this.path = signal(path !== null && sources.has(path) ? path : firstOf(sources))
    let reads: Reads = new Map()
    this.reads = computed(() => {
      reads = readAnew(reads, this.sources.value)
      return reads
    })
    this.shelf = computed(() => libraryOf(this.reads.value, ({ read }) => shelve(read), this.packYaml.value))
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
  takeOver({ sources, packYaml }: Written): void {
    batch(() => {
      this.taken.value = null
      this.sources.value = sources
      this.packYaml.value = packYaml
      if (!sources.has(this.path.value)) this.path.value = firstOf(sources)
    })
  }

  /** Whether the file that is looked at was looked through, commands and cells too. */
  get isLookedThrough(): boolean {
    return this.lint.knows(this.path.value)
  }

  /** The file that is looked at, as it is read. */
  get read(): ReadLesson {
    return this.reads.value.get(this.path.value)?.read ?? parseLesson('', '')
  }

  /** The lesson's file: in the language, or in the other; undefined: there is none. */
  pathOf(id: string, language: Language): string | undefined {
    return [language, 'en', 'zh'].map((one) => `${one}/${id}.md`).find((path) => this.sources.value.has(path))
  }

  /** A new lesson, or one in its other language, which begins as it is in the first; gives why there is none. */
  add(id: string, language: Language): WhyNot | null {
    if (!/^[\w-]+\/[\w-]+$/.test(id)) return 'no id'
    const path = `${language}/${id}.md`
    if (this.sources.value.has(path)) return 'there is one'
    batch(() => {
      const begun = this.sources.value.get(`${language === 'en' ? 'zh' : 'en'}/${id}.md`)
      const source = begun ?? scaffold(id.slice(id.indexOf('/') + 1), language)
      this.change(new Map([...this.sources.value, [path, source]]))
      this.path.value = path
    })
    return null
  }

  /** Takes the file that is looked at away; gives why it stays. */
  remove(): WhyNot | null {
    const { value: path } = this.path
    const { source } = this
    const rest = [...this.sources.value].filter(([one]) => one !== path)
    if (rest.length === 0) return 'the last file stays'
    batch(() => {
      this.taken.value = () => {
        this.change(new Map([...this.sources.value, [path, source]]))
        this.path.value = path
      }
      this.change(new Map(rest))
      this.path.value = rest[0]?.[0] ?? ''
    })
    return null
  }

  /** Another draft takes the place of this one, which can be put back. */
  open({ sources, packYaml }: Written): void {
    const before = { sources: this.sources.value, packYaml: this.packYaml.value }
    batch(() => {
      this.packYaml.value = packYaml
      this.change(sources)
      if (!sources.has(this.path.value)) this.path.value = firstOf(sources)
      this.taken.value = () => this.open(before)
    })
  }

  /** Files with faults, by path. */
  get faulty(): readonly string[] {
    return [...this.reads.value].flatMap(([path, { read }]) => (read.problems.length > 0 ? [path] : [])).sort()
  }

  /** What was taken away last is there again. */
  putBack(): void {
    const { value: putBack } = this.taken
    batch(() => {
      this.taken.value = null
      putBack?.()
    })
  }

  /** What its author writes into `pack.yaml`. */
  editPack(packYaml: string): void {
    this.packYaml.value = packYaml
    this.change(this.sources.value)
  }

  private change(sources: Sources): void {
    this.sources.value = sources
    this.isKept.value = this.keep({ sources, packYaml: this.packYaml.value })
  }

  /** The lessons as they are now; another one after each change. */
  library(): Library<ShelvedLesson> {
    return this.shelf.value
  }

  /** Faults come before what reads badly. */
  private problemsHere(): readonly Problem[] {
    const { problems } = this.read
    const among = libraryOf(this.reads.value, ({ read }) => read)
    const faults = [...problems, ...problemsAmong(among, this.id, this.language), ...this.lint.of(this.read)]
    return [...(faults.length > 0 ? faults : styleProblems(this.read))].sort(byPlace)
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

function libraryOf<Kept>(
  reads: Reads,
  kept: (one: { readonly read: ReadLesson }) => Kept,
  packYaml = '',
): Library<Kept> {
  const lessons = [...reads].map(([path, one]) => [path, kept(one)] as const)
  const { pack } = packOfDraft(packYaml)
  const { title = {}, tracks = {} }: Partial<Course> = pack ? courseOf(pack) : {}
  const order = [...new Set([...(pack?.lessons ?? []), ...idsIn(reads.keys())])]
  return new Library(Object.fromEntries(lessons), { key: DRAFT, title, tracks, order, isDraft: true })
}

function firstOf(sources: Sources): string {
  return [...sources.keys()][0] ?? ''
}

function idOf(path: string): string {
  return path.replace(/^(?:en|zh)\//, '').replace(/\.md$/, '')
}

/** The one that is, or was last, on the screen. */
let shown: Draft | undefined

/** The draft that this browser keeps, or a scaffold, with the file that was looked at; what another tab writes into it shows here. */
export function keptDraft(): Draft {
  const { sources, packYaml } = storedDraft()
  const own = language.peek()
  const first = new Map([[`${own}/intro/01-first.md`, scaffold('01-first', own)]])
  if (!shown) hearDraft((draft) => shown?.takeOver(draft))
  const draft = new Draft(sources.size > 0 ? sources : first, { packYaml, path: storedPath(), keep: storeDraft })
  draft.path.subscribe(storePath)
  shown = draft
  return draft
}
