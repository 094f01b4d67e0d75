import { Errors } from '../protocol/errors.ts'
import type { ResponseOf } from '../protocol/frame.ts'
import type { Channel } from './channel.ts'
import { exceptionOf, type KafkaException } from './errors.ts'
import type { Metadata } from './metadata.ts'
import type { ProducerBatch } from './producer-batch.ts'
import { byTopic, partitionKey, type TopicPartition } from './topic-partition.ts'

/** What a leader says of one partition's batch. */
export type PartitionAnswer = ResponseOf<'Produce'>['responses'][number]['partitionResponses'][number]

interface Batch extends TopicPartition {
  readonly batch: ProducerBatch
}

interface How {
  readonly acks: number
  readonly requestTimeoutMs: number
  /** Knows the topics' ids. */
  readonly metadata: Metadata
}

/** One Produce request, of one batch a partition: the answers by {@link partitionKey}; undefined with acks=0. */
export async function requestProduce(
  channel: Channel,
  batches: readonly Batch[],
  { acks, requestTimeoutMs, metadata }: How,
): Promise<Map<string, PartitionAnswer> | undefined> {
  const topics = [...byTopic(batches)]
  const body = (version: number) => ({
    transactionalId: null,
    acks,
    timeoutMs: requestTimeoutMs,
    topicData: topics.map(([name, list]) => ({
      ...(version >= 13 ? { topicId: metadata.topic(name)?.topicId } : { name }),
      partitionData: list.map(({ partition, batch }) => ({ index: partition, records: batch.bytes() })),
    })),
  })
  if (acks === 0) {
    channel.requestWithoutAnswer('Produce', body)
    return undefined
  }
  const { body: answer, version } = await channel.request('Produce', body, { timeoutMs: requestTimeoutMs })
  const answers = new Map<string, PartitionAnswer>()
  for (const topic of answer.responses) {
    const name = version >= 13 ? (metadata.nameOf(topic.topicId) ?? '') : topic.name
    for (const p of topic.partitionResponses) answers.set(partitionKey({ topic: name, partition: p.index }), p)
  }
  return answers
}

/** The broker forgot the producer, and cannot say yet whether it lost what was sent (`TransactionManager.canRetry`). */
export function isUnsure(answer: PartitionAnswer | undefined): boolean {
  return answer?.errorCode === Errors.UNKNOWN_PRODUCER_ID && answer.logStartOffset === -1
}

/** What a leader says instead of an offset. */
export function errorIn(answer: PartitionAnswer | undefined): KafkaException {
  if (!answer) return exceptionOf(Errors.UNKNOWN_SERVER_ERROR, 'the response lacks the partition')
  return exceptionOf(answer.errorCode, answer.errorMessage)
}
