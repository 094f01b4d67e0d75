import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import { Progress } from '../lessons/progress.ts'
import { takeOver } from '../lessons/progress-file.ts'
import { type CourseEvent, tellCourse } from './course-events.ts'
import type { Page } from './page.ts'

const ID = 'a/1'

/** A page with one lesson of two goals, of a pack. */
function fakePage() {
  const progress = new Progress()
  const met = () => progress.of(ID).met
  const goals = [{ html: 'first' }, { html: 'second' }]
  const lesson = {
    id: ID,
    progress,
    library: { course: { key: 'theirs' } },
    isOwnCourse: false,
    open: signal({ lesson: { title: 'One', goals } }),
    goals: () => goals.map((goal, i) => ({ ...goal, met: met().includes(i) })),
  }
  return { page: { lesson } as unknown as Page, progress }
}

test('what is done here is told with the pack it is of; what a file of progress brings is not', async () => {
  const { page, progress } = fakePage()
  const heard: CourseEvent[] = []
  tellCourse(page, (event) => heard.push(event))
  takeOver(progress, { [ID]: { met: [0], hintsShown: 0, predictions: {} } })
  progress.change(ID, { met: [0, 1] })
  await Promise.resolve()
  expect(heard.map(({ event }) => event)).toEqual(['lesson-opened', 'goal-met', 'lesson-done'])
  expect(heard[1]).toMatchObject({ goal: 1, pack: { name: 'theirs', address: null } })
})
