import type { EpochElection } from '../election.ts'
import type { QuorumContext } from '../quorum-context.ts'

/** Asks every voter that has not answered yet. */
export function askForVotes(quorum: QuorumContext, election: EpochElection, preVote: boolean): void {
  const { log, self } = quorum
  for (const voter of quorum.peers) {
    if (!election.isUnrecorded(voter.id)) continue
    quorum.send(voter.address, {
      type: 'vote',
      epoch: quorum.election.leaderEpoch,
      candidate: self,
      voter: { id: voter.id, directoryId: voter.directoryId },
      last: { offset: log.logEndOffset, epoch: log.latestEpoch },
      preVote,
    })
  }
}
