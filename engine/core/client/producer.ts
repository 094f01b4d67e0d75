/** The producer, in the Java client's words. */

import type { Env } from '../env/env.ts'
import { Errors } from '../protocol/errors.ts'
import type { RecordInit } from '../record/batch.ts'
import { contentSize } from '../record/records.ts'
import { bootstrapAddresses } from './common-config.ts'
import type { Config, ConfigInput } from './config-def.ts'
import { exceptionOf, IllegalArgumentException, IllegalStateException, KafkaException } from './errors.ts'
import { type HeadersInit, recordHeaders } from './headers.ts'
import { Metadata, type PartitionInfo } from './metadata.ts'
import { NetworkClient } from './network-client.ts'
import { BuiltInPartitioner, Cluster, type Partitioner, partitionerOf } from './partitioner.ts'
import { type Callback, type GuardedCallback, type RecordMetadata, Thunk } from './producer-batch.ts'
import { type ProducerSettings, producerConfig } from './producer-config.ts'
import { ProducerMetrics } from './producer-metrics.ts'
import { lacksPartition, ProducerTopics } from './producer-topics.ts'
import { Sender } from './sender.ts'
import { type Serializer, serializerOf } from './serialization.ts'
import { Deadline, millis, requireTimeout, Signal, type Span } from './timing.ts'
import { partitionKey } from './topic-partition.ts'

const LOGGER = 'org.apache.kafka.clients.producer.internals.ProducerBatch'

/** A record to be sent. */
export interface ProducerRecord<K = string, V = string> {
  readonly topic: string
  /** Where it goes; absent: the partitioner's choice. */
  readonly partition?: number | null
  /** ms since 1970; absent: now. */
  readonly timestamp?: number | null
  readonly key?: K | null
  readonly value: V | null
  readonly headers?: HeadersInit
}

/** Bytes of a record beside key, value and headers, at most (`DefaultRecord.MAX_RECORD_OVERHEAD`), and of the batch header. */
const RECORD_OVERHEAD = 21 + 61

const created = { count: 0 }

/** A record ready for its batch. */
interface Prepared extends RecordInit {
  readonly thunk: Thunk
  /** Bytes in a batch, at most. */
  readonly size: number
}

/**
 * Sends records to topics. `send` batches in the background and gives a promise for each record.
 *
 * ```ts
 * const producer = new KafkaProducer({ 'bootstrap.servers': 'localhost:9092' }, env)
 * const { partition, offset } = await producer.send({ topic: 'orders', key: 'alice', value: 'one book' })
 * await producer.close()
 * ```
 */
export class KafkaProducer<K = string, V = string> {
  private readonly config: Config
  private readonly settings: ProducerSettings
  private readonly network: NetworkClient
  private readonly metadata: Metadata
  private readonly cluster: Cluster
  private readonly topics: ProducerTopics
  private readonly sender: Sender
  private readonly producerMetrics: ProducerMetrics
  private readonly builtIn: BuiltInPartitioner
  private readonly custom: Partitioner | undefined
  private readonly keySerializer: Serializer<K>
  private readonly valueSerializer: Serializer<V>
  private readonly progress: Signal
  /** Sends that wait for metadata or memory, and those behind them. */
  private waiting: Promise<unknown> | undefined
  private waitingCount = 0
  private closed = false
  /** Most bytes of a record. */
  private readonly largest: number

  /** Throws ConfigException, or KafkaException around it, when the configuration does not do. */
  constructor(
    input: ConfigInput,
    private readonly env: Env,
  ) {
    const { config, settings } = producerConfig(input)
    this.config = config
    this.settings = settings
    this.largest = Math.min(settings.maxRequestSize, settings.bufferMemory)
    if (config.optional('transactional.id') !== null) {
      throw new KafkaException('Transactions are not supported by this client yet.', {
        javaClass: 'java.lang.UnsupportedOperationException',
      })
    }
    const clientId = config.string('client.id') || `producer-${++created.count}`
    this.network = this.networkClient(clientId)
    this.metadata = new Metadata(env, this.network, {
      retryBackoffMs: settings.retryBackoffMs,
      retryBackoffMaxMs: settings.retryBackoffMaxMs,
      maxAgeMs: config.number('metadata.max.age.ms'),
      allowAutoTopicCreation: true,
    })
    this.cluster = new Cluster((name) => this.metadata.topic(name))
    this.topics = new ProducerTopics(env, { network: this.network, metadata: this.metadata }, settings)
    this.producerMetrics = new ProducerMetrics(env.clock)
    this.sender = new Sender(env, this.network, this.metadata, settings, this.producerMetrics)
    this.progress = new Signal(env)
    this.sender.onProgress = () => this.progress.raise()
    this.builtIn = new BuiltInPartitioner(env.random, {
      batchSize: settings.batchSize,
      ignoreKeys: config.boolean('partitioner.ignore.keys'),
    })
    this.custom = partitionerOf(config.any('partitioner.class'))
    this.keySerializer = serializerOf(config.any('key.serializer'), 'key.serializer')
    this.valueSerializer = serializerOf(config.any('value.serializer'), 'value.serializer')
    config.warnUnknown(env.trace, 'org.apache.kafka.clients.producer.ProducerConfig')
  }

