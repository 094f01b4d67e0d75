import { signal } from '@preact/signals'
import { beforeEach, expect, test, vi } from 'vitest'
import type { ShelvedLesson } from '../lessons/lesson.ts'
import type { LessonSession } from '../lessons/lesson-session.ts'
import { Library } from '../lessons/library.ts'
import { Progress } from '../lessons/progress.ts'
import { scaffold } from '../lessons/scaffold.ts'
import type { WatchEvent } from '../lessons/watch.ts'
import { language, lessonLanguage } from '../session/settings.ts'
import { Author, type AuthorPage, showWatched, writeHere } from './author.ts'
import { Draft } from './draft.ts'

const OWN = new Library<ShelvedLesson>({})

/** What authoring asks of the lesson that is shown. */
class Shown {
  readonly progress = new Progress()
  readonly shelf = signal(OWN)
  readonly chosen = signal('')
  get library() {
    return this.shelf.value
  }
  get id() {
    return this.library.hasLesson(this.chosen.value) ? this.chosen.value : (this.library.entries[0]?.id ?? '')
  }
  use(library: Library<ShelvedLesson> | null, first?: string) {
    this.shelf.value = library ?? OWN
    if (first !== undefined) this.chosen.value = first
  }
  refresh(library: Library<ShelvedLesson>) {
    this.shelf.value = library
  }
  go(id: string) {
    const isThere = this.library.hasLesson(id)
    if (isThere) this.chosen.value = id
    return isThere
  }
}

function newPage() {
  const lesson = new Shown()
  const page: AuthorPage = { lesson: lesson as unknown as LessonSession, author: signal<Author | null>(null) }
  return { page, lesson }
}

function writing(...paths: string[]) {
  const { page, lesson } = newPage()
  const draft = new Draft(
    new Map(paths.map((path) => [path, scaffold('01-first', path.startsWith('zh') ? 'zh' : 'en')])),
  )
  const author = new Author(page, draft)
  page.author.value = author
  return { page, lesson, draft, author }
}

beforeEach(() => {
  language.value = 'en'
})

vi.stubGlobal('addEventListener', () => {})

/** A file that is written elsewhere. */
let say: (event: WatchEvent) => void
vi.stubGlobal(
  'EventSource',
  class {
    set onmessage(hear: (event: { data: string }) => void) {
      say = (event) => hear({ data: JSON.stringify(event) })
    }
  },
)

test('what is written elsewhere is heard by the draft that shows it, and by no other', () => {
  const { page } = newPage()
  showWatched(page)
  say({ type: 'source', path: '/x/en/intro/01-a.md', source: 'first' })
  const watched = page.author.value
  expect(watched?.draft.source).toBe('first')
  writeHere(page)
  const kept = page.author.value?.draft
  const before = kept?.source
  say({ type: 'source', path: '/x/en/intro/01-a.md', source: 'second' })
  say({ type: 'proof', proof: { name: 'x', faults: ['y'] } })
  expect(page.author.value?.draft).toBe(kept)
  expect(kept?.source).toBe(before)
  expect(page.author.value?.proof.value).toEqual([])
})

test('the source is that of the lesson that the preview shows, in its language; the page keeps the author’s', () => {
  const { lesson, draft } = writing('en/intro/01-a.md', 'en/intro/02-b.md', 'zh/intro/02-b.md')
  lesson.go('intro/02-b')
  expect(draft.path.value).toBe('en/intro/02-b.md')
  draft.path.value = 'zh/intro/02-b.md'
  expect([lessonLanguage.value, language.value]).toEqual(['zh', 'en'])
  lesson.go('intro/01-a')
  expect(draft.path.value).toBe('en/intro/01-a.md')
  draft.path.value = 'zh/intro/02-b.md'
  expect([lesson.id, lessonLanguage.value]).toEqual(['intro/02-b', 'zh'])
  draft.remove()
  expect(draft.id).toBe(lesson.id)
  draft.add('intro/03-c', 'en')
  expect([lesson.id, lessonLanguage.value, language.value]).toEqual(['intro/03-c', 'en', 'en'])
})

test('a fault leads to its place, in the other language’s file too, and the proof stays to go on from', () => {
  const { draft, author } = writing('en/intro/01-a.md', 'zh/intro/01-a.md', 'en/intro/02-b.md')
  author.proof.value = [{ name: 'x', faults: ['y'] }]
  author.land(7, 3)
  expect([author.tab.value, author.place.value]).toEqual(['source', { line: 7, column: 3 }])
  author.land(8, 1, '/somewhere/zh/intro/01-a.md')
  expect([draft.path.value, author.place.value]).toEqual(['zh/intro/01-a.md', { line: 8, column: 1 }])
  expect(author.proof.value).toHaveLength(1)
  author.land(9, 1, '/nowhere.md')
  expect(draft.path.value).toBe('zh/intro/01-a.md')
  draft.path.value = 'en/intro/02-b.md'
  expect(author.proof.value).toEqual([])
})

test('a lesson begins in its second language as it is in the first: nothing but words differs', () => {
  const { draft } = writing('en/intro/01-a.md')
  draft.edit(draft.source.replace('partitions: 1', 'partitions: 3'))
  expect(draft.add('intro/01-a', 'zh')).toBeNull()
  expect(draft.source).toContain('partitions: 3')
  draft.edit(draft.source.replace(/^title: .*$/m, 'title: 一条'))
  expect(draft.problems.value.map(({ message }) => message).filter((text) => !/not translated/.test(text))).toEqual([])
})

test('a course that is opened meanwhile stays open: writing ends', () => {
  const { page, lesson, draft } = writing('en/intro/01-a.md')
  const pack = new Library<ShelvedLesson>({})
  lesson.use(pack)
  expect(page.author.value).toBeNull()
  draft.edit('more')
  expect(lesson.library).toBe(pack)
})
