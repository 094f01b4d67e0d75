/** The quorum-state file: JSON with Kafka's keys in Kafka's order (`FileQuorumStateStore.java`). */
import { ZERO_UUID } from '../base/uuid.ts'
import type { ElectionState, ReplicaKey } from './quorum-types.ts'

/** The text of the file; data version 1 with kraft.version 1 (dynamic quorum), else 0. */
export function formatQuorumState(state: ElectionState, voters: readonly ReplicaKey[], kraftVersion: number): string {
  const { leaderId, leaderEpoch, votedId } = state
  if (kraftVersion > 0) {
    const voted = voters.find(({ id }) => id === votedId)?.directoryId ?? ZERO_UUID
    return JSON.stringify({ leaderId, leaderEpoch, votedId, votedDirectoryId: voted, data_version: 1 })
  }
  return JSON.stringify({
    clusterId: '',
    leaderId,
    leaderEpoch,
    votedId,
    appliedOffset: 0,
    currentVoters: voters.map(({ id }) => ({ voterId: id })),
    data_version: 0,
  })
}

/** Throws SyntaxError or TypeError for a file that is not one. */
export function parseQuorumState(text: string): ElectionState {
  const { leaderId, leaderEpoch, votedId } = JSON.parse(text) as ElectionState
  if (![leaderId, leaderEpoch, votedId].every(Number.isInteger)) throw new TypeError(`not a quorum-state: ${text}`)
  return { leaderId, leaderEpoch, votedId }
}
