/** Asks for votes in its own new epoch (`CandidateState.java`). */
import { EpochElection } from '../election.ts'
import type { QuorumContext, Role } from '../quorum-context.ts'
import type { RequestOfType, ResponseOfType } from '../quorum-types.ts'
import { askForVotes } from './ask-for-votes.ts'

export class Candidate implements Role {
  readonly name = 'candidate'
  readonly leaderId = -1
  readonly leaderAddress = null
  readonly deadline: number
  private readonly election: EpochElection

  constructor(private readonly quorum: QuorumContext) {
    this.election = new EpochElection(quorum.voters, quorum.self)
    this.deadline = quorum.electionDeadline()
  }

  poll(): void {
    const { quorum, election } = this
    if (election.isWon) return quorum.toLeader(election.granting)
    // A lost election is waited out too, so that two candidates do not chase each other.
    if (quorum.now >= this.deadline) return quorum.toProspective()
    if (!election.isLost) askForVotes(quorum, election, false)
  }

  canGrantVote({ preVote }: RequestOfType<'vote'>, isUpToDate: boolean): boolean {
    return preVote && isUpToDate
  }

  voted(from: number, { granted }: ResponseOfType<'vote'>, { preVote }: RequestOfType<'vote'>): void {
    if (!preVote) this.election.record(from, granted)
  }
}
