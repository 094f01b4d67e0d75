/**
 * The KRaft quorum as a state machine: an event in, effects out, no I/O (`raft/…/QuorumState.java`, `KafkaRaftClient.java`;
 * KIP-595, KIP-853, KIP-996). Time comes with each event; chance is handed in.
 */
import { QuorumCore, type QuorumOptions } from './quorum-core.ts'
import type { Address, QuorumEffect, QuorumEvent, QuorumRole, Voter } from './quorum-types.ts'
import { Leader } from './roles/leader.ts'
import type { ReplicaProgress } from './roles/replica-progress.ts'

/** One node's view of the quorum. */
export class Quorum {
  private readonly core: QuorumCore

  constructor(options: QuorumOptions) {
    this.core = new QuorumCore(options)
  }

  get role(): QuorumRole {
    return this.core.role.name
  }
  get leaderId(): number {
    return this.core.role.leaderId
  }
  get leaderAddress(): Address | null {
    return this.core.role.leaderAddress
  }
  get epoch(): number {
    return this.core.election.leaderEpoch
  }
  /** Committed up to here (exclusive); −1 while unknown. */
  get highWatermark(): number {
    return this.core.highWatermark
  }
  /** Whether this node has on its disk all that the leader is known to have committed. */
  get isCaughtUp(): boolean {
    return this.core.isCaughtUp
  }
  /** First offset of the epoch that this node leads. */
  get epochStartOffset(): number {
    return this.core.role instanceof Leader ? this.core.role.epochStart : -1
  }
  get voters(): readonly Voter[] {
    return this.core.voters
  }
  get isVoter(): boolean {
    return this.core.isVoter
  }
  /** When a `tick` is due, monotonic ms; Infinity: not before another event. */
  get deadline(): number {
    return this.core.nextDeadline()
  }
  /** Progress of voters and observers, where this node leads. */
  replicas(now: number): { voters: readonly ReplicaProgress[]; observers: readonly ReplicaProgress[] } | null {
    if (!(this.core.role instanceof Leader)) return null
    const { replicas } = this.core.role
    return { voters: replicas.voterStates(), observers: replicas.observerStates(now) }
  }

  /** Takes an event at a monotonic time; the effects are to be carried out in order before the next event. */
  step(now: number, event: QuorumEvent): QuorumEffect[] {
    return this.core.step(now, event)
  }
}
