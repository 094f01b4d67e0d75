import { expect, test } from 'vitest'
import type { ReadLesson, ShelvedLesson } from './lesson.ts'
import { Library } from './library.ts'
import { LoadedLessons } from './loaded-lessons.ts'
import { Progress } from './progress.ts'

test('a lesson that cannot be fetched says why, and has no faults of its file; asked for again it comes', async () => {
  let isOffline = true
  const lesson = { lesson: { title: 'Topics' }, problems: [] } as unknown as ReadLesson
  const load = async () => {
    if (isOffline) throw new Error('no network')
    return lesson
  }
  const shelved: ShelvedLesson = { title: 'Topics', minutes: 1, goals: 1, load }
  const library = new Library({ 'en/a/b.md': shelved })
  const lessons = new LoadedLessons(new Progress())
  await lessons.load(library, 'a/b', 'en')
  expect(lessons.of(library, 'a/b', 'en')).toMatchObject({ unfetched: 'no network', problems: [] })
  expect(lessons.of(library, 'a/b', 'en').lesson.title).toBe('Topics')
  isOffline = false
  await lessons.load(library, 'a/b', 'en')
  expect(lessons.of(library, 'a/b', 'en')).toBe(lesson)
})
