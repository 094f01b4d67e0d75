/** The words of the quorum: what it is told, what it asks for, what nodes say to each other (protocol-free). */
import type { Uuid } from '../base/uuid.ts'
import type { ErrorCode } from '../protocol/errors.ts'

/** Where a node's controller listener is. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** A replica of the metadata log; null: its directory is not known (static quorums) or not told. */
export interface ReplicaKey {
  readonly id: number
  readonly directoryId: Uuid | null
}

/** A voter; its directory id is known in dynamic quorums only. */
export interface Voter extends ReplicaKey {
  readonly address: Address
}

/** An end of a log: the offset behind it and the epoch of its last batch. Also the id of a snapshot. */
export interface OffsetAndEpoch {
  readonly offset: number
  readonly epoch: number
}

/** What must survive a restart: the quorum-state file. */
export interface ElectionState {
  readonly leaderId: number
  readonly leaderEpoch: number
  readonly votedId: number
}

/** No leader known, no vote given; the state of a folder that has no quorum-state file yet. */
export const NO_ELECTION: ElectionState = { leaderId: -1, leaderEpoch: 0, votedId: -1 }

/** Times of the quorum, ms: `controller.quorum.*`. */
export interface QuorumConfig {
  readonly electionTimeoutMs: number
  readonly fetchTimeoutMs: number
  readonly electionBackoffMaxMs: number
  readonly retryBackoffMs: number
}

/** How long a fetch may be held back, ms (`MAX_FETCH_WAIT_MS` of KafkaRaftClient). */
export const FETCH_MAX_WAIT_MS = 500

/** What the quorum reads of the log. It is looked at, never changed, from within a step. */
export interface QuorumLog {
  readonly logStartOffset: number
  readonly logEndOffset: number
  /** Epoch of the last batch, or of the snapshot that stands for it; 0 for an empty log. */
  readonly latestEpoch: number
  /** Where the largest epoch up to the given one ended, as OffsetForLeaderEpoch has it. */
  endOffsetForEpoch(epoch: number): OffsetAndEpoch
  /** Snapshots that may be sent; null: there is none. */
  readonly earliestSnapshot: OffsetAndEpoch | null
  readonly latestSnapshot: OffsetAndEpoch | null
}

/** A request of one node to another. */
export type RaftRequest =
  | {
      readonly type: 'vote'
      readonly epoch: number
      readonly candidate: ReplicaKey
      /** Whom it is meant for; null: not told (version 0). */
      readonly voter: ReplicaKey | null
      /** End of the candidate's log. */
      readonly last: OffsetAndEpoch
      readonly preVote: boolean
    }
  | {
      readonly type: 'beginEpoch'
      readonly epoch: number
      readonly leaderId: number
      readonly leaderAddress: Address | null
      readonly voter: ReplicaKey | null
    }
  | {
      readonly type: 'endEpoch'
      readonly epoch: number
      readonly leaderId: number
      /** Who should stand for election, the best first. */
      readonly preferred: readonly ReplicaKey[]
    }
  | {
      readonly type: 'fetch'
      readonly epoch: number
      readonly replica: ReplicaKey
      readonly offset: number
      readonly lastFetchedEpoch: number
      /** As the fetcher knows it, −1 unknown: a newer one is worth an answer. Infinity: the fetcher does not want that. */
      readonly highWatermark: number
      readonly maxWaitMs: number
    }
  | {
      readonly type: 'fetchSnapshot'
      readonly epoch: number
      readonly replica: ReplicaKey
      readonly snapshot: OffsetAndEpoch
      readonly position: number
    }

/** What every answer tells: who leads, as far as its sender knows (−1: nobody known). */
export interface LeaderInfo {
  readonly error: ErrorCode
  readonly epoch: number
  readonly leaderId: number
  readonly leaderAddress: Address | null
}

