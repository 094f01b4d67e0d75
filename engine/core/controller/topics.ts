/** DeleteTopics and CreatePartitions. */
import { ZERO_UUID } from '../base/uuid.ts'
import type { TopicImage } from '../metadata/image.ts'
import { type MetadataRecord, metadataRecord } from '../metadata/records.ts'
import { Errors } from '../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../protocol/frame.ts'
import { checkAssignment, newPartition, replicated } from './create-topics.ts'
import { ApiError, type ControllerState, type Decision } from './decision.ts'

type Deletion = NonNullable<ResponseInit<'DeleteTopics'>['responses']>[number]

/** DeleteTopics, by name or (v6+) by id. */
export function deleteTopics(
  state: ControllerState,
  request: RequestOf<'DeleteTopics'>,
): Decision<ResponseInit<'DeleteTopics'>> {
  const wanted = [...request.topicNames.map((name) => ({ name, topicId: ZERO_UUID })), ...request.topics]
  const found = new Set<TopicImage>()
  const each = new Map(wanted.map((one) => [one.name ?? `id ${one.topicId}`, one]))
  const responses = [...each.values()].map((one): Deletion => {
    const { name, topicId } = one
    const why = refusal(one, wanted)
    if (why !== null) return { name, topicId, errorCode: Errors.INVALID_REQUEST, errorMessage: why }
    const topic = name !== null ? state.image.topic(name) : state.image.topicById(topicId)
    if (!topic) return missing(name, topicId)
    found.add(topic)
    return { name: topic.name, topicId: topic.id, errorCode: Errors.NONE, errorMessage: null }
  })
  const records = [...found].map(({ id }) => metadataRecord('RemoveTopicRecord', 0, { topicId: id }))
  return { records, response: { responses } }
}

type Named = RequestOf<'DeleteTopics'>['topics'][number]

/** Why a topic is not even looked for. */
function refusal({ name, topicId }: Named, all: readonly Named[]): string | null {
  if (name === null && topicId === ZERO_UUID) return 'Neither topic name nor id were specified.'
  if (name !== null && topicId !== ZERO_UUID) return 'You may not specify both topic name and topic id.'
  if (all.filter((other) => other.name === name && other.topicId === topicId).length < 2) return null
  return name === null ? 'Duplicate topic id.' : 'Duplicate topic name.'
}

function missing(name: string | null, topicId: string): Deletion {
  return name !== null
    ? {
        name,
        topicId,
        errorCode: Errors.UNKNOWN_TOPIC_OR_PARTITION,
        errorMessage: 'This server does not host this topic-partition.',
      }
    : { name, topicId, errorCode: Errors.UNKNOWN_TOPIC_ID, errorMessage: 'This server does not host this topic ID.' }
}

/** More records than one batch of the metadata log takes: Kafka stumbles. */
const MOST_NEW_PARTITIONS = 10_000

type More = RequestOf<'CreatePartitions'>['topics'][number]

/** CreatePartitions. */
export function createPartitions(
  state: ControllerState,
  request: RequestOf<'CreatePartitions'>,
): Decision<ResponseInit<'CreatePartitions'>> {
  const records: MetadataRecord[] = []
  const each = new Map(request.topics.map((topic) => [topic.name, topic]))
  const results = [...each.values()].map((topic) => {
    try {
      if (request.topics.filter(({ name }) => name === topic.name).length > 1)
        throw new ApiError(Errors.INVALID_REQUEST, 'Duplicate topic name.')
      records.push(...morePartitions(state, topic))
      return { name: topic.name, errorCode: Errors.NONE, errorMessage: null }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return { name: topic.name, errorCode: error.code, errorMessage: error.text }
    }
  })
  return { records: request.validateOnly ? [] : records, response: { results } }
}

function morePartitions(state: ControllerState, { name, count, assignments }: More): MetadataRecord[] {
  const topic = state.image.topic(name)
  if (!topic) throw new ApiError(Errors.UNKNOWN_TOPIC_OR_PARTITION)
  const present = topic.partitions.size
  if (count - present > MOST_NEW_PARTITIONS) throw new ApiError(Errors.UNKNOWN_SERVER_ERROR)
  if (count === present) throw new ApiError(Errors.INVALID_PARTITIONS, `Topic already has ${count} partition(s).`)
  if (count < present)
    throw new ApiError(
      Errors.INVALID_PARTITIONS,
      `The topic ${name} currently has ${present} partition(s); ${count} would not be an increase.`,
    )
  const replicationFactor = topic.partitions.get(0)?.replicas.length ?? 1
  const lists = assignments
    ? givenLists(state, assignments, { missing: count - present, replicationFactor })
    : replicated(state, { count: count - present, replicationFactor })
  return lists.map((replicas, index) =>
    newPartition(state, { topicId: topic.id, partitionId: present + index, replicas }),
  )
}

function givenLists(
  state: ControllerState,
  assignments: NonNullable<More['assignments']>,
  { missing, replicationFactor }: { missing: number; replicationFactor: number },
): number[][] {
  if (assignments.length !== missing)
    throw new ApiError(
      Errors.INVALID_REPLICA_ASSIGNMENT,
      `Attempted to add ${missing} additional partition(s), but only ${assignments.length} assignment(s) were specified.`,
    )
  for (const { brokerIds } of assignments) checkAssignment(state, brokerIds, replicationFactor)
  return assignments.map(({ brokerIds }) => brokerIds)
}
