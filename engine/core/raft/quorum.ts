/**
 * The KRaft quorum as a state machine: an event in, effects out, no I/O (`raft/…/QuorumState.java`, `LeaderState.java`).
 * Elections among several voters come with replication; a sole voter elects itself, as Kafka does.
 */
import { assert } from '../base/assert.ts'
import type { Uuid } from '../base/uuid.ts'

/** A voter; its directory id is known in dynamic quorums only. */
export interface Voter {
  readonly id: number
  readonly directoryId: Uuid | null
}

/** What must survive a restart: the quorum-state file. */
export interface ElectionState {
  readonly leaderId: number
  readonly leaderEpoch: number
  readonly votedId: number
}

/** No leader known, no vote given; the state of a folder that has no quorum-state file yet. */
export const NO_ELECTION: ElectionState = { leaderId: -1, leaderEpoch: 0, votedId: -1 }

export type QuorumEvent =
  /** The log is loaded; it ends at `endOffset`. */
  | { readonly type: 'start'; readonly endOffset: number; readonly lastEpoch: number }
  /** Everything before `endOffset` is on this node's disk. */
  | { readonly type: 'durable'; readonly endOffset: number }
  /** The node is about to stop. */
  | { readonly type: 'resign' }

export type QuorumEffect =
  /** Write quorum-state, before any later effect. */
  | { readonly type: 'persist'; readonly state: ElectionState }
  /** Append the control records that begin a leader's epoch. */
  | { readonly type: 'beginEpoch'; readonly epoch: number; readonly grantingVoters: readonly number[] }
  /** All before this offset is committed. */
  | { readonly type: 'highWatermark'; readonly offset: number }

export type QuorumRole = 'unattached' | 'leader' | 'resigned'

/** One node's view of the quorum. */
export class Quorum {
  role: QuorumRole = 'unattached'
  /** Committed up to here (exclusive); −1 while unknown. */
  highWatermark = -1
  private epochStart = 0
  /** Durable end of each voter's log, as far as known. */
  private readonly ends = new Map<number, number>()

  constructor(
    readonly nodeId: number,
    readonly voters: readonly Voter[],
    private election: ElectionState,
  ) {}

  get leaderId(): number {
    return this.role === 'leader' ? this.nodeId : this.election.leaderId
  }

  get epoch(): number {
    return this.election.leaderEpoch
  }

  /** First offset of the current leader's epoch: only from there on does the high watermark move. */
  get epochStartOffset(): number {
    return this.epochStart
  }

  step(event: QuorumEvent): QuorumEffect[] {
    switch (event.type) {
      case 'start':
        return this.start(event.endOffset, event.lastEpoch)
      case 'durable':
        return this.durable(event.endOffset)
      case 'resign':
        if (this.role === 'leader') this.role = 'resigned'
        return []
    }
  }

  private start(endOffset: number, lastEpoch: number): QuorumEffect[] {
    assert(this.role === 'unattached', 'a quorum is started once')
    if (this.voters.length !== 1 || this.voters[0]?.id !== this.nodeId) return []
    const epoch = Math.max(this.election.leaderEpoch, lastEpoch) + 1
    this.role = 'leader'
    this.epochStart = endOffset
    this.election = { leaderId: this.nodeId, leaderEpoch: epoch, votedId: -1 }
    return [
      { type: 'persist', state: { leaderId: -1, leaderEpoch: epoch, votedId: this.nodeId } },
      { type: 'persist', state: this.election },
      { type: 'beginEpoch', epoch, grantingVoters: [this.nodeId] },
    ]
  }

  private durable(endOffset: number): QuorumEffect[] {
    this.ends.set(this.nodeId, endOffset)
    const offset = this.majorityEnd()
    const moved = this.role === 'leader' && offset > this.epochStart && offset > this.highWatermark
    if (!moved) return []
    this.highWatermark = offset
    return [{ type: 'highWatermark', offset }]
  }

  /** The end that a majority of the voters has. */
  private majorityEnd(): number {
    const ends = this.voters.map(({ id }) => this.ends.get(id) ?? 0).sort((a, b) => b - a)
    return ends[Math.floor(ends.length / 2)] as number
  }
}
