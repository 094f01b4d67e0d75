/** State of the quorum for DescribeQuorum. */
import type { Uuid } from '../base/uuid.ts'
import type { Clock } from '../env/env.ts'
import type { Quorum } from './quorum.ts'
import type { ReplicaKey } from './quorum-types.ts'
import type { ReplicaProgress } from './roles/replica-progress.ts'

/** A replica; times are wall ms, −1 unknown. */
export interface ReplicaInfo {
  readonly key: ReplicaKey
  /** As its fetches say; null: not known. Of a static quorum's voter it is not part of the key. */
  readonly directoryId: Uuid | null
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
  own: { self: ReplicaKey; logEndOffset: number },
): QuorumInfo | null {
  const now = clock.monotonic()
  const wall = clock.wall()
  const replicas = quorum.replicas(now)
  if (!replicas) return null
  const toWall = (at: number) => (at < 0 ? -1 : Math.round(wall - (now - at)))
  const info = ({ key, directoryId, logEndOffset, lastFetchAt, lastCaughtUpAt }: ReplicaProgress): ReplicaInfo =>
    key.id === own.self.id
      ? {
          key,
          directoryId: own.self.directoryId,
          logEndOffset: own.logEndOffset,
          lastFetchTimestamp: wall,
          lastCaughtUpTimestamp: wall,
        }
      : {
          key,
          directoryId,
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
