/** OffsetForLeaderEpoch, versions 2-4 (KIP-101, KIP-320). `Partition.lastOffsetForLeaderEpoch`. */
import { type ErrorCode, Errors } from '../../protocol/errors.ts'
import type { RequestOf } from '../../protocol/frame.ts'
import type { BrokerServices, Handler } from '../handler.ts'

type Wanted = RequestOf<'OffsetForLeaderEpoch'>['topics'][number]['partitions'][number]

export const offsetForLeaderEpoch: Handler<'OffsetForLeaderEpoch'> = (_context, request, services) => ({
  topics: request.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map((wanted) => lookUp(topic, wanted, services)),
  })),
})

function lookUp(topic: string, wanted: Wanted, services: BrokerServices) {
  const failed = (errorCode: ErrorCode) => {
    return { errorCode, partition: wanted.partition, leaderEpoch: -1, endOffset: -1 }
  }
  if (!services.image.partition(topic, wanted.partition)) return failed(Errors.UNKNOWN_TOPIC_OR_PARTITION)
  const partition = services.replicaManager.leading(topic, wanted.partition, wanted.currentLeaderEpoch)
  if (typeof partition === 'number') return failed(partition)
  const { epoch, endOffset } = partition.log.endOffsetForEpoch(wanted.leaderEpoch)
  return { ...failed(Errors.NONE), leaderEpoch: epoch, endOffset }
}
