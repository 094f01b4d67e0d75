/** ListPartitionReassignments, version 0: the partitions whose replicas are being moved. */
import { Errors } from '../../protocol/errors.ts'
import type { Handler } from '../handler.ts'

export const listPartitionReassignments: Handler<'ListPartitionReassignments'> = (_context, request, { image }) => {
  const wanted = request.topics && new Map(request.topics.map(({ name, partitionIndexes }) => [name, partitionIndexes]))
  const topics = [...image.topicsById.values()].flatMap(({ name, partitions }) => {
    const moving = [...partitions]
      .filter(([index]) => !wanted || wanted.get(name)?.includes(index))
      .filter(([, { addingReplicas, removingReplicas }]) => addingReplicas.length + removingReplicas.length > 0)
      .map(([partitionIndex, partition]) => ({
        partitionIndex,
        replicas: [...partition.replicas],
        addingReplicas: [...partition.addingReplicas],
        removingReplicas: [...partition.removingReplicas],
      }))
    return moving.length > 0 ? [{ name, partitions: moving }] : []
  })
  return { errorCode: Errors.NONE, errorMessage: null, topics }
}
