/** Nobody known to lead the epoch (`UnattachedState.java`); an observer looks for the leader, a voter also waits to stand itself. */
import type { QuorumContext, Role } from '../quorum-context.ts'
import type { RequestOfType } from '../quorum-types.ts'

export class Unattached implements Role {
  readonly name = 'unattached'
  readonly leaderId = -1
  readonly leaderAddress = null
  readonly deadline: number

  constructor(private readonly quorum: QuorumContext) {
    this.deadline = quorum.isVoter ? quorum.electionDeadline() : Number.POSITIVE_INFINITY
  }

  poll(): void {
    const { quorum } = this
    if (quorum.isVoter && quorum.now >= this.deadline && !quorum.stopping) return quorum.toProspective()
    quorum.fetchFromAnyone(quorum.fetchRequest())
  }

  canGrantVote({ preVote, candidate }: RequestOfType<'vote'>, isUpToDate: boolean): boolean {
    const { votedId } = this.quorum.election
    if (preVote || votedId < 0) return isUpToDate
    return votedId === candidate.id
  }
}
