import type { LogConfig } from '../log-config.ts'
import type { Segment } from '../segment.ts'

/** Wall times at which something falls due by time alone: the end of a lag, or of what retention keeps. */
export function dueTimes(segments: readonly Segment[], config: LogConfig): number[] {
  const { minCompactionLagMs, maxCompactionLagMs, retentionMs, deletes } = config
  const lags =
    minCompactionLagMs > 0 ? segments.map(({ largestTimestamp }) => largestTimestamp + minCompactionLagMs) : []
  const late = segments.map(({ firstBatchTimestamp }) => (firstBatchTimestamp ?? 0) + maxCompactionLagMs + 1)
  const [oldest] = segments
  const expiry = oldest && deletes && retentionMs >= 0 ? [oldest.largestTimestamp + retentionMs + 1] : []
  return [...lags, ...late, ...expiry]
}
