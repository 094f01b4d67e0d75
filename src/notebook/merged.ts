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
