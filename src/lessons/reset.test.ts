import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import type { Page } from '../session/page.ts'
import { resetCommands, resetLesson } from './reset.ts'

/** A page that tells what is done to it; `whileAway` is done while everything goes back, or while a line runs. */
function fakePage({ hasStart, whileAway = () => {} }: { hasStart: boolean; whileAway?: (page: Faked) => void }) {
  const done: string[] = []
  const state = signal({ topics: new Map([['orders', {}]]), groups: [{ id: 'its workers' }] })
  const goals = [{ check: { topic: 'orders' } }, { check: { group: 'its workers' } }]
  let finished = (_: { tab: number; isLast: boolean }) => {}
  const toStart = async () => {
    done.push('back')
    whileAway(page)
  }
  const page = {
    done,
    state,
    problem: signal<string | null>(null),
    history: { hasStart: signal(hasStart), toStart },
    events: { wentBack: (what: string) => void done.push(`divided: ${what}`) },
    boot: async () => void done.push('nodes'),
    terminal: {
      tabs: signal([{ id: 1 }]),
      onFinished: (told: typeof finished) => {
        finished = told
        return () => {}
      },
      type: async (line: string) => {
        done.push(line.replace(/ --bootstrap.*/, ''))
        whileAway(page)
        const { topics, groups } = state.value
        if (line.includes('groups')) state.value = { topics, groups: [] }
        else state.value = { topics: new Map(), groups }
        setTimeout(() => finished({ tab: 1, isLast: true }))
        return 1
      },
    },
    inspector: { watch: () => () => {}, state },
    lesson: {
      key: 'a/1',
      stopShowing: () => {},
      open: signal({ lesson: { start: 'inherit', goals } }),
      forget: (key: string) => done.push(`forgotten ${key}`),
      begin: async () => void done.push('begun'),
    },
  }
  return page
}

type Faked = ReturnType<typeof fakePage>
const reset = (page: Faked) => resetLesson(page as unknown as Page)

const GROUP = "kafka-consumer-groups.sh --delete --group 'its workers'"
const TOPIC = 'kafka-topics.sh --delete --topic orders'

test('where the start is not remembered, the lesson begins anew once what it made is gone', async () => {
  const page = fakePage({ hasStart: false })
  await reset(page)
  expect(page.done).toEqual(['nodes', GROUP, TOPIC, 'divided: lesson', 'forgotten a/1', 'begun'])
})

test('else everything goes back to it', async () => {
  const page = fakePage({ hasStart: true })
  await reset(page)
  expect(page.done).toEqual(['back', 'forgotten a/1'])
})

/** The learner goes on to a lesson of which this is the goal. */
const goOn = (check: object) => (page: Faked) => {
  page.lesson.key = 'a/2'
  page.lesson.open.value = { lesson: { start: 'inherit', goals: [{ check: check as { topic: string } }] } }
}

test('the lesson that was reset is forgotten, whatever is open by then', async () => {
  const page = fakePage({ hasStart: true, whileAway: goOn({ topic: 'orders' }) })
  await reset(page)
  expect(page.done).toEqual(['back', 'forgotten a/1'])
})

test('what another lesson asks for that is open by then is not deleted, and it does not begin again', async () => {
  const alike = fakePage({ hasStart: false, whileAway: goOn({ topic: 'orders' }) })
  await reset(alike)
  expect(alike.done).toEqual(['nodes', GROUP, 'divided: lesson', 'forgotten a/1'])
  const other = fakePage({ hasStart: false, whileAway: goOn({ topic: 'users' }) })
  await reset(other)
  expect(other.done).toEqual(['nodes', GROUP, TOPIC, 'divided: lesson', 'forgotten a/1'])
})

test('a reset that cannot be done says why', async () => {
  const page = fakePage({ hasStart: true })
  page.history.toStart = () => Promise.reject(new Error('no broker starts'))
  await reset(page)
  expect(page.problem.value).toBe('no broker starts')
  expect(page.done).toEqual([])
})

test.each([
  ['orders-1_a.b', 'orders-1_a.b'],
  ['x; rm -r notes', "'x; rm -r notes'"],
  ["it's", "'it'\\''s'"],
  ['$(date)', "'$(date)'"],
  ['\u0003rm -r notes\r', "$'\\u0003rm -r notes\\u000d'"],
])('a group called %s is one word of the line', (name, word) => {
  const page = fakePage({ hasStart: false })
  page.state.value = { topics: new Map(), groups: [{ id: name }] }
  page.lesson.open.value = { lesson: { start: 'inherit', goals: [{ check: { group: name } }] } }
  expect(resetCommands(page as unknown as Page)).toEqual([
    `kafka-consumer-groups.sh --delete --group ${word} --bootstrap-server localhost:9092`,
  ])
})
