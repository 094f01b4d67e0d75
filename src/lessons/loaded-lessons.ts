import { batch, signal } from '@preact/signals'
import type { Language } from '../session/settings.ts'
import type { Lesson, ReadLesson, ShelvedLesson } from './lesson.ts'
import { keyIn, type Library } from './library.ts'
import type { Progress } from './progress.ts'
import { renumbering } from './renumbering.ts'

/** Lessons that were fetched, by course, language and id. */
export class LoadedLessons {
  private readonly loaded = signal<ReadonlyMap<string, ReadLesson>>(new Map())

  constructor(private readonly progress: Progress) {}

  /** The lesson; with no more than its title until it is there. */
  of(library: Library<ShelvedLesson>, id: string, language: Language): ReadLesson {
    return this.loaded.value.get(keyOf(library, id, language)) ?? blank(library.of(id, language).title)
  }

  /** A lesson that cannot be fetched says so where its text would stand; asked for again it is tried again. */
  async load(library: Library<ShelvedLesson>, id: string, language: Language): Promise<void> {
    const key = keyOf(library, id, language)
    const known = this.loaded.peek().get(key)
    if (!library.hasLesson(id) || (known?.problems.length === 0 && known.unfetched === undefined)) return
    const shelved = library.of(id, language)
    const lesson = await shelved
      .load()
      .catch((error: unknown) => blank(shelved.title, error instanceof Error ? error.message : String(error)))
    const renumber = await renumbering(this.progress, keyIn(library, id), lesson.lesson)
    batch(() => {
      renumber()
      this.loaded.value = new Map([...this.loaded.peek(), [key, lesson]])
    })
  }

  /** Lessons of the course are loaded anew. */
  forget({ course }: Library<ShelvedLesson>): void {
    this.loaded.value = new Map([...this.loaded.peek()].filter(([key]) => !key.startsWith(`${course.key}:`)))
  }
}

function keyOf({ course }: Library<ShelvedLesson>, id: string, language: Language): string {
  return `${course.key}:${language}/${id}`
}

const NOTHING = { blocks: [], goals: [], hints: [], solution: [], faults: [], headings: [], links: [], teaches: [] }

function blank(title: string, unfetched?: string): ReadLesson {
  const lesson: Lesson = { file: '', title, minutes: 0, start: 'inherit', ...NOTHING }
  return { lesson, problems: [], ...(unfetched === undefined ? {} : { unfetched }) }
}
