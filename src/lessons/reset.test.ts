import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import type { Page } from '../session/page.ts'
import { resetLesson } from './reset.ts'

/** A page that tells what is done to it. */
function fakePage(hasStart: boolean) {
  const done: string[] = []
  const topics = ['orders']
  let finished = (_: { tab: number }) => {}
  const page = {
    history: { hasStart: signal(hasStart), toStart: async () => void done.push('back') },
    boot: async () => void done.push('nodes'),
    terminal: {
      onFinished: (told: typeof finished) => {
        finished = told
        return () => {}
      },
      type: async (line: string) => {
        done.push(line.split(' ').slice(0, 4).join(' '))
        topics.length = 0
        setTimeout(() => finished({ tab: 1 }))
        return 1
      },
    },
    inspector: {
      watch: () => () => {},
      get state() {
        return signal({ topics: new Map(topics.map((name) => [name, {}])), groups: [] })
      },
    },
    lesson: {
      stopShowing: () => {},
      open: signal({ lesson: { start: 'inherit', goals: [{ check: { topic: 'orders' } }] } }),
      forget: () => done.push('forgotten'),
      begin: async () => void done.push('begun'),
    },
  }
  return { page: page as unknown as Page, done }
}

test('where the start is not remembered, the lesson begins anew once what it made is gone', async () => {
  const { page, done } = fakePage(false)
  await resetLesson(page)
  expect(done).toEqual(['nodes', 'kafka-topics.sh --delete --topic orders', 'forgotten', 'begun'])
})

test('else everything goes back to it', async () => {
  const { page, done } = fakePage(true)
  await resetLesson(page)
  expect(done).toEqual(['back', 'forgotten'])
})
