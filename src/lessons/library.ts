import type { Language } from '../session/settings.ts'

/** A lesson in the order of the course. Its id is its path under the language: `first-events/01-quickstart`. */
export interface LessonEntry {
  readonly id: string
  readonly track: string
  /** Its number in the course, from 1. */
  readonly number: number
}

/** Tracks in the order of the course, by folder. */
export const TRACKS: { readonly [folder: string]: { readonly [language in Language]: string } } = {
  'first-events': { en: 'First events', zh: '第一批事件' },
  partitions: { en: 'Partitions', zh: '分区' },
  rebalance: { en: 'Rebalance', zh: '再均衡' },
  durability: { en: 'Durability', zh: '持久性' },
  idempotence: { en: 'Idempotence', zh: '幂等' },
  retention: { en: 'Retention', zh: '保留' },
  operations: { en: 'Operations', zh: '运维' },
  'around-the-core': { en: 'Around the core', zh: '核心之外' },
}

/** The lessons of a course, by language and id: read already, or on a shelf from which they are loaded. */
export class Library<Kept> {
  readonly entries: readonly LessonEntry[]
  private readonly lessons = new Map<string, Kept>()

  /** `files`: by path; of a path what counts is `lessons/<language>/<track>/<name>.md` at its end. */
  constructor(files: { readonly [path: string]: Kept }) {
    for (const [path, lesson] of Object.entries(files)) {
      const [, where] = /lessons\/((?:en|zh)\/[\w-]+\/[\w-]+)\.md$/.exec(path) ?? []
      if (where) this.lessons.set(where, lesson)
    }
    const order = Object.keys(TRACKS)
    const ids = [...this.lessons.keys()].filter((where) => where.startsWith('en/')).map((where) => where.slice(3))
    const rank = (id: string) => order.indexOf(trackOf(id))
    const sorted = ids.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    this.entries = sorted.map((id) => ({ id, track: trackOf(id), number: Number(/\/(\d+)/.exec(id)?.[1] ?? 0) }))
  }

  has(id: string, language: Language): boolean {
    return this.lessons.has(`${language}/${id}`)
  }

  /** The lesson in the language, or in English where it has not been translated. Throws when there is no such lesson. */
  of(id: string, language: Language): Kept {
    const lesson = this.lessons.get(`${language}/${id}`) ?? this.lessons.get(`en/${id}`)
    if (!lesson) throw new Error(`no lesson ${id}`)
    return lesson
  }

  /** The lesson so many places further; undefined past either end. */
  neighbour(id: string, step: 1 | -1): LessonEntry | undefined {
    return this.entries[this.entries.findIndex((entry) => entry.id === id) + step]
  }
}

function trackOf(id: string): string {
  return id.split('/')[0] ?? ''
}
