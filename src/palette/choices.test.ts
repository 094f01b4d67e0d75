import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import type { Page } from '../session/page.ts'
import { choices } from './choices.ts'
import { find } from './find.ts'

/** A page with a step that cannot be undone. */
function fakePage() {
  return {
    history: {
      steps: signal([{ id: 1, kind: 'command', text: 'ls' }]),
      undo: () => Promise.reject(new Error('broker 2 does not start')),
    },
    problem: signal<string | null>(null),
    brokers: signal([]),
    terminal: { commands: signal([]) },
    lesson: {
      open: signal({ lesson: { hints: [], solution: [] } }),
      progressOf: () => ({ hintsShown: 0 }),
      showing: signal(null),
      isOwnCourse: true,
      library: {
        entries: [{ id: 'partitions/09-a-hot-key', number: 9 }],
        of: (_id: string, language: string) => ({ title: language === 'zh' ? '热点键' : 'A hot key' }),
      },
    },
  }
}

test('why the palette could not undo is told', async () => {
  const page = fakePage()
  const undo = choices(page as unknown as Page).find(({ text }) => text === 'Undo the last step')
  undo?.run?.()
  await expect.poll(() => page.problem.value).toBe('broker 2 does not start')
})

test('a lesson is found by its title in the other language and by what is seen in it, a term by all its names', () => {
  const term = {
    en: 'skew',
    zh: '倾斜',
    also: ['数据倾斜'],
    means: { en: '', zh: '' },
    seen: ['partitions/09-a-hot-key'],
  }
  const found = (wanted: string) =>
    find(choices(fakePage() as unknown as Page, [term]), wanted).map(({ group, text }) => `${group}: ${text}`)
  expect(found('热点')).toEqual(['Lesson: 9 A hot key'])
  expect(found('数据倾斜')).toEqual(['Lesson: 9 A hot key', 'Term: skew'])
  expect(found('skew')).toEqual(['Term: skew', 'Lesson: 9 A hot key'])
})
