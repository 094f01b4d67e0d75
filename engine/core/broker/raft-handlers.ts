/** The quorum's APIs on the controller listener: each asks the raft client and puts its answer into Kafka's message. */
import { EMPTY_BYTES } from '../base/bytes.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import type { ResponseInit } from '../protocol/frame.ts'
import type { LeaderInfo } from '../raft/quorum-types.ts'
import type { RaftClient } from '../raft/raft-client.ts'
import { type Incoming, METADATA_TOPIC, readRaftRequest } from '../raft/wire.ts'
import type { Handler } from './handler.ts'

/** What the answers are made from. */
export interface RaftServices {
  readonly clusterId: string
  readonly raft: () => RaftClient
}

/** A cluster id that is told must be this cluster's. */
function isForeign(told: string | null, { clusterId }: RaftServices): boolean {
  return told !== null && told !== clusterId
}

/** Where the leader is, as every answer tells it. */
function leaderEndpoints({ leaderId, leaderAddress }: LeaderInfo) {
  return leaderId >= 0 && leaderAddress ? [{ nodeId: leaderId, ...leaderAddress }] : []
}

function topicsOf<P>(partition: P) {
  return [{ topicName: METADATA_TOPIC, partitions: [partition] }]
}

/** Vote, versions 0-2. 1 directory ids (KIP-853); 2 pre-vote (KIP-996). */
export const vote: Handler<'Vote', RaftServices> = async ({ version }, body, services) => {
  if (isForeign(body.clusterId, services)) return { errorCode: Errors.INCONSISTENT_CLUSTER_ID }
  const incoming = readRaftRequest('vote', body, version)
  if ('error' in incoming) return { errorCode: incoming.error }
  const reply = await services.raft().ask(incoming.request)
  const { error: errorCode, leaderId, epoch: leaderEpoch, granted: voteGranted } = reply
  return {
    errorCode: Errors.NONE,
    topics: topicsOf({ partitionIndex: 0, errorCode, leaderId, leaderEpoch, voteGranted }),
    nodeEndpoints: version >= 1 ? leaderEndpoints(reply) : [],
  }
}

/** What BeginQuorumEpoch and EndQuorumEpoch answer alike: they tell of a leader and hear what is known of one. */
async function epochAnswer(
  incoming: Incoming<'beginEpoch' | 'endEpoch'>,
  version: number,
  { clusterId, services }: { readonly clusterId: string | null; readonly services: RaftServices },
) {
  if (isForeign(clusterId, services)) return { errorCode: Errors.INCONSISTENT_CLUSTER_ID }
  if ('error' in incoming) return { errorCode: incoming.error }
  const reply = await services.raft().ask(incoming.request)
  const { error: errorCode, leaderId, epoch: leaderEpoch } = reply
  return {
    errorCode: Errors.NONE,
    topics: topicsOf({ partitionIndex: 0, errorCode, leaderId, leaderEpoch }),
    nodeEndpoints: version >= 1 ? leaderEndpoints(reply) : [],
  }
}

/** BeginQuorumEpoch, versions 0-1. 1 directory ids and the leader's endpoints (KIP-853). */
export const beginQuorumEpoch: Handler<'BeginQuorumEpoch', RaftServices> = ({ version }, body, services) =>
  epochAnswer(readRaftRequest('beginEpoch', body, version), version, { clusterId: body.clusterId, services })

/** EndQuorumEpoch, versions 0-1. 1 candidates with directory ids (KIP-853). */
export const endQuorumEpoch: Handler<'EndQuorumEpoch', RaftServices> = ({ version }, body, services) =>
  epochAnswer(readRaftRequest('endEpoch', body, version), version, { clusterId: body.clusterId, services })

const NO_PLACE = { offset: -1, epoch: -1 }

/** Fetch of the metadata log, versions 4-18, by voters and observers. */
export const fetchMetadata: Handler<'Fetch', RaftServices> = async ({ version }, body, services) => {
  if (isForeign(body.clusterId, services)) return { errorCode: Errors.INCONSISTENT_CLUSTER_ID }
  const incoming = readRaftRequest('fetch', body, version)
  if ('error' in incoming) return { errorCode: incoming.error }
  const reply = await services.raft().ask(incoming.request)
  const { outcome, records, logStartOffset } = reply
  const diverging = outcome?.kind === 'diverging' ? outcome.end : NO_PLACE
  const snapshot = outcome?.kind === 'snapshot' ? outcome.snapshot : NO_PLACE
  const [topic] = body.topics
  return {
    errorCode: Errors.NONE,
    sessionId: 0,
    responses: [
      {
        topic: topic?.topic ?? '',
        topicId: topic?.topicId ?? '',
        partitions: [
          {
            partitionIndex: 0,
            errorCode: reply.error,
            highWatermark: outcome?.highWatermark ?? -1,
            lastStableOffset: -1,
            logStartOffset,
            divergingEpoch: { epoch: diverging.epoch, endOffset: diverging.offset },
            currentLeader: { leaderId: reply.leaderId, leaderEpoch: reply.epoch },
            snapshotId: { endOffset: snapshot.offset, epoch: snapshot.epoch },
            abortedTransactions: [],
            preferredReadReplica: -1,
            records,
          },
        ],
      },
    ],
    nodeEndpoints: version >= 17 ? leaderEndpoints(reply).map((node) => ({ ...node, rack: null })) : [],
  }
}

/** FetchSnapshot, versions 0-1. 1 directory ids (KIP-853). */
export const fetchSnapshot: Handler<'FetchSnapshot', RaftServices> = async ({ version }, body, services) => {
  if (isForeign(body.clusterId, services)) return { errorCode: Errors.INCONSISTENT_CLUSTER_ID }
  const incoming = readRaftRequest('fetchSnapshot', body, version)
  if ('error' in incoming) return snapshotRefused(body.topics[0]?.name ?? '', incoming.error)
  const { snapshot } = incoming.request
  const reply = await services.raft().ask(incoming.request)
  const { error: errorCode, leaderId, epoch: leaderEpoch, size, position, bytes } = reply
  return {
    errorCode: Errors.NONE,
    topics: [
      {
        name: METADATA_TOPIC,
        partitions: [
          {
            index: 0,
            errorCode,
            snapshotId: { endOffset: snapshot.offset, epoch: snapshot.epoch },
            currentLeader: { leaderId, leaderEpoch },
            size: size ?? 0,
            position: position ?? 0,
            unalignedRecords: bytes ?? EMPTY_BYTES,
          },
        ],
      },
    ],
    nodeEndpoints: version >= 1 ? leaderEndpoints(reply) : [],
  }
}

function snapshotRefused(name: string, errorCode: ErrorCode): ResponseInit<'FetchSnapshot'> {
  const partition = {
    index: 0,
    errorCode,
    snapshotId: { endOffset: -1, epoch: -1 },
    currentLeader: { leaderId: -1, leaderEpoch: -1 },
    size: 0,
    position: 0,
    unalignedRecords: EMPTY_BYTES,
  }
  return { errorCode: Errors.NONE, topics: [{ name, partitions: [partition] }] }
}
