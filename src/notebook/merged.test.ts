import { expect, test } from 'vitest'
import { lastLines, merged } from './merged.ts'
import { cellConsole } from './sandbox/console.ts'
import type { OutputItem } from './sandbox/messages.ts'

const point = (title: string, at: number): OutputItem => ({ kind: 'chart', title, at, values: { lag: at } })
const line = (text: string): OutputItem => ({ kind: 'text', level: 'log', text })

test('points of one title are one chart, where the first of them stands', () => {
  const items = [line('a'), point('lag', 1), line('b'), point('rate', 2), point('lag', 3)]
  expect(merged(items)).toEqual([
    line('a'),
    { kind: 'drawn', title: 'lag', points: [point('lag', 1), point('lag', 3)] },
    line('b'),
    { kind: 'drawn', title: 'rate', points: [point('rate', 2)] },
  ])
})

test('console.chart takes numbers, at most six lines', () => {
  const items: OutputItem[] = []
  const lines = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`line ${i}`, i]))
  cellConsole(
    (item) => items.push(item),
    () => 0,
  ).chart('t', { none: Number.NaN, ...lines })
  expect(items).toMatchObject([{ kind: 'chart', title: 't', values: { 'line 0': 0, 'line 5': 5 } }])
  expect(Object.keys((items[0] as OutputItem & { kind: 'chart' }).values)).toHaveLength(6)
})

const rows = (from: number, many: number) =>
  Array.from({ length: many }, (_, i) => ({
    topic: 't',
    partition: 0,
    offset: String(from + i),
    timestamp: null,
    key: null,
    value: 'v',
  }))
const records = (from: number, many: number): OutputItem => ({ kind: 'records', rows: rows(from, many) })

/** The items that are drawn, and how much is left out. */
const last = (items: readonly OutputItem[], most: number) => {
  const { earlier, items: kept } = lastLines(merged(items), most)
  return { earlier, drawn: kept.map(({ item }) => item) }
}

test('of records in one table only the last are drawn', () => {
  const all = Array.from({ length: 5000 }, (_, i) => records(i, 1))
  expect(last(all, 400)).toEqual({ earlier: 4600, drawn: [records(4600, 400)] })
})

test('rows of all tables count, and lines between them', () => {
  const all = [records(0, 10), line('a'), records(10, 3)]
  expect(last(all, 6)).toEqual({ earlier: 8, drawn: [records(8, 2), line('a'), records(10, 3)] })
  expect(last(all, 3)).toEqual({ earlier: 11, drawn: [records(10, 3)] })
  expect(last(all, 100)).toEqual({ earlier: 0, drawn: all })
  const table: OutputItem = { kind: 'table', columns: ['', 'a'], rows: [['0'], ['1'], ['2']] }
  expect(last([line('a'), table], 2)).toMatchObject({ earlier: 2, drawn: [{ rows: [['1'], ['2']] }] })
  const empty: OutputItem = { ...table, rows: [] }
  expect(last([empty, empty, empty], 2)).toEqual({ earlier: 1, drawn: [empty, empty] })
})

test('a chart stays above what is printed later; of very many charts the last are drawn', () => {
  const growing = [point('lag', 1), ...Array.from({ length: 10 }, (_, i) => line(`${i}`)), point('lag', 2)]
  expect(last(growing, 2)).toMatchObject({ earlier: 8, drawn: [{ title: 'lag' }, line('8'), line('9')] })
  const many = Array.from({ length: 1000 }, (_, i) => point(`title ${i}`, i))
  expect(last(many, 400).drawn).toHaveLength(20)
})
