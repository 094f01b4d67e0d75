/** CSV files of `kafka-consumer-groups --reset-offsets --from-file`, as Jackson reads them line by line. */
import { clientException, type KafkaException } from '../client/errors.ts'
import type { TopicPartition } from '../client/topic-partition.ts'
import { runtimeException } from './errors.ts'
import { javaSplit } from './java-split.ts'
import { javaTrace, type ToolIo } from './tool.ts'

export interface CsvRow extends TopicPartition {
  /** Undefined in files of `topic,partition,offset`. */
  readonly group: string | undefined
  readonly offset: number
}

const COLUMNS = { withoutGroup: 3, withGroup: 4 } as const

/**
 * The rows of a file, by how its first line looks: `topic,partition,offset` for one group, or
 * `group,topic,partition,offset`. Why a first line is not of the shorter kind is told on stderr, as by Kafka.
 */
export function parseResetPlan(text: string, groups: readonly string[], io: ToolIo): CsvRow[] {
  const lines = javaSplit(text, '\n')
  const isShort = isWithoutGroup(lines[0] ?? '', io)
  const width = isShort && groups.length === 1 ? COLUMNS.withoutGroup : COLUMNS.withGroup
  try {
    return lines.map((line) => csvRow(line, width))
  } catch (error) {
    throw runtimeException(error)
  }
}

function isWithoutGroup(line: string, io: ToolIo): boolean {
  try {
    csvRow(line, COLUMNS.withoutGroup)
    return true
  } catch (error) {
    io.stderr.write(`${javaTrace(error)}\n`)
    return false
  }
}

/** Columns at the end may be missing: they are 0, or empty. */
function csvRow(line: string, width: number): CsvRow {
  if (line.trim() === '')
    throw jackson('databind.exc.MismatchedInputException', 'No content to map due to end-of-input')
  const cells = csvCells(line)
  const [group, topic = '', partition, offset] = width === COLUMNS.withGroup ? cells : [undefined, ...cells]
  const row = { group, topic, partition: whole(partition, 'int'), offset: whole(offset, 'long') }
  refuseMore(cells, width)
  return row
}

function refuseMore(cells: readonly string[], width: number): void {
  const extra = cells[width]
  if (extra === undefined) return
  const what = `value #${width} (${extra.length} chars) "${extra}"`
  throw jackson('dataformat.csv.CsvReadException', `Too many entries: expected at most ${width} (${what})`)
}

function csvCells(line: string): string[] {
  const cells = line.match(/(?<=^|,)(?:\s*"(?:[^"]|"")*"\s*|[^,]*)(?=,|$)/g) ?? []
  return cells.map((cell) => (/^\s*"/.test(cell) ? cell.trim().slice(1, -1).replaceAll('""', '"') : cell))
}

function whole(cell: string | undefined, type: 'int' | 'long'): number {
  const text = (cell ?? '').trim()
  if (text === '') return 0
  if (/^[-+]?\d+$/.test(text)) return Number(text)
  throw jackson(
    'databind.exc.InvalidFormatException',
    `Cannot deserialize value of type \`${type}\` from String "${cell}": not a valid \`${type}\` value`,
  )
}

function jackson(javaClass: string, message: string): KafkaException {
  return clientException(`com.fasterxml.jackson.${javaClass}`, message)
}
