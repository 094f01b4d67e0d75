/** DeleteRecords, versions 0-2. `ReplicaManager.deleteRecords`, `DelayedDeleteRecords`. */
import { type ErrorCode, Errors } from '../../protocol/errors.ts'
import { METADATA_TOPIC } from '../../raft/wire.ts'
import type { Partition } from '../../replication/partition.ts'
import { byTopic } from '../by-topic.ts'
import type { BrokerServices, Handler } from '../handler.ts'

interface Deletion {
  readonly topic: string
  readonly partitionIndex: number
  readonly partition: Partition | null
  errorCode: ErrorCode
  /** The low watermark must reach it. */
  readonly before: number
}

export const deleteRecords: Handler<'DeleteRecords'> = (_context, request, services) => {
  // Of a partition that comes twice the last offset counts.
  const wanted = request.topics.flatMap(({ name, partitions }) => partitions.map((one) => ({ name, ...one })))
  const once = new Map(wanted.map((one) => [`${one.partitionIndex}/${one.name}`, one]))
  const deletions = [...once.values()].map(({ name, partitionIndex, offset }) =>
    start(name, partitionIndex, offset, services),
  )
  const waiting = deletions.filter(({ errorCode }) => errorCode === Errors.NONE)
  const answer = () => ({ topics: grouped(deletions) })
  if (waiting.every(isDone)) return answer()
  return new Promise((resolve) => {
    const tryComplete = () => {
      if (!waiting.every(isDone)) return false
      resolve(answer())
      return true
    }
    const expire = () => {
      for (const one of waiting) if (!isDone(one)) one.errorCode = Errors.REQUEST_TIMED_OUT
      resolve(answer())
    }
    const keys = waiting.map(({ partition }) => partition as Partition)
    services.purgatory.tryCompleteElsePark({ tryComplete, expire }, keys, Math.max(request.timeoutMs, 0))
  })
}

function start(topic: string, partitionIndex: number, offset: number, services: BrokerServices): Deletion {
  const refuse = (errorCode: ErrorCode): Deletion => {
    return { topic, partitionIndex, partition: null, errorCode, before: -1 }
  }
  if (!services.image.partition(topic, partitionIndex)) return refuse(Errors.UNKNOWN_TOPIC_OR_PARTITION)
  if (topic === METADATA_TOPIC) return refuse(Errors.INVALID_TOPIC_EXCEPTION)
  const partition = services.replicaManager.leading(topic, partitionIndex, -1)
  if (typeof partition === 'number') return refuse(partition)
  const before = offset === -1 ? partition.highWatermark : offset
  const errorCode = partition.deleteRecordsBefore(offset)
  return { topic, partitionIndex, partition, errorCode, before }
}

function isDone(one: Deletion): boolean {
  const partition = one.partition as Partition
  const lost = partition.checkLeader(-1)
  if (lost !== Errors.NONE) one.errorCode = lost
  return lost !== Errors.NONE || partition.lowWatermark >= one.before
}

function grouped(deletions: readonly Deletion[]) {
  const told = deletions.map(({ topic, partition, partitionIndex, errorCode }) => {
    const lowWatermark = errorCode === Errors.NONE ? (partition as Partition).lowWatermark : -1
    return [topic, { partitionIndex, errorCode, lowWatermark }] as const
  })
  return [...byTopic(told)].map(([name, partitions]) => ({ name, partitions }))
}
