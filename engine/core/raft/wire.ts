/** The quorum's words as Kafka's messages, both ways: Vote v2, BeginQuorumEpoch v1, EndQuorumEpoch v1, Fetch v18, FetchSnapshot v1. */
import { METADATA_TOPIC_ID, type Uuid, ZERO_UUID } from '../base/uuid.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import type { RequestInit, RequestOf, ResponseOf } from '../protocol/frame.ts'
import type {
  Address,
  FetchOutcome,
  LeaderInfo,
  RaftResponse,
  ReplicaKey,
  RequestOfType,
  RequestType,
  ResponseOfType,
} from './quorum-types.ts'

/** The API that carries a request. */
export const API_OF = {
  vote: 'Vote',
  beginEpoch: 'BeginQuorumEpoch',
  endEpoch: 'EndQuorumEpoch',
  fetch: 'Fetch',
  fetchSnapshot: 'FetchSnapshot',
} as const satisfies { [T in RequestType]: string }

/** The API's name as Kafka's log has it: `BEGIN_QUORUM_EPOCH`. */
export function apiTitle(type: RequestType): string {
  return API_OF[type].replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()
}

export const METADATA_TOPIC = '__cluster_metadata'
const NO_HIGH_WATERMARK = 9223372036854775807n

/** What every request of a node carries beside its content. */
export interface Sender {
  readonly clusterId: string
  /** Name of this node's controller listener; null for a node that has none. */
  readonly listener: string | null
  readonly fetchMaxBytes: number
  readonly snapshotMaxBytes: number
}

type Encoders = { [T in RequestType]: (request: RequestOfType<T>, sender: Sender) => RequestInit<(typeof API_OF)[T]> }

const ENCODE: Encoders = {
  vote: ({ epoch, candidate, voter, last, preVote }, { clusterId }) => ({
    clusterId,
    voterId: voter?.id ?? -1,
    topics: [
      {
        topicName: METADATA_TOPIC,
        partitions: [
          {
            partitionIndex: 0,
            replicaEpoch: epoch,
            replicaId: candidate.id,
            replicaDirectoryId: candidate.directoryId ?? ZERO_UUID,
            voterDirectoryId: voter?.directoryId ?? ZERO_UUID,
            lastOffsetEpoch: last.epoch,
            lastOffset: last.offset,
            preVote,
          },
        ],
      },
    ],
  }),
  beginEpoch: ({ epoch, leaderId, leaderAddress, voter }, { clusterId, listener }) => ({
    clusterId,
    voterId: voter?.id ?? -1,
    topics: [
      {
        topicName: METADATA_TOPIC,
        partitions: [
          { partitionIndex: 0, voterDirectoryId: voter?.directoryId ?? ZERO_UUID, leaderId, leaderEpoch: epoch },
        ],
      },
    ],
    leaderEndpoints: listener && leaderAddress ? [{ name: listener, ...leaderAddress }] : [],
  }),
  endEpoch: ({ epoch, leaderId, preferred }, { clusterId }) => ({
    clusterId,
    topics: [
      {
        topicName: METADATA_TOPIC,
        partitions: [
          {
            partitionIndex: 0,
            leaderId,
            leaderEpoch: epoch,
            preferredCandidates: preferred.map(({ id, directoryId }) => ({
              candidateId: id,
              candidateDirectoryId: directoryId ?? ZERO_UUID,
            })),
          },
        ],
      },
    ],
  }),
  fetch: ({ epoch, replica, offset, lastFetchedEpoch, highWatermark, maxWaitMs }, { clusterId, fetchMaxBytes }) => ({
    clusterId,
    replicaState: { replicaId: replica.id, replicaEpoch: -1 },
    maxWaitMs,
    minBytes: 0,
    maxBytes: fetchMaxBytes,
    topics: [
      {
        topicId: METADATA_TOPIC_ID,
        partitions: [
          {
            partition: 0,
            currentLeaderEpoch: epoch,
            fetchOffset: offset,
            lastFetchedEpoch,
            partitionMaxBytes: 0,
            replicaDirectoryId: replica.directoryId ?? ZERO_UUID,
            highWatermark: Number.isFinite(highWatermark) ? BigInt(highWatermark) : NO_HIGH_WATERMARK,
          },
        ],
      },
    ],
    forgottenTopicsData: [],
  }),
  fetchSnapshot: ({ epoch, replica, snapshot, position }, { clusterId, snapshotMaxBytes }) => ({
    clusterId,
    replicaId: replica.id,
    maxBytes: snapshotMaxBytes,
    topics: [
      {
        name: METADATA_TOPIC,
        partitions: [
          {
            partition: 0,
            currentLeaderEpoch: epoch,
            snapshotId: { endOffset: snapshot.offset, epoch: snapshot.epoch },
            position,
            replicaDirectoryId: replica.directoryId ?? ZERO_UUID,
          },
        ],
      },
    ],
  }),
}

