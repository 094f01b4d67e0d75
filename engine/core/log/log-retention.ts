import type { LogConfig } from './log-config.ts'
import type { Segment } from './segment.ts'

/** One reason for which old segments go. */
export interface RetentionPass {
  readonly deletable: (segment: Segment, next: Segment | undefined) => boolean
  /** What Kafka says of those that go. */
  readonly lines: (gone: readonly Segment[]) => string[]
}

/**
 * The passes in the order in which Kafka makes them (`UnifiedLog.deleteOldSegments`); each looks at the log as the one before
 * has left it. `warn`: told of a segment that time keeps.
 */
export function* retentionPasses(
  log: { readonly logStartOffset: number; readonly size: number; readonly config: LogConfig },
  now: number,
  warn: (message: string) => void,
): Generator<RetentionPass, void> {
  yield startPass(log.logStartOffset)
  const { config } = log
  if (!config.deletes) return
  if (config.retentionBytes >= 0) yield sizePass(log.size, config.retentionBytes)
  if (config.retentionMs >= 0) yield timePass(now, config.retentionMs, warn)
}

function startPass(logStart: number): RetentionPass {
  return {
    deletable: (_segment, next) => next !== undefined && next.baseOffset <= logStart,
    lines: (gone) => [`Deleting segments due to log start offset ${logStart} breach: ${gone.map(describe).join(',')}`],
  }
}

function sizePass(size: number, limit: number): RetentionPass {
  let excess = size - limit
  let left = size
  return {
    deletable: (segment) => {
      if (excess - segment.size < 0) return false
      excess -= segment.size
      return true
    },
    lines: (gone) =>
      gone.map((segment) => {
        left -= segment.size
        return `Deleting segment ${describe(segment)} due to log retention size ${limit} breach. Log size after deletion will be ${left}.`
      }),
  }
}

function timePass(now: number, limit: number, warn: (message: string) => void): RetentionPass {
  return {
    deletable: (segment) => {
      if (segment.largestTimestamp > now)
        warn(`${describe(segment)} contains future timestamp(s), making it ineligible to be deleted`)
      return now - segment.largestTimestamp > limit
    },
    lines: (gone) =>
      gone.map((segment) => {
        const time = segment.maxTimestamp >= 0 ? 'largest record timestamp in' : 'last modified time of'
        return `Deleting segment ${describe(segment)} due to log retention time ${limit}ms breach based on the ${time} the segment`
      }),
  }
}

/** The oldest segments that a pass lets go: all below the high watermark, never an empty last one. */
export function deletableSegments(
  segments: readonly Segment[],
  { deletable }: RetentionPass,
  bounds: { highWatermark: number; logEndOffset: number },
): Segment[] {
  const gone: Segment[] = []
  for (const [i, segment] of segments.entries()) {
    const next = segments[i + 1]
    const end = next?.baseOffset ?? bounds.logEndOffset
    if (bounds.highWatermark < end || (!next && segment.size === 0) || !deletable(segment, next)) break
    gone.push(segment)
  }
  return gone
}

/** A segment as Kafka's log lines name it. */
export function describe({ baseOffset, size, lastModified, maxTimestamp }: Segment): string {
  const times = `lastModifiedTime=${lastModified}, largestRecordTimestamp=${maxTimestamp}`
  return `LogSegment(baseOffset=${baseOffset}, size=${size}, ${times})`
}
