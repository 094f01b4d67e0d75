import { expect, test } from 'vitest'
import { cellConsole, tableOf } from './console.ts'
import type { OutputItem } from './messages.ts'

test('a table of 3000 rows and 3000 columns is cut, and says by how much', () => {
  const row = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`c${i}`, i]))
  const table = tableOf(Array.from({ length: 3000 }, () => row)) as OutputItem & { kind: 'table' }
  expect(table.columns).toHaveLength(102)
  expect(table.columns.slice(-2)).toEqual(['c99', '… 2900 more'])
  expect(table.rows).toHaveLength(201)
  expect(table.rows[199]?.slice(0, 3)).toEqual(['199', '0', '1'])
  expect(table.rows[200]?.[0]).toBe('… 2800 more')
})

test('a table that has room is whole', () => {
  expect(tableOf([{ a: 1 }, 'b'])).toEqual({
    kind: 'table',
    columns: ['', 'a', 'value'],
    rows: [
      ['0', '1', ''],
      ['1', '', 'b'],
    ],
  })
})

test('console.chart tells the time of the page, whatever the cell made of Date; values beyond all axes are left out', () => {
  const items: OutputItem[] = []
  const add = (item: OutputItem) => void items.push(item)
  const { now } = Date
  try {
    Date.now = () => Number.POSITIVE_INFINITY
    cellConsole(
      add,
      () => 0,
      () => 7,
    ).chart('t', { a: 1, b: Number.MAX_VALUE })
  } finally {
    Date.now = now
  }
  expect(items).toEqual([{ kind: 'chart', title: 't', at: 7, values: { a: 1 } }])
})
