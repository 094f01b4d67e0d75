import { batch, signal } from '@preact/signals'
import { expect, test } from 'vitest'
import { Progress } from '../lessons/progress.ts'
import { takeOver } from '../lessons/progress-file.ts'
import { type CourseEvent, tellCourse } from './course-events.ts'
import type { Page } from './page.ts'

const ID = 'a/1'
const KEY = `theirs:${ID}`

/** A page with one lesson of two goals and a prediction, of a pack. */
function fakePage() {
  const progress = new Progress()
  const met = () => progress.of(KEY).met
  const goals = [{ html: 'first' }, { html: 'second' }]
  const quiz = { question: 'How many <b>now</b>?' }
  const showing = signal<number | null>(null)
  const open = signal({ lesson: { title: 'One', goals, blocks: [{ kind: 'quiz', quiz }] } })
  const lesson = {
    id: ID,
    key: KEY,
    progress,
    showing,
    library: { course: { key: 'theirs' } },
    isOwnCourse: false,
    open,
    progressOf: () => progress.of(KEY),
    goals: () => open.value.lesson.goals.map((goal, i) => ({ ...goal, met: met().includes(i) })),
  }
  return { page: { lesson } as unknown as Page, progress, showing, open }
}

/** A page, and what a course site hears of it. */
function heardOf(prepare: (progress: Progress) => void = () => {}) {
  const faked = fakePage()
  prepare(faked.progress)
  const heard: CourseEvent[] = []
  tellCourse(faked.page, (event) => heard.push(event))
  const names = async () => {
    await Promise.resolve()
    return heard.map(({ event }) => event)
  }
  return { ...faked, heard, names }
}

test('what is done here is told with the pack it is of; what a file of progress brings is told as such', async () => {
  const { progress, heard, names } = heardOf()
  takeOver(progress, { [KEY]: { met: [0], hintsShown: 0, predictions: {} } })
  progress.change(KEY, { met: [0, 1] })
  expect(await names()).toEqual(['lesson-opened', 'progress-loaded', 'goal-met', 'lesson-done'])
  expect(heard[1]).toMatchObject({ lesson: ID, met: [0] })
  expect(heard[2]).toMatchObject({ goal: 1, by: 'learner', pack: { name: 'theirs', address: null } })
})

test('what was met before is told with the lesson, so that a site that missed it catches up', async () => {
  const { heard, names } = heardOf((progress) => progress.change(KEY, { met: [1] }))
  expect(await names()).toEqual(['lesson-opened'])
  expect(heard[0]).toMatchObject({ met: [1] })
})

test('what Show me does is told as its doing, not as the learner’s', async () => {
  const { progress, showing, heard, names } = heardOf()
  showing.value = 0
  progress.change(KEY, { met: [0] })
  showing.value = null
  progress.change(KEY, { met: [0, 1] })
  expect(await names()).toEqual(['lesson-opened', 'goal-met', 'goal-met', 'lesson-done'])
  expect(heard.slice(1)).toMatchObject([{ by: 'show-me' }, { by: 'learner' }, { by: 'show-me' }])
})

test('a reset is told, and what is met after it', async () => {
  const { progress, heard, names } = heardOf()
  progress.change(KEY, { met: [0] })
  progress.forget(KEY)
  progress.change(KEY, { met: [0] })
  expect(await names()).toEqual(['lesson-opened', 'goal-met', 'lesson-reset', 'goal-met'])
  expect(heard[2]).toMatchObject({ lesson: ID })
})

test('predictions are told when they are given, and when the cluster has answered', async () => {
  const { progress, heard, names } = heardOf()
  progress.change(KEY, { predictions: { 0: { answer: 3 } } })
  progress.change(KEY, { predictions: { 0: { answer: 3, truth: 4 } } })
  expect(await names()).toEqual(['lesson-opened', 'predicted', 'prediction-judged'])
  expect(heard[1]).toMatchObject({ quiz: 0, question: 'How many now?', answer: 3 })
  expect(heard[2]).toMatchObject({ quiz: 0, answer: 3, truth: 4, right: false })
})

test('that goals have other numbers in a lesson that was written anew is no news', async () => {
  const { progress, open, names } = heardOf((progress) => progress.change(KEY, { met: [0] }))
  batch(() => {
    progress.change(KEY, { met: [1] })
    open.value = { lesson: { ...open.value.lesson } }
  })
  expect(await names()).toEqual(['lesson-opened'])
})
