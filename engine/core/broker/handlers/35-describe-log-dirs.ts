/** DescribeLogDirs, versions 1-5. 3 top-level error; 4 volume sizes, which the disk port does not know (−1); 5 cordoned. */
import { parentOf, parsePartitionDir } from '../../log/file-names.ts'
import type { Log } from '../../log/log.ts'
import { Errors } from '../../protocol/errors.ts'
import type { BrokerServices, Handler } from '../handler.ts'

const UNKNOWN_VOLUME_BYTES = -1
const UNKNOWN_LAG = -1

export const describeLogDirs: Handler<'DescribeLogDirs'> = (_context, request, services) => {
  const { logManager } = services
  const wanted = request.topics && namesOf(request.topics)
  const byDir = new Map(logManager.onlineDirs.map((dir) => [dir, new Map<string, Entry[]>()]))
  const note = (log: Log, isFutureKey: boolean) => {
    const { topic, partition } = parsePartitionDir(log.name) as { topic: string; partition: number }
    if (wanted && !wanted.has(`${partition}/${topic}`)) return
    const topics = byDir.get(parentOf(log.dir))
    const offsetLag = lagOf(services, { log, topic, partition, isFutureKey })
    const entry = { partitionIndex: partition, partitionSize: log.size, offsetLag, isFutureKey }
    topics?.set(topic, [...(topics.get(topic) ?? []), entry])
  }
  for (const log of logManager.logs()) note(log, false)
  for (const log of logManager.futureLogs()) note(log, true)
  return {
    errorCode: Errors.NONE,
    results: logManager.logDirs.map((logDir) => ({
      errorCode: byDir.has(logDir) ? Errors.NONE : Errors.KAFKA_STORAGE_ERROR,
      logDir,
      topics: [...(byDir.get(logDir) ?? [])].map(([name, partitions]) => ({ name, partitions })),
      totalBytes: UNKNOWN_VOLUME_BYTES,
      usableBytes: UNKNOWN_VOLUME_BYTES,
    })),
  }
}

function namesOf(topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[]): Set<string> {
  return new Set(topics.flatMap(({ topic, partitions }) => partitions.map((partition) => `${partition}/${topic}`)))
}

/** How far a replica is behind: one that is being moved, what it still has to copy. */
function lagOf(
  { replicaManager }: BrokerServices,
  { log, topic, partition, isFutureKey }: { log: Log; topic: string; partition: number; isFutureKey: boolean },
): number {
  const replica = replicaManager.get(topic, partition)
  if (!replica) return UNKNOWN_LAG
  if (isFutureKey) return replica.log.logEndOffset - log.logEndOffset
  return Math.max(0, replica.highWatermark - log.logEndOffset)
}

interface Entry {
  readonly partitionIndex: number
  readonly partitionSize: number
  readonly offsetLag: number
  readonly isFutureKey: boolean
}
