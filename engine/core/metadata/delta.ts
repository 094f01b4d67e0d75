/** What a batch of metadata records changed: the broker acts on it once the image has moved. */
import type { Uuid } from '../base/uuid.ts'
import type { PartitionImage } from './image.ts'

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
