/** Which replica a partition is read from: its leader, or for a while the one that the leader named (KIP-392). */
import type { Metadata } from './metadata.ts'
import type { Node } from './network-client.ts'
import { PartitionMap, type TopicPartition } from './topic-partition.ts'

interface Preferred {
  readonly node: number
  /** Monotonic ms until which the leader is not asked again. */
  readonly until: number
}

export class ReadReplicas {
  private readonly preferred = new PartitionMap<Preferred>()

  constructor(private readonly metadata: Metadata) {}

  /** Where to fetch from now; undefined while no leader is known. */
  nodeFor(partition: TopicPartition): Node | undefined {
    const leader = this.metadata.leaderOf(partition.topic, partition.partition)
    const preferred = this.preferred.get(partition)
    if (!preferred) return leader
    const isOver = this.metadata.isOver(preferred.until)
    const node = isOver ? undefined : this.metadata.node(preferred.node)
    if (node) return node
    this.forget(partition)
    // The leader knows of a broker that came after this client last asked.
    if (!isOver) this.metadata.invalidate()
    return leader
  }

  /** The leader said so; good for `metadata.max.age.ms`. */
  prefer(partition: TopicPartition, node: number): void {
    this.preferred.set(partition, { node, until: this.metadata.expiryOfNow() })
  }

  /** Back to the leader. Whether another replica was read from. */
  forget(partition: TopicPartition): boolean {
    const was = this.preferred.has(partition)
    this.preferred.delete(partition)
    return was
  }
}
