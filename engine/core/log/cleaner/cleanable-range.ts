/** What of a log can be cleaned, which log is the dirtiest, and which segments become one (`LogCleanerManager`, `LogToClean`). */
import { parseJavaDouble } from '../../base/java-double.ts'
import type { LogConfig } from '../log-config.ts'
import type { Segment } from '../segment.ts'

/** A log as the cleaner's choice sees it. */
export interface DirtyLog {
  readonly name: string
  readonly config: LogConfig
  readonly logStartOffset: number
  readonly logEndOffset: number
  /** Below it everything is replicated, and every transaction has ended. */
  readonly lastStableOffset: number
  /** Oldest first; the last one is appended to. */
  readonly segments: readonly Segment[]
}

export interface OffsetsToClean {
  /** From here on nothing was cleaned. */
  readonly firstDirtyOffset: number
  readonly firstUncleanableOffset: number
  /** Why the checkpoint does not hold; null: it does. */
  readonly invalid: string | null
}

/** Where the dirty part begins and where the uncleanable one. `lastCleaned`: of the checkpoint; undefined: never cleaned. */
export function cleanableOffsets(log: DirtyLog, lastCleaned: number | undefined, now: number): OffsetsToClean {
  const { firstDirtyOffset, invalid } = firstDirty(log, lastCleaned ?? log.logStartOffset)
  const active = log.segments.at(-1)?.baseOffset ?? log.logEndOffset
  const lag = Math.max(0, log.config.minCompactionLagMs)
  const tooYoung = closedFrom(log.segments, firstDirtyOffset).find(
    ({ largestTimestamp }) => lag > 0 && largestTimestamp > now - lag,
  )
  const uncleanable = Math.min(log.lastStableOffset, active, tooYoung?.baseOffset ?? Number.POSITIVE_INFINITY)
  return { firstDirtyOffset, firstUncleanableOffset: Math.max(firstDirtyOffset, uncleanable), invalid }
}

function firstDirty(log: DirtyLog, checkpoint: number): Pick<OffsetsToClean, 'firstDirtyOffset' | 'invalid'> {
  const { name, logStartOffset, logEndOffset, config } = log
  if (checkpoint < logStartOffset) {
    const why = `Resetting first dirty offset of ${name} to log start offset ${logStartOffset} since the checkpointed offset ${checkpoint} is invalid.`
    // Where retention moves the log start this is nothing to be said.
    return { firstDirtyOffset: logStartOffset, invalid: config.deletes ? '' : why }
  }
  if (checkpoint <= logEndOffset) return { firstDirtyOffset: checkpoint, invalid: null }
  const what = `The last checkpoint dirty offset for partition ${name} is ${checkpoint}`
  const invalid = `${what}, which is larger than the log end offset ${logEndOffset}. Resetting to the log start offset ${logStartOffset}.`
  return { firstDirtyOffset: logStartOffset, invalid }
}

/** The segments from the one that holds the offset on. */
function from(segments: readonly Segment[], offset: number): readonly Segment[] {
  const holder = segments.findLastIndex(({ baseOffset }) => baseOffset <= offset)
  return segments.slice(Math.max(0, holder))
}

/** The same without the active segment. */
function closedFrom(segments: readonly Segment[], offset: number): readonly Segment[] {
  return from(segments, offset).filter((segment) => segment !== segments.at(-1))
}

/** A log with what cleaning it would do. */
export interface LogToClean {
  readonly firstDirtyOffset: number
  readonly firstUncleanableOffset: number
  readonly cleanBytes: number
  readonly cleanableBytes: number
  /** How long ago it should have been compacted (`max.compaction.lag.ms`), ms; 0: it is not late. */
  readonly delayMs: number
}

export function toClean(log: DirtyLog, offsets: OffsetsToClean, now: number): LogToClean {
  const { segments } = log
  const { firstDirtyOffset } = offsets
  const [holder] = from(segments, offsets.firstUncleanableOffset)
  const firstUncleanableOffset = holder?.baseOffset ?? firstDirtyOffset
  const dirty = from(segments, Math.min(firstDirtyOffset, firstUncleanableOffset))
  return {
    firstDirtyOffset,
    firstUncleanableOffset,
    cleanBytes: bytesOf(segments.filter(({ baseOffset }) => baseOffset < firstDirtyOffset)),
    cleanableBytes:
      firstDirtyOffset >= firstUncleanableOffset
        ? 0
        : bytesOf(dirty.filter(({ baseOffset }) => baseOffset < firstUncleanableOffset)),
    delayMs: maxDelay(log, firstDirtyOffset, now),
  }
}

function bytesOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { size }) => sum + size, 0)
}

function maxDelay({ segments, config }: DirtyLog, firstDirtyOffset: number, now: number): number {
  const firsts = closedFrom(segments, firstDirtyOffset).map((segment) => segment.firstBatchTimestamp ?? 0)
  const earliest = Math.min(...firsts.filter((timestamp) => timestamp > 0))
  return Math.max(0, now - Math.max(0, config.maxCompactionLagMs) - earliest)
}

/** The dirty share of what a round would read. */
export function cleanableRatio({ cleanBytes, cleanableBytes }: LogToClean): number {
  const total = cleanBytes + cleanableBytes
  return total === 0 ? 0 : cleanableBytes / total
}

/** Whether a round is due: dirty enough, or late. */
export function isDue(log: LogToClean, config: LogConfig): boolean {
  return (log.delayMs > 0 && log.cleanableBytes > 0) || cleanableRatio(log) > leastRatio(config)
}

/**
 * Neighbouring segments that become one: as many as stay, before cleaning, within the limits of a segment's size and of its
 * indexes, and within the 2^31 offsets that an index can tell apart (`Cleaner.groupSegmentsBySize`).
 */
export function groupSegments(
  segments: readonly Segment[],
  config: LogConfig,
  firstUncleanableOffset: number,
): Segment[][] {
  const groups: Segment[][] = []
  for (const [at, segment] of segments.entries()) {
    const group = groups.at(-1)
    const lastOffset = (segments[at + 1]?.baseOffset ?? firstUncleanableOffset) - 1
    if (group && fits([...group, segment], lastOffset, config)) group.push(segment)
    else groups.push([segment])
  }
  return groups
}

function fits(group: readonly Segment[], lastOffset: number, { segmentBytes, segmentIndexBytes }: LogConfig): boolean {
  const sum = (bytes: (segment: Segment) => number) => group.reduce((total, segment) => total + bytes(segment), 0)
  const [first, last] = [group[0] as Segment, group.at(-1) as Segment]
  return (
    bytesOf(group) <= segmentBytes &&
    sum(({ offsetIndex }) => offsetIndex.file.length) <= segmentIndexBytes &&
    sum(({ timeIndex }) => timeIndex.file.length) <= segmentIndexBytes &&
    (last.size === 0 || lastOffset - first.baseOffset <= 0x7fff_ffff)
  )
}

/** Not a number, which Kafka allows, is never exceeded. */
function leastRatio({ minCleanableDirtyRatio }: LogConfig): number {
  return parseJavaDouble(minCleanableDirtyRatio) ?? Number.NaN
}
