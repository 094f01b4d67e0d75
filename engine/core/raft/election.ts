/** Votes of one epoch as they come in (`EpochElection.java`). */
import { sameReplica } from './quorum-context.ts'
import type { ReplicaKey, Voter } from './quorum-types.ts'

export class EpochElection {
  private readonly votes = new Map<number, boolean>()

  constructor(
    private readonly voters: readonly Voter[],
    self: ReplicaKey,
  ) {
    if (voters.some((voter) => sameReplica(voter, self))) this.votes.set(self.id, true)
  }

  record(id: number, granted: boolean): void {
    if (!this.voters.some((voter) => voter.id === id)) return
    // A vote once given is not taken back by a late answer.
    if (this.votes.get(id) !== true) this.votes.set(id, granted)
  }

  /** Not answered yet. */
  isUnrecorded(id: number): boolean {
    return !this.votes.has(id)
  }

  get granting(): number[] {
    return this.voters.flatMap(({ id }) => (this.votes.get(id) ? [id] : []))
  }

  get isWon(): boolean {
    return this.granting.length >= this.majority
  }

  /** Too few are left to win. */
  get isLost(): boolean {
    const rejecting = this.voters.filter(({ id }) => this.votes.get(id) === false).length
    return this.voters.length - rejecting < this.majority
  }

  private get majority(): number {
    return Math.floor(this.voters.length / 2) + 1
  }
}
