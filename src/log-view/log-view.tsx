import { useMemo, useRef } from 'preact/hooks'
import type { ClusterState, PartitionState } from '../cluster/cluster-state.ts'
import { touchedIn } from '../lessons/touched.ts'
import type { Page } from '../session/page.ts'
import { shownPartition } from '../session/selection.ts'
import { counted } from '../ui/counted.ts'
import { bytes, count, partitionColour } from '../ui/format.ts'
import { t } from '../ui/strings.ts'
import { TryCommand } from '../ui/try-command.tsx'
import type { StoredBatch } from './batch-source.ts'
import { Compaction } from './compaction-view.tsx'
import { JumpBar } from './jump-bar.tsx'
import { useKeptFocus } from './kept-focus.ts'
import './log-view.css'
import { OpenBatch } from './open-batch.tsx'
import { Overview, type Range } from './overview.tsx'
import { reasonText } from './reasons.ts'
import { ReplicaRows } from './replica-rows.tsx'
import { Ruler } from './ruler.tsx'
import { SegmentsTable } from './segments-table.tsx'
import { useBatches, useCompaction, useSegments } from './use-log.ts'
import { useWindow } from './use-window.ts'
import { l } from './words.ts'
import '../ui/views.css'
import '../ui/table.css'

/** One partition: the whole log on a line, a piece of it as batches, and an open batch as records beside coloured hex. */
export function LogView({ page }: { page: Page }) {
  const state = page.inspector.state.value
  const partition = chosen(state, touchedIn(page).topics)
  const key = partition ? keyOf(state, partition) : ''
  const { from, target, picked, move, jump } = useWindow(key, partition)
  const { loaded, problem } = useBatches(page, { key, partition }, from)
  const segments = useSegments(page, { key, partition })
  const compaction = useCompaction(loaded, segments?.rules.compacts ?? false)
  const activeFrom = segments?.segments.at(-1)?.baseOffset ?? 0
  const compacted = useMemo(
    () => compaction.now.records.length > 0 && <Compaction {...compaction} activeFrom={activeFrom} />,
    [compaction.before, compaction.now, activeFrom],
  )
  const batches = loaded?.batches ?? []
  const holds = ({ header: { baseOffset, lastOffset } }: StoredBatch) =>
    target !== null && baseOffset <= target.offset && lastOffset >= target.offset
  const open =
    batches.find(({ header }) => header.baseOffset === picked.value) ??
    batches.find(holds) ??
    batches.at(from === null ? -1 : 0)
  // The cluster is read again and again: what did not change is not drawn again.
  const opened = useMemo(
    () =>
      open &&
      partition && (
        <OpenBatch
          key={`${open.header.baseOffset} ${target?.nth}`}
          page={page}
          at={partition}
          batch={open}
          target={target?.offset ?? null}
          isPassing={target === null && picked.value === null}
        />
      ),
    [open, target, picked.value],
  )
  const bar = useRef<HTMLDivElement>(null)
  useKeptFocus(() => bar.current?.parentElement)
  if (!partition) return <NoTopics page={page} />
  const shown = rangeOf(batches, partition)
  const committed = committedIn(state, partition)
  return (
    <>
      <div class="log-bar" ref={bar}>
        <Heading state={state} partition={partition} />
        <JumpBar page={page} partition={partition} onJump={jump} />
      </div>
      <ReplicaRows page={page} partition={partition} />
      {problem !== null && (
        <p class="bad" role="status">
          {reasonText(problem)}
        </p>
      )}
      {batches.length > 0 && (
        <>
          <Overview
            partition={partition}
            segments={segments?.segments.map(({ baseOffset }) => baseOffset) ?? NONE}
            committed={committed}
            shown={shown}
            onJump={move}
          />
          <Ruler
            partition={partition}
            batches={batches}
            lastStableOffset={loaded?.lastStableOffset ?? -1}
            committed={committed}
            picked={open?.header.baseOffset ?? null}
            onPick={(offset) => (picked.value = offset)}
          />
          <Pager
            shown={shown}
            partition={partition}
            isFollowing={from === null}
            onJump={move}
            onFollow={() => move(null)}
          />
        </>
      )}
      {segments && <SegmentsTable read={segments} partition={partition} now={page.time.wall()} onJump={jump} />}
      {compacted}
      {opened}
      {batches.length === 0 && problem === null && (loaded || !isFilled(partition)) && (
        <NoRecords page={page} topic={partition.topic} />
      )}
    </>
  )
}

