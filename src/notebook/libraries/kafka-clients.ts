/** The package `kafka-clients` of cells: our client, in the Java client's words, bound to the sandbox's network. */
import { Admin as CoreAdmin } from '../../../engine/core/client/admin.ts'
import { KafkaConsumer as CoreConsumer } from '../../../engine/core/client/consumer.ts'
import { KafkaProducer as CoreProducer } from '../../../engine/core/client/producer.ts'
import { envOfSandbox } from '../sandbox/env-key.ts'
import type { AdminConfig, ConsumerConfig, ProducerConfig } from './client-configs.ts'

export type { ConsumerRebalanceListener } from '../../../engine/core/client/consumer.ts'
export { type ConsumerRecord, ConsumerRecords, headerText } from '../../../engine/core/client/consumer-record.ts'
export {
  ConfigException,
  DisconnectException,
  IllegalArgumentException,
  IllegalStateException,
  KafkaException,
  TimeoutException,
  WakeupException,
} from '../../../engine/core/client/errors.ts'
export { Duration, OffsetAndMetadata, ProducerRecord, TopicPartition } from '../../../engine/core/client/java-names.ts'
export type { Cluster, Partitioner } from '../../../engine/core/client/partitioner.ts'
export type { RecordMetadata } from '../../../engine/core/client/producer-batch.ts'
export {
  bytesSerde,
  type Deserializer,
  doubleSerde,
  integerSerde,
  jsonSerde,
  longSerde,
  type Serde,
  type Serializer,
  stringSerde,
} from '../../../engine/core/client/serialization.ts'
export { PartitionMap, topicPartition } from '../../../engine/core/client/topic-partition.ts'
export type { AdminConfig, ConsumerConfig, ProducerConfig } from './client-configs.ts'

const env = envOfSandbox()

/**
 * Sends records to topics. `send` batches in the background and gives a promise for each record.
 *
 * ```ts
 * const producer = new KafkaProducer({ 'bootstrap.servers': 'localhost:9092' })
 * const { partition, offset } = await producer.send({ topic: 'orders', key: 'alice', value: 'one book' })
 * await producer.close()
 * ```
 */
export class KafkaProducer<K = string, V = string> extends CoreProducer<K, V> {
  constructor(config: ProducerConfig) {
    super(config, env)
  }
}

/**
 * Reads records of topics, alone or as a member of a group.
 *
 * ```ts
 * const consumer = new KafkaConsumer({
 *   'bootstrap.servers': 'localhost:9092',
 *   'group.id': 'readers',
 *   'auto.offset.reset': 'earliest',
 * })
 * consumer.subscribe(['orders'])
 * for (const record of await consumer.poll(1000)) console.log(record.key, record.value)
 * await consumer.close()
 * ```
 */
export class KafkaConsumer<K = string, V = string> extends CoreConsumer<K, V> {
  constructor(config: ConsumerConfig) {
    super(config, env)
  }
}

/**
 * Looks after topics, configurations, groups and offsets.
 *
 * ```ts
 * const admin = new Admin({ 'bootstrap.servers': 'localhost:9092' })
 * await admin.createTopics([{ name: 'orders', numPartitions: 3, replicationFactor: 1 }])
 * await admin.close()
 * ```
 */
export class Admin extends CoreAdmin {
  constructor(config: AdminConfig) {
    super(config, env)
  }

  /** As in Java: `Admin.create(config)`. */
  static create(config: AdminConfig): Admin {
    return new Admin(config)
  }
}