/** The message that carries a request. */
export function encodeRaftRequest<T extends RequestType>(
  request: RequestOfType<T>,
  sender: Sender,
): RequestInit<(typeof API_OF)[T]> {
  const encode = ENCODE[request.type as T] as (
    request: RequestOfType<T>,
    sender: Sender,
  ) => RequestInit<(typeof API_OF)[T]>
  return encode(request, sender)
}

type Decoders = { [T in RequestType]: (body: ResponseOf<(typeof API_OF)[T]>) => RaftResponse | null }

interface LeaderFields {
  readonly errorCode: number
  readonly leaderId: number
  readonly leaderEpoch: number
}

interface NodeEndpoint extends Address {
  readonly nodeId: number
}

function leaderOf({ errorCode, leaderId, leaderEpoch }: LeaderFields, nodes: readonly NodeEndpoint[]): LeaderInfo {
  const node = nodes.find(({ nodeId }) => nodeId === leaderId)
  const leaderAddress = node ? { host: node.host, port: node.port } : null
  return { error: errorCode as ErrorCode, epoch: leaderEpoch, leaderId, leaderAddress }
}

/** An answer about no partition: an error for the whole request. */
function wholeError(errorCode: number): LeaderInfo {
  return { error: errorCode as ErrorCode, epoch: -1, leaderId: -1, leaderAddress: null }
}

const DECODE: Decoders = {
  vote: ({ errorCode, topics, nodeEndpoints }) => {
    const partition = topics[0]?.partitions[0]
    if (errorCode !== 0 || !partition) return { type: 'vote', ...wholeError(errorCode), granted: false }
    return { type: 'vote', ...leaderOf(partition, nodeEndpoints), granted: partition.voteGranted }
  },
  beginEpoch: ({ errorCode, topics, nodeEndpoints }) => {
    const partition = topics[0]?.partitions[0]
    if (errorCode !== 0 || !partition) return { type: 'beginEpoch', ...wholeError(errorCode) }
    return { type: 'beginEpoch', ...leaderOf(partition, nodeEndpoints) }
  },
  endEpoch: ({ errorCode, topics, nodeEndpoints }) => {
    const partition = topics[0]?.partitions[0]
    if (errorCode !== 0 || !partition) return { type: 'endEpoch', ...wholeError(errorCode) }
    return { type: 'endEpoch', ...leaderOf(partition, nodeEndpoints) }
  },
  fetch: ({ errorCode, responses, nodeEndpoints }) => {
    const partition = responses[0]?.partitions[0]
    if (errorCode !== 0 || !partition)
      return { type: 'fetch', ...wholeError(errorCode), outcome: null, records: NOTHING }
    const info = leaderOf({ errorCode: partition.errorCode, ...partition.currentLeader }, nodeEndpoints)
    return { type: 'fetch', ...info, outcome: outcomeOf(partition), records: partition.records ?? NOTHING }
  },
  fetchSnapshot: ({ errorCode, topics, nodeEndpoints }) => {
    const partition = topics[0]?.partitions[0]
    if (errorCode !== 0 || !partition)
      return { type: 'fetchSnapshot', ...wholeError(errorCode), size: 0, position: 0, bytes: NOTHING }
    const info = leaderOf({ errorCode: partition.errorCode, ...partition.currentLeader }, nodeEndpoints)
    const { size, position, unalignedRecords } = partition
    return { type: 'fetchSnapshot', ...info, size, position, bytes: unalignedRecords ?? NOTHING }
  },
}

const NOTHING = new Uint8Array(0)

type FetchedPartition = ResponseOf<'Fetch'>['responses'][number]['partitions'][number]

function outcomeOf({ errorCode, highWatermark, divergingEpoch, snapshotId }: FetchedPartition): FetchOutcome | null {
  if (errorCode !== Errors.NONE) return null
  if (snapshotId.endOffset >= 0)
    return { kind: 'snapshot', snapshot: { offset: snapshotId.endOffset, epoch: snapshotId.epoch }, highWatermark }
  if (divergingEpoch.endOffset >= 0)
    return { kind: 'diverging', end: { offset: divergingEpoch.endOffset, epoch: divergingEpoch.epoch }, highWatermark }
  return { kind: 'data', highWatermark }
}

/** What an answer says; the answer of another cluster, or of a node that does not know the topic, is an error like others. */
export function decodeRaftResponse<T extends RequestType>(
  type: T,
  body: ResponseOf<(typeof API_OF)[T]>,
): ResponseOfType<T> {
  const decode = DECODE[type] as (body: ResponseOf<(typeof API_OF)[T]>) => RaftResponse
  return decode(body) as ResponseOfType<T>
}

