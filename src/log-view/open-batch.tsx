import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { TopicPartition } from '../../engine/core/client/topic-partition.ts'
import { type LogRecord, recordsIn } from '../../engine/core/record/batch.ts'
import type { Page } from '../session/page.ts'
import { clockTime, count, textOf } from '../ui/format.ts'
import { Hex } from '../ui/hex.tsx'
import { Scroll } from '../ui/scroll.tsx'
import { t } from '../ui/strings.ts'
import type { StoredBatch } from './batch-source.ts'
import { Explained, FieldList, fieldColour } from './field-list.tsx'
import { type BatchField, fieldsOf } from './fields.ts'
import { recordFields } from './record-fields.ts'
import { RecordLinks } from './record-links.tsx'
import { l } from './words.ts'

/** Rows drawn at once: a batch may hold ten thousand records, and one that is passed by is another one the next moment. */
const ROWS = 100
const ROWS_PASSING = 25
/** Bytes of a batch that passes by. */
const BYTES_PASSING = 256
/** What has stayed so long does not pass by, ms: more than from one reading of a log that grows to the next. */
const STAYS_MS = 1500

interface OpenBatchProps {
  page: Page
  at: TopicPartition
  batch: StoredBatch
  /** The offset that was jumped to. */
  target: number | null
  /** The window moves: nobody asked for this very batch. */
  isPassing: boolean
}

/** A batch taken apart: its records, and its bytes with each field coloured and explained. */
export function OpenBatch({ page, at: where, batch, target, isPassing }: OpenBatchProps) {
  const { records, problem } = useMemo(() => readRecords(batch), [batch])
  const at = target === null ? -1 : records.findIndex(({ offset }) => offset === target)
  const row = useSignal(at)
  const field = useSignal<number | null>(null)
  const fields = useMemo(() => fieldsWith(batch, row.value), [batch, row.value])
  const from = hexFrom(row.value < 0 ? 0 : (fields[HEADER_FIELDS]?.at ?? 0))
  const colours = {
    ranges: fields.map(({ at, length, name, value }, i) => ({
      at,
      length,
      colour: fieldColour(i),
      title: `${name}: ${value}`,
    })),
    picked: field.value,
    onPick: (range: number | null) => {
      field.value = range
    },
  }
  const stays = useStays()
  const { baseOffset } = batch.header
  const offset = records[row.value]?.offset ?? baseOffset
  return (
    <>
      <RecordLinks page={page} at={where} baseOffset={baseOffset} offset={offset} />
      <div class="split">
        <Records
          records={records}
          problem={problem}
          most={isPassing ? ROWS_PASSING : ROWS}
          row={row.value}
          onRow={(n) => (row.value = n)}
        />
        <Scroll label={t('bytes')}>
          <Explained field={field.value === null ? undefined : fields[field.value]} />
          {from > 0 && <Hex bytes={batch.bytes.subarray(0, HEADER_ROWS)} {...colours} />}
          <Hex bytes={batch.bytes} from={from} {...colours} {...(isPassing && !stays && { most: BYTES_PASSING })} />
          <FieldList batch={batch} fields={fields} picked={field.value} onPick={colours.onPick} />
        </Scroll>
      </div>
    </>
  )
}

function useStays(): boolean {
  const stays = useSignal(false)
  useEffect(() => {
    const timer = setTimeout(() => (stays.value = true), STAYS_MS)
    return () => clearTimeout(timer)
  }, [])
  return stays.value
}

/** Bytes of the rows that hold a batch header. */
const HEADER_ROWS = 64
/** Fields of a batch header; what follows are the records, or those of one record. */
const HEADER_FIELDS = 13

/** From the start as long as the record is near it, else a little before the record. */
function hexFrom(recordAt: number): number {
  return recordAt < 1024 ? 0 : (recordAt - 32) & ~15
}

function fieldsWith({ header, bytes }: StoredBatch, row: number): BatchField[] {
  const fields = fieldsOf(header)
  if (row < 0 || header.compression !== 'none') return fields
  try {
    return [...fields.slice(0, HEADER_FIELDS), ...recordFields(bytes, row)]
  } catch {
    return fields
  }
}

interface RecordsProps {
  records: readonly LogRecord[]
  problem: string
  /** Rows drawn at once. */
  most: number
  /** The record whose bytes are coloured; -1: none. */
  row: number
  onRow: (n: number) => void
}

function Records({ records, problem, most, row, onRow }: RecordsProps) {
  const first = useSignal(Math.floor(Math.max(0, row) / most) * most)
  const rows = useRef<HTMLTableSectionElement>(null)
  useEffect(() => bringIntoBox(rows.current?.querySelector('.selected')), [])
  const shown = records.slice(first.value, first.value + most)
  return (
    <Scroll label={t('records')}>
      {records.length > most && (
        <div class="pager mono">
          <button
            type="button"
            aria-label={l('earlier in the batch')}
            disabled={first.value === 0}
            onClick={() => (first.value -= most)}
          >
            ‹
          </button>
          <span class="dim">
            {count(first.value + 1)}–{count(first.value + shown.length)} {l('of')} {count(records.length)}
          </span>
          <button
            type="button"
            aria-label={l('later in the batch')}
            disabled={first.value + most >= records.length}
            onClick={() => (first.value += most)}
          >
            ›
          </button>
        </div>
      )}
      <table class="plain">
        <thead>
          <tr>
            <th>{t('offset')}</th>
            <th>{t('time')}</th>
            <th>{t('key')}</th>
            <th>{t('value')}</th>
          </tr>
        </thead>
        <tbody ref={rows}>
          {shown.map((record, i) => {
            const n = first.value + i
            return (
              <tr
                key={record.offset}
                class={`pick ${n === row ? 'selected' : ''}`}
                onClick={() => onRow(n === row ? -1 : n)}
              >
                <td>
                  <button type="button" class="link" aria-pressed={n === row}>
                    {count(record.offset)}
                  </button>
                </td>
                <td>{clockTime(record.timestamp)}</td>
                <td class={record.key === null ? 'dim' : ''}>{textOf(record.key).slice(0, 40)}</td>
                <td class={record.value === null ? 'dim' : ''}>{textOf(record.value).slice(0, 120)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {problem && <p class="bad">{problem}</p>}
    </Scroll>
  )
}

/** Scrolls the box of the records alone: where the view stands is the learner's. */
function bringIntoBox(row: Element | null | undefined): void {
  const box = row?.closest('.scroll')
  if (!row || !box) return
  const [inner, outer] = [row.getBoundingClientRect(), box.getBoundingClientRect()]
  if (inner.top < outer.top || inner.bottom > outer.bottom) box.scrollTop += inner.top - outer.top - outer.height / 2
}

function readRecords(batch: StoredBatch): { records: readonly LogRecord[]; problem: string } {
  try {
    return { records: recordsIn(batch.bytes), problem: '' }
  } catch (error) {
    return { records: [], problem: (error as Error).message }
  }
}
