import { adoptIsr, type IsrState, maximalIsr, type PendingIsr } from './isr-state.ts'
import type { PartitionState } from './partition-state.ts'
import { type FollowerFetch, type LeaderNow, RemoteReplica } from './remote-replica.ts'

/** What a leader's decisions depend on beside the followers. */
export interface LeaderRules {
  readonly brokerId: number
  /** `replica.lag.time.max.ms` */
  readonly lagTimeMaxMs: number
  /** Epoch of a broker that may be in the ISR; undefined: it may not. */
  eligibleEpoch(broker: number): number | undefined
}

/** A follower as pictures and tools show it. */
export interface FollowerView {
  readonly id: number
  /** -1: it has not fetched in this term. */
  readonly logEndOffset: number
  readonly logStartOffset: number
  /** Monotonic ms; -Infinity: never. */
  readonly lastCaughtUp: number
}

/** The followers of one partition during the terms of this leader, and the ISR (`Partition.scala`, the leader's half). */
export class LeaderReplicas {
  private readonly remotes = new Map<number, RemoteReplica>()
  private isrState: IsrState
  /** The log's end when the term began: nobody joins the ISR, and nothing counts as known, below it. */
  epochStart = 0

  constructor(
    private readonly rules: LeaderRules,
    state: PartitionState,
    leader: LeaderNow,
  ) {
    this.isrState = { committed: state.isr, pending: null }
    this.assign(state, leader.now)
    this.epochStart = leader.endOffset
  }

  /** Followers exist: an append is news to them. */
  get hasFollowers(): boolean {
    return this.remotes.size > 0
  }
  /** As the controller committed it. */
  get isr(): readonly number[] {
    return this.isrState.committed
  }
  get maximalIsr(): readonly number[] {
    return maximalIsr(this.isrState)
  }
  get pending(): PendingIsr | null {
    return this.isrState.pending
  }

  followers(): FollowerView[] {
    return [...this.remotes.values()].map(({ id, logEndOffset, logStartOffset, lastCaughtUp }) => {
      return { id, logEndOffset, logStartOffset, lastCaughtUp }
    })
  }

  follower(id: number): FollowerView | undefined {
    return this.remotes.get(id)
  }

  /** The same broker leads on in another term. */
  newTerm(state: PartitionState, leader: LeaderNow): void {
    this.isrState = { committed: state.isr, pending: null }
    for (const replica of this.remotes.values()) replica.newTerm({ inSync: state.isr.includes(replica.id), leader })
    this.assign(state, leader.now)
    this.epochStart = leader.endOffset
  }

  /** The metadata within a term. */
  adopt(state: PartitionState, now: number): void {
    this.isrState = adoptIsr(this.isrState, state.isr, state.partitionEpoch)
    this.assign(state, now)
  }

  private assign({ replicas, isr }: PartitionState, now: number): void {
    for (const id of this.remotes.keys()) if (!replicas.includes(id)) this.remotes.delete(id)
    for (const id of replicas) {
      if (id === this.rules.brokerId || this.remotes.has(id)) continue
      this.remotes.set(id, new RemoteReplica(id, { inSync: isr.includes(id), now }))
    }
  }

  /** Notes a fetch; false for a broker that is no follower of this partition. */
  fetched(id: number, fetch: FollowerFetch, leader: LeaderNow): boolean {
    const replica = this.remotes.get(id)
    replica?.fetched(fetch, leader)
    return replica !== undefined
  }

  /**
   * How far all have it that count: the maximal ISR, and followers that are about to join it. -1 while one of the ISR has
   * not been heard of.
   */
  leastEnd(ownEnd: number, leader: LeaderNow): number {
    let least = ownEnd
    for (const replica of this.remotes.values())
      if (replica.logEndOffset < least && this.holdsBack(replica, leader)) least = replica.logEndOffset
    return least
  }

  private holdsBack(replica: RemoteReplica, leader: LeaderNow): boolean {
    if (this.maximalIsr.includes(replica.id)) return true
    return this.isEligible(replica) && replica.isCaughtUp(leader, this.rules.lagTimeMaxMs)
  }

  /** Whether the controller would take it into the ISR: alive, and in the life that its fetches came from (KIP-903). */
  private isEligible({ id, brokerEpoch }: RemoteReplica): boolean {
    const known = this.rules.eligibleEpoch(id)
    return known !== undefined && brokerEpoch !== null && (brokerEpoch === -1 || brokerEpoch === known)
  }

  /** The ISR with a follower that has reached the high watermark and this term's start; null: it is not to join now. */
  expanded(id: number, highWatermark: number): readonly number[] | null {
    const replica = this.remotes.get(id)
    if (!replica || this.pending || this.isr.includes(id) || !this.isEligible(replica)) return null
    const inSync = replica.logEndOffset >= highWatermark && replica.logEndOffset >= this.epochStart
    return inSync ? ascending([...this.isr, id]) : null
  }

  /** The ISR without followers that have lagged for too long; null: it stays. */
  shrunk(leader: LeaderNow): readonly number[] | null {
    if (this.pending) return null
    const late = (id: number) => {
      const replica = this.remotes.get(id)
      return id !== this.rules.brokerId && !replica?.isCaughtUp(leader, this.rules.lagTimeMaxMs)
    }
    const left = this.isr.filter((id) => !late(id))
    return left.length < this.isr.length ? ascending(left) : null
  }

  /** The controller was asked. */
  propose(isr: readonly number[], partitionEpoch: number): PendingIsr {
    const pending = { isr, partitionEpoch }
    this.isrState = { ...this.isrState, pending }
    return pending
  }

  /** The controller said that it did not take the change. */
  rejected(): void {
    this.isrState = { ...this.isrState, pending: null }
  }

  /** Broker epoch that a member last fetched with, -1: not known. */
  brokerEpochOf(id: number): number {
    return this.remotes.get(id)?.brokerEpoch ?? -1
  }

  /** The least log start of the followers that live. */
  leastLogStart(own: number, isAlive: (broker: number) => boolean): number {
    let least = own
    for (const { id, logStartOffset } of this.remotes.values()) if (isAlive(id)) least = Math.min(least, logStartOffset)
    return least
  }
}

/** A leader's ISR is a Java set, which gives small numbers in ascending order. */
function ascending(isr: number[]): readonly number[] {
  return isr.sort((a, b) => a - b)
}
