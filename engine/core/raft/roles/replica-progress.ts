/** What a leader knows of the replicas that fetch from it (`LeaderState.ReplicaState`). Times are monotonic ms. */
import type { Uuid } from '../../base/uuid.ts'
import { sameReplica } from '../quorum-context.ts'
import type { ReplicaKey, Voter } from '../quorum-types.ts'

/** One replica's state; −1 where nothing has been heard. */
export interface ReplicaProgress {
  readonly key: ReplicaKey
  /** As its fetches say; null: it has not fetched, or did not say. */
  directoryId: Uuid | null
  logEndOffset: number
  lastFetchAt: number
  lastCaughtUpAt: number
  leaderEndAtLastFetch: number
}

/** An observer not heard of for so long is forgotten (`LeaderState.OBSERVER_SESSION_TIMEOUT_MS`). */
const OBSERVER_SESSION_MS = 300_000

export class Replicas {
  private voters: ReplicaProgress[] = []
  private observers: ReplicaProgress[] = []

  constructor(voters: readonly Voter[]) {
    this.setVoters(voters)
  }

  /** Voters that were there before keep what is known of them. */
  setVoters(voters: readonly Voter[]): void {
    const known = [...this.voters, ...this.observers]
    this.voters = voters.map(({ id, directoryId }) => {
      const key = { id, directoryId }
      return { ...(known.find((one) => sameReplica(one.key, key)) ?? fresh(key)), key }
    })
    this.observers = known.filter(({ key }) => !this.voters.some((voter) => sameReplica(voter.key, key)))
  }

  /** A fetch came; the state of the voter that sent it, or null for an observer. */
  fetched(
    key: ReplicaKey,
    offset: number,
    { now, leaderEnd }: { now: number; leaderEnd: number },
  ): ReplicaProgress | null {
    const voter = this.voters.find((one) => sameReplica(one.key, key))
    const state = voter ?? this.observer(key)
    if (offset >= leaderEnd) state.lastCaughtUpAt = now
    else if (state.lastFetchAt >= 0 && offset >= state.leaderEndAtLastFetch) state.lastCaughtUpAt = state.lastFetchAt
    state.lastFetchAt = now
    state.directoryId = key.directoryId ?? state.directoryId
    state.logEndOffset = offset
    state.leaderEndAtLastFetch = leaderEnd
    return voter ?? null
  }

  private observer(key: ReplicaKey): ReplicaProgress {
    let state = this.observers.find((one) => one.key.id === key.id && one.key.directoryId === key.directoryId)
    if (!state) this.observers.push((state = fresh(key)))
    return state
  }

  voterStates(): readonly ReplicaProgress[] {
    return this.voters
  }

  observerStates(now: number): readonly ReplicaProgress[] {
    this.observers = this.observers.filter(({ lastFetchAt }) => now - lastFetchAt < OBSERVER_SESSION_MS)
    return this.observers
  }

  /** The end that a majority of the voters has. */
  majorityEnd(): number {
    const ends = this.voters.map(({ logEndOffset }) => logEndOffset).sort((a, b) => b - a)
    return ends[Math.floor(ends.length / 2)] ?? -1
  }

  /** Voters other than `self`, the furthest first: who should be elected next. */
  successors(self: ReplicaKey): ReplicaKey[] {
    return this.voters
      .filter(({ key }) => !sameReplica(key, self))
      .sort((a, b) => b.logEndOffset - a.logEndOffset)
      .map(({ key }) => key)
  }
}

function fresh(key: ReplicaKey): ReplicaProgress {
  return {
    key,
    directoryId: key.directoryId,
    logEndOffset: -1,
    lastFetchAt: -1,
    lastCaughtUpAt: -1,
    leaderEndAtLastFetch: -1,
  }
}
