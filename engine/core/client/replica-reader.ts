/** Reads replicas wherever they are, followers too: what tools need that compare them. */
import { EMPTY_BYTES } from '../base/bytes.ts'
import type { Uuid } from '../base/uuid.ts'
import type { Env } from '../env/env.ts'
import { Errors } from '../protocol/errors.ts'
import { bootstrapAddresses, COMMON } from './common-config.ts'
import { Config, type ConfigInput } from './config-def.ts'
import { Metadata } from './metadata.ts'
import { NetworkClient } from './network-client.ts'
import { byTopic, partitionKey, type TopicPartition } from './topic-partition.ts'

/** A partition and where to read it. */
export interface WantedReplica extends TopicPartition {
  readonly topicId: Uuid
  readonly offset: number
}

export interface FetchedReplica {
  readonly highWatermark: number
  /** Batches; the last one may be cut. */
  readonly records: Uint8Array
}

/** Id by which Kafka knows a reader that is neither a consumer nor a replica. */
const DEBUGGING_CONSUMER_ID = -2
/** Beyond the wait that the broker was asked for, ms. */
const SPARE_MS = 30_000

export class ReplicaReader {
  private readonly network: NetworkClient
  private readonly metadata: Metadata

  constructor(input: ConfigInput, env: Env) {
    const config = new Config(COMMON, input)
    this.network = new NetworkClient(env, {
      bootstrap: bootstrapAddresses(config),
      notMade: 'Failed to construct a replica reader',
      clientId: config.string('client.id'),
      logPrefix: `[ReplicaReader clientId=${config.string('client.id')}] `,
      warnsOfBootstrap: false,
      requestTimeoutMs: config.number('request.timeout.ms'),
      connectTimeoutMs: config.number('socket.connection.setup.timeout.ms'),
      reconnectBackoffMs: config.number('reconnect.backoff.ms'),
      reconnectBackoffMaxMs: config.number('reconnect.backoff.max.ms'),
    })
    this.metadata = new Metadata(env, this.network, {
      retryBackoffMs: config.number('retry.backoff.ms'),
      retryBackoffMaxMs: config.number('retry.backoff.max.ms'),
      maxAgeMs: config.number('metadata.max.age.ms'),
      allowAutoTopicCreation: false,
    })
  }

  /** What a broker's replicas have, by `topic-partition`; those that it does not serve are absent. */
  async fetch(
    broker: number,
    partitions: readonly WantedReplica[],
    limits: { maxBytes: number; maxWaitMs: number },
  ): Promise<ReadonlyMap<string, FetchedReplica>> {
    const names = new Map(partitions.map(({ topicId, topic }) => [topicId, topic]))
    const body = await this.answer(broker, partitions, limits)
    const found = new Map<string, FetchedReplica>()
    for (const { topic, topicId, partitions: answered } of body?.responses ?? [])
      for (const { partitionIndex: partition, errorCode, highWatermark, records } of answered)
        if (errorCode === Errors.NONE)
          found.set(partitionKey({ topic: names.get(topicId) ?? topic, partition }), {
            highWatermark,
            records: records ?? EMPTY_BYTES,
          })
    return found
  }

  /** Undefined: the broker cannot be reached now. */
  private async answer(
    broker: number,
    partitions: readonly WantedReplica[],
    { maxBytes, maxWaitMs }: { maxBytes: number; maxWaitMs: number },
  ) {
    if (!this.network.node(broker)) await this.metadata.refresh([])
    const node = this.network.node(broker)
    if (!node) return undefined
    const topics = [...byTopic(partitions)].map(([topic, list]) => ({
      topic,
      topicId: list[0]?.topicId as Uuid,
      partitions: list.map(({ partition, offset }) => ({
        partition,
        fetchOffset: offset,
        partitionMaxBytes: maxBytes,
      })),
    }))
    const request = (version: number) => ({
      ...(version >= 15
        ? { replicaState: { replicaId: DEBUGGING_CONSUMER_ID, replicaEpoch: -1 } }
        : { replicaId: DEBUGGING_CONSUMER_ID }),
      maxWaitMs,
      minBytes: 1,
      topics: topics.map(({ topic, topicId, ...rest }) => ({ ...rest, ...(version >= 13 ? { topicId } : { topic }) })),
    })
    const { body } = await this.network.send(node, 'Fetch', request, { timeoutMs: maxWaitMs + SPARE_MS })
    return body
  }

  close(): void {
    this.network.close()
  }
}
