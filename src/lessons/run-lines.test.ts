import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import type { Step } from '../session/history.ts'
import type { Page } from '../session/page.ts'
import type { CommandRun } from '../terminal/terminal-client.ts'
import { runLines } from './run-lines.ts'

const settled = () => new Promise((resolve) => setTimeout(resolve))
const step = (id: number, text: string, kind: Step['kind'] = 'command'): Step => ({ id, kind, text })

/** Lines that run in terminal 7 after one step was done, until the test says that they have ended. */
function running(code: string) {
  const watchers = new Set<(what: Step | 'lesson') => void>()
  const heard = new Set<(run: CommandRun) => void>()
  const keys: string[] = []
  const terminal = {
    tabs: signal([{ id: 7, title: '7' }]),
    type: async () => 7,
    onFinished: (told: (run: CommandRun) => void) => {
      heard.add(told)
      return () => heard.delete(told)
    },
    api: { input: (tab: number, key: string) => keys.push(`${tab}: ${key}`) },
  }
  const history = {
    steps: signal([step(4, 'date')]),
    onUndo: (told: (what: Step | 'lesson') => void) => {
      watchers.add(told)
      return () => watchers.delete(told)
    },
  }
  const over = runLines({ terminal, history } as unknown as Page, code)
  const undo = (what: Step | 'lesson') => {
    for (const told of watchers) told(what)
  }
  const ends = (isLast: boolean) => {
    for (const told of heard) told({ tab: 7, line: '', status: 0, isLast })
  }
  return { over, undo, ends, keys, left: () => watchers.size + heard.size }
}

test.each([
  ['a line of them', step(5, 'sleep 9')],
  ['a later line of them', step(6, 'sleep 8')],
  ['what was done before them', step(4, 'date')],
  ['all since the lesson began', 'lesson'],
] as const)('who takes back %s stops the lines, those too that have not begun, and is told', async (_name, what) => {
  const { over, undo, ends, keys, left } = running('sleep 9\nsleep 8\nsleep 7')
  await settled()
  undo(what)
  expect(keys).toEqual(['7: \x03'])
  ends(true)
  expect(await over).toBe('Stopped')
  expect(left()).toBe(0)
})

test('what came after them and is taken back leaves them alone', async () => {
  const { over, undo, ends, keys } = running('sleep 9\nsleep 8')
  await settled()
  undo(step(7, 'kill broker 2', 'fault'))
  ends(false)
  expect(keys).toEqual([])
  ends(true)
  expect(await over).toBeUndefined()
})
