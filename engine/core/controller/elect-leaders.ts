/** ElectLeaders (facts §6, KIP-460): what an administrator asks for. */
import type { MetadataRecord } from '../metadata/records.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../protocol/frame.ts'
import type { ControllerState, Decision } from './decision.ts'
import { NO_LEADER, partitionChange } from './partition-change.ts'
import { allPartitions, changeOf, type PlacedPartition } from './partitions-of-broker.ts'

const PREFERRED = 0
const UNCLEAN = 1

interface Outcome {
  readonly errorCode: ErrorCode
  readonly errorMessage: string | null
  readonly record?: MetadataRecord
}

/** ElectLeaders: preferred or unclean, for the given partitions or for all. */
export function electLeaders(
  state: ControllerState,
  request: RequestOf<'ElectLeaders'>,
): Decision<ResponseInit<'ElectLeaders'>> {
  if (request.topicPartitions?.length === 0) return { records: [], response: { errorCode: Errors.NONE } }
  if (request.electionType !== PREFERRED && request.electionType !== UNCLEAN) return unknownType(request)
  return request.topicPartitions ? electGiven(state, request, request.topicPartitions) : electAll(state, request)
}

function unknownType({
  electionType,
  topicPartitions,
}: RequestOf<'ElectLeaders'>): Decision<ResponseInit<'ElectLeaders'>> {
  const result = failure(Errors.INVALID_REQUEST, `Unknown election type ${electionType}`)
  const replicaElectionResults = (topicPartitions ?? []).map(({ topic, partitions }) => ({
    topic,
    partitionResult: partitions.map((partitionId) => ({ partitionId, ...result })),
  }))
  return { records: [], response: { errorCode: Errors.INVALID_REQUEST, replicaElectionResults } }
}

function electGiven(
  state: ControllerState,
  { electionType }: RequestOf<'ElectLeaders'>,
  wanted: NonNullable<RequestOf<'ElectLeaders'>['topicPartitions']>,
): Decision<ResponseInit<'ElectLeaders'>> {
  const records: MetadataRecord[] = []
  const replicaElectionResults = wanted.map(({ topic, partitions }) => ({
    topic,
    partitionResult: partitions.map((partitionId) => {
      const { record, ...result } = electOne(state, { topic, partitionId, electionType })
      if (record) records.push(record)
      return { partitionId, ...result }
    }),
  }))
  return { records, response: { errorCode: Errors.NONE, replicaElectionResults } }
}

/** All partitions: those that need no election are left out of the answer. */
function electAll(
  state: ControllerState,
  { electionType }: RequestOf<'ElectLeaders'>,
): Decision<ResponseInit<'ElectLeaders'>> {
  const records: MetadataRecord[] = []
  const byTopic = new Map<string, { partitionId: number; errorCode: ErrorCode; errorMessage: string | null }[]>()
  for (const { topic, partitionId } of allPartitions(state)) {
    const results = byTopic.get(topic.name) ?? []
    byTopic.set(topic.name, results)
    const { record, ...result } = electOne(state, { topic: topic.name, partitionId, electionType })
    if (record) records.push(record)
    if (result.errorCode !== Errors.ELECTION_NOT_NEEDED) results.push({ partitionId, ...result })
  }
  const replicaElectionResults = [...byTopic].map(([topic, partitionResult]) => ({ topic, partitionResult }))
  return { records, response: { errorCode: Errors.NONE, replicaElectionResults } }
}

function electOne(
  state: ControllerState,
  { topic: name, partitionId, electionType }: { topic: string; partitionId: number; electionType: number },
): Outcome {
  const topic = state.image.topic(name)
  if (!topic) return failure(Errors.UNKNOWN_TOPIC_OR_PARTITION, `No such topic as ${name}`)
  const partition = topic.partitions.get(partitionId)
  if (!partition) return failure(Errors.UNKNOWN_TOPIC_OR_PARTITION, `No such partition as ${name}-${partitionId}`)
  const notNeeded =
    (electionType === PREFERRED && partition.leader === partition.replicas[0]) ||
    (electionType === UNCLEAN && partition.leader !== NO_LEADER)
  if (notNeeded) return failure(Errors.ELECTION_NOT_NEEDED, 'Leader election not needed for topic partition.')
  const placed: PlacedPartition = { topic, partitionId, partition }
  const record = partitionChange(changeOf(state, placed, electionType === PREFERRED ? 'preferred' : 'unclean'))
  if (record) return { errorCode: Errors.NONE, errorMessage: null, record }
  return electionType === PREFERRED
    ? failure(Errors.PREFERRED_LEADER_NOT_AVAILABLE, 'The preferred leader was not available.')
    : failure(Errors.ELIGIBLE_LEADERS_NOT_AVAILABLE, 'Eligible topic partition leaders are not available.')
}

function failure(errorCode: ErrorCode, errorMessage: string): Outcome {
  return { errorCode, errorMessage }
}
