/** How much a cell may put out. Its console keeps to this, and the page holds everybody to it. */
import type { OutputItem } from './messages.ts'
import type { RecordRow } from './records.ts'

/** So many items, so much text and so many parts (rows, cells of tables …) a run puts out at most. */
export const MOST_ITEMS = 5000
export const MOST_TEXT = 2_000_000
export const MOST_PARTS = 200_000

/** A table is so long and so wide at most, and has so many cells. */
export const MOST_ROWS = 1000
export const MOST_COLUMNS = 100
const MOST_CELLS = 20_000

/** So much is told of why a worker died. */
export const MOST_LAST_WORDS = 2000

/** A chart has so many lines at most. */
export const MOST_LINES = 6

/** A `Date` can be so far from 1970, ms. */
const FARTHEST = 8.64e15

/** What an item takes of a run's bounds. */
export interface Size {
  readonly text: number
  readonly parts: number
}

/** What the item takes of its run's bounds. */
export function sizeOf(item: OutputItem): Size {
  if (item.kind === 'text') return { text: item.text.length, parts: 1 }
  if (item.kind === 'error') return { text: lengthOf(item.stack) + item.text.length, parts: 1 + item.stack.length }
  if (item.kind === 'chart') return sizeOfChart(item.title, Object.keys(item.values))
  if (item.kind === 'records') return { text: lengthOf(item.rows.flatMap(textsOf)), parts: 1 + item.rows.length * 6 }
  const cells = [item.columns, ...item.rows].flat()
  return { text: lengthOf(cells), parts: 1 + item.rows.length + cells.length }
}

function sizeOfChart(title: string, lines: readonly string[]): Size {
  return { text: title.length + lengthOf(lines) + 50, parts: 1 + lines.length }
}

function textsOf({ topic, offset, key, value }: RecordRow): string[] {
  return [topic ?? '', offset, key ?? '', value ?? '']
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0)
}

/** How many rows a table of so many columns may have. */
export function rowsFor(columns: number): number {
  return Math.min(MOST_ROWS, Math.floor(MOST_CELLS / Math.max(1, columns)))
}

/** Whether a chart can show the value: with others the axis ends in numbers that are none. */
export function isDrawable(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER
}

/** Whether a `Date` can be made of it. */
export function isMoment(ms: unknown): ms is number {
  return typeof ms === 'number' && Math.abs(ms) <= FARTHEST
}
