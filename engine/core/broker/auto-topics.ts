/** Makes topics that clients ask for and that are not there (`AutoTopicCreationManager`). */
import { collisionKey } from '../controller/topic-names.ts'
import { NetworkError } from '../env/env.ts'
import type { ClusterImage } from '../metadata/image.ts'
import { Errors } from '../protocol/errors.ts'
import type { RequestInit } from '../protocol/frame.ts'
import type { BrokerConfig } from './config.ts'
import type { AutoTopics, ControllerChannel } from './handler.ts'
import { internalTopic } from './internal-topics.ts'

type NewTopic = NonNullable<RequestInit<'CreateTopics'>['topics']>[number]

export interface AutoTopicsOptions {
  readonly config: BrokerConfig
  readonly controller: ControllerChannel
  readonly image: ClusterImage
}

/** One request a name at a time, however many clients ask. */
export class ControllerAutoTopics implements AutoTopics {
  private readonly underWay = new Set<string>()

  constructor(private readonly options: AutoTopicsOptions) {}

  /**
   * Kafka does not wait for the controller here: clients are told UNKNOWN_TOPIC_OR_PARTITION (LEADER_NOT_AVAILABLE for
   * internal topics, or INVALID_REPLICATION_FACTOR where there are too few brokers) and ask again.
   */
  async create(names: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const wanted = names.filter((name) => !this.underWay.has(name))
    const { image } = this.options
    const collisions = new Set([...image.topicIds.keys()].map(collisionKey))
    const creatable = wanted.filter((name) => !collisions.has(collisionKey(name)))
    if (creatable.length > 0) void this.send(creatable)
    return new Map(
      names.map((name) => [
        name,
        collisions.has(collisionKey(name)) && !image.topicIds.has(name)
          ? Errors.INVALID_TOPIC_EXCEPTION
          : Errors.UNKNOWN_TOPIC_OR_PARTITION,
      ]),
    )
  }

  private async send(names: readonly string[]): Promise<void> {
    for (const name of names) this.underWay.add(name)
    try {
      const topics = names.map((name) => this.newTopic(name))
      await this.options.controller.send('CreateTopics', { topics, timeoutMs: 30_000 })
    } catch (error) {
      // The client asks again, and so shall we.
      if (!(error instanceof NetworkError)) throw error
    } finally {
      for (const name of names) this.underWay.delete(name)
    }
  }

  private newTopic(name: string): NewTopic {
    const { config } = this.options
    const shape = internalTopic(config, name) ?? {
      numPartitions: config.number('num.partitions'),
      replicationFactor: config.number('default.replication.factor'),
      configs: [],
    }
    return { name, assignments: [], ...shape }
  }
}
