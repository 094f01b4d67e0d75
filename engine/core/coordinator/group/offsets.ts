/** Committed offsets of all groups of a shard: `OffsetMetadataManager.java`. */
import type { CommittedOffset } from '../group-records.ts'

type TopicOffsets = Map<string, Map<number, CommittedOffset>>

export interface PlacedOffset {
  readonly topic: string
  readonly partition: number
  readonly committed: CommittedOffset
}

export class Offsets {
  private readonly byGroup = new Map<string, TopicOffsets>()

  get(group: string, topic: string, partition: number): CommittedOffset | undefined {
    return this.byGroup.get(group)?.get(topic)?.get(partition)
  }

  set(group: string, topic: string, partition: number, committed: CommittedOffset): void {
    let topics = this.byGroup.get(group)
    if (!topics) this.byGroup.set(group, (topics = new Map()))
    let partitions = topics.get(topic)
    if (!partitions) topics.set(topic, (partitions = new Map()))
    partitions.set(partition, committed)
  }

  delete(group: string, topic: string, partition: number): void {
    const topics = this.byGroup.get(group)
    const partitions = topics?.get(topic)
    partitions?.delete(partition)
    if (partitions?.size === 0) topics?.delete(topic)
    if (topics?.size === 0) this.byGroup.delete(group)
  }

  /** Groups that have any. */
  groups(): string[] {
    return [...this.byGroup.keys()]
  }

  /** All of a group, topics and partitions in the order in which they came. */
  *of(group: string): Iterable<PlacedOffset> {
    for (const [topic, partitions] of this.byGroup.get(group) ?? [])
      for (const [partition, committed] of partitions) yield { topic, partition, committed }
  }
}
