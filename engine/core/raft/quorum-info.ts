/** State of the quorum for DescribeQuorum. */
import type { Clock } from '../env/env.ts'
import type { Quorum } from './quorum.ts'
import type { ReplicaKey } from './quorum-types.ts'
import type { ReplicaProgress } from './roles/replica-progress.ts'

/** A replica; times are wall ms, −1 unknown. */
export interface ReplicaInfo {
  readonly key: ReplicaKey
  readonly logEndOffset: number
  readonly lastFetchTimestamp: number
  readonly lastCaughtUpTimestamp: number
}

export interface QuorumInfo {
  readonly leaderId: number
  readonly epoch: number
  readonly highWatermark: number
  readonly voters: readonly ReplicaInfo[]
  readonly observers: readonly ReplicaInfo[]
}

/** What the leader knows; null: this node does not lead. */
export function describeQuorum(
  quorum: Quorum,
  clock: Clock,
  own: { id: number; logEndOffset: number },
): QuorumInfo | null {
  const now = clock.monotonic()
  const wall = clock.wall()
  const replicas = quorum.replicas(now)
  if (!replicas) return null
  const toWall = (at: number) => (at < 0 ? -1 : Math.round(wall - (now - at)))
  const info = ({ key, logEndOffset, lastFetchAt, lastCaughtUpAt }: ReplicaProgress): ReplicaInfo =>
    key.id === own.id
      ? { key, logEndOffset: own.logEndOffset, lastFetchTimestamp: wall, lastCaughtUpTimestamp: wall }
      : {
          key,
          logEndOffset,
          lastFetchTimestamp: toWall(lastFetchAt),
          lastCaughtUpTimestamp: toWall(lastCaughtUpAt),
        }
  return {
    leaderId: quorum.leaderId,
    epoch: quorum.epoch,
    highWatermark: quorum.highWatermark,
    voters: replicas.voters.map(info),
    observers: replicas.observers.map(info),
  }
}
