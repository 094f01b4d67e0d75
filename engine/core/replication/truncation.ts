/** Where a follower cuts its log when the leader's is another (KIP-101, KIP-279). */
import type { EpochEndOffset } from '../log/log-types.ts'

/** The follower's log as the decision sees it. */
export interface FollowerLog {
  readonly logEndOffset: number
  endOffsetForEpoch(epoch: number): EpochEndOffset
}

/**
 * The offset to cut at, given the largest epoch not above the follower's last that the leader knows, and where it ended
 * there. After a cut at the end of a lesser epoch of its own the follower asks again and may be told to cut further
 * (`AbstractFetcherThread.getOffsetTruncationState`).
 */
export function truncationOffset(log: FollowerLog, leader: EpochEndOffset): number {
  const own = log.endOffsetForEpoch(leader.epoch)
  if (own.endOffset === -1) return Math.min(leader.endOffset, log.logEndOffset)
  const end = own.epoch === leader.epoch ? Math.min(own.endOffset, leader.endOffset) : own.endOffset
  return Math.min(end, log.logEndOffset)
}

/**
 * As {@link truncationOffset}, for a copy in another log dir of the broker, which asks about its own last epoch. Where the log
 * does not know that epoch, only what is committed is in both for sure.
 */
export function futureTruncationOffset(copy: FollowerLog, log: EpochEndOffset, highWatermark: number): number {
  if (log.endOffset === -1) return Math.min(highWatermark, copy.logEndOffset)
  return truncationOffset(copy, log)
}

/** The leader's log where the follower's offset lies outside of it. */
export interface LeaderRange {
  readonly start: number
  readonly end: number
}

/** What a follower does about OFFSET_OUT_OF_RANGE (`AbstractFetcherThread.fetchOffsetAndTruncate`). */
export type RangeRepair =
  | { readonly kind: 'truncate'; readonly offset: number }
  | { readonly kind: 'startAnew'; readonly offset: number }
  | { readonly kind: 'goOn' }

/** Beyond the leader's end it is cut to it; below its start nothing that it has is of use any more. */
export function rangeRepair(ownEnd: number, leader: LeaderRange): RangeRepair {
  if (leader.end < ownEnd) return { kind: 'truncate', offset: leader.end }
  if (leader.start > ownEnd) return { kind: 'startAnew', offset: leader.start }
  return { kind: 'goOn' }
}
