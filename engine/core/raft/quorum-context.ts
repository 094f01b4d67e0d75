/** What the roles share, and how one becomes another. Roles know this, quorum.ts knows the roles. */
import type { ErrorCode } from '../protocol/errors.ts'
import type { Connections } from './connections.ts'
import type {
  Address,
  ElectionState,
  LeaderInfo,
  OffsetAndEpoch,
  QuorumConfig,
  QuorumEffect,
  QuorumLog,
  QuorumRole,
  RaftRequest,
  ReplicaKey,
  RequestOfType,
  ResponseOfType,
  Voter,
} from './quorum-types.ts'

/** One node's quorum as its roles see it. */
export interface QuorumContext {
  /** Monotonic ms of the step under way. */
  readonly now: number
  readonly self: ReplicaKey
  readonly config: QuorumConfig
  readonly log: QuorumLog
  readonly voters: readonly Voter[]
  /** Voters other than this node. */
  readonly peers: readonly Voter[]
  readonly isVoter: boolean
  readonly election: ElectionState
  readonly connections: Connections
  /** Everything before is on this node's disk. */
  readonly durableEnd: number
  /** Committed up to here (exclusive); −1 while unknown. */
  readonly highWatermark: number
  readonly stopping: boolean
  /** A time in [timeout, 2 × timeout) from now: `QuorumState.randomElectionTimeoutMs`. */
  electionDeadline(): number
  emit(effect: QuorumEffect): void
  /** Sends if the connection is free and not backing off; whether it did. */
  send(to: Address, request: RaftRequest): boolean
  /** Asks one of the known controllers, whichever is free, for the leader. */
  fetchFromAnyone(request: RaftRequest): void
  fetchRequest(): RequestOfType<'fetch'>
  highWatermarkAt(offset: number): void
  /** This node as every answer tells it. */
  leaderInfo(error: ErrorCode): LeaderInfo
  /** Notes a vote given in this epoch. */
  voteFor(id: number): void
  toUnattached(epoch: number): void
  toProspective(): void
  toCandidate(): void
  toLeader(grantingVoters: readonly number[]): void
  toFollower(epoch: number, leader: { id: number; address: Address | null }): void
  toResigned(preferred: readonly ReplicaKey[]): void
}

/** One of the states of `QuorumState.java`. */
export interface Role {
  readonly name: QuorumRole
  /** −1: none known. */
  readonly leaderId: number
  readonly leaderAddress: Address | null
  /** When {@link poll} has something to do without another event; Infinity: never. */
  readonly deadline: number
  /** Sends what is due and leaves the role when its time is up. Called after every event. */
  poll(): void
  canGrantVote(request: RequestOfType<'vote'>, isUpToDate: boolean): boolean
  voted?(from: number, response: ResponseOfType<'vote'>, request: RequestOfType<'vote'>): void
  epochBegun?(from: number, response: ResponseOfType<'beginEpoch'>): void
  epochEnded?(from: number, response: ResponseOfType<'endEpoch'>): void
  fetched?(response: ResponseOfType<'fetch'>): void
  snapshotFetched?(response: ResponseOfType<'fetchSnapshot'>): void
  /** The leader said that it leads no more. */
  leaderResigned?(preferred: readonly ReplicaKey[]): void
  leaderSpoke?(): void
}

/** Orders ends of logs: by epoch, then by offset. */
export function compareEnds(a: OffsetAndEpoch, b: OffsetAndEpoch): number {
  return a.epoch - b.epoch || a.offset - b.offset
}

/** Whether a request meant for `wanted` found the replica `own`; unknown directories match any. */
export function sameReplica(own: ReplicaKey, wanted: ReplicaKey): boolean {
  if (own.id !== wanted.id) return false
  return own.directoryId === null || wanted.directoryId === null || own.directoryId === wanted.directoryId
}
