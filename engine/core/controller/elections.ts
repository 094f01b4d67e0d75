/** The elections that the controller holds by itself now and then, and AlterPartition (facts §6). */
import type { MetadataRecord } from '../metadata/records.ts'
import { mergePartition } from '../metadata/replay.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../protocol/frame.ts'
import { type ControllerState, type Decision, uncleanElectionAllowed } from './decision.ts'
import { NO_LEADER, partitionChange } from './partition-change.ts'
import { allPartitions, changeOf, isActive, type PlacedPartition } from './partitions-of-broker.ts'

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
