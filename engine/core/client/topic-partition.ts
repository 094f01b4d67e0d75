/** A partition's name, and maps by it. */

/** A topic name and partition number. */
export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** `orders-0`, as Kafka prints it; a unique key for maps (the number follows the last dash). */
export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`
}

export function parsePartitionKey(key: string): TopicPartition {
  const dash = key.lastIndexOf('-')
  return { topic: key.slice(0, dash), partition: Number(key.slice(dash + 1)) }
}

export function topicPartition(topic: string, partition: number): TopicPartition {
  return { topic, partition }
}

/** A Map by topic and partition; entries in order of insertion. */
export class PartitionMap<V> {
  private readonly map = new Map<string, [TopicPartition, V]>()

  constructor(entries: Iterable<readonly [TopicPartition, V]> = []) {
    for (const [partition, value] of entries) this.set(partition, value)
  }

  get size(): number {
    return this.map.size
  }
  get(partition: TopicPartition): V | undefined {
    return this.map.get(partitionKey(partition))?.[1]
  }
  has(partition: TopicPartition): boolean {
    return this.map.has(partitionKey(partition))
  }
  set(partition: TopicPartition, value: V): this {
    this.map.set(partitionKey(partition), [partition, value])
    return this
  }
  delete(partition: TopicPartition): boolean {
    return this.map.delete(partitionKey(partition))
  }
  clear(): void {
    this.map.clear()
  }
  keys(): TopicPartition[] {
    return [...this.map.values()].map(([partition]) => partition)
  }
  values(): V[] {
    return [...this.map.values()].map(([, value]) => value)
  }
  [Symbol.iterator](): IterableIterator<[TopicPartition, V]> {
    return this.map.values()
  }
}

/** Partitions gathered by topic, as requests carry them. */
export function byTopic<T extends TopicPartition>(partitions: Iterable<T>): Map<string, T[]> {
  const topics = new Map<string, T[]>()
  for (const partition of partitions) {
    const list = topics.get(partition.topic)
    if (list) list.push(partition)
    else topics.set(partition.topic, [partition])
  }
  return topics
}
