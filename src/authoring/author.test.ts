import { signal } from '@preact/signals'
import { beforeEach, expect, test, vi } from 'vitest'
import type { ShelvedLesson } from '../lessons/lesson.ts'
import type { LessonSession } from '../lessons/lesson-session.ts'
import { Library } from '../lessons/library.ts'
import { Progress } from '../lessons/progress.ts'
import { scaffold } from '../lessons/scaffold.ts'
import type { WatchEvent } from '../lessons/watch.ts'
import { language } from '../session/settings.ts'
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

test('the source is that of the lesson that the preview shows, in its language', () => {
  const { lesson, draft } = writing('en/intro/01-a.md', 'en/intro/02-b.md', 'zh/intro/02-b.md')
  lesson.go('intro/02-b')
  expect(draft.path.value).toBe('en/intro/02-b.md')
  language.value = 'zh'
  expect(draft.path.value).toBe('zh/intro/02-b.md')
  lesson.go('intro/01-a')
  expect(draft.path.value).toBe('en/intro/01-a.md')
  draft.path.value = 'zh/intro/02-b.md'
  expect([lesson.id, language.value]).toEqual(['intro/02-b', 'zh'])
  draft.remove()
  expect(draft.id).toBe(lesson.id)
  draft.add('intro/03-c', 'en')
  expect([lesson.id, language.value]).toEqual(['intro/03-c', 'en'])
})

test('a course that is opened meanwhile stays open: writing ends', () => {
  const { page, lesson, draft } = writing('en/intro/01-a.md')
  const pack = new Library<ShelvedLesson>({})
  lesson.use(pack)
  expect(page.author.value).toBeNull()
  draft.edit('more')
  expect(lesson.library).toBe(pack)
})

test('a goal whose check changed is not met any more, nor are those behind it', () => {
  const { lesson, draft } = writing('en/intro/01-a.md')
  const check = (goal: string, topic: string) => `\n\`\`\`check\n# ${goal}\ntopic: ${topic}\n\`\`\`\n`
  const from = draft.source
  const goals = (...checks: string[]) =>
    draft.edit(from.replace(/\n```check[\s\S]*?\n```\n/g, '').replace('\n```hint', `${checks.join('')}\n\`\`\`hint`))
  const met = () => lesson.progress.of('draft:intro/01-a').met
  goals(check('one', 'a'), check('two', 'b'), check('three', 'c'))
  expect(draft.problems.value.filter(({ message }) => /yaml|unknown|expected/.test(message))).toEqual([])
  lesson.progress.change('draft:intro/01-a', { met: [0, 1, 2] })
  goals(check('one, in other words', 'a'), check('two', 'b'), check('three', 'c'))
  expect(met()).toEqual([0, 1, 2])
  draft.edit(draft.source.replace('topic: b', 'topik: b'))
  draft.edit(draft.source.replace('topik: b', 'topic: b'))
  expect(met()).toEqual([0, 1, 2])
  goals(check('one', 'a'), check('new', 'x'), check('two', 'b'), check('three', 'c'))
  expect(met()).toEqual([0])
})
