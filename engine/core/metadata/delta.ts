/** What a batch of metadata records changed: the broker acts on it once the image has moved. */
import type { Uuid } from '../base/uuid.ts'
import type { ClusterImage, PartitionImage, TopicImage } from './image.ts'

/** A partition that was made, changed or removed. */
export interface PartitionDelta {
  readonly topic: string
  readonly topicId: Uuid
  readonly partition: number
  /** Before the batch; null: it is new. */
  readonly before: PartitionImage | null
  /** After the batch; null: its topic is gone. */
  readonly after: PartitionImage | null
}

/** Gathers changes while records are replayed. */
export class MetadataDelta {
  /** By `<topic id>:<partition>`; the first `before` and the last `after` of the batch count. */
  readonly partitions = new Map<string, PartitionDelta>()
  readonly deletedTopics = new Map<string, Uuid>()
  /** Keys as in `ClusterImage.configs`. */
  readonly configs = new Set<string>()
  readonly brokers = new Set<number>()
  readonly features = new Set<string>()
  quotasChanged = false

  /** Notes a change of one partition. */
  partitionChanged(change: PartitionDelta): void {
    const key = `${change.topicId}:${change.partition}`
    const earlier = this.partitions.get(key)
    this.partitions.set(key, earlier ? { ...change, before: earlier.before } : change)
  }
}

/** What replaced one image by another changed: everything of either is compared, or told again where that is cheap. */
export function deltaBetween(before: ClusterImage, after: ClusterImage): MetadataDelta {
  const delta = new MetadataDelta()
  for (const topic of before.topicsById.values()) {
    if (!after.topicsById.has(topic.id)) delta.deletedTopics.set(topic.name, topic.id)
    addChanges(delta, topic, after.topicsById.get(topic.id))
  }
  for (const topic of after.topicsById.values())
    if (!before.topicsById.has(topic.id)) addChanges(delta, undefined, topic)
  for (const key of [...before.configs.keys(), ...after.configs.keys()]) delta.configs.add(key)
  for (const id of [...before.brokers.keys(), ...after.brokers.keys()]) delta.brokers.add(id)
  for (const name of [...before.features.keys(), ...after.features.keys()]) delta.features.add(name)
  delta.quotasChanged = before.quotas.size + after.quotas.size > 0
  return delta
}

function addChanges(delta: MetadataDelta, before: TopicImage | undefined, after: TopicImage | undefined): void {
  const topic = after ?? before
  if (!topic) return
  const numbers = new Set([...(before?.partitions.keys() ?? []), ...(after?.partitions.keys() ?? [])])
  for (const partition of numbers) {
    const was = before?.partitions.get(partition) ?? null
    const is = after?.partitions.get(partition) ?? null
    if (was?.partitionEpoch === is?.partitionEpoch && was?.leaderEpoch === is?.leaderEpoch) continue
    delta.partitionChanged({ topic: topic.name, topicId: topic.id, partition, before: was, after: is })
  }
}
