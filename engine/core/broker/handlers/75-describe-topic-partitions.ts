/** DescribeTopicPartitions, version 0 (KIP-966): topics by name, page by page, with ELR. */
import { topicNameError } from '../../controller/topic-names.ts'
import type { ClusterImage, TopicImage } from '../../metadata/image.ts'
import { replicaDirIsOnline } from '../../metadata/replay.ts'
import { type ErrorCode, Errors } from '../../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../../protocol/frame.ts'
import { TOPIC_OPERATIONS } from '../authorized-operations.ts'
import type { Handler } from '../handler.ts'
import { isInternalTopic } from '../internal-topics.ts'

type Request = RequestOf<'DescribeTopicPartitions'>
type Topic = NonNullable<ResponseInit<'DescribeTopicPartitions'>['topics']>[number]

export const describeTopicPartitions: Handler<'DescribeTopicPartitions'> = (_context, request, services) => {
  if (isOutside(request)) return refused(request, Errors.INVALID_REQUEST)
  // Without a cursor Kafka takes the empty name for the one that the cursor is at, and stumbles.
  if (request.cursor === null && request.topics.some(({ name }) => name === ''))
    return refused(request, Errors.UNKNOWN_SERVER_ERROR)
  const { image, config } = services
  const limit = Math.max(1, Math.min(request.responsePartitionLimit, config.number('max.request.partition.size.limit')))
  const topics: Topic[] = []
  let left = limit
  for (const name of namesInOrder(request, image)) {
    const topic = image.topic(name)
    if (!topic) {
      // Asked by cursor alone: the topic is gone meanwhile.
      if (request.topics.length > 0) topics.push(unknown(name))
      continue
    }
    if (left === 0) return { topics, nextCursor: { topicName: name, partitionIndex: 0 } }
    const first = request.cursor?.topicName === name ? request.cursor.partitionIndex : 0
    const page = described(topic, image, { first, limit: left })
    topics.push(page)
    const taken = page.partitions?.length ?? 0
    left -= taken
    if (first + taken < topic.partitions.size)
      return { topics, nextCursor: { topicName: name, partitionIndex: first + taken } }
  }
  return { topics, nextCursor: null }
}

/** A cursor must be at a topic that is asked for, and at a partition. */
function isOutside({ topics, cursor }: Request): boolean {
  if (cursor === null) return false
  return cursor.partitionIndex < 0 || (topics.length > 0 && !topics.some(({ name }) => name === cursor.topicName))
}

function refused({ topics }: Request, errorCode: ErrorCode): ResponseInit<'DescribeTopicPartitions'> {
  return { topics: topics.map(({ name }) => ({ errorCode, name, partitions: [] })), nextCursor: null }
}

function namesInOrder({ topics, cursor }: Request, image: ClusterImage): string[] {
  const names = topics.length > 0 ? topics.map(({ name }) => name) : [...image.topicIds.keys()]
  const from = cursor?.topicName ?? ''
  return [...new Set(names)].filter((name) => name >= from).sort()
}

function unknown(name: string): Topic {
  const errorCode = topicNameError(name) === null ? Errors.UNKNOWN_TOPIC_OR_PARTITION : Errors.INVALID_TOPIC_EXCEPTION
  return { errorCode, name, partitions: [], topicAuthorizedOperations: TOPIC_OPERATIONS }
}

function described(topic: TopicImage, image: ClusterImage, { first, limit }: { first: number; limit: number }): Topic {
  const isAlive = (id: number) => image.brokers.get(id)?.fenced === false
  const page = [...topic.partitions].sort(([a], [b]) => a - b).slice(first, first + limit)
  return {
    errorCode: Errors.NONE,
    name: topic.name,
    topicId: topic.id,
    isInternal: isInternalTopic(topic.name),
    partitions: page.map(([partitionIndex, partition]) => ({
      errorCode: isAlive(partition.leader) ? Errors.NONE : Errors.LEADER_NOT_AVAILABLE,
      partitionIndex,
      leaderId: isAlive(partition.leader) ? partition.leader : -1,
      leaderEpoch: partition.leaderEpoch,
      replicaNodes: [...partition.replicas],
      isrNodes: [...partition.isr],
      eligibleLeaderReplicas: [...partition.elr],
      lastKnownElr: [...partition.lastKnownElr],
      offlineReplicas: partition.replicas.filter((id) => !isAlive(id) || !replicaDirIsOnline(image, partition, id)),
    })),
    topicAuthorizedOperations: TOPIC_OPERATIONS,
  }
}
