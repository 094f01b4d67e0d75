/** OffsetCommit, versions 2-10. 2-4 retention time; 7 static members; 9 member epochs (KIP-848); 10 topic ids. `KafkaApis.handleOffsetCommitRequest`. */
import type { CommitPartition } from '../../coordinator/group/offset-commits.ts'
import { type ErrorCode, Errors } from '../../protocol/errors.ts'
import type { RequestOf } from '../../protocol/frame.ts'
import { refusedFirst } from '../by-topic.ts'
import type { BrokerServices, Handler } from '../handler.ts'

type Topic = RequestOf<'OffsetCommit'>['topics'][number]

interface PlacedTopic {
  readonly topic: Topic
  readonly isKnown: boolean
  readonly placed: readonly Placed[]
}

interface Placed {
  /** What the coordinator is asked; null: refused before. */
  readonly commit: CommitPartition | null
  errorCode: ErrorCode
  readonly partitionIndex: number
}

export const offsetCommit: Handler<'OffsetCommit'> = async (context, request, services) => {
  const { version } = context
  const topics = request.topics.map((topic) => place(topic, version, services))
  const asked = topics.flatMap(({ placed }) => placed).filter(({ commit }) => commit !== null)
  if (asked.length > 0) {
    const errors = await services.groupCoordinator.commitOffsets({
      groupId: request.groupId,
      generation: request.generationIdOrMemberEpoch,
      memberId: request.memberId,
      groupInstanceId: request.groupInstanceId,
      retentionTimeMs: request.retentionTimeMs,
      version,
      partitions: asked.map(({ commit }) => commit as CommitPartition),
    })
    for (const [at, one] of asked.entries()) one.errorCode = errors[at] as ErrorCode
  }
  return { topics: answered(topics) }
}

function answered(topics: readonly PlacedTopic[]) {
  const part = (isAsked: boolean) =>
    topics.map(({ topic: { name, topicId }, isKnown, placed }) => {
      const ours = placed.filter(({ commit }) => (commit !== null) === isAsked)
      const partitions = ours.map(({ partitionIndex, errorCode }) => ({ partitionIndex, errorCode }))
      return { name, topicId, partitions, isTold: partitions.length > 0 || !(isAsked || isKnown) }
    })
  const [refused, asked] = [part(false), part(true)].map((all) => all.filter(({ isTold }) => isTold))
  return refusedFirst(refused ?? [], asked ?? [])
}

function place(topic: Topic, version: number, services: BrokerServices): PlacedTopic {
  const known = version >= 10 ? services.image.topicById(topic.topicId) : services.image.topic(topic.name)
  const unknown = version >= 10 ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION
  const placed = topic.partitions.map((partition): Placed => {
    const { partitionIndex } = partition
    if (!known) return { commit: null, errorCode: unknown, partitionIndex }
    if (!known.partitions.has(partitionIndex))
      return { commit: null, errorCode: Errors.UNKNOWN_TOPIC_OR_PARTITION, partitionIndex }
    const commit: CommitPartition = {
      topic: known.name,
      topicId: known.id,
      partition: partitionIndex,
      offset: partition.committedOffset,
      leaderEpoch: partition.committedLeaderEpoch,
      metadata: partition.committedMetadata ?? '',
    }
    return { commit, errorCode: Errors.NONE, partitionIndex }
  })
  return { topic, isKnown: known !== undefined, placed }
}
