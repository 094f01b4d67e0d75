import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { isValidCrc, type LogRecord, recordsIn } from '../../engine/core/record/batch.ts'
import type { ClusterState, PartitionState } from '../cluster/cluster-state.ts'
import type { Page } from '../session/page.ts'
import { shownPartition } from '../session/selection.ts'
import { language } from '../session/settings.ts'
import { bytes, clockTime, count, partitionColour, textOf } from '../ui/format.ts'
import { Hex } from '../ui/hex.tsx'
import { Scroll } from '../ui/scroll.tsx'
import { t } from '../ui/strings.ts'
import type { BatchPage, StoredBatch } from './batch-source.ts'
import { fieldsOf } from './fields.ts'
import { ReplicaRows } from './replica-rows.tsx'
import { Ruler } from './ruler.tsx'

const COLOURS = ['var(--p0)', 'var(--p1)', 'var(--p2)', 'var(--p3)', 'var(--p5)', 'var(--p4)']

/** One partition as batches on an offset ruler; a batch opens to records beside coloured hex. */
export function LogView({ page }: { page: Page }) {
  const state = page.inspector.state.value
  const partition = chosen(state)
  const from = useSignal<number | null>(null)
  const loaded = useSignal<BatchPage | null>(null)
  const problem = useSignal('')
  const picked = useSignal<number | null>(null)
  const key = partition ? `${partition.topic}-${partition.partition}` : ''
  useEffect(() => {
    from.value = null
    picked.value = null
  }, [key])
  useEffect(() => {
    if (!partition) return
    const start = from.value ?? Math.max(partition.logStartOffset, partition.highWatermark - 200)
    page.batches.fetch(state.brokers, partition, start).then(
      (found) => {
        loaded.value = found
        problem.value = ''
      },
      (error: Error) => (problem.value = error.message),
    )
  }, [state, key, from.value])
  if (!partition) return <NoTopics />
  const batches = loaded.value?.batches ?? []
  const open = batches.find(({ header }) => header.baseOffset === picked.value) ?? batches.at(-1)
  return (
    <>
      <Heading state={state} partition={partition} onJump={(offset) => (from.value = offset)} />
      <ReplicaRows page={page} partition={partition} />
      {problem.value && <p class="bad">{problem.value}</p>}
      {batches.length > 0 && (
        <Ruler
          partition={partition}
          batches={batches}
          lastStableOffset={loaded.value?.lastStableOffset ?? -1}
          committed={committedIn(state, partition)}
          picked={open?.header.baseOffset ?? null}
          onPick={(offset) => (picked.value = offset)}
        />
      )}
      {batches.length === 0 ? (
        <p class="empty">
          <b>{t('No records here yet')}</b>
          {t('Write one with kafka-console-producer.sh: it appears here the moment the broker has it on disk.')}
        </p>
      ) : (
        open && <OpenBatch key={open.header.baseOffset} batch={open} />
      )}
    </>
  )
}

function NoTopics() {
  return (
    <p class="empty">
      <b>{t('No topics yet')}</b>
      {t('Create one in the terminal, and its log is drawn here.')}
    </p>
  )
}

function chosen(state: ClusterState): PartitionState | undefined {
  const all = [...state.topics.values()].filter((topic) => !topic.internal).flatMap((topic) => topic.partitions)
  const wanted = shownPartition.value
  const filled = all.find(({ highWatermark, logStartOffset }) => highWatermark > logStartOffset)
  return (
    all.find(({ topic, partition }) => topic === wanted?.topic && partition === wanted.partition) ?? filled ?? all[0]
  )
}

function committedIn(state: ClusterState, { topic, partition }: PartitionState): { group: string; offset: number }[] {
  return state.groups.flatMap((group) =>
    group.committed
      .filter((one) => one.topic === topic && one.partition === partition)
      .map(({ offset }) => ({ group: group.id, offset })),
  )
}

interface HeadingProps {
  state: ClusterState
  partition: PartitionState
  onJump: (offset: number) => void
}

