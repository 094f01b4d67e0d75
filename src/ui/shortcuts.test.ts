import { signal } from '@preact/signals'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Page } from '../session/page.ts'
import { listenForShortcuts } from './shortcuts.ts'

let press: (key: Partial<KeyboardEvent>) => void

beforeEach(() => {
  vi.stubGlobal('document', {
    addEventListener: (type: string, told: (event: unknown) => void) => {
      if (type === 'keydown') press = (key) => told({ altKey: true, ctrlKey: false, preventDefault: () => {}, ...key })
    },
    querySelector: () => null,
  })
})

/** A page on which undo fails. */
function pageWithout(reason: string) {
  const page = {
    history: { undo: vi.fn(() => Promise.reject(new Error(reason))) },
    problem: signal<string | null>(null),
    terminal: { open: vi.fn() },
  }
  listenForShortcuts(page as unknown as Page)
  return page
}

test('Alt+Z that is held down is one undo, Alt+N one terminal', () => {
  const { history, terminal } = pageWithout('no room')
  for (const code of ['KeyZ', 'KeyN']) for (const repeat of [false, true, true]) press({ code, repeat })
  expect(history.undo).toHaveBeenCalledTimes(1)
  expect(terminal.open).toHaveBeenCalledTimes(1)
})

test('why Alt+Z could not undo is told', async () => {
  const { problem } = pageWithout('broker 2 does not start')
  press({ code: 'KeyZ', repeat: false })
  await expect.poll(() => problem.value).toBe('broker 2 does not start')
})
