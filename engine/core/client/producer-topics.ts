/** Waiting for the metadata of topics that a producer is to send to. */
import type { Env } from '../env/env.ts'
import { Errors } from '../protocol/errors.ts'
import { exceptionOf, KafkaException, TimeoutException } from './errors.ts'
import type { Metadata, TopicInfo } from './metadata.ts'
import type { NetworkClient } from './network-client.ts'
import { Deadline, sleep } from './timing.ts'

/** A topic, perhaps with a partition that it must have. */
interface Sought {
  readonly topic: string
  readonly partition?: number | null | undefined
}

interface Settings {
  readonly maxBlockMs: number
  readonly retryBackoffMs: number
}

export class ProducerTopics {
  constructor(
    private readonly env: Env,
    private readonly parts: { readonly network: NetworkClient; readonly metadata: Metadata },
    private readonly settings: Settings,
  ) {}

  /** Resolves when the topic (and the partition asked for) is in metadata. Rejects with TimeoutException and what was answered. */
  async wait({ topic, partition }: Sought, deadline: Deadline): Promise<TopicInfo> {
    const { metadata, network } = this.parts
    for (;;) {
      const info = metadata.topic(topic)
      if (info && !lacksPartition(info, partition)) return info
      if (deadline.isOver) throw this.missing({ topic, partition }, info)
      await metadata.ensure([topic], deadline).catch((error: unknown) => {
        if (!(error instanceof KafkaException) || error.name !== 'TimeoutException') throw error
      })
      const code = metadata.errorOf(topic)
      if (code !== Errors.NONE && !exceptionOf(code).retriable) throw topicError(code, topic)
      const found = metadata.topic(topic)
      if (found && !lacksPartition(found, partition)) return found
      await sleep(this.env, Math.min(this.settings.retryBackoffMs, deadline.left))
      if (network.isClosed) throw new KafkaException('Producer closed while send in progress')
    }
  }

  /** The topic as it was told no longer than `metadata.max.age.ms` ago. Rejects as {@link wait}. */
  async refreshed(topic: string): Promise<TopicInfo> {
    const { metadata } = this.parts
    const deadline = new Deadline(this.env, this.settings.maxBlockMs)
    // Java's sender asks by itself at that age; where nobody answers, what is known counts on.
    if (metadata.topic(topic) && metadata.needsRefresh([topic])) await metadata.refresh([topic]).catch(() => undefined)
    return this.wait({ topic }, deadline)
  }

  private missing({ topic, partition }: Sought, info: TopicInfo | undefined): KafkaException {
    const late = `present in metadata after ${this.settings.maxBlockMs} ms.`
    if (!info) return new TimeoutException(`Topic ${topic} not ${late}`)
    const count = info.partitions.length
    return new TimeoutException(`Partition ${partition} of topic ${topic} with partition count ${count} is not ${late}`)
  }
}

/** Whether the topic does not have a partition that is asked for. */
export function lacksPartition(topic: TopicInfo, partition: number | null | undefined): boolean {
  return partition !== undefined && partition !== null && partition >= topic.partitions.length
}

function topicError(code: number, topic: string): KafkaException {
  return code === Errors.INVALID_TOPIC_EXCEPTION ? exceptionOf(code, `Invalid topics: [${topic}]`) : exceptionOf(code)
}
