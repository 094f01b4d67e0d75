import type { OutputItem } from './sandbox/messages.ts'

/** Records that were printed one after the other are rows of one table. */
export function merged(items: readonly OutputItem[]): readonly OutputItem[] {
  const result: OutputItem[] = []
  let rows: Extract<OutputItem, { kind: 'records' }>['rows'][number][] | undefined
  for (const item of items) {
    if (item.kind !== 'records') rows = undefined
    else if (rows) {
      rows.push(...item.rows)
      continue
    } else rows = [...item.rows]
    result.push(rows ? { kind: 'records', rows } : item)
  }
  return result
}
