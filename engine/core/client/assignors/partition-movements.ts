/** Remembers moves between members, so that a move back cancels an earlier one instead of adding to it. */
import { partitionKey, type TopicPartition } from '../topic-partition.ts'

interface Move {
  readonly from: string
  readonly to: string
}

export class PartitionMovements {
  private readonly moves = new Map<string, Move>()
  /** By topic, then by `from\nto`: the partitions moved so. */
  private readonly byTopic = new Map<string, Map<string, Map<string, TopicPartition>>>()

  /** The partition that had better be moved in place of the wanted one: one that moved the other way before. */
  actualPartition(wanted: TopicPartition, from: string, to: string): TopicPartition {
    const pairs = this.byTopic.get(wanted.topic)
    if (!pairs) return wanted
    const origin = this.moves.get(partitionKey(wanted))?.from ?? from
    const reverse = pairs.get(pairKey({ from: to, to: origin }))
    return reverse?.values().next().value ?? wanted
  }

  moved(partition: TopicPartition, from: string, to: string): void {
    const key = partitionKey(partition)
    const before = this.moves.get(key)
    if (!before) return this.add(partition, { from, to })
    this.remove(partition, before)
    if (before.from !== to) this.add(partition, { from: before.from, to })
  }

  private add(partition: TopicPartition, move: Move): void {
    const key = partitionKey(partition)
    this.moves.set(key, move)
    const pairs = this.byTopic.get(partition.topic) ?? new Map<string, Map<string, TopicPartition>>()
    this.byTopic.set(partition.topic, pairs)
    const partitions = pairs.get(pairKey(move)) ?? new Map<string, TopicPartition>()
    pairs.set(pairKey(move), partitions)
    partitions.set(key, partition)
  }

  private remove(partition: TopicPartition, move: Move): void {
    const key = partitionKey(partition)
    this.moves.delete(key)
    const pairs = this.byTopic.get(partition.topic)
    const partitions = pairs?.get(pairKey(move))
    partitions?.delete(key)
    if (partitions?.size === 0) pairs?.delete(pairKey(move))
    if (pairs?.size === 0) this.byTopic.delete(partition.topic)
  }
}

function pairKey({ from, to }: Move): string {
  return `${from}\n${to}`
}