function Heading({ state, partition, onJump }: HeadingProps) {
  const all = [...state.topics.values()].filter((topic) => !topic.internal).flatMap((topic) => topic.partitions)
  const name = (one: PartitionState) => `${one.topic}-${one.partition}`
  const records = Math.max(0, partition.highWatermark - partition.logStartOffset)
  const choose = (value: string) => {
    shownPartition.value = all.find((one) => name(one) === value) ?? null
  }
  return (
    <div class="log-heading mono">
      <select
        aria-label={t('partition')}
        value={name(partition)}
        style={{ borderLeft: `5px solid ${partitionColour(partition.partition)}` }}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {all.map((one) => (
          <option key={name(one)}>{name(one)}</option>
        ))}
      </select>
      <span class="dim">
        {t('leader')} {partition.leader} · {t('epoch')} {partition.leaderEpoch} · {count(records)} {t('records')} ·{' '}
        {bytes(partition.size)}
      </span>
      <span class="grow" />
      <label class="dim">
        {t('offset')}{' '}
        <input
          type="number"
          min={partition.logStartOffset}
          max={partition.highWatermark}
          onChange={(event) => onJump(Number(event.currentTarget.value))}
        />
      </label>
    </div>
  )
}

function OpenBatch({ batch }: { batch: StoredBatch }) {
  const field = useSignal<number | null>(null)
  const fields = fieldsOf(batch.header)
  const ranges = fields.map(({ at, length, name, value }, i) => ({
    at,
    length,
    colour: COLOURS[i % COLOURS.length] as string,
    title: `${name}: ${value}`,
  }))
  const shown = field.value === null ? undefined : fields[field.value]
  return (
    <div class="split">
      <Records batch={batch} />
      <Scroll label={t('bytes')}>
        <Hex bytes={batch.bytes} ranges={ranges} picked={field.value} onPick={(range) => (field.value = range)} />
        <p class="field mono" aria-live="polite">
          {shown ? (
            <>
              <b>{shown.name}</b> {shown.value} <span class="dim">{shown.meaning[language.value]}</span>
            </>
          ) : (
            <span class="dim">{t('Point at a byte to see its field.')}</span>
          )}
        </p>
        <table class="plain fields">
          <tbody>
            {fields.map(({ name, value }, i) => (
              <tr key={name} class={i === field.value ? 'selected' : ''} onPointerEnter={() => (field.value = i)}>
                <td>
                  <i style={{ background: COLOURS[i % COLOURS.length] }} /> {name}
                </td>
                <td>
                  {value} {name === 'crc' && <Crc batch={batch} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </div>
  )
}

function Crc({ batch }: { batch: StoredBatch }) {
  return isValidCrc(batch.bytes) ? <span class="ok">✓</span> : <span class="bad">✗</span>
}

const MOST_RECORDS = 200

function Records({ batch }: { batch: StoredBatch }) {
  const { records, problem } = readRecords(batch)
  return (
    <Scroll label={t('records')}>
      <table class="plain">
        <thead>
          <tr>
            <th>{t('offset')}</th>
            <th>{t('time')}</th>
            <th>{t('key')}</th>
            <th>{t('value')}</th>
          </tr>
        </thead>
        <tbody>
          {records.slice(0, MOST_RECORDS).map((record) => (
            <tr key={record.offset}>
              <td>{count(record.offset)}</td>
              <td>{clockTime(record.timestamp)}</td>
              <td class={record.key === null ? 'dim' : ''}>{textOf(record.key).slice(0, 40)}</td>
              <td class={record.value === null ? 'dim' : ''}>{textOf(record.value).slice(0, 120)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {problem && <p class="bad">{problem}</p>}
    </Scroll>
  )
}

function readRecords(batch: StoredBatch): { records: readonly LogRecord[]; problem: string } {
  try {
    return { records: recordsIn(batch.bytes), problem: '' }
  } catch (error) {
    return { records: [], problem: (error as Error).message }
  }
}
