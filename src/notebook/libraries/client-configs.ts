/** The configurations of the clients as types, so that the editor completes their names. */
import type { ConsumerPartitionAssignor } from '../../../engine/core/client/assignors/assignor.ts'
import type { Partitioner } from '../../../engine/core/client/partitioner.ts'
import type { Deserializer, Serializer } from '../../../engine/core/client/serialization.ts'

/** A short name (`string`, `integer`, `long`, `double`, `json`, `bytes`), or Java's class name. */
type Format = 'string' | 'integer' | 'long' | 'double' | 'json' | 'bytes' | (string & {})

/** Configurations of every client. */
export interface CommonConfig {
  /** Where to connect first: `host:port`, several with commas. */
  'bootstrap.servers': string | readonly string[]
  /** The name under which brokers and logs know the client. */
  'client.id'?: string
  'client.rack'?: string
  'metadata.max.age.ms'?: number
  'reconnect.backoff.ms'?: number
  'reconnect.backoff.max.ms'?: number
  /** How long to wait for the answer to one request; 30 000 unless set. */
  'request.timeout.ms'?: number
  'retry.backoff.ms'?: number
  'retry.backoff.max.ms'?: number
  'connections.max.idle.ms'?: number
  'security.protocol'?: 'PLAINTEXT'
  readonly [key: string]: unknown
}

/** See Kafka's producer configs. */
export interface ProducerConfig extends CommonConfig {
  /** Who must have a record before it counts as sent: nobody, the leader, all in-sync replicas (`all`, the default). */
  acks?: 'all' | '-1' | '0' | '1' | -1 | 0 | 1
  /** Bytes of a batch at most; 16 384 unless set. */
  'batch.size'?: number
  'buffer.memory'?: number
  'compression.type'?: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd'
  'delivery.timeout.ms'?: number
  /** Brokers discard what a retry sends twice; true unless set. */
  'enable.idempotence'?: boolean
  'key.serializer'?: Format | Serializer<never>
  'value.serializer'?: Format | Serializer<never>
  /** How long a batch waits for more records; 5 unless set. */
  'linger.ms'?: number
  'max.block.ms'?: number
  'max.in.flight.requests.per.connection'?: number
  'max.request.size'?: number
  'partitioner.class'?: string | Partitioner
  'partitioner.ignore.keys'?: boolean
  retries?: number
  'transaction.timeout.ms'?: number
  'transactional.id'?: string
}

/** See Kafka's consumer configs. */
export interface ConsumerConfig extends CommonConfig {
  'allow.auto.create.topics'?: boolean
  'auto.commit.interval.ms'?: number
  /** Where to start when the group has no committed offset: `latest` unless set. */
  'auto.offset.reset'?: 'earliest' | 'latest' | 'none' | (string & {})
  'default.api.timeout.ms'?: number
  /** Commits in the background what poll has given; true unless set. */
  'enable.auto.commit'?: boolean
  'fetch.max.bytes'?: number
  'fetch.max.wait.ms'?: number
  'fetch.min.bytes'?: number
  /** The group that shares the partitions. */
  'group.id'?: string
  /** Makes the member static: it keeps its partitions over a restart. */
  'group.instance.id'?: string
  'group.protocol'?: 'classic' | 'consumer'
  'heartbeat.interval.ms'?: number
  'isolation.level'?: 'read_uncommitted' | 'read_committed'
  'key.deserializer'?: Format | Deserializer<unknown>
  'value.deserializer'?: Format | Deserializer<unknown>
  'max.partition.fetch.bytes'?: number
  'max.poll.interval.ms'?: number
  'max.poll.records'?: number
  'partition.assignment.strategy'?: string | readonly (string | ConsumerPartitionAssignor)[]
  'session.timeout.ms'?: number
}

/** See Kafka's admin configs. */
export interface AdminConfig extends CommonConfig {
  'default.api.timeout.ms'?: number
  retries?: number
}
