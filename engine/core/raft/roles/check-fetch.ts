import type { QuorumContext } from '../quorum-context.ts'
import type { FetchOutcome, OffsetAndEpoch, QuorumLog, RequestOfType } from '../quorum-types.ts'

/** Whether the log of the fetcher is a prefix of the leader's (`ReplicatedLog.validateOffsetAndEpoch`). */
export function checkFetch(
  { offset, lastFetchedEpoch }: RequestOfType<'fetch'>,
  { log, highWatermark }: Pick<QuorumContext, 'log' | 'highWatermark'>,
): FetchOutcome {
  const at = { offset, epoch: lastFetchedEpoch }
  const snapshot = snapshotFor(at, log)
  if (snapshot) return { kind: 'snapshot', snapshot, highWatermark }
  if (offset === 0 && lastFetchedEpoch === 0) return { kind: 'data', highWatermark }
  const end = log.endOffsetForEpoch(lastFetchedEpoch)
  const isPrefix = end.epoch === lastFetchedEpoch && end.offset >= offset
  return isPrefix ? { kind: 'data', highWatermark } : { kind: 'diverging', end, highWatermark }
}

/** The snapshot that a fetcher needs whose place is no longer in the log. */
function snapshotFor({ offset, epoch }: OffsetAndEpoch, log: QuorumLog): OffsetAndEpoch | null {
  const earliest = log.earliestSnapshot
  if (!earliest || (log.logStartOffset === 0 && offset === 0 && epoch === 0)) return null
  const before = offset < log.logStartOffset || (offset === log.logStartOffset && epoch !== earliest.epoch)
  return before || epoch < earliest.epoch ? log.latestSnapshot : null
}
