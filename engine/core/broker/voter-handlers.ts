/** Changes of the voter set of a dynamic quorum, one voter at a time (KIP-853). Answered by the quorum's leader. */
import type { Env } from '../env/env.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import type { ResponseInit } from '../protocol/frame.ts'
import type { VoterSet } from '../raft/control-batch.ts'
import type { QuorumInfo } from '../raft/quorum-info.ts'
import { addVoter, removeVoter, updateVoter, type VoterChange } from '../raft/voter-changes.ts'
import type { Handler } from './handler.ts'
import type { RaftServices } from './raft-handlers.ts'

type VoterServices = RaftServices & { readonly env: Env }

interface Outcome {
  readonly errorCode: ErrorCode
  readonly errorMessage: string | null
}

const DONE: Outcome = { errorCode: Errors.NONE, errorMessage: null }
const NOT_LEADER: Outcome = { errorCode: Errors.NOT_LEADER_OR_FOLLOWER, errorMessage: '' }
const VERSIONS = { minSupportedVersion: 0, maxSupportedVersion: 1 }

/** Decides and, if the change may be made, appends it; `committed`: answers only then. */
async function change(
  { raft }: VoterServices,
  { what, committed }: { what: string; committed: boolean },
  decide: (voters: VoterSet, info: QuorumInfo) => VoterChange,
): Promise<Outcome> {
  const client = raft()
  const info = client.describe()
  if (!info) return NOT_LEADER
  const voters = client.voterSet
  if (!voters) {
    const errorMessage = `Cluster doesn't support ${what} voter because the kraft.version feature is 0`
    return { errorCode: Errors.UNSUPPORTED_VERSION, errorMessage }
  }
  if (client.hasPendingVoters) {
    const errorMessage = 'Request timed out waiting for voters to commit the latest voter change'
    return { errorCode: Errors.REQUEST_TIMED_OUT, errorMessage }
  }
  const decided = decide(voters, info)
  if ('error' in decided) return { errorCode: decided.error, errorMessage: decided.message }
  if (decided.voters === voters) return DONE
  const done = client.changeVoters(decided.voters)
  if (!committed) return DONE
  return (await done) ? DONE : NOT_LEADER
}

function isForeign(told: string | null, { clusterId }: RaftServices): boolean {
  return told !== null && told !== clusterId
}

function foreign(told: string | null, { clusterId }: RaftServices): Outcome {
  const errorMessage = `The given id "${told}" doesn't match the cluster id "${clusterId}"`
  return { errorCode: Errors.INCONSISTENT_CLUSTER_ID, errorMessage }
}

/** The answer to an UpdateFeatures that wants kraft.version 1, when the quorum is as wanted (KIP-853). */
export async function upgraded(
  answer: ResponseInit<'UpdateFeatures'>,
  { raft, controllerListener }: RaftServices & { readonly controllerListener: string },
): Promise<ResponseInit<'UpdateFeatures'>> {
  const client = raft()
  if (!client.isLeader) return { errorCode: Errors.NOT_CONTROLLER }
  if (client.kraftVersion > 0) return answer
  const done = await client.upgradeKraftVersion(controllerListener)
  if (done !== null) return done ? answer : { errorCode: Errors.NOT_CONTROLLER }
  const why = 'Invalid update version 1 for feature kraft.version. Not all voters have told their directory ids.'
  const errorMessage = `The update failed for all features since the following feature had an error: ${why}`
  return { errorCode: Errors.INVALID_UPDATE_VERSION, errorMessage }
}

/** AddRaftVoter, versions 0-1. 1 may be answered before the change is committed. */
export const addRaftVoter: Handler<'AddRaftVoter', VoterServices> = async (_context, request, services) => {
  const { clusterId, voterId, voterDirectoryId, listeners, ackWhenCommitted } = request
  if (isForeign(clusterId, services)) return foreign(clusterId, services)
  const added = { voterId, voterDirectoryId, endpoints: listeners, kRaftVersionFeature: VERSIONS }
  return change(services, { what: 'adding', committed: ackWhenCommitted }, (voters, info) =>
    addVoter(voters, added, info, services.env.clock.wall()),
  )
}

/** RemoveRaftVoter, version 0. */
export const removeRaftVoter: Handler<'RemoveRaftVoter', VoterServices> = async (_context, request, services) => {
  if (isForeign(request.clusterId, services)) return foreign(request.clusterId, services)
  return change(services, { what: 'removing', committed: true }, (voters) => removeVoter(voters, request))
}

/** UpdateRaftVoter, version 0: a voter tells where it is now reached. In a static quorum the config says that. */
export const updateRaftVoter: Handler<'UpdateRaftVoter', VoterServices> = async (_context, request, services) => {
  const raft = services.raft()
  const { leaderId, epoch: leaderEpoch, leaderAddress } = raft
  const address = leaderAddress ?? { host: '', port: 0 }
  const answer = (errorCode: ErrorCode) => ({ errorCode, currentLeader: { leaderId, leaderEpoch, ...address } })
  const { clusterId, currentLeaderEpoch, voterId, voterDirectoryId, listeners, kRaftVersionFeature } = request
  if (isForeign(clusterId, services)) return answer(Errors.INCONSISTENT_CLUSTER_ID)
  if (currentLeaderEpoch < leaderEpoch) return answer(Errors.FENCED_LEADER_EPOCH)
  if (currentLeaderEpoch > leaderEpoch) return answer(Errors.UNKNOWN_LEADER_EPOCH)
  if (!raft.isLeader) return answer(Errors.NOT_LEADER_OR_FOLLOWER)
  if (!raft.voterSet) return answer(raft.voters.some(({ id }) => id === voterId) ? Errors.NONE : Errors.VOTER_NOT_FOUND)
  const updated = { voterId, voterDirectoryId, endpoints: listeners, kRaftVersionFeature }
  const { errorCode } = await change(services, { what: 'updating', committed: true }, (voters) =>
    updateVoter(voters, updated),
  )
  return answer(errorCode)
}
