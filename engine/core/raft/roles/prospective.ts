/** Asks whether it would be elected before it disturbs anybody with a new epoch (`ProspectiveState.java`, KIP-996). */
import { EpochElection } from '../election.ts'
import type { QuorumContext, Role } from '../quorum-context.ts'
import type { Address, RequestOfType, ResponseOfType } from '../quorum-types.ts'
import { askForVotes } from './ask-for-votes.ts'

export class Prospective implements Role {
  readonly name = 'prospective'
  readonly deadline: number
  private readonly election: EpochElection

  constructor(
    private readonly quorum: QuorumContext,
    /** Who led when the fetches stopped to be answered. */
    readonly leaderId: number,
    readonly leaderAddress: Address | null,
  ) {
    this.election = new EpochElection(quorum.voters, quorum.self)
    this.deadline = quorum.electionDeadline()
  }

  poll(): void {
    const { quorum, election } = this
    if (election.isWon) return quorum.toCandidate()
    if (election.isLost || quorum.now >= this.deadline) return this.giveUp()
    askForVotes(quorum, election, true)
  }

  /** Back to the leader that was known, or to waiting for one. */
  private giveUp(): void {
    const { quorum, leaderId, leaderAddress } = this
    const { leaderEpoch } = quorum.election
    if (leaderId >= 0) quorum.toFollower(leaderEpoch, { id: leaderId, address: leaderAddress })
    else quorum.toUnattached(leaderEpoch)
  }

  canGrantVote({ preVote, candidate }: RequestOfType<'vote'>, isUpToDate: boolean): boolean {
    if (preVote) return isUpToDate
    const { votedId } = this.quorum.election
    if (votedId >= 0) return votedId === candidate.id
    return this.leaderId < 0 && isUpToDate
  }

  voted(from: number, { granted }: ResponseOfType<'vote'>, { preVote }: RequestOfType<'vote'>): void {
    if (preVote) this.election.record(from, granted)
  }
}
