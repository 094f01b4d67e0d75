/**
 * What comes out of the sandbox is not trusted: a cell could reach the port under its console. Whatever was sent, only
 * texts, numbers and null of the expected places get into the page.
 */
import {
  isDrawable,
  isMoment,
  MOST_COLUMNS,
  MOST_ITEMS,
  MOST_LAST_WORDS,
  MOST_LINES,
  MOST_PARTS,
  MOST_TEXT,
  rowsFor,
} from './sandbox/bounds.ts'
import type { FromFrame, FromWorker, Level, OutputItem } from './sandbox/messages.ts'
import type { RecordRow } from './sandbox/records.ts'

type Fields = { readonly [field: string]: unknown }

/** One text, and one list where nothing else is said, are so long at most. */
const LONGEST = 100_000
const LONGEST_LIST = 5000

/** The word that something was cut comes on top of what is bounded. */
const ON_TOP = 10_000

/** What a run may still send: a little more than its console ever does (`Output`). Nobody else's must fill the page. */
export class Allowance {
  private readonly left = { items: MOST_ITEMS + 1, parts: MOST_PARTS + ON_TOP, text: MOST_TEXT + ON_TOP }
  private usedUp = false

  /** Whether more was sent than may be. */
  get isUsedUp(): boolean {
    return this.usedUp
  }

  /** The items of a message, as many of them as may be. */
  items(data: unknown): readonly unknown[] {
    const items = this.list(data)
    return items.slice(0, this.take('items', items.length))
  }

  /** The parts of what should be a list. */
  list(data: unknown, most = LONGEST_LIST): readonly unknown[] {
    const list = Array.isArray(data) ? data.slice(0, most) : []
    return list.slice(0, this.take('parts', list.length))
  }

  /** Not `String`: a clone may be an object without a way to become a text, or a number that takes long to become one. */
  text(data: unknown): string {
    if (typeof data === 'object' || typeof data === 'bigint') return ''
    const text = String(data).slice(0, LONGEST)
    return text.slice(0, this.take('text', text.length))
  }

  private take(what: 'items' | 'parts' | 'text', wanted: number): number {
    const given = Math.min(wanted, this.left[what])
    if (given < wanted) this.usedUp = true
    this.left[what] -= given
    return given
  }
}

/** The message as it may be used, within what its run is allowed; undefined when it is none. */
export function received(data: unknown, allowance: Allowance = new Allowance()): FromWorker | undefined {
  const { type, items, ms, failed } = fields(data)
  if (type === 'idle') return { type }
  if (type === 'finished') return { type, ms: numberOrNull(ms) ?? 0, failed: failed === true }
  return type === 'output' ? { type, items: allowance.items(items).map((one) => item(one, allowance)) } : undefined
}

/** The frame's message as it may be used; undefined when it is none. Its text is a cell's own, and in no `Allowance`. */
export function receivedFromFrame(data: unknown): FromFrame | undefined {
  const { type, run, message } = fields(data)
  if (type === 'alive') return { type }
  if (type !== 'crashed' || typeof run !== 'number') return undefined
  return { type, run, message: typeof message === 'string' ? message.slice(0, MOST_LAST_WORDS) : '' }
}

function item(data: unknown, of: Allowance): OutputItem {
  const { kind, level, rows, columns, line, stack, title, at, values, text } = fields(data)
  if (kind === 'records') return { kind, rows: of.list(rows).map((row) => recordRow(row, of)) }
  if (kind === 'table') return table(columns, rows, of)
  if (kind === 'chart') return { kind, title: of.text(title), at: isMoment(at) ? at : 0, values: numbers(values) }
  if (kind === 'error')
    return { kind, text: of.text(text), line: numberOrNull(line), stack: of.list(stack).map((one) => of.text(one)) }
  return { kind: 'text', level: LEVELS.find((one) => one === level) ?? 'log', text: of.text(text) }
}

/** Beside its columns a table has one that names the row, one for what has no fields, and one that tells of more. */
const MORE_COLUMNS = 3

function table(columns: unknown, rows: unknown, of: Allowance): OutputItem {
  const names = of.list(columns, MOST_COLUMNS + MORE_COLUMNS).map((one) => of.text(one))
  const most = rowsFor(Math.max(1, names.length - MORE_COLUMNS)) + 1
  const cells = (row: unknown) => of.list(row, names.length).map((one) => of.text(one))
  return { kind: 'table', columns: names, rows: of.list(rows, most).map(cells) }
}

const LEVELS: readonly Level[] = ['log', 'info', 'warn', 'error', 'debug']

function recordRow(data: unknown, of: Allowance): RecordRow {
  const { topic, partition, offset, timestamp, key, value } = fields(data)
  const textOrNull = (one: unknown) => (one === null || one === undefined ? null : of.text(one))
  return {
    topic: textOrNull(topic),
    partition: numberOrNull(partition),
    offset: of.text(offset),
    timestamp: isMoment(timestamp) ? timestamp : null,
    key: textOrNull(key),
    value: textOrNull(value),
  }
}

function fields(data: unknown): Fields {
  return typeof data === 'object' && data !== null ? (data as Fields) : {}
}

function numbers(data: unknown): { [name: string]: number } {
  const found = Object.entries(fields(data)).filter((one): one is [string, number] => isDrawable(one[1]))
  return Object.fromEntries(found.slice(0, MOST_LINES).map(([name, value]) => [name.slice(0, LONGEST_NAME), value]))
}

/** Of a line of a chart. */
const LONGEST_NAME = 200

function numberOrNull(data: unknown): number | null {
  return typeof data === 'number' ? data : null
}
