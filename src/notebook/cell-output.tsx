import { createContext } from 'preact'
import { useContext, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { TopicPartition } from '../../engine/core/client/topic-partition.ts'
import { showRecord } from '../session/links.ts'
import { counted } from '../ui/counted.ts'
import { lazy } from '../ui/lazy.tsx'
import { kafkajsLog } from './kafkajs-log.ts'
import { type DrawnChart, type DrawnItem, lastLines, merged } from './merged.ts'
import { namedRecords } from './record-places.ts'
import type { CellError, OutputItem } from './sandbox/messages.ts'
import type { RecordRow } from './sandbox/records.ts'
import { n, said } from './words.ts'

/** So many lines and rows are drawn; earlier ones of a run that prints much are only counted. */
const DRAWN = 400

/** Whether there is such a partition to lead to. */
const IsThere = createContext<(partition: TopicPartition) => boolean>(() => false)

/** What a cell put out, as it comes. It stays scrolled to the end unless the reader has scrolled up. */
export function CellOutput({
  name,
  items,
  goTo,
  isThere,
}: {
  name: string
  items: readonly OutputItem[]
  goTo: (line: number) => void
  isThere: (partition: TopicPartition) => boolean
}) {
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  useLayoutEffect(() => {
    if (box.current && atEnd.current) box.current.scrollTop = box.current.scrollHeight
  })
  const { earlier, items: drawn } = lastLines(merged(items), DRAWN)
  return (
    <div
      class="cell-output"
      role="log"
      aria-label={`${n('output of')} ${name}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      ref={box}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        atEnd.current = scrollTop + clientHeight >= scrollHeight - 8
      }}
    >
      {earlier > 0 && <div class="dim">… {counted(earlier, 'earlier line')}</div>}
      <IsThere.Provider value={isThere}>
        {drawn.map(({ index, item }) => (
          <Item key={index} item={item} goTo={goTo} />
        ))}
      </IsThere.Provider>
    </div>
  )
}

function Item({ item, goTo }: { item: DrawnItem; goTo: (line: number) => void }) {
  if (item.kind === 'records') return <Records rows={item.rows} />
  if (item.kind === 'error') return <ErrorItem error={item} goTo={goTo} />
  if (item.kind === 'drawn') return <PointsChart chart={item} />
  if (item.kind === 'table') return <Table columns={item.columns} rows={item.rows} />
  const log = kafkajsLog(item.text)
  if (!log) return <Text level={item.level} text={item.level === 'warn' ? said(item.text) : item.text} />
  return (
    <pre class={`library ${log.level.toLowerCase()}`} title={item.text}>
      {log.level} {log.message}
    </pre>
  )
}

/** The records that a text names lead to where they lie. */
function Text({ level, text }: { level: string; text: string }) {
  const isThere = useContext(IsThere)
  const pieces = namedRecords(text)
  return (
    <pre class={level}>
      {pieces.map((piece, i) => {
        if (typeof piece === 'string') return piece
        return isThere(piece) ? <ToRecord key={i} at={piece} offset={piece.offset} text={piece.text} /> : piece.text
      })}
    </pre>
  )
}

function ToRecord({ at, offset, text }: { at: TopicPartition; offset: number; text: string }) {
  const name = `${n('to the record')} ${at.topic}-${at.partition} @ ${offset}`
  return (
    <button type="button" class="link to-record" title={name} aria-label={name} onClick={() => showRecord(at, offset)}>
      {text}
    </button>
  )
}

const Chart = lazy(async () => (await import('../metrics/chart.tsx')).Chart)

const COLOURS = ['--p1', '--p0', '--p2', '--p3', '--p4', '--p5']

function PointsChart({ chart: { title, points } }: { chart: DrawnChart }) {
  const { times, lines } = useMemo(() => {
    const labels = [...new Set(points.flatMap(({ values }) => Object.keys(values)))]
    return {
      times: points.map(({ at }) => at / 1000),
      lines: labels.map((label, i) => ({
        label,
        colour: COLOURS[i % COLOURS.length] as string,
        values: points.map(({ values }) => values[label] ?? null),
      })),
    }
  }, [points.length])
  return <Chart title={title} times={times} lines={lines} text={(value) => String(Math.round(value * 10) / 10)} />
}

function ErrorItem({ error, goTo }: { error: CellError; goTo: (line: number) => void }) {
  const { line } = error
  return (
    <div class="cell-error">
      <pre>
        {error.text}
        {line !== null && (
          <>
            {'\n'}
            <button type="button" class="link" onClick={() => goTo(line)}>
              {n('line')} {line}
            </button>
          </>
        )}
      </pre>
      {isFetchRefused(error) && (
        <p>{n('A cell has no network: it reaches the cluster of this page, and nothing else.')}</p>
      )}
      {error.isJava && (
        <p>
          {n(
            'This looks like Java. Cells are TypeScript, with the classes and methods of the Java client under their own names: lesson 58 has Kafka’s own examples so.',
          )}
        </p>
      )}
      {error.stack.length > 1 && <pre class="dim">{error.stack.join('\n')}</pre>}
    </div>
  )
}

/** `fetch` in Chromium, Firefox and Safari. */
function isFetchRefused({ text }: CellError): boolean {
  return /^TypeError: (?:Failed to fetch|NetworkError when attempting to fetch|Load failed)/.test(text)
}

function Records({ rows }: { rows: readonly RecordRow[] }) {
  const topics = new Set(rows.map(({ topic }) => topic))
  const withTopic = topics.size > 1 || !topics.has(null)
  return (
    <table class="records">
      <thead>
        <tr>
          {withTopic && <th>{n('topic')}</th>}
          <th>{n('partition')}</th>
          <th>{n('offset')}</th>
          <th>{n('time')}</th>
          <th>{n('key')}</th>
          <th>{n('value')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <tr key={i}>
            {withTopic && <td>{row.topic}</td>}
            <td class={`p p${(row.partition ?? 0) % 6}`}>{row.partition}</td>
            <td class="num">
              <Offset row={row} />
            </td>
            <td>{row.timestamp === null ? '' : clockTime(row.timestamp)}</td>
            <td>{row.key ?? <span class="dim">null</span>}</td>
            <td>{row.value ?? <span class="dim">null</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Offset({ row: { topic, partition, offset } }: { row: RecordRow }) {
  const isThere = useContext(IsThere)
  if (topic === null || partition === null || !isThere({ topic, partition })) return <>{offset}</>
  return <ToRecord at={{ topic, partition }} offset={Number(offset)} text={offset} />
}

function clockTime(timestamp: number): string {
  const date = new Date(timestamp)
  return `${date.toLocaleTimeString('en-GB')}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

function Table({ columns, rows }: { columns: readonly string[]; rows: readonly (readonly string[])[] }) {
  return (
    <table class="records">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column}>{column}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <tr key={i}>
            {row.map((text, j) => (
              <td key={columns[j]}>{text}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
