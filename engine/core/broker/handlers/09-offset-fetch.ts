/** OffsetFetch, versions 1-10. 2 all topics (null); 7 require stable; 8 several groups; 10 topic ids. `KafkaApis.handleOffsetFetchRequest`. */
import { type Uuid, ZERO_UUID } from '../../base/uuid.ts'
import type { TopicPartition } from '../../coordinator/group/offset-commits.ts'
import type { FetchedOffset } from '../../coordinator/group-coordinator.ts'
import { type ErrorCode, Errors } from '../../protocol/errors.ts'
import type { RequestOf } from '../../protocol/frame.ts'
import type { BrokerServices, Handler } from '../handler.ts'

type Group = RequestOf<'OffsetFetch'>['groups'][number]

interface AnsweredTopic {
  readonly name: string
  readonly topicId: Uuid
  readonly partitions: readonly AnsweredPartition[]
}
interface AnsweredPartition {
  readonly partitionIndex: number
  readonly committedOffset: number
  readonly committedLeaderEpoch: number
  readonly metadata: string
  readonly errorCode: ErrorCode
}

export const offsetFetch: Handler<'OffsetFetch'> = async (context, request, services) => {
  const { version } = context
  if (version < 8) return single(request, version, services)
  const groups = request.groups.map((group) => fetchGroup(group, version, services))
  return { groups: await Promise.all(groups) }
}

/** v1-7: one group, its topics at the top; v1 has no error of the whole, so every partition carries it. */
async function single(request: RequestOf<'OffsetFetch'>, version: number, services: BrokerServices) {
  const topics =
    request.topics?.map(({ name, partitionIndexes }) => ({ name, topicId: ZERO_UUID, partitionIndexes })) ?? null
  const group = { groupId: request.groupId, memberId: null, memberEpoch: -1, topics }
  const { errorCode, topics: answered } = await fetchGroup(group, version, services)
  if (version >= 2 || errorCode === Errors.NONE) return { errorCode, topics: answered }
  const failed = topics?.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partitionIndex) => ({ ...NEVER, partitionIndex, errorCode })),
  }))
  return { topics: failed ?? [] }
}

/** What is told of a partition without a commit. */
const NEVER = { committedOffset: -1, committedLeaderEpoch: -1, metadata: '', errorCode: Errors.NONE }

async function fetchGroup(group: Group, version: number, services: BrokerServices) {
  const { groupId, topics } = group
  const named = topics?.map((topic) => ({ ...topic, known: nameOf(topic, version, services) })) ?? null
  const wanted = named?.flatMap(({ known, partitionIndexes }): TopicPartition[] =>
    known === undefined ? [] : partitionIndexes.map((partition) => ({ topic: known, partition })),
  )
  const fetched = await services.groupCoordinator.fetchOffsets(groupId, wanted ?? null)
  if (typeof fetched === 'number') return { groupId, errorCode: fetched, topics: [] }
  if (named === null) return { groupId, errorCode: Errors.NONE, topics: all(fetched, version, services) }
  const found = fetched.values()
  const answered = named.map(({ name, topicId, known, partitionIndexes }) => ({
    name,
    topicId,
    partitions: partitionIndexes.map((partitionIndex) =>
      known === undefined
        ? { ...NEVER, partitionIndex, errorCode: Errors.UNKNOWN_TOPIC_ID }
        : answer(found.next().value as FetchedOffset),
    ),
  }))
  return { groupId, errorCode: Errors.NONE, topics: answered }
}

function nameOf(topic: { name: string; topicId: Uuid }, version: number, services: BrokerServices): string | undefined {
  return version >= 10 ? services.image.topicById(topic.topicId)?.name : topic.name
}

function answer({ partition, committed }: FetchedOffset): AnsweredPartition {
  if (!committed) return { ...NEVER, partitionIndex: partition }
  const { offset, leaderEpoch, metadata } = committed
  return {
    partitionIndex: partition,
    committedOffset: offset,
    committedLeaderEpoch: leaderEpoch,
    metadata,
    errorCode: Errors.NONE,
  }
}

/** Everything that the group committed; in v10 only topics that still have an id. */
function all(fetched: readonly FetchedOffset[], version: number, services: BrokerServices): AnsweredTopic[] {
  const topics = new Map<string, FetchedOffset[]>()
  for (const one of fetched) topics.set(one.topic, [...(topics.get(one.topic) ?? []), one])
  return [...topics].flatMap(([name, partitions]) => {
    const topicId = services.image.topic(name)?.id
    if (version >= 10 && topicId === undefined) return []
    return [{ name, topicId: topicId ?? ZERO_UUID, partitions: partitions.map(answer) }]
  })
}
