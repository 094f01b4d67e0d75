import type { LogConfig } from './log-config.ts'
import type { Segment } from './segment.ts'

/** One reason for which old segments go. */
export interface RetentionPass {
  /** Completes "Deleting segments due to …". */
  readonly reason: string
  readonly deletable: (segment: Segment, next: Segment | undefined) => boolean
}

/** The passes in the order in which Kafka makes them (`UnifiedLog.deleteOldSegments`). */
export function retentionPasses(
  log: { readonly logStartOffset: number; readonly size: number; readonly config: LogConfig },
  now: number,
): RetentionPass[] {
  const { logStartOffset, config } = log
  const passes: RetentionPass[] = [
    {
      reason: `log start offset ${logStartOffset} breach`,
      deletable: (_segment, next) => next !== undefined && next.baseOffset <= logStartOffset,
    },
  ]
  if (!config.deletes) return passes
  if (config.retentionBytes >= 0) passes.push(sizePass(log.size - config.retentionBytes, config.retentionBytes))
  if (config.retentionMs >= 0) {
    passes.push({
      reason: `log retention time ${config.retentionMs}ms breach based on the largest record timestamp in the segment`,
      deletable: (segment) => now - segment.largestTimestamp > config.retentionMs,
    })
  }
  return passes
}

function sizePass(excess: number, limit: number): RetentionPass {
  let left = excess
  return {
    reason: `log retention size ${limit} breach`,
    deletable: (segment) => {
      if (left - segment.size < 0) return false
      left -= segment.size
      return true
    },
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
