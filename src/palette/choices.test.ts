import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import type { Page } from '../session/page.ts'
import { choices } from './choices.ts'

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
      library: { entries: [] },
    },
  }
}

test('why the palette could not undo is told', async () => {
  const page = fakePage()
  const undo = choices(page as unknown as Page).find(({ text }) => text === 'Undo the last step')
  undo?.run?.()
  await expect.poll(() => page.problem.value).toBe('broker 2 does not start')
})
