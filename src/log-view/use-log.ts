import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { PartitionState } from '../cluster/cluster-state.ts'
import type { Page } from '../session/page.ts'
import type { BatchPage } from './batch-source.ts'
import { type KeyedRecord, keyedRecords } from './compaction.ts'
import { readSegments, type SegmentsRead } from './segments.ts'

/** Runs one asynchronous task at a time; of those asked for meanwhile only the last is run. */
class LatestOnly {
  private next: (() => Promise<void>) | undefined
  private busy = false

  ask(task: () => Promise<void>): void {
    this.next = task
    if (!this.busy) void this.run()
  }

  private async run(): Promise<void> {
    this.busy = true
    while (this.next) {
      const task = this.next
      this.next = undefined
      await task()
    }
    this.busy = false
  }
}

/** Drawn at most: a page of single-record batches would hold thousands. */
const MOST_BATCHES = 400
/** As much of the end of a log is shown while it is followed, bytes. */
const TAIL_BYTES = 48 * 1024
const LEAST_TAIL = 200

export interface LoadedPage extends BatchPage {
  /** Of which partition. */
  readonly name: string
  /** From which offset it was asked for. */
  readonly start: number
}

/** A piece of a partition from an offset; null: its end, which is followed. */
export function useBatches(
  page: Page,
  partition: PartitionState | undefined,
  from: number | null,
): { readonly loaded: LoadedPage | null; readonly problem: string } {
  const queue = useRef(new LatestOnly())
  const [loaded, setLoaded] = useState<LoadedPage | null>(null)
  const [problem, setProblem] = useState('')
  const name = nameOf(partition)
  const last = loaded?.name === name ? loaded.batches.at(-1) : undefined
  const seesEnd = from === null || !last || last.header.lastOffset + 1 >= (loaded?.highWatermark ?? 0)
  const cleanings = useCleanings(page, name)
  const end = seesEnd ? partition?.highWatermark : -1
  useEffect(() => {
    if (!partition) return
    // Near the end, what comes before it fills the piece.
    const tail = partition.highWatermark - tailOf(partition)
    const start = Math.max(partition.logStartOffset, Math.min(from ?? tail, tail))
    queue.current.ask(async () => {
      try {
        const found = await fetchPiece(page, partition, start)
        setLoaded({ ...found, batches: found.batches.slice(0, MOST_BATCHES), name, start })
        setProblem('')
      } catch (error) {
        setProblem(error instanceof Error ? error.message : String(error))
      }
    })
  }, [name, from, end, partition?.leaderEpoch, partition?.logStartOffset, cleanings])
  return { loaded: loaded?.name === name ? loaded : null, problem }
}

/** A piece this long is enough, bytes. */
const PIECE_BYTES = 128 * 1024

/** One answer ends where a segment does, however little that is: the next ones follow until the piece is long enough. */
async function fetchPiece(page: Page, partition: PartitionState, start: number): Promise<BatchPage> {
  const { brokers } = page.inspector.state.peek()
  let piece = await page.batches.fetch(brokers, partition, start)
  for (;;) {
    const last = piece.batches.at(-1)
    const size = piece.batches.reduce((sum, { bytes }) => sum + bytes.length, 0)
    if (!last || last.header.lastOffset + 1 >= piece.highWatermark || size >= PIECE_BYTES) return piece
    const next = await page.batches.fetch(brokers, partition, last.header.lastOffset + 1)
    if (next.batches.length === 0) return piece
    piece = { ...next, batches: [...piece.batches, ...next.batches] }
  }
}

function nameOf(partition: PartitionState | undefined): string {
  return partition ? `${partition.topic}-${partition.partition}` : ''
}

/** How often the log was compacted since the page was opened. */
function useCleanings(page: Page, name: string): number {
  return page.events.events.value.filter((one) => one.type === 'log.cleaned' && one['partition'] === name).length
}

/** How many records are about {@link TAIL_BYTES}. */
function tailOf({ size, highWatermark, logStartOffset }: PartitionState): number {
  const records = Math.max(1, highWatermark - logStartOffset)
  return Math.max(LEAST_TAIL, Math.round(TAIL_BYTES / Math.max(1, size / records)))
}

/** Reading files asks the disk on which the broker writes: not oftener than this. */
const LEAST_PAUSE_MS = 2000

/** The segments of a partition's leader; undefined while they are not known. */
export function useSegments(page: Page, partition: PartitionState | undefined): SegmentsRead | undefined {
  const queue = useRef(new LatestOnly())
  const [read, setRead] = useState<{ readonly name: string; readonly found: SegmentsRead }>()
  const name = nameOf(partition)
  useEffect(() => {
    if (!partition || partition.leader < 0) return
    queue.current.ask(async () => {
      try {
        const admin = await page.inspector.client()
        setRead({ name, found: await readSegments(page.terminal.api, admin, partition) })
      } catch {
        // The broker went, or its folder: what was known stays until the next look.
      }
      await new Promise((resume) => setTimeout(resume, LEAST_PAUSE_MS))
    })
  }, [name, partition?.leader, partition?.size, partition?.logStartOffset, page.clock.jump.value])
  return read?.name === name ? read.found : undefined
}

interface Kept {
  readonly name: string
  readonly now: readonly KeyedRecord[]
  readonly before: readonly KeyedRecord[] | undefined
}

/** The records of a compacted log as they were before it was last compacted, and as they are. */
export function useCompaction(loaded: LoadedPage | null, isCompacted: boolean): Pick<Kept, 'before' | 'now'> {
  const name = loaded?.name ?? ''
  const kept = useRef<Kept>({ name: '', now: [], before: undefined })
  const records = useMemo(() => (loaded && isCompacted ? readable(loaded) : []), [loaded, isCompacted])
  if (!loaded || !isCompacted) return { before: undefined, now: [] }
  if (kept.current.name !== name) kept.current = { name, now: records, before: undefined }
  else if (areGone(kept.current.now, records, loaded)) kept.current = { name, now: records, before: kept.current.now }
  else kept.current = { ...kept.current, now: records }
  return kept.current
}

function readable({ batches }: LoadedPage): readonly KeyedRecord[] {
  try {
    return keyedRecords(batches)
  } catch {
    return []
  }
}

/** Whether some that were seen are not where they were: nothing but the cleaner takes records out of the middle. */
function areGone(
  before: readonly KeyedRecord[],
  now: readonly KeyedRecord[],
  { start, batches, logStartOffset }: LoadedPage,
): boolean {
  const left = new Set(now.map(({ offset }) => offset))
  const from = Math.max(start, logStartOffset)
  const to = Math.min(batches.at(-1)?.header.lastOffset ?? -1, now.at(-1)?.offset ?? -1)
  return before.some(({ offset }) => offset >= from && offset <= to && !left.has(offset))
}
