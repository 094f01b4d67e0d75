/** Brings a broker in line with the committed metadata (`BrokerMetadataPublisher.scala`). */
import { deltaBetween, MetadataDelta, type PartitionDelta } from '../metadata/delta.ts'
import { ClusterImage, ConfigResource, configKey, type PartitionImage } from '../metadata/image.ts'
import type { MetadataRecord } from '../metadata/records.ts'
import { replay } from '../metadata/replay.ts'
import { MetadataTransactions } from '../metadata/transactions.ts'
import type { PartitionState } from '../replication/partition-state.ts'

/** What acts on the changes. */
export interface MetadataSubscriber {
  /** Partitions with a replica here, new or changed. */
  replicasChanged(states: readonly PartitionState[]): void
  /** Partitions whose topic is gone or whose replica here is. */
  replicasRemoved(partitions: readonly PartitionState[]): void
  topicsDeleted(names: ReadonlySet<string>): void
  topicConfigChanged(topic: string): void
  /** Cluster-wide broker configs, or this broker's own. */
  brokerConfigChanged(): void
  /** All of a batch that changed something has been told; other brokers' partitions count as well. */
  published(): void
}

/** Replays the metadata log into the broker's image; tells the subscriber once the broker has caught up, and from then on. */
export class MetadataPublisher {
  readonly image = new ClusterImage()
  private transactions = new MetadataTransactions()
  private started = false
  private awaited: { readonly offset: number; readonly resolve: () => void } | null = null

  constructor(
    private readonly brokerId: number,
    private readonly subscriber: MetadataSubscriber,
  ) {}

  /** Records of one committed batch, in log order. */
  committed(batch: { lastOffset: number; epoch: number; records: readonly MetadataRecord[] }): void {
    const delta = new MetadataDelta()
    for (const record of batch.records)
      for (const ready of this.transactions.push(record)) replay(this.image, ready, delta)
    this.image.offset = batch.lastOffset
    this.image.epoch = batch.epoch
    if (this.started) this.publish(delta)
    this.tellReached()
  }

  /** Resolves when the record at the offset has been replayed. One at a time may wait. */
  reached(offset: number): Promise<void> {
    return new Promise((resolve) => {
      this.awaited = { offset, resolve }
      this.tellReached()
    })
  }

  private tellReached(): void {
    if (this.awaited && this.image.offset >= this.awaited.offset) this.awaited.resolve()
  }

  /** Whether a transaction of records is open. */
  get inTransaction(): boolean {
    return this.transactions.isOpen
  }

  /** The state of a snapshot takes the place of everything before. */
  snapshotLoaded(image: ClusterImage): void {
    const before = this.image.clone()
    this.image.become(image)
    this.transactions = new MetadataTransactions()
    if (this.started) this.publish(deltaBetween(before, this.image))
    this.tellReached()
  }

  /** Everything that was committed at start is in the image: its whole state is published. */
  start(): void {
    if (this.started) return
    this.started = true
    const delta = new MetadataDelta()
    for (const topic of this.image.topicsById.values())
      for (const [partition, after] of topic.partitions)
        delta.partitionChanged({ topic: topic.name, topicId: topic.id, partition, before: null, after })
    delta.configs.add(configKey(ConfigResource.BROKER, ''))
    this.publish(delta)
  }

  private publish(delta: MetadataDelta): void {
    const { subscriber } = this
    if (this.brokerConfigsIn(delta)) subscriber.brokerConfigChanged()
    for (const key of delta.configs) {
      const [type, topic] = splitKey(key)
      if (type === ConfigResource.TOPIC) subscriber.topicConfigChanged(topic)
    }
    this.publishReplicas(delta)
    if (delta.deletedTopics.size > 0) subscriber.topicsDeleted(new Set(delta.deletedTopics.keys()))
    const { partitions, brokers, deletedTopics } = delta
    if (partitions.size + brokers.size + deletedTopics.size > 0) subscriber.published()
  }

  private brokerConfigsIn(delta: MetadataDelta): boolean {
    return ['', String(this.brokerId)].some((name) => delta.configs.has(configKey(ConfigResource.BROKER, name)))
  }

  private publishReplicas(delta: MetadataDelta): void {
    const changed: PartitionState[] = []
    const removed: PartitionState[] = []
    for (const change of delta.partitions.values()) {
      if (this.isHere(change.after)) changed.push(this.stateOf(change, change.after))
      else if (this.isHere(change.before)) removed.push(this.stateOf(change, change.before))
    }
    if (removed.length > 0) this.subscriber.replicasRemoved(removed)
    if (changed.length > 0) this.subscriber.replicasChanged(changed)
  }

  private stateOf({ topic, topicId, partition }: PartitionDelta, image: PartitionImage): PartitionState {
    const { leader, leaderEpoch, partitionEpoch, replicas, isr } = image
    const directory = image.directories[replicas.indexOf(this.brokerId)]
    const state = { topic, topicId, partition, leader, leaderEpoch, partitionEpoch, replicas, isr }
    return directory === undefined ? state : { ...state, directory }
  }

  private isHere(partition: PartitionImage | null): partition is PartitionImage {
    return partition?.replicas.includes(this.brokerId) ?? false
  }
}

function splitKey(key: string): [type: number, name: string] {
  const at = key.indexOf(':')
  return [Number(key.slice(0, at)), key.slice(at + 1)]
}
