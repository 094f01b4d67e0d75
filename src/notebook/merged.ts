import type { ChartPoint, OutputItem } from './sandbox/messages.ts'

/** The points of one title, where the first of them was put out. */
export interface DrawnChart {
  readonly kind: 'drawn'
  readonly title: string
  readonly points: readonly ChartPoint[]
}

/** What is drawn of an output. */
export type DrawnItem = Exclude<OutputItem, ChartPoint> | DrawnChart

/** Records that were printed one after the other are rows of one table; points of the same title are one chart. */
export function merged(items: readonly OutputItem[]): readonly DrawnItem[] {
  const result: DrawnItem[] = []
  const charts = new Map<string, ChartPoint[]>()
  let rows: Extract<OutputItem, { kind: 'records' }>['rows'][number][] | undefined
  for (const item of items) {
    if (item.kind === 'chart') {
      const points = charts.get(item.title)
      if (points) points.push(item)
      else {
        charts.set(item.title, [item])
        result.push({ kind: 'drawn', title: item.title, points: charts.get(item.title) ?? [] })
      }
      continue
    }
    if (item.kind !== 'records') rows = undefined
    else if (rows) {
      rows.push(...item.rows)
      continue
    } else rows = [...item.rows]
    result.push(rows ? { kind: 'records', rows } : item)
  }
  return result
}

/** So many charts are drawn, wherever they stand. */
const MOST_CHARTS = 20

/** The end of an output. */
export interface LastLines {
  /** So many lines and charts are left out. */
  readonly earlier: number
  /** What is left, each with its index in the output. */
  readonly items: readonly { readonly index: number; readonly item: DrawnItem }[]
}

/**
 * The last lines of an output, at most so many: each row of a table is one, and the first table may be cut. Charts take no
 * room of lines: one that grows stands above all that is printed meanwhile.
 */
export function lastLines(items: readonly DrawnItem[], most: number): LastLines {
  const kept: { index: number; item: DrawnItem }[] = []
  let [lines, charts] = [most, MOST_CHARTS]
  for (const [index, item] of [...items.entries()].reverse()) {
    const isChart = item.kind === 'drawn'
    if ((isChart ? charts : lines) <= 0) continue
    kept.push({ index, item: cut(item, lines) })
    if (isChart) charts--
    else lines -= linesOf(item)
  }
  const all = items.reduce((sum, item) => sum + linesOf(item), 0)
  const drawn = kept.reduce((sum, { item }) => sum + linesOf(item), 0)
  return { earlier: all - drawn, items: kept.reverse() }
}

function linesOf(item: DrawnItem): number {
  return 'rows' in item ? Math.max(1, item.rows.length) : 1
}

function cut(item: DrawnItem, lines: number): DrawnItem {
  if (item.kind === 'records') return { ...item, rows: item.rows.slice(-lines) }
  return item.kind === 'table' ? { ...item, rows: item.rows.slice(-lines) } : item
}
