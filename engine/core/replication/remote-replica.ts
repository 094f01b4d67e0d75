/** What a follower's fetch told its leader. */
export interface FollowerFetch {
  /** All before is on the follower's disk. */
  readonly offset: number
  readonly logStartOffset: number
  /** -1: the follower did not say. */
  readonly brokerEpoch: number
}

/** The leader at the moment of a fetch. */
export interface LeaderNow {
  readonly endOffset: number
  /** Monotonic ms. */
  readonly now: number
}

const UNKNOWN = -1

/** What a leader knows of one follower (`Replica.java`). */
export class RemoteReplica {
  /** -1 until it fetches in this term. */
  logEndOffset = UNKNOWN
  logStartOffset = UNKNOWN
  /** Of its last fetch; null before. */
  brokerEpoch: number | null = null
  /** Monotonic ms when it last had all that the leader had; -Infinity: never. */
  lastCaughtUp: number
  private lastFetch = Number.NEGATIVE_INFINITY
  /** The leader's end at the last fetch. */
  private leaderEndThen = 0

  constructor(
    readonly id: number,
    { inSync, now }: { inSync: boolean; now: number },
  ) {
    this.lastCaughtUp = inSync ? now : Number.NEGATIVE_INFINITY
  }

  /** The same leader begins another term: a member of the ISR gets its full time anew. */
  newTerm({ inSync, leader }: { inSync: boolean; leader: LeaderNow }): void {
    this.lastCaughtUp = inSync ? leader.now : Number.NEGATIVE_INFINITY
    this.lastFetch = inSync ? leader.now : Number.NEGATIVE_INFINITY
    this.leaderEndThen = leader.endOffset
  }

  /** It was caught up now if it asks from the leader's end, or at its last fetch if it has since got all there was then. */
  fetched(fetch: FollowerFetch, leader: LeaderNow): void {
    if (fetch.offset >= leader.endOffset) this.lastCaughtUp = Math.max(this.lastCaughtUp, leader.now)
    else if (fetch.offset >= this.leaderEndThen) this.lastCaughtUp = Math.max(this.lastCaughtUp, this.lastFetch)
    this.logEndOffset = fetch.offset
    this.logStartOffset = fetch.logStartOffset
    this.brokerEpoch = fetch.brokerEpoch
    this.leaderEndThen = Math.max(this.leaderEndThen, leader.endOffset)
    this.lastFetch = leader.now
  }

  isCaughtUp(leader: LeaderNow, lagTimeMaxMs: number): boolean {
    return this.logEndOffset === leader.endOffset || leader.now - this.lastCaughtUp <= lagTimeMaxMs
  }
}
