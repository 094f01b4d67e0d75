import type { OutputItem } from './sandbox/messages.ts'
import type { RecordRow } from './sandbox/records.ts'

/** An output item as plain text. */
export function textOf(item: OutputItem): string {
  if (item.kind === 'text') return item.text
  if (item.kind === 'error') return item.line === null ? item.text : `${item.text} (line ${item.line})`
  if (item.kind === 'records') return item.rows.map(recordText).join('\n')
  if (item.kind === 'chart') return `${item.title}: ${JSON.stringify(item.values)}`
  return [item.columns, ...item.rows].map((row) => row.join('\t')).join('\n')
}

function recordText({ topic, partition, offset, key, value }: RecordRow): string {
  return `${topic ?? ''}-${partition ?? '?'}@${offset} ${key ?? 'null'}: ${value ?? 'null'}`
}
