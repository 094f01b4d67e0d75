/** The console of a cell. */
import { isDrawable, isMoment, MOST_COLUMNS, MOST_LINES, MOST_ROWS, rowsFor } from './bounds.ts'
import { format, inspect } from './inspect.ts'
import type { Level, OutputItem } from './messages.ts'
import { recordRows } from './records.ts'

const LEVELS: readonly Level[] = ['log', 'info', 'warn', 'error', 'debug']

/** What the console of a cell can beside that of a browser. */
export interface CellConsole extends Partial<Console> {
  /** Adds a point to the lines of the chart of this title, at the cell's time. */
  chart(title: string, values: { readonly [line: string]: number }): void
}

/**
 * A console whose calls become output items; a value that looks like records becomes rows of a table. `wall` is the time
 * of points, which a cell's own `Date` does not change.
 */
export function cellConsole(
  add: (item: OutputItem) => void,
  now: () => number,
  wall: () => number = Date.now,
): CellConsole {
  const counts = new Map<string, number>()
  const timers = new Map<string, number>()
  let indent = ''
  const print = (level: Level, values: readonly unknown[]) => {
    const rows = values.length === 1 ? recordRows(values[0]) : undefined
    if (rows) add({ kind: 'records', rows })
    else add({ kind: 'text', level, text: format(values).replace(/^/gm, indent) })
  }
  const elapsed = (label: string) => `${label}: ${(now() - (timers.get(label) ?? now())).toFixed(1)} ms`
  const levels = Object.fromEntries(LEVELS.map((level) => [level, (...values: unknown[]) => print(level, values)]))
  return {
    ...levels,
    trace: (...values) => print('debug', values),
    dir: (value: unknown) => print('log', [value]),
    assert: (holds, ...values) => {
      if (!holds) print('error', ['Assertion failed', ...values])
    },
    table: (value: unknown) => add(tableOf(value)),
    chart: (title, values) => add(chartPoint(title, wall(), values)),
    count: (label = 'default') => {
      counts.set(label, (counts.get(label) ?? 0) + 1)
      print('log', [`${label}: ${counts.get(label)}`])
    },
    countReset: (label = 'default') => void counts.delete(label),
    time: (label = 'default') => void timers.set(label, now()),
    timeLog: (label = 'default', ...values) => print('log', [elapsed(label), ...values]),
    timeEnd: (label = 'default') => {
      print('log', [elapsed(label)])
      timers.delete(label)
    },
    group: (...values) => {
      if (values.length > 0) print('log', values)
      indent += '  '
    },
    groupEnd: () => {
      indent = indent.slice(2)
    },
    clear: () => {},
  }
}

function chartPoint(title: string, at: number, values: { readonly [line: string]: number }): OutputItem {
  const numbers = Object.entries(values).filter(([, value]) => isDrawable(value))
  return {
    kind: 'chart',
    title: String(title),
    at: isMoment(at) ? at : 0,
    values: Object.fromEntries(numbers.slice(0, MOST_LINES)),
  }
}

/** console.table: a row for each element, a column for each field that some element has; of too many the first. */
export function tableOf(value: unknown): OutputItem {
  if (typeof value !== 'object' || value === null) return { kind: 'text', level: 'log', text: format([value]) }
  const all: [string, unknown][] =
    value instanceof Map ? [...value].map(([key, part]) => [String(key), part]) : Object.entries(value)
  const names = fieldsOf(all.slice(0, MOST_ROWS))
  const fields = names.slice(0, MOST_COLUMNS)
  const entries = all.slice(0, rowsFor(fields.length))
  const scalars = entries.some(([, part]) => !isPlain(part))
  const rows = entries.map(([key, part]) => [
    key,
    ...fields.map((field) => (isPlain(part) && field in part ? cellText(part[field]) : '')),
    ...(scalars ? [isPlain(part) ? '' : cellText(part)] : []),
  ])
  return {
    kind: 'table',
    columns: ['', ...fields, ...(scalars ? ['value'] : []), ...more(names.length - fields.length)],
    rows: [...rows, ...more(all.length - entries.length).map((text) => [text])],
  }
}

function fieldsOf(entries: readonly (readonly [string, unknown])[]): string[] {
  return [...new Set(entries.flatMap(([, part]) => (isPlain(part) ? Object.keys(part) : [])))]
}

/** How many are left out, if any are. */
function more(many: number): string[] {
  return many > 0 ? [`… ${many} more`] : []
}

function isPlain(value: unknown): value is { readonly [field: string]: unknown } {
  return typeof value === 'object' && value !== null && !(value instanceof Date) && !(value instanceof Uint8Array)
}

function cellText(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value)
}
