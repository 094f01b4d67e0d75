/** OffsetDelete, version 0 (KIP-496). `KafkaApis.handleOffsetDeleteRequest`. */
import { type ErrorCode, Errors } from '../../protocol/errors.ts'
import type { Handler } from '../handler.ts'

export const offsetDelete: Handler<'OffsetDelete'> = async (_context, request, services) => {
  const wanted = request.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex }) => ({ topic: name, partition: partitionIndex })),
  )
  const exists = wanted.map(({ topic, partition }) => services.image.partition(topic, partition) !== undefined)
  const known = wanted.filter((_, at) => exists[at])
  const outcome = await services.groupCoordinator.deleteOffsets(request.groupId, known)
  if (typeof outcome === 'number') return { errorCode: outcome }
  const errors = outcome.values()
  const perPartition = exists.map((there) =>
    there ? (errors.next().value as ErrorCode) : Errors.UNKNOWN_TOPIC_OR_PARTITION,
  )
  const results = perPartition.values()
  return {
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({
        partitionIndex,
        errorCode: results.next().value as ErrorCode,
      })),
    })),
  }
}
