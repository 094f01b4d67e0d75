/** Led this epoch and does so no more: tells the voters, and stays out of the way for a while (`ResignedState.java`). */
import type { QuorumContext, Role } from '../quorum-context.ts'
import type { ReplicaKey, RequestOfType } from '../quorum-types.ts'

export class Resigned implements Role {
  readonly name = 'resigned'
  readonly leaderAddress = null
  readonly deadline: number
  private readonly unaware: Set<number>

  constructor(
    private readonly quorum: QuorumContext,
    private readonly preferred: readonly ReplicaKey[],
  ) {
    this.deadline = quorum.electionDeadline()
    this.unaware = new Set(quorum.peers.map(({ id }) => id))
  }

  /** The epoch had this leader and gets no other. */
  get leaderId(): number {
    return this.quorum.self.id
  }

  poll(): void {
    const { quorum, preferred } = this
    if (quorum.now >= this.deadline && !quorum.stopping) return quorum.toUnattached(quorum.election.leaderEpoch + 1)
    for (const voter of quorum.peers) {
      if (!this.unaware.has(voter.id)) continue
      const { leaderEpoch } = quorum.election
      quorum.send(voter.address, { type: 'endEpoch', epoch: leaderEpoch, leaderId: quorum.self.id, preferred })
    }
  }

  epochEnded(from: number): void {
    this.unaware.delete(from)
  }

  canGrantVote({ preVote }: RequestOfType<'vote'>, isUpToDate: boolean): boolean {
    return preVote && isUpToDate
  }
}
