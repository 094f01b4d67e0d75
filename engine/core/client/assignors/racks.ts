/** Which members are near which partitions (KIP-881). */
import { partitionKey, type TopicPartition } from '../topic-partition.ts'
import type { AssignableTopics, MemberSubscription } from './assignor.ts'

export class Racks {
  private readonly memberRack = new Map<string, string>()
  private readonly partitionRacks = new Map<string, readonly string[]>()
  private readonly membersNear = new Map<string, number>()
  /** Whether racks make any difference: some are shared by members and replicas, and not every partition is in all of them. */
  readonly inUse: boolean

  constructor(topics: AssignableTopics, members: ReadonlyMap<string, MemberSubscription>) {
    for (const [id, { rackId }] of members) if (rackId) this.memberRack.set(id, rackId)
    const all = new Set<string>()
    for (const { name, partitionCount, racks } of topics.values()) {
      for (let partition = 0; partition < partitionCount; partition++) {
        this.partitionRacks.set(partitionKey({ topic: name, partition }), racks[partition] ?? [])
        for (const rack of racks[partition] ?? []) all.add(rack)
      }
    }
    const memberRacks = [...this.memberRack.values()]
    const everywhere = [...this.partitionRacks.values()].every((list) => new Set(list).size === all.size)
    this.inUse = all.size > 0 && memberRacks.some((rack) => all.has(rack)) && !everywhere
    for (const [key, list] of this.partitionRacks) {
      this.membersNear.set(key, memberRacks.filter((rack) => list.includes(rack)).length)
    }
  }

  /** The member has a rack, and no replica is in it. */
  mismatch(member: string, partition: TopicPartition): boolean {
    if (!this.inUse) return false
    const rack = this.memberRack.get(member)
    return rack === undefined || !this.partitionRacks.get(partitionKey(partition))?.includes(rack)
  }

  /** Those near the fewest members first; otherwise in their order. */
  byFewestMembers(partitions: readonly TopicPartition[]): TopicPartition[] {
    const near = (partition: TopicPartition) => this.membersNear.get(partitionKey(partition)) ?? 0
    return [...partitions].sort((a, b) => near(a) - near(b))
  }

  /** Index of the next member (from `first`, around) that has a replica in its rack; -1: none. */
  nextInRack(partition: TopicPartition, members: readonly string[], first: number): number {
    for (let i = 0; i < members.length; i++) {
      const index = (first + i) % members.length
      if (!this.mismatch(members[index] as string, partition)) return index
    }
    return -1
  }
}
