import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import type { Page } from '../session/page.ts'
import type { CommandRun } from '../terminal/terminal-client.ts'
import { runToEnd } from './lesson-actions.ts'

type Ended = Pick<CommandRun, 'tab' | 'status' | 'isLast'>

/** A terminal with one tab, in which what is typed runs until it is ended from here. */
function fakeTerminal(type: () => Promise<number> = async () => 1) {
  const heard = new Set<(run: Ended) => void>()
  const tabs = signal([{ id: 1, title: '1' }])
  const onFinished = (told: (run: Ended) => void) => {
    heard.add(told)
    return () => heard.delete(told)
  }
  const page = { terminal: { tabs, type, onFinished } } as unknown as Page
  const finish = (tab: number, isLast = true) => heard.forEach((told) => void told({ tab, status: 0, isLast }))
  return { page, tabs, heard, finish }
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 10))

test('a line that was typed has ended when its command has, in its terminal', async () => {
  const { page, finish, heard } = fakeTerminal()
  let isOver = false
  const over = runToEnd(page, 'sleep 1').then(() => (isOver = true))
  await soon()
  finish(2)
  await soon()
  expect(isOver).toBe(false)
  finish(1)
  await over
  expect(heard.size).toBe(0)
})

test('or when its terminal was closed', async () => {
  const { page, tabs, heard } = fakeTerminal()
  const over = runToEnd(page, 'sleep 1')
  await soon()
  tabs.value = [{ id: 2, title: '2' }]
  await over
  expect(heard.size).toBe(0)
})

test('what cannot be typed is told', async () => {
  const { page, heard } = fakeTerminal(() => Promise.reject(new Error('no terminal')))
  await expect(runToEnd(page, 'sleep 1')).rejects.toThrow('no terminal')
  expect(heard.size).toBe(0)
})

test('of lines that were typed at once the last is waited for', async () => {
  const { page, finish } = fakeTerminal()
  let isOver = false
  const over = runToEnd(page, 'sleep 1\nsleep 2').then(() => (isOver = true))
  await soon()
  finish(1, false)
  await soon()
  expect(isOver).toBe(false)
  finish(1)
  await over
})
