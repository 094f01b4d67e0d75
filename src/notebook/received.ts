/**
 * What comes out of the sandbox is not trusted: a cell could reach the port under its console. Whatever was sent, only
 * texts, numbers and null of the expected places get into the page.
 */
import type { FromWorker, Level, OutputItem } from './sandbox/messages.ts'
import type { RecordRow } from './sandbox/records.ts'

type Fields = { readonly [field: string]: unknown }

/** The message as it may be used; undefined when it is none. */
export function received(data: unknown): FromWorker | undefined {
  const { type, items, ms, failed } = fields(data)
  if (type === 'idle') return { type }
  if (type === 'finished') return { type, ms: numberOrNull(ms) ?? 0, failed: failed === true }
  return type === 'output' ? { type, items: list(items).map(item) } : undefined
}

function item(data: unknown): OutputItem {
  const { kind, level, rows, columns, line, stack, title, at, values, text: words } = fields(data)
  if (kind === 'records') return { kind, rows: list(rows).map(recordRow) }
  if (kind === 'table')
    return { kind, columns: list(columns).map(text), rows: list(rows).map((row) => list(row).map(text)) }
  if (kind === 'chart') return { kind, title: text(title), at: numberOrNull(at) ?? 0, values: numbers(values) }
  if (kind === 'error') return { kind, text: text(words), line: numberOrNull(line), stack: list(stack).map(text) }
  return { kind: 'text', level: LEVELS.find((one) => one === level) ?? 'log', text: text(words) }
}

const LEVELS: readonly Level[] = ['log', 'info', 'warn', 'error', 'debug']

function recordRow(data: unknown): RecordRow {
  const { topic, partition, offset, timestamp, key, value } = fields(data)
  return {
    topic: textOrNull(topic),
    partition: numberOrNull(partition),
    offset: text(offset),
    timestamp: numberOrNull(timestamp),
    key: textOrNull(key),
    value: textOrNull(value),
  }
}

function fields(data: unknown): Fields {
  return typeof data === 'object' && data !== null ? (data as Fields) : {}
}

/** A list and a text have these bounds, which the console keeps (`Output`): nobody else's must fill the page. */
const MOST_PARTS = 5000
const LONGEST = 100_000

function list(data: unknown): readonly unknown[] {
  return Array.isArray(data) ? data.slice(0, MOST_PARTS) : []
}

/** Not `String`: a clone may be an object without a way to become a text. */
function text(data: unknown): string {
  return typeof data === 'string' ? data.slice(0, LONGEST) : typeof data === 'object' ? '' : String(data)
}

function numbers(data: unknown): { [name: string]: number } {
  const found = Object.entries(fields(data)).filter((one): one is [string, number] => Number.isFinite(one[1]))
  return Object.fromEntries(found)
}

function textOrNull(data: unknown): string | null {
  return data === null || data === undefined ? null : text(data)
}

function numberOrNull(data: unknown): number | null {
  return typeof data === 'number' ? data : null
}
