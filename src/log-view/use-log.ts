import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { PartitionState } from '../cluster/cluster-state.ts'
import type { Page } from '../session/page.ts'
import type { BatchPage } from './batch-source.ts'
import { areGone, keyedRecords, type LookedAt, NOTHING } from './compaction.ts'
import { LatestOnly } from './latest-only.ts'
import { readSegments, type SegmentsRead } from './segments.ts'

/** Drawn at most: a page of single-record batches would hold thousands. */
const MOST_BATCHES = 400
/** As much of the end of a log is shown while it is followed, bytes. */
const TAIL_BYTES = 48 * 1024
const LEAST_TAIL = 200

export interface LoadedPage extends BatchPage {
  /** Of which log. */
  readonly key: string
  /** From which offset it was asked for. */
  readonly start: number
}

/** One {@link LatestOnly} for as long as the view is shown. */
function useQueue(): LatestOnly {
  const [queue] = useState(() => new LatestOnly())
  useEffect(() => () => queue.stop(), [])
  return queue
}

/** A log is asked for by its partition's state; `key` tells it from others, of the same name too. */
interface Wanted {
  readonly key: string
  readonly partition: PartitionState | undefined
}

/** A piece of a partition from an offset; null: its end, which is followed. `problem`: why there is none, null: there is. */
export function useBatches(
  page: Page,
  { key, partition }: Wanted,
  from: number | null,
): { readonly loaded: LoadedPage | null; readonly problem: unknown } {
  const queue = useQueue()
  const [loaded, setLoaded] = useState<LoadedPage | null>(null)
  const [problem, setProblem] = useState<{ readonly key: string; readonly error: unknown } | null>(null)
  const last = loaded?.key === key ? loaded.batches.at(-1) : undefined
  const seesEnd = from === null || !last || last.header.lastOffset + 1 >= (loaded?.highWatermark ?? 0)
  const cleanings = useCleanings(page, nameOf(partition))
  const end = seesEnd ? partition?.highWatermark : -1
  useEffect(() => {
    if (!partition) return
    // Near the end, what comes before it fills the piece.
    const tail = partition.highWatermark - tailOf(partition)
    const start = Math.max(partition.logStartOffset, Math.min(from ?? tail, tail))
    queue.ask(async () => {
      try {
        const found = await fetchPiece(page, partition, start)
        setLoaded({ ...found, batches: found.batches.slice(0, MOST_BATCHES), key, start })
        setProblem(null)
      } catch (error) {
        setProblem({ key, error })
        throw error
      }
    })
  }, [key, from, end, partition?.leaderEpoch, partition?.logStartOffset, cleanings])
  return {
    loaded: loaded?.key === key ? loaded : null,
    problem: problem?.key === key ? problem.error : null,
  }
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
export function useSegments(page: Page, { key, partition }: Wanted): SegmentsRead | undefined {
  const queue = useQueue()
  const [read, setRead] = useState<{ readonly key: string; readonly found: SegmentsRead }>()
  useEffect(() => {
    if (!partition || partition.leader < 0) return
    // When the broker went, or its folder, what was known stays until the next look.
    queue.ask(async () => {
      const admin = await page.inspector.client()
      setRead({ key, found: await readSegments(page.terminal.api, admin, partition) })
      await new Promise((resume) => setTimeout(resume, LEAST_PAUSE_MS))
    })
  }, [key, partition?.leader, partition?.size, partition?.logStartOffset, page.clock.jump.value])
  return read?.key === key ? read.found : undefined
}

interface Kept {
  readonly key: string
  readonly now: LookedAt
  readonly before: LookedAt | undefined
}

const NOTHING_KEPT: Kept = { key: '', now: NOTHING, before: undefined }

/** The records of a compacted log as they were before it was last compacted, and as they are. */
export function useCompaction(loaded: LoadedPage | null, isCompacted: boolean): Pick<Kept, 'before' | 'now'> {
  const kept = useRef(NOTHING_KEPT)
  const now = useMemo(() => (loaded && isCompacted ? readable(loaded) : NOTHING), [loaded, isCompacted])
  kept.current = loaded && isCompacted ? following(kept.current, loaded.key, now) : NOTHING_KEPT
  return kept.current
}

function following(kept: Kept, key: string, now: LookedAt): Kept {
  if (kept.key !== key) return { key, now, before: undefined }
  if (kept.now === now) return kept
  return { key, now, before: areGone(kept.now, now) ? kept.now : kept.before }
}

function readable({ batches, start, logStartOffset }: LoadedPage): LookedAt {
  const from = Math.min(start, batches[0]?.header.baseOffset ?? start)
  try {
    return keyedRecords(batches, Math.max(from, logStartOffset))
  } catch {
    return NOTHING
  }
}