/** Tells the log from that of a topic that had the name before. */
function keyOf({ topics }: ClusterState, { topic, partition }: PartitionState): string {
  return `${topics.get(topic)?.id} ${topic}-${partition}`
}

function NoRecords({ page, topic }: { page: Page; topic: string }) {
  return (
    <div class="empty">
      <b>{t('No records here yet')}</b>
      {t('Write one with kafka-console-producer.sh: it appears here the moment the broker has it on disk.')}
      <TryCommand page={page} code={firstRecord(topic)} />
    </div>
  )
}

const NONE: readonly number[] = []

function firstRecord(topic: string): string {
  return `echo "a first record" | kafka-console-producer.sh --topic ${topic} --bootstrap-server localhost:9092`
}

function rangeOf(batches: readonly StoredBatch[], { logStartOffset }: PartitionState): Range {
  const from = batches[0]?.header.baseOffset ?? logStartOffset
  return { from, to: (batches.at(-1)?.header.lastOffset ?? from) + 1 }
}

interface PagerProps {
  shown: Range
  partition: PartitionState
  isFollowing: boolean
  onJump: (offset: number) => void
  onFollow: () => void
}

/** A piece further to either side, or back to the end; nothing where the whole log is drawn. */
function Pager({ shown, partition, isFollowing, onJump, onFollow }: PagerProps) {
  const size = shown.to - shown.from
  if (isFollowing && shown.from <= partition.logStartOffset) return null
  return (
    <div class="pager mono">
      <button
        type="button"
        disabled={shown.from <= partition.logStartOffset}
        onClick={() => onJump(Math.max(partition.logStartOffset, shown.from - size))}
      >
        ‹ {l('earlier records')}
      </button>
      <span class="dim">
        {count(shown.from)} … {count(shown.to - 1)}
      </span>
      <button
        type="button"
        disabled={shown.to >= partition.highWatermark}
        onClick={() => onJump(Math.min(partition.highWatermark - 1, shown.to))}
      >
        {l('later records')} ›
      </button>
      <button type="button" aria-pressed={isFollowing} onClick={onFollow}>
        {l('the newest records')} »
      </button>
    </div>
  )
}

const FIRST_TOPIC = 'kafka-topics.sh --create --topic orders --partitions 3 --bootstrap-server localhost:9092'

function NoTopics({ page }: { page: Page }) {
  return (
    <div class="empty">
      <b>{t('No topics yet')}</b>
      {t('Create one in the terminal, and its log is drawn here.')}
      <TryCommand page={page} code={FIRST_TOPIC} />
    </div>
  )
}

/** The partition that was chosen; else one of the open lesson's topics, rather one with records. */
function chosen(state: ClusterState, lessonTopics: readonly string[]): PartitionState | undefined {
  const all = [...state.topics.values()].filter((topic) => !topic.internal).flatMap((topic) => topic.partitions)
  const wanted = shownPartition.value
  const ofLesson = all.filter(({ topic }) => lessonTopics.includes(topic))
  return (
    all.find(({ topic, partition }) => topic === wanted?.topic && partition === wanted.partition) ??
    ofLesson.find(isFilled) ??
    ofLesson[0] ??
    all.find(isFilled) ??
    all[0]
  )
}

function isFilled({ highWatermark, logStartOffset }: PartitionState): boolean {
  return highWatermark > logStartOffset
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
}

function Heading({ state, partition }: HeadingProps) {
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
        {t('leader')} {partition.leader} · {t('epoch')} {partition.leaderEpoch} · {counted(records, 'record')} ·{' '}
        {bytes(partition.size)}
      </span>
    </div>
  )
}
