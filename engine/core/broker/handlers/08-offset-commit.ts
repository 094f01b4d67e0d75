/** OffsetCommit, versions 2-10. 2-4 retention time; 7 static members; 9 member epochs (KIP-848); 10 topic ids. `KafkaApis.handleOffsetCommitRequest`. */
import type { CommitPartition } from '../../coordinator/group/offset-commits.ts'
import { type ErrorCode, Errors } from '../../protocol/errors.ts'
import type { RequestOf } from '../../protocol/frame.ts'
import type { BrokerServices, Handler } from '../handler.ts'

type Topic = RequestOf<'OffsetCommit'>['topics'][number]

interface Placed {
  /** What the coordinator is asked; null: refused before. */
  readonly commit: CommitPartition | null
  errorCode: ErrorCode
  readonly partitionIndex: number
}

export const offsetCommit: Handler<'OffsetCommit'> = async (context, request, services) => {
  const { version } = context
  const topics = request.topics.map((topic) => ({ topic, placed: place(topic, version, services) }))
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
  return {
    topics: topics.map(({ topic: { name, topicId }, placed }) => ({
      name,
      topicId,
      partitions: placed.map(({ partitionIndex, errorCode }) => ({ partitionIndex, errorCode })),
    })),
  }
}

function place(topic: Topic, version: number, services: BrokerServices): Placed[] {
  const known = version >= 10 ? services.image.topicById(topic.topicId) : services.image.topic(topic.name)
  const unknown = version >= 10 ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION
  return topic.partitions.map((partition) => {
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
}
