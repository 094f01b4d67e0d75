import { expect, test } from 'vitest'
import { merged } from './merged.ts'
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