  private networkClient(clientId: string): NetworkClient {
    return new NetworkClient(this.env, {
      bootstrap: bootstrapOrFail(this.config),
      notMade: NOT_MADE,
      clientId,
      logPrefix: `[Producer clientId=${clientId}] `,
      warnsOfBootstrap: true,
      requestTimeoutMs: this.settings.requestTimeoutMs,
      connectTimeoutMs: this.config.number('socket.connection.setup.timeout.ms'),
      reconnectBackoffMs: this.config.number('reconnect.backoff.ms'),
      reconnectBackoffMaxMs: this.config.number('reconnect.backoff.max.ms'),
    })
  }

  /**
   * Hands a record over. The promise resolves when the brokers have it as `acks` demands, and rejects with a
   * KafkaException when they will not; with a callback, the promise may be left alone.
   */
  send(record: ProducerRecord<K, V>, callback?: Callback): Promise<RecordMetadata> {
    const thunk = new Thunk(callback && this.guarded(callback))
    try {
      if (this.closed) throw new IllegalStateException('Cannot perform operation after producer has been closed')
      this.dispatch(record, this.prepare(record, thunk))
    } catch (error) {
      refuse(record, thunk, error)
    }
    if (callback) thunk.promise.catch(() => undefined)
    return thunk.promise
  }

  /** What a callback throws is logged; the records go their way all the same. */
  private guarded(callback: Callback): GuardedCallback {
    return (metadata, exception, partition) => {
      try {
        callback(metadata, exception)
      } catch (error) {
        const where = `for topic-partition '${partitionKey(partition)}'`
        this.network.log('ERROR', `Error executing user-provided callback on message ${where}: ${error}`, LOGGER)
      }
    }
  }

  /**
   * Where the Java client's send blocks (no metadata yet, `buffer.memory` full): resolves when all that was sent lies in
   * batches, or failed. Undefined when that is so already. Who sends without end waits for it, or memory has none either.
   */
  whenTaken(): Promise<unknown> | undefined {
    return this.waitingCount > 0 ? this.waiting : undefined
  }

  private dispatch(record: ProducerRecord<K, V>, prepared: Prepared): void {
    if (this.waitingCount === 0 && this.tryAppend(record, prepared)) return
    this.waitingCount++
    const before = this.waiting ?? Promise.resolve()
    this.waiting = before
      .then(() => this.appendWhenPossible(record, prepared))
      .catch((error: unknown) => refuse(record, prepared.thunk, error))
      .finally(() => {
        this.waitingCount--
      })
  }

  private prepare(record: ProducerRecord<K, V>, thunk: Thunk): Prepared {
    const { topic, timestamp: given, partition } = record
    if (partition !== undefined && partition !== null && !isPartition(partition)) {
      throw new IllegalArgumentException(
        `Invalid partition: ${partition}. Partition number should always be non-negative or null.`,
      )
    }
    if (given !== undefined && given !== null && given < 0) {
      throw new IllegalArgumentException(
        `Invalid timestamp: ${given}. Timestamp should always be non-negative or null.`,
      )
    }
    const key = record.key === undefined || record.key === null ? null : this.keySerializer.serialize(topic, record.key)
    const value =
      record.value === null || record.value === undefined ? null : this.valueSerializer.serialize(topic, record.value)
    const timestamp = given ?? this.env.clock.wall()
    const headers = recordHeaders(record.headers)
    const size = RECORD_OVERHEAD + contentSize({ key, value, headers })
    if (size > this.largest) this.refuseSize(size)
    thunk.timestamp = timestamp
    if (key) thunk.keySize = key.length
    if (value) thunk.valueSize = value.length
    return { timestamp, key, value, headers, thunk, size }
  }

  private refuseSize(size: number): void {
    const limits = [
      ['max.request.size', this.settings.maxRequestSize],
      ['buffer.memory', this.settings.bufferMemory],
    ] as const
    for (const [name, limit] of limits) {
      if (size <= limit) continue
      throw exceptionOf(
        Errors.MESSAGE_TOO_LARGE,
        name === 'buffer.memory'
          ? `The message is ${size} bytes when serialized which is larger than the total memory buffer you have configured with the buffer.memory configuration.`
          : `The message is ${size} bytes when serialized which is larger than ${limit}, which is the value of the max.request.size configuration.`,
      )
    }
  }

