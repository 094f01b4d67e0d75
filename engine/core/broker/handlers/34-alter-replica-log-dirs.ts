/** AlterReplicaLogDirs, versions 1-2. Moves replicas of this broker into other log dirs of it (KIP-113). */
import type { Handler } from '../handler.ts'

export const alterReplicaLogDirs: Handler<'AlterReplicaLogDirs'> = async (_context, request, { logDirs }) => {
  const results = new Map<string, { partitionIndex: number; errorCode: number }[]>()
  for (const { path, topics } of request.dirs)
    for (const { name, partitions } of topics)
      for (const partitionIndex of partitions) {
        const errorCode = await logDirs.alter(name, partitionIndex, path)
        results.set(name, [...(results.get(name) ?? []), { partitionIndex, errorCode }])
      }
  return { results: [...results].map(([topicName, partitions]) => ({ topicName, partitions })) }
}
