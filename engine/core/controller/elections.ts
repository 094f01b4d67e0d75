/** ElectLeaders, the elections that the controller holds by itself now and then, and AlterPartition (facts §6). */
import type { MetadataRecord } from '../metadata/records.ts'
import { mergePartition } from '../metadata/replay.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../protocol/frame.ts'
import { type ControllerState, type Decision, uncleanElectionAllowed } from './decision.ts'
import { NO_LEADER, partitionChange } from './partition-change.ts'
import { allPartitions, changeOf, isActive, type PlacedPartition } from './partitions-of-broker.ts'

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

/** Elections of one run; the rest come with the next. */
const MAX_ELECTIONS = 1000

/** Gives partitions back to their first replica where that is possible (`auto.leader.rebalance.enable`). */
export function electPreferredLeaders(state: ControllerState): Decision<{ again: boolean }> {
  return electWhere(state, 'preferred', ({ partition }) => partition.leader !== partition.replicas[0])
}

/** Gives leaderless partitions of topics that allow it to whoever lives. */
export function electUncleanLeaders(state: ControllerState): Decision<{ again: boolean }> {
  return electWhere(
    state,
    'unclean',
    ({ partition, topic }) => partition.leader === NO_LEADER && uncleanElectionAllowed(state, topic.name),
  )
}

function electWhere(
  state: ControllerState,
  election: 'preferred' | 'unclean',
  isConcerned: (placed: PlacedPartition) => boolean,
): Decision<{ again: boolean }> {
  const records: MetadataRecord[] = []
  for (const placed of allPartitions(state)) {
    if (!isConcerned(placed)) continue
    const record = partitionChange(changeOf(state, placed, election))
    if (record) records.push(record)
    if (records.length === MAX_ELECTIONS) return { records, response: { again: true } }
  }
  return { records, response: { again: false } }
}

type AlterPartitionAnswer = NonNullable<
  NonNullable<ResponseInit<'AlterPartition'>['topics']>[number]['partitions']
>[number]
type Alteration = RequestOf<'AlterPartition'>['topics'][number]['partitions'][number]

/** AlterPartition: a leader tells its new ISR. */
export function alterPartition(
  state: ControllerState,
  request: RequestOf<'AlterPartition'>,
): Decision<ResponseInit<'AlterPartition'>> {
  if (request.topics.length === 0) return { records: [], response: {} }
  const sender = state.image.brokers.get(request.brokerId)
  if (sender?.epoch !== request.brokerEpoch) return { records: [], response: { errorCode: Errors.STALE_BROKER_EPOCH } }
  const records: MetadataRecord[] = []
  const topics = request.topics.map(({ topicId, partitions }) => ({
    topicId,
    partitions: partitions.map((alteration): AlterPartitionAnswer => {
      const topic = state.image.topicById(topicId)
      const partition = topic?.partitions.get(alteration.partitionIndex)
      const partitionIndex = alteration.partitionIndex
      if (!topic) return { partitionIndex, errorCode: Errors.UNKNOWN_TOPIC_ID }
      if (!partition) return { partitionIndex, errorCode: Errors.UNKNOWN_TOPIC_OR_PARTITION }
      const placed = { topic, partitionId: partitionIndex, partition }
      const errorCode = alterationError(state, placed, request.brokerId, alteration)
      return errorCode === Errors.NONE ? alterOne(state, placed, alteration, records) : { partitionIndex, errorCode }
    }),
  }))
  return { records, response: { errorCode: Errors.NONE, topics } }
}

function alterationError(
  state: ControllerState,
  { partition }: PlacedPartition,
  sender: number,
  wanted: Alteration,
): ErrorCode {
  const isr = isrOf(wanted)
  if (wanted.leaderEpoch > partition.leaderEpoch || wanted.partitionEpoch > partition.partitionEpoch)
    return Errors.NOT_CONTROLLER
  if (wanted.leaderEpoch < partition.leaderEpoch) return Errors.FENCED_LEADER_EPOCH
  if (sender !== partition.leader) return Errors.INVALID_REQUEST
  if (wanted.partitionEpoch < partition.partitionEpoch) return Errors.INVALID_UPDATE_VERSION
  if (!isr.every((id) => partition.replicas.includes(id)) || !isr.includes(partition.leader))
    return Errors.INVALID_REQUEST
  if (new Set(isr).size !== isr.length) return Errors.INVALID_REQUEST
  if (wanted.leaderRecoveryState === 1 && (isr.length > 1 || partition.leaderRecoveryState === 0))
    return Errors.INVALID_REQUEST
  const ineligible = wanted.newIsrWithEpochs.some(({ brokerId, brokerEpoch }) => {
    const known = state.image.brokers.get(brokerId)?.epoch
    return !isActive(state, brokerId) || (brokerEpoch !== -1 && brokerEpoch !== known)
  })
  return ineligible || !isr.every((id) => isActive(state, id)) ? Errors.INELIGIBLE_REPLICA : Errors.NONE
}

function isrOf(wanted: Alteration): number[] {
  return wanted.newIsrWithEpochs.length > 0 ? wanted.newIsrWithEpochs.map(({ brokerId }) => brokerId) : wanted.newIsr
}

function alterOne(
  state: ControllerState,
  placed: PlacedPartition,
  wanted: Alteration,
  records: MetadataRecord[],
): AlterPartitionAnswer {
  const record = partitionChange({
    ...changeOf(state, placed, uncleanElectionAllowed(state, placed.topic.name) ? 'unclean' : 'online'),
    isr: isrOf(wanted),
    leaderRecoveryState: wanted.leaderRecoveryState,
  })
  if (record) records.push(record)
  const after =
    record?.type === 'PartitionChangeRecord' ? mergePartition(placed.partition, record.value) : placed.partition
  // A reassignment is complete, and the sender is not the leader any more: its next epoch comes with the metadata.
  if (after.leader !== placed.partition.leader)
    return { partitionIndex: wanted.partitionIndex, errorCode: Errors.NEW_LEADER_ELECTED }
  return {
    partitionIndex: wanted.partitionIndex,
    errorCode: Errors.NONE,
    leaderId: after.leader,
    leaderEpoch: after.leaderEpoch,
    isr: [...after.isr],
    leaderRecoveryState: after.leaderRecoveryState,
    partitionEpoch: after.partitionEpoch,
  }
}
