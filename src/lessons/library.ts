import type { Language } from '../session/settings.ts'

/** A lesson in the order of the course. Its id is its path under the language: `first-events/01-quickstart`. */
export interface LessonEntry {
  readonly id: string
  readonly track: string
  /** Its place in the course, from 1, as it is shown; that in its file's name only sorts. */
  readonly number: number
}

/** A text in the languages in which there is one. */
export type Named = { readonly [language in Language]?: string }

/** Whose lessons they are, and how they are arranged. */
export interface Course {
  /** Stands before what is remembered of its lessons; empty for the course that ships with the page. */
  readonly key: string
  readonly title: Named
  /** Names of the tracks, by folder. */
  readonly tracks: { readonly [folder: string]: Named }
  /** Ids in their order; when left out, tracks as {@link Course.tracks} has them, and lessons by name. */
  readonly order?: readonly string[]
  /** In which each lesson must be; when left out, in those in which it is. */
  readonly languages?: readonly Language[]
  /** Where it was found, for lessons of others: two places may give their lessons one key. */
  readonly from?: string
  /** It is being written in the page: of what was run, any may be asked for by the next goal. */
  readonly isDraft?: true
}

/** Under what is remembered of a lesson: those of two courses may have the same id. */
export function keyIn(
  { course: { key, from } }: { readonly course: Pick<Course, 'key' | 'from'> },
  id: string,
): string {
  if (key === '') return id
  return `${from === undefined ? key : `${key}@${from}`}:${id}`
}

/** The course that ships with the page; tracks in its order. */
export const OWN_COURSE: Course = {
  key: '',
  title: { en: 'Logbook', zh: 'Logbook' },
  tracks: {
    'first-events': { en: 'First events', zh: '第一批事件' },
    partitions: { en: 'Partitions', zh: '分区' },
    rebalance: { en: 'Rebalance', zh: '再均衡' },
    durability: { en: 'Durability', zh: '持久性' },
    idempotence: { en: 'Idempotence', zh: '幂等' },
    retention: { en: 'Retention', zh: '保留' },
    operations: { en: 'Operations', zh: '运维' },
    'around-the-core': { en: 'Around the core', zh: '核心之外' },
    notebooks: { en: 'Notebooks', zh: '笔记本' },
  },
}

/** The lessons of a course, by language and id: read already, or on a shelf from which they are loaded. */
export class Library<Kept> {
  readonly entries: readonly LessonEntry[]
  private readonly lessons = new Map<string, Kept>()

  /** `files`: by path; of a path what counts is `<language>/<track>/<name>.md` at its end. */
  constructor(
    files: { readonly [path: string]: Kept },
    readonly course: Course = OWN_COURSE,
  ) {
    for (const [path, lesson] of Object.entries(files)) {
      const [, where] = /(?:^|\/)((?:en|zh)\/[\w-]+\/[\w-]+)\.md$/.exec(path) ?? []
      if (where) this.lessons.set(where, lesson)
    }
    const ids = [...new Set([...this.lessons.keys()].map((where) => where.slice(3)))]
    const sorted = course.order?.filter((id) => ids.includes(id)) ?? inTracks(ids, Object.keys(course.tracks))
    this.entries = sorted.map((id, i) => ({ id, track: trackOf(id), number: i + 1 }))
  }

  /** Whether there is such a lesson in any language. */
  hasLesson(id: string): boolean {
    return this.has(id, 'en') || this.has(id, 'zh')
  }

  has(id: string, language: Language): boolean {
    return this.lessons.has(`${language}/${id}`)
  }

  /** The lesson in the language, or in the other where it has not been translated. Throws when there is no such lesson. */
  of(id: string, language: Language): Kept {
    const lesson = this.lessons.get(`${language}/${id}`) ?? this.lessons.get(`en/${id}`) ?? this.lessons.get(`zh/${id}`)
    if (!lesson) throw new Error(`no lesson ${id}`)
    return lesson
  }

  /** The lesson so many places further; undefined past either end. */
  neighbour(id: string, step: 1 | -1): LessonEntry | undefined {
    return this.entries[this.entries.findIndex((entry) => entry.id === id) + step]
  }

  /** A track's name in the language, or its folder's. */
  trackName(track: string, language: Language): string {
    const names = this.course.tracks[track]
    return names?.[language] ?? names?.en ?? track
  }
}

function inTracks(ids: readonly string[], order: readonly string[]): string[] {
  const rank = (id: string) => order.indexOf(trackOf(id))
  return [...ids].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
}

function trackOf(id: string): string {
  return id.split('/')[0] ?? ''
}
