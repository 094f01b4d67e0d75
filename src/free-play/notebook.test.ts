import { signal } from '@preact/signals'
import { beforeEach, expect, test, vi } from 'vitest'
import { forgetCell, ownCell, shownCell } from '../notebook/cell-session.ts'
import type { Page } from '../session/page.ts'
import { cellId, Notebook } from './notebook.ts'
import { type Item, toMarkdown } from './notebook-text.ts'

const text = (source: string): Item => ({ kind: 'text', source })
const cell = (source: string): Item => ({ kind: 'cell', source })

/** A page on which a cell that was begun goes on for ever. */
const page = {
  history: { before: () => new Promise(() => {}), onUndo: () => () => {} },
  time: { setting: signal({}) },
} as unknown as Page

// The next notebook begins with the same keys.
beforeEach(() => {
  for (let key = 0; key < 5; key++) forgetCell(cellId(key))
})

/** A notebook whose cells all run. */
function running(...items: Item[]) {
  const notebook = new Notebook(items)
  for (const { kind, key, source } of notebook.items.peek())
    if (kind === 'cell') void ownCell(page, cellId(key), source).run()
  return notebook
}

const keys = (notebook: Notebook) => notebook.items.peek().map(({ key }) => key)
const states = (notebook: Notebook) => keys(notebook).map((key) => shownCell(cellId(key))?.state.peek() ?? '–')

test('what another tab writes disturbs nothing that it does not touch, and goes into the cell that it does', () => {
  const notebook = running(text('a'), cell('1'), cell('2'))
  const before = keys(notebook)
  notebook.takeOver(toMarkdown([text('ab'), cell('1'), cell('2')]))
  notebook.takeOver(toMarkdown([text('ab'), cell('10'), cell('2')]))
  expect(keys(notebook)).toEqual(before)
  expect(states(notebook)).toEqual(['–', 'loading', 'loading'])
  expect(shownCell(cellId(before[1] as number))?.code.peek()).toBe('10')
})

test('what another tab moves, adds and removes: each keeps its cell, and a cell that is gone has ended', () => {
  const notebook = running(cell('1'), cell('2'), cell('3'))
  const [one, two, three] = keys(notebook) as [number, number, number]
  const [, gone] = [one, two, three].map((key) => shownCell(cellId(key)))
  notebook.takeOver(toMarkdown([cell('3'), text('new'), cell('1')]))
  expect(keys(notebook)).toEqual([three, 3, one])
  expect(states(notebook)).toEqual(['loading', '–', 'loading'])
  expect([gone?.state.peek(), shownCell(cellId(two))]).toEqual(['idle', undefined])
})

test('another notebook in the place of all keeps what is the same, and no cell goes on under other code', () => {
  const notebook = running(cell('1'), cell('same'))
  const [one, same] = keys(notebook)
  const other = shownCell(cellId(one as number))
  notebook.replace(toMarkdown([cell('2'), cell('same')]))
  expect(keys(notebook)).toEqual([2, same])
  expect(states(notebook)).toEqual(['–', 'loading'])
  expect(other?.state.peek()).toBe('idle')
})

test('a cell that is removed ends, and comes back with what it put out as long as it can be put back', () => {
  const notebook = running(cell('1'), cell('2'))
  const [one, two] = keys(notebook) as [number, number]
  const session = shownCell(cellId(one))
  notebook.remove(one)
  expect(session?.state.peek()).toBe('idle')
  notebook.putBack()
  expect([keys(notebook), shownCell(cellId(one))]).toEqual([[one, two], session])
  notebook.remove(one)
  notebook.remove(two)
  expect(shownCell(cellId(one))).toBeUndefined()
})

test('a notebook that was emptied is empty when the page is opened again', () => {
  vi.stubGlobal('localStorage', { getItem: () => toMarkdown([]) })
  vi.stubGlobal('addEventListener', () => {})
  expect(Notebook.kept().items.peek()).toEqual([])
})
