/** What is wrong with a request before it is decided (`KafkaRaftClient.validateVoterOnlyRequest`, `validateLeaderOnlyRequest`). */
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import { type QuorumContext, type Role, sameReplica } from './quorum-context.ts'
import type { RaftRequest, ReplicaKey, RequestOfType } from './quorum-types.ts'

type Checks = {
  [T in RaftRequest['type']]: (quorum: QuorumContext, role: Role, request: RequestOfType<T>) => ErrorCode
}

const CHECKS: Checks = {
  vote: (quorum, _role, { epoch, candidate, voter, last, preVote }) => {
    const impossible = preVote ? last.epoch > epoch : last.epoch >= epoch
    if (last.offset < 0 || last.epoch < 0 || impossible) return Errors.INVALID_REQUEST
    return fromVoter(quorum, epoch, candidate.id) || meant(quorum, voter)
  },
  beginEpoch: (quorum, _role, { epoch, leaderId, voter }) => fromVoter(quorum, epoch, leaderId) || meant(quorum, voter),
  endEpoch: (quorum, _role, { epoch, leaderId }) => fromVoter(quorum, epoch, leaderId),
  fetch: (quorum, role, request) => {
    const { offset, lastFetchedEpoch, epoch, maxWaitMs } = request
    if (offset < 0 || lastFetchedEpoch < 0 || epoch < 0 || maxWaitMs < 0) return Errors.INVALID_REQUEST
    return toLeader(quorum, role, epoch)
  },
  fetchSnapshot: (quorum, role, { epoch }) => toLeader(quorum, role, epoch),
}

/** 0: nothing is wrong. */
export function checkRequest(quorum: QuorumContext, role: Role, request: RaftRequest): ErrorCode {
  const check = CHECKS[request.type] as (quorum: QuorumContext, role: Role, request: RaftRequest) => ErrorCode
  return check(quorum, role, request)
}

function fromVoter({ election }: QuorumContext, epoch: number, from: number): ErrorCode {
  if (epoch < election.leaderEpoch) return Errors.FENCED_LEADER_EPOCH
  return from < 0 ? Errors.INVALID_REQUEST : Errors.NONE
}

function meant({ self }: QuorumContext, voter: ReplicaKey | null): ErrorCode {
  return voter === null || sameReplica(self, voter) ? Errors.NONE : Errors.INVALID_VOTER_KEY
}

function toLeader({ election, stopping }: QuorumContext, role: Role, epoch: number): ErrorCode {
  if (epoch < election.leaderEpoch) return Errors.FENCED_LEADER_EPOCH
  if (epoch > election.leaderEpoch) return Errors.UNKNOWN_LEADER_EPOCH
  if (role.name !== 'leader') return Errors.NOT_LEADER_OR_FOLLOWER
  return stopping ? Errors.BROKER_NOT_AVAILABLE : Errors.NONE
}