  /** Appends at once when metadata and memory allow. */
  private tryAppend(record: ProducerRecord<K, V>, prepared: Prepared): boolean {
    const topic = this.metadata.topic(record.topic)
    if (!topic || lacksPartition(topic, record.partition)) return false
    const { key, thunk, size } = prepared
    const explicit = record.partition ?? this.chosen(record, prepared)
    const partition = explicit ?? this.builtIn.choose(topic, key)
    const queue = this.sender.accumulator.queue(record.topic, partition)
    const before = queue.batches.length
    const wasReady = queue.hasFullBatch
    if (!this.sender.accumulator.appendToOpen(queue, prepared, thunk)) {
      if (!this.sender.accumulator.hasRoom(size)) return false
      const about = { size, now: this.env.clock.monotonic() }
      this.sender.accumulator.appendToNew(queue, prepared, thunk, about)
      // Without a linger not even the shortest timer is waited for.
      if (this.settings.lingerMs > 0) this.sender.wakeIn(this.settings.lingerMs)
      else this.sender.wake()
    }
    const batchReady = queue.hasFullBatch
    if (explicit === undefined && (key === null || this.config.boolean('partitioner.ignore.keys'))) {
      this.builtIn.produced(topic, size, { batchReady: batchReady || queue.batches.length > before })
    }
    // Of a batch that was ready before, the sender knows. A flush or close that waits for this record does not wait for its linger.
    if ((batchReady && !wasReady) || this.sender.accumulator.flushing > 0) this.sender.wake()
    return true
  }

  /** By the user's partitioner, if there is one. */
  private chosen({ topic, ...record }: ProducerRecord<K, V>, { key, value }: Prepared) {
    const partition = this.custom?.partition(topic, record.key, key, record.value, value, this.cluster)
    if (this.custom && !isPartition(partition)) {
      throw new IllegalArgumentException(
        `The partitioner generated an invalid partition number: ${partition}. Partition number should always be non-negative.`,
      )
    }
    return partition
  }

  private async appendWhenPossible(record: ProducerRecord<K, V>, prepared: Prepared): Promise<void> {
    const deadline = new Deadline(this.env, this.settings.maxBlockMs)
    await this.topics.wait(record, deadline)
    this.sender.waitingForRoom++
    try {
      this.refuseWhenClosed()
      while (!this.tryAppend(record, prepared)) await this.waitForRoom(deadline)
    } finally {
      this.sender.waitingForRoom--
    }
  }

  private async waitForRoom(deadline: Deadline): Promise<void> {
    if (deadline.isOver) {
      throw new KafkaException(
        `Failed to allocate ${this.settings.batchSize} bytes within the configured max blocking time ${this.settings.maxBlockMs} ms. Total memory: ${this.settings.bufferMemory} bytes.`,
        { javaClass: 'org.apache.kafka.clients.producer.BufferExhaustedException' },
      )
    }
    this.sender.wake()
    await this.progress.wait(Math.min(deadline.left, 1000))
    this.refuseWhenClosed()
  }

  /** What would be appended now, nobody would send. */
  private refuseWhenClosed(): void {
    if (this.network.isClosed) throw new KafkaException('Producer closed while allocating memory')
  }

  /** Partitions of a topic, waiting for metadata as `send` does; what is older than `metadata.max.age.ms` is asked anew. */
  async partitionsFor(topic: string): Promise<readonly PartitionInfo[]> {
    return (await this.topics.refreshed(topic)).partitions
  }

  /** Sends what is buffered and resolves when all of it is settled, well or not. */
  async flush(): Promise<void> {
    this.sender.accumulator.flushing++
    try {
      while (this.hasUnsettled()) {
        this.sender.wake()
        await this.progress.wait(1000)
      }
    } finally {
      this.sender.accumulator.flushing--
    }
  }

  private hasUnsettled(): boolean {
    return this.waitingCount > 0 || this.sender.accumulator.hasUnsent
  }

  /** Counters by the names of the Java client's metrics. */
  metrics(): ReadonlyMap<string, number> {
    return this.producerMetrics.snapshot()
  }

  /** Sends what is left, at most for `timeout` (ms), and lets go of the connections. What is left then fails. */
  async close(timeout: number | Span = Number.MAX_SAFE_INTEGER): Promise<void> {
    const timeoutMs = requireTimeout(millis(timeout))
    if (this.closed) return
    this.closed = true
    const deadline = new Deadline(this.env, timeoutMs)
    this.sender.accumulator.flushing++
    while (this.hasUnsettled() && !deadline.isOver) {
      this.sender.wake()
      await this.progress.wait(Math.min(1000, deadline.left))
    }
    this.sender.close(new KafkaException('Producer is closed forcefully.'))
    this.network.close()
    this.progress.raise()
  }
}

const NOT_MADE = 'Failed to construct kafka producer'

function bootstrapOrFail(config: Config) {
  try {
    return bootstrapAddresses(config)
  } catch (cause) {
    throw new KafkaException(NOT_MADE, { cause })
  }
}

type Destination = Pick<ProducerRecord, 'topic' | 'partition'>

/** The record goes nowhere. */
function refuse({ topic, partition }: Destination, thunk: Thunk, error: unknown): void {
  thunk.fail({ topic, partition: partition ?? -1 }, asKafkaException(error))
}

function asKafkaException(error: unknown): KafkaException {
  if (error instanceof KafkaException) return error
  return new KafkaException(error instanceof Error ? error.message : String(error), { cause: error })
}

/** JavaScript's numbers may be none. */
function isPartition(value: number | undefined): value is number {
  return Number.isInteger(value) && (value as number) >= 0
}