/** What becomes of a fetch: data from its offset on (maybe none yet), or what is wrong with the fetcher's log. */
export type FetchOutcome =
  | { readonly kind: 'data'; readonly highWatermark: number }
  | { readonly kind: 'diverging'; readonly end: OffsetAndEpoch; readonly highWatermark: number }
  | { readonly kind: 'snapshot'; readonly snapshot: OffsetAndEpoch; readonly highWatermark: number }

/** The answer to a request that the quorum decided; the performer adds the bytes. */
export type RaftAnswer =
  | (LeaderInfo & { readonly type: 'vote'; readonly granted: boolean })
  | (LeaderInfo & { readonly type: 'beginEpoch' })
  | (LeaderInfo & { readonly type: 'endEpoch' })
  | (LeaderInfo & { readonly type: 'fetch'; readonly outcome: FetchOutcome | null })
  | (LeaderInfo & { readonly type: 'fetchSnapshot' })

/** An answer as it comes in. */
export type RaftResponse =
  | (LeaderInfo & { readonly type: 'vote'; readonly granted: boolean })
  | (LeaderInfo & { readonly type: 'beginEpoch' })
  | (LeaderInfo & { readonly type: 'endEpoch' })
  | (LeaderInfo & { readonly type: 'fetch'; readonly outcome: FetchOutcome | null; readonly records: Uint8Array })
  | (LeaderInfo & {
      readonly type: 'fetchSnapshot'
      readonly size: number
      readonly position: number
      readonly bytes: Uint8Array
    })

export type RequestType = RaftRequest['type']
export type RequestOfType<T extends RequestType> = Extract<RaftRequest, { type: T }>
export type ResponseOfType<T extends RequestType> = Extract<RaftResponse, { type: T }>

export type QuorumEvent =
  /** The log is loaded. */
  | { readonly type: 'start' }
  /** A deadline has come. */
  | { readonly type: 'tick' }
  /** The leader's log has grown. */
  | { readonly type: 'appended' }
  /** Everything before `endOffset` is on this node's disk. */
  | { readonly type: 'durable'; readonly endOffset: number }
  | { readonly type: 'request'; readonly token: number; readonly request: RaftRequest }
  | { readonly type: 'response'; readonly id: number; readonly response: RaftResponse }
  /** No answer came: the connection broke or time was up. */
  | { readonly type: 'failed'; readonly id: number }
  /** The voter set of a dynamic quorum, as its log has it now. */
  | { readonly type: 'voters'; readonly voters: readonly Voter[] }
  /** This leader is no voter any more, and that is committed. */
  | { readonly type: 'abdicate' }
  /** The node is about to stop. */
  | { readonly type: 'resign' }

export type QuorumRole = 'unattached' | 'prospective' | 'candidate' | 'leader' | 'follower' | 'resigned'

export type QuorumEffect =
  /** Write quorum-state, before any later effect. */
  | { readonly type: 'persist'; readonly state: ElectionState }
  /** Append the control records that begin a leader's epoch. */
  | { readonly type: 'beginEpoch'; readonly epoch: number; readonly grantingVoters: readonly number[] }
  /** All before this offset is committed. */
  | { readonly type: 'highWatermark'; readonly offset: number }
  | { readonly type: 'send'; readonly id: number; readonly to: Address; readonly request: RaftRequest }
  | { readonly type: 'answer'; readonly token: number; readonly request: RaftRequest; readonly answer: RaftAnswer }
  /** Append what the leader of `epoch` sent. */
  | { readonly type: 'append'; readonly records: Uint8Array; readonly epoch: number }
  /** Drop everything at and beyond the offset. */
  | { readonly type: 'truncate'; readonly offset: number }
  /** A piece of a snapshot; `last`: it is whole now, and takes the place of the log. */
  | {
      readonly type: 'snapshotPart'
      readonly snapshot: OffsetAndEpoch
      readonly position: number
      readonly bytes: Uint8Array
      readonly last: boolean
    }
  /** This node leads no more. Comes before anything that takes time. */
  | { readonly type: 'leadershipLost' }
  /** For the server's log and the pictures. */
  | { readonly type: 'role'; readonly role: QuorumRole; readonly epoch: number; readonly leaderId: number }
