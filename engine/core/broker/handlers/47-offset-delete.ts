/** OffsetDelete, version 0 (KIP-496). `KafkaApis.handleOffsetDeleteRequest`. */
import { type ErrorCode, Errors } from '../../protocol/errors.ts'
import { refusedFirst } from '../by-topic.ts'
import type { Handler } from '../handler.ts'

export const offsetDelete: Handler<'OffsetDelete'> = async (_context, request, services) => {
  const { image } = services
  const wanted = request.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex }) => ({ topic: name, partition: partitionIndex })),
  )
  const known = wanted.filter(({ topic, partition }) => image.partition(topic, partition) !== undefined)
  const outcome = await services.groupCoordinator.deleteOffsets(request.groupId, known)
  if (typeof outcome === 'number') return { errorCode: outcome }
  const errors = outcome.values()
  const asked = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions
      .filter(({ partitionIndex }) => image.partition(name, partitionIndex) !== undefined)
      .map(({ partitionIndex }) => ({ partitionIndex, errorCode: errors.next().value as ErrorCode })),
  }))
  const refused = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions
      .filter(({ partitionIndex }) => image.partition(name, partitionIndex) === undefined)
      .map(({ partitionIndex }) => ({ partitionIndex, errorCode: Errors.UNKNOWN_TOPIC_OR_PARTITION })),
  }))
  const isTold = ({ name, partitions }: (typeof refused)[number]) => partitions.length > 0 || !image.topic(name)
  return {
    topics: refusedFirst(
      refused.filter(isTold),
      asked.filter(({ partitions }) => partitions.length > 0),
    ),
  }
}
