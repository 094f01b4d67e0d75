/** AlterReplicaLogDirs, versions 1-2. Moves replicas of this broker into other log dirs of it (KIP-113). */
import { byTopic } from '../by-topic.ts'
import type { Handler } from '../handler.ts'

export const alterReplicaLogDirs: Handler<'AlterReplicaLogDirs'> = async (_context, request, { logDirs }) => {
  const moves = request.dirs.flatMap(({ path, topics }) =>
    topics.flatMap(({ name, partitions }) => partitions.map((partitionIndex) => ({ name, partitionIndex, path }))),
  )
  // A replica that comes twice goes where it was sent last.
  const once = new Map(moves.map((move) => [`${move.partitionIndex}/${move.name}`, move]))
  const told: [string, { partitionIndex: number; errorCode: number }][] = []
  for (const { name, partitionIndex, path } of once.values())
    told.push([name, { partitionIndex, errorCode: await logDirs.alter(name, partitionIndex, path) }])
  return { results: [...byTopic(told)].map(([topicName, partitions]) => ({ topicName, partitions })) }
}
