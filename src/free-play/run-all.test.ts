import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import { shownCell } from '../notebook/cell-session.ts'
import type { Page } from '../session/page.ts'
import type { CommandRun } from '../terminal/terminal-client.ts'
import { cellId, Notebook } from './notebook.ts'
import type { Item } from './notebook-text.ts'
import { RunAll } from './run-all.ts'

/** A page whose cells run until they are stopped, and whose commands end when the test says so. */
function fakePage() {
  const undo = new Set<() => void>()
  const typed: string[] = []
  const tabs = signal([{ id: 7, title: '7' }])
  const listeners = new Set<(run: CommandRun) => void>()
  const page = {
    history: {
      before: () => new Promise(() => {}),
      onUndo: (told: () => void) => {
        undo.add(told)
        return () => undo.delete(told)
      },
    },
    time: { setting: signal({}) },
    terminal: {
      tabs,
      type: async (line: string) => {
        typed.push(line)
        return 7
      },
      onFinished: (told: (run: CommandRun) => void) => {
        listeners.add(told)
        return () => listeners.delete(told)
      },
      api: { input: (tab: number, keys: string) => typed.push(`${tab}: ${keys}`) },
    },
  } as unknown as Page
  const ends = async (run: Partial<CommandRun>) => {
    for (const told of listeners) told({ tab: 7, line: '', status: 0, isLast: true, ...run })
    await settled()
  }
  return { page, undo, typed, tabs, ends }
}

const settled = () => new Promise((resolve) => setTimeout(resolve))

/** A run of these items that has begun. */
async function begun(...items: Item[]) {
  const around = fakePage()
  const notebook = new Notebook(items)
  const all = RunAll.of(around.page, notebook)
  const over = all.start()
  await settled()
  const keyOf = (at: number) => cellId(notebook.items.peek()[at]?.key as number)
  return { ...around, notebook, all, over, cellAt: (at: number) => shownCell(keyOf(at)) }
}

const CELL: Item = { kind: 'cell', source: '' }
const commands = (source: string): Item => ({ kind: 'commands', source })

test.each(['its own Stop', 'undo', 'Stop of the run'])('a cell that is ended by %s ends the run', async (by) => {
  const { all, over, undo, cellAt } = await begun(CELL, CELL)
  if (by === 'undo') for (const told of undo) told()
  else if (by === 'its own Stop') cellAt(0)?.stop()
  else all.stop()
  await over
  expect([all.place.value, all.said.value]).toEqual([null, '1/2: Stopped'])
  expect([cellAt(0)?.state.peek(), cellAt(1)]).toEqual(['idle', undefined])
  expect(undo.size).toBe(0)
})

test('commands are typed, and the next come when the shell waits again: a line beside the prompt is none of them', async () => {
  const { all, over, typed, ends } = await begun(commands('a\nb\n'), commands('  '), commands('c'))
  expect(typed).toEqual(['a\nb'])
  await ends({ status: 1, isLast: false })
  await ends({ tab: 8 })
  expect(typed).toHaveLength(1)
  await ends({})
  expect([typed, all.place.value]).toEqual([['a\nb', 'c'], { number: 3, of: 3 }])
  await ends({ status: 2 })
  await over
  expect(all.said.value).toBe('3/3: exit status 2')
})

test.each(['stop', 'undo'] as const)('%s presses Ctrl-C where the command runs, and no other comes', async (by) => {
  const { all, over, undo, typed, ends } = await begun(commands('endless'), commands('b'))
  if (by === 'stop') all.stop()
  else for (const told of undo) told()
  await over
  await ends({ status: 130 })
  expect([typed, all.said.value]).toEqual([['endless', '7: \x03'], '1/2: Stopped'])
})

test('a notebook that is shown again has the run that goes on: there is no second', async () => {
  const { page, notebook, all, over, typed } = await begun(commands('endless'))
  expect(RunAll.of(page, notebook)).toBe(all)
  await all.start()
  expect(typed).toEqual(['endless'])
  all.stop()
  await over
})

test('commands whose terminal is closed end the run', async () => {
  const { all, over, tabs, typed } = await begun(commands('endless'), commands('b'))
  tabs.value = [{ id: 8, title: '8' }]
  await over
  expect([typed, all.said.value]).toEqual([['endless'], '1/2: Stopped'])
})
