/** The state of the cluster that the records of __cluster_metadata add up to. Only replay.ts changes it. */
import type { Uuid } from '../base/uuid.ts'

/** A listener that others reach a node by. */
export interface Endpoint {
  readonly name: string
  readonly host: string
  readonly port: number
  /** 0 PLAINTEXT, 1 SSL, 2 SASL_PLAINTEXT, 3 SASL_SSL. */
  readonly securityProtocol: number
}

/** The levels of a feature that a node can run. */
export interface SupportedFeature {
  readonly name: string
  readonly minSupportedVersion: number
  readonly maxSupportedVersion: number
}

/** A registered broker (Kafka's BrokerRegistration). A value: changes put a new one in its place. */
export interface BrokerImage {
  readonly id: number
  /** Offset of the record that registered it. */
  readonly epoch: number
  readonly incarnationId: Uuid
  readonly listeners: readonly Endpoint[]
  readonly features: readonly SupportedFeature[]
  readonly rack: string | null
  readonly fenced: boolean
  readonly inControlledShutdown: boolean
  readonly logDirs: readonly Uuid[]
  /** null: never told. */
  readonly cordonedLogDirs: readonly Uuid[] | null
}

/** A registered controller. */
export interface ControllerImage {
  readonly id: number
  readonly incarnationId: Uuid
  readonly listeners: readonly Endpoint[]
  readonly features: readonly SupportedFeature[]
}

/** One partition (Kafka's PartitionRegistration). A value: changes put a new one in its place. */
export interface PartitionImage {
  readonly replicas: readonly number[]
  /** Log dir of each replica, in the order of `replicas`. */
  readonly directories: readonly Uuid[]
  readonly isr: readonly number[]
  readonly removingReplicas: readonly number[]
  readonly addingReplicas: readonly number[]
  readonly elr: readonly number[]
  readonly lastKnownElr: readonly number[]
  /** −1: none. */
  readonly leader: number
  /** 0 RECOVERED, 1 RECOVERING (after an unclean election). */
  readonly leaderRecoveryState: number
  readonly leaderEpoch: number
  readonly partitionEpoch: number
}

export interface TopicImage {
  readonly name: string
  readonly id: Uuid
  /** By partition number, which run from 0 without gaps. */
  readonly partitions: ReadonlyMap<number, PartitionImage>
}

/** Resource types of ConfigRecord. */
export const ConfigResource = { TOPIC: 2, BROKER: 4, BROKER_LOGGER: 8, CLIENT_METRICS: 16, GROUP: 32 } as const

/** A quota of one entity: what ClientQuotaRecord sets. */
export interface QuotaImage {
  readonly entity: readonly { readonly entityType: string; readonly entityName: string | null }[]
  readonly quotas: ReadonlyMap<string, number>
}

const NO_CONFIGS: ReadonlyMap<string, string> = new Map()

/** The whole state. Topic objects and maps may change with the next replay: hold on to none across an await. */
export class ClusterImage {
  readonly brokers = new Map<number, BrokerImage>()
  readonly controllers = new Map<number, ControllerImage>()
  readonly topicsById = new Map<Uuid, TopicImage & { readonly partitions: Map<number, PartitionImage> }>()
  readonly topicIds = new Map<string, Uuid>()
  /** Finalized features other than kraft.version, which lives in the quorum's control records. */
  readonly features = new Map<string, number>()
  readonly quotas = new Map<string, QuotaImage>()
  /** Configs set through the controller, by `<resource type>:<name>`; a broker's name '' is the cluster-wide default. */
  readonly configs = new Map<string, Map<string, string>>()
  /** First producer id of the next block to give out. */
  nextProducerId = 0
  /** Offset of the last replayed record, −1 before the first. */
  offset = -1
  /** Raft epoch of the last replayed record. */
  epoch = 0

  topic(name: string): TopicImage | undefined {
    const id = this.topicIds.get(name)
    return id === undefined ? undefined : this.topicsById.get(id)
  }

  topicById(id: Uuid): TopicImage | undefined {
    return this.topicsById.get(id)
  }

  partition(topic: string, partition: number): PartitionImage | undefined {
    return this.topic(topic)?.partitions.get(partition)
  }

  /** What was set for a resource; no defaults. */
  configsOf(resourceType: number, name: string): ReadonlyMap<string, string> {
    return this.configs.get(configKey(resourceType, name)) ?? NO_CONFIGS
  }

  /** The finalized level of metadata.version; 0 before the bootstrap records. */
  get metadataVersion(): number {
    return this.features.get('metadata.version') ?? 0
  }

  /** Brokers that may serve clients, by id. */
  unfencedBrokers(): BrokerImage[] {
    return [...this.brokers.values()].filter((broker) => !broker.fenced).sort((a, b) => a.id - b.id)
  }

  /** A copy that later changes of this one do not reach. */
  clone(): ClusterImage {
    const copy = new ClusterImage()
    copy.become(this)
    return copy
  }

  /** Takes over the state of another image, for those that hold on to this one; the other goes its own way. */
  become(other: ClusterImage): void {
    copyInto(this.brokers, other.brokers)
    copyInto(this.controllers, other.controllers)
    copyInto(this.topicIds, other.topicIds)
    copyInto(this.features, other.features)
    copyInto(this.quotas, other.quotas)
    this.topicsById.clear()
    for (const [id, topic] of other.topicsById)
      this.topicsById.set(id, { ...topic, partitions: new Map(topic.partitions) })
    this.configs.clear()
    for (const [key, values] of other.configs) this.configs.set(key, new Map(values))
    this.nextProducerId = other.nextProducerId
    this.offset = other.offset
    this.epoch = other.epoch
  }
}

function copyInto<K, V>(to: Map<K, V>, from: ReadonlyMap<K, V>): void {
  to.clear()
  for (const [key, value] of from) to.set(key, value)
}

/** Key of a resource in {@link ClusterImage.configs}. */
export function configKey(resourceType: number, name: string): string {
  return `${resourceType}:${name}`
}