/** A directory id as it is told: all zeros is none. */
function key(id: number, directoryId: Uuid): ReplicaKey {
  return { id, directoryId: directoryId === ZERO_UUID ? null : directoryId }
}

/** What came in: a request, or the error that answers it as a whole. */
export type Incoming<T extends RequestType> = { readonly request: RequestOfType<T> } | { readonly error: ErrorCode }

interface Named {
  readonly topicName: string
  readonly partitions: readonly { readonly partitionIndex: number }[]
}

/** The one partition of the metadata topic, if the request is about that and nothing else. */
function metadataPartition<P extends Named>(topics: readonly P[]): P['partitions'][number] | null {
  const [topic] = topics
  const [partition] = topic?.partitions ?? []
  const only = topics.length === 1 && topic?.topicName === METADATA_TOPIC && topic.partitions.length === 1
  return only && partition?.partitionIndex === 0 ? partition : null
}

const INVALID = { error: Errors.INVALID_REQUEST } as const

type Readers = {
  [T in RequestType]: (body: RequestOf<(typeof API_OF)[T]>, version: number) => Incoming<T>
}

const READ: Readers = {
  vote: ({ voterId, topics }) => {
    const found = metadataPartition(topics)
    if (!found) return INVALID
    const { replicaEpoch, replicaId, replicaDirectoryId, voterDirectoryId, lastOffset, lastOffsetEpoch, preVote } =
      found
    return {
      request: {
        type: 'vote',
        epoch: replicaEpoch,
        candidate: key(replicaId, replicaDirectoryId),
        voter: voterId < 0 ? null : key(voterId, voterDirectoryId),
        last: { offset: lastOffset, epoch: lastOffsetEpoch },
        preVote,
      },
    }
  },
  beginEpoch: ({ voterId, topics, leaderEndpoints }) => {
    const found = metadataPartition(topics)
    if (!found) return INVALID
    const { leaderId, leaderEpoch, voterDirectoryId } = found
    const [first] = leaderEndpoints
    return {
      request: {
        type: 'beginEpoch',
        epoch: leaderEpoch,
        leaderId,
        leaderAddress: first ? { host: first.host, port: first.port } : null,
        voter: voterId < 0 ? null : key(voterId, voterDirectoryId),
      },
    }
  },
  endEpoch: ({ topics }, version) => {
    const found = metadataPartition(topics)
    if (!found) return INVALID
    const { leaderId, leaderEpoch, preferredCandidates, preferredSuccessors } = found
    const preferred =
      version >= 1
        ? preferredCandidates.map(({ candidateId, candidateDirectoryId }) => key(candidateId, candidateDirectoryId))
        : preferredSuccessors.map((id) => ({ id, directoryId: null }))
    return { request: { type: 'endEpoch', epoch: leaderEpoch, leaderId, preferred } }
  },
  fetch: ({ replicaId, replicaState, maxWaitMs, topics }, version) => {
    const [topic] = topics
    const [partition] = topic?.partitions ?? []
    const isMetadata = version >= 13 && topic?.topicId === METADATA_TOPIC_ID
    if (!isMetadata || topics.length !== 1 || !partition || partition.partition !== 0) return INVALID
    const { currentLeaderEpoch, fetchOffset, lastFetchedEpoch, replicaDirectoryId, highWatermark } = partition
    return {
      request: {
        type: 'fetch',
        epoch: currentLeaderEpoch,
        replica: key(version >= 15 ? replicaState.replicaId : replicaId, replicaDirectoryId),
        offset: fetchOffset,
        lastFetchedEpoch,
        highWatermark: highWatermark === NO_HIGH_WATERMARK ? Number.POSITIVE_INFINITY : Number(highWatermark),
        maxWaitMs,
      },
    }
  },
  fetchSnapshot: ({ replicaId, topics }) => {
    const [topic] = topics
    const [partition] = topic?.partitions ?? []
    if (topics.length !== 1 || topic?.name !== METADATA_TOPIC || !partition || partition.partition !== 0)
      return { error: Errors.UNKNOWN_TOPIC_OR_PARTITION }
    const { currentLeaderEpoch, snapshotId, position, replicaDirectoryId } = partition
    return {
      request: {
        type: 'fetchSnapshot',
        epoch: currentLeaderEpoch,
        replica: key(replicaId, replicaDirectoryId),
        snapshot: { offset: snapshotId.endOffset, epoch: snapshotId.epoch },
        position,
      },
    }
  },
}

/** What a message of another node asks. */
export function readRaftRequest<T extends RequestType>(
  type: T,
  body: RequestOf<(typeof API_OF)[T]>,
  version: number,
): Incoming<T> {
  const read = READ[type] as (body: RequestOf<(typeof API_OF)[T]>, version: number) => Incoming<T>
  return read(body, version)
}
