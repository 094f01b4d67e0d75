/** DescribeLogDirs, versions 1-5. 3 top-level error; 4 volume sizes, which the disk port does not know (−1); 5 cordoned. */
import { Errors } from '../../protocol/errors.ts'
import type { Handler } from '../handler.ts'

const UNKNOWN_VOLUME_BYTES = -1

export const describeLogDirs: Handler<'DescribeLogDirs'> = (_context, request, { config, replicaManager }) => {
  const wanted = request.topics && new Map(request.topics.map(({ topic, partitions }) => [topic, partitions]))
  const byDir = new Map(config.logDirs.map((dir) => [dir, new Map<string, Entry[]>()]))
  for (const partition of replicaManager.partitions()) {
    const { topic, index, log } = partition
    if (wanted && !wanted.get(topic)?.includes(index)) continue
    const topics = byDir.get(log.dir.slice(0, log.dir.lastIndexOf('/')))
    const entries = topics?.get(topic) ?? []
    topics?.set(topic, entries)
    entries.push({ partitionIndex: index, partitionSize: log.size, offsetLag: 0, isFutureKey: false })
  }
  return {
    errorCode: Errors.NONE,
    results: [...byDir].map(([logDir, topics]) => ({
      errorCode: Errors.NONE,
      logDir,
      topics: [...topics].map(([name, partitions]) => ({ name, partitions })),
      totalBytes: UNKNOWN_VOLUME_BYTES,
      usableBytes: UNKNOWN_VOLUME_BYTES,
    })),
  }
}

interface Entry {
  readonly partitionIndex: number
  readonly partitionSize: number
  readonly offsetLag: number
  readonly isFutureKey: boolean
}
