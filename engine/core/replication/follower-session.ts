/** A follower's fetch session with one leader (KIP-227): what the leader knows is not sent again. */
import type { Uuid } from '../base/uuid.ts'

/** What a follower asks for of one partition. */
export interface WantedReplica {
  readonly topicId: Uuid
  readonly partition: number
  readonly currentLeaderEpoch: number
  readonly fetchOffset: number
  readonly lastFetchedEpoch: number
  readonly logStartOffset: number
}

/** What the next request carries. */
export interface SessionRequest {
  readonly sessionId: number
  readonly sessionEpoch: number
  readonly changed: readonly WantedReplica[]
  readonly forgotten: readonly WantedReplica[]
}

const MAX_EPOCH = 0x7fff_ffff

export class FollowerSession {
  private id = 0
  /** 0: the next request opens a session with everything. */
  private epoch = 0
  private known = new Map<string, WantedReplica>()

  /** The request for exactly these partitions. */
  next(wanted: readonly WantedReplica[]): SessionRequest {
    const { id, epoch, known } = this
    this.known = new Map(wanted.map((one) => [replicaKey(one), one]))
    if (epoch === 0) return { sessionId: id, sessionEpoch: 0, changed: wanted, forgotten: [] }
    const changed = wanted.filter((one) => !same(known.get(replicaKey(one)), one))
    const forgotten = [...known.values()].filter((one) => !this.known.has(replicaKey(one)))
    return { sessionId: id, sessionEpoch: epoch, changed, forgotten }
  }

  /** The leader took the request; session id 0: it keeps no session. */
  answered(sessionId: number): void {
    this.id = sessionId
    this.epoch = sessionId === 0 ? 0 : this.epoch === MAX_EPOCH ? 1 : this.epoch + 1
  }

  /** The leader refused the session, or nobody knows what it got: the next request begins anew. */
  reset({ isGone }: { isGone: boolean }): void {
    if (isGone) this.id = 0
    this.epoch = 0
    this.known.clear()
  }
}

/** Names a replica by topic id and partition. */
export function replicaKey({ topicId, partition }: { topicId: Uuid; partition: number }): string {
  return `${topicId}:${partition}`
}

function same(a: WantedReplica | undefined, b: WantedReplica): boolean {
  return (
    a !== undefined &&
    a.fetchOffset === b.fetchOffset &&
    a.currentLeaderEpoch === b.currentLeaderEpoch &&
    a.lastFetchedEpoch === b.lastFetchedEpoch &&
    a.logStartOffset === b.logStartOffset
  )
}
