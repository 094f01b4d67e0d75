/** Sticky assignment when members subscribe to different topics: fill, then move partitions while that evens things out. */
import { partitionKey, type TopicPartition } from '../topic-partition.ts'
import type { AssignableTopics, GroupAssignment, MemberSubscription } from './assignor.ts'
import type { Claims } from './claims.ts'
import type { StickyResult } from './constrained-sticky.ts'
import { compareText } from './member-order.ts'
import { PartitionMovements } from './partition-movements.ts'

export function generalAssign(
  topics: AssignableTopics,
  members: ReadonlyMap<string, MemberSubscription>,
  claims: Claims,
  previous: ReadonlyMap<string, string>,
): StickyResult {
  return { assignment: new GeneralBuilder(topics, members, claims, previous).build(), transferring: undefined }
}

class GeneralBuilder {
  private current: GroupAssignment
  private owner = new Map<string, string>()
  private readonly membersOf = new Map<string, string[]>()
  private readonly topicsOf = new Map<string, readonly string[]>()
  private readonly sorted: readonly TopicPartition[]
  private readonly movements = new PartitionMovements()
  private active: Set<string>
  private mustRevoke = false

  constructor(
    private readonly topics: AssignableTopics,
    members: ReadonlyMap<string, MemberSubscription>,
    claims: Claims,
    private readonly previous: ReadonlyMap<string, string>,
  ) {
    for (const name of topics.keys()) this.membersOf.set(name, [])
    for (const [id, member] of members) {
      const known = [...new Set(member.topics)].filter((topic) => topics.has(topic)).sort(compareText)
      this.topicsOf.set(id, known)
      for (const topic of known) this.membersOf.get(topic)?.push(id)
    }
    this.current = new Map([...claims.owned].map(([id, owned]) => [id, [...owned]]))
    this.active = new Set(this.current.keys())
    this.sorted = this.sortedPartitions()
  }

  /** Topics with few potential owners first. */
  private sortedPartitions(): TopicPartition[] {
    const owners = (topic: string) => this.membersOf.get(topic)?.length ?? 0
    const names = [...this.topics.keys()].sort((a, b) => owners(a) - owners(b) || compareText(a, b))
    return names.flatMap((topic) => Array.from({ length: this.count(topic) }, (_, partition) => ({ topic, partition })))
  }

  private count(topic: string): number {
    return this.topics.get(topic)?.partitionCount ?? 0
  }

  build(): GroupAssignment {
    this.dropUnwanted()
    const unassigned = this.sorted.filter((partition) => !this.owner.has(partitionKey(partition)))
    this.balance(unassigned)
    return this.current
  }

  private dropUnwanted(): void {
    for (const [member, owned] of this.current) {
      const kept = owned.filter(({ topic }) => this.topicsOf.get(member)?.includes(topic))
      if (kept.length < owned.length) this.mustRevoke = true
      const existing = kept.filter(({ topic, partition }) => partition < this.count(topic))
      this.current.set(member, existing)
      for (const partition of existing) this.owner.set(partitionKey(partition), member)
    }
  }

  private size(member: string): number {
    return this.current.get(member)?.length ?? 0
  }

  /** Members in play, those with least first. */
  private byLoad(): string[] {
    return [...this.active].sort((a, b) => this.size(a) - this.size(b) || compareText(a, b))
  }

  private balance(unassigned: readonly TopicPartition[]): void {
    const initializing = this.byLoad().every((member) => this.size(member) === 0)
    for (const partition of unassigned) this.assignToLeastLoaded(partition)
    const movable = (partition: TopicPartition) => (this.membersOf.get(partition.topic)?.length ?? 0) >= 2
    const fixed = this.setFixedAside()
    const before = { current: copy(this.current), owner: new Map(this.owner) }
    if (!this.mustRevoke) this.reassign(unassigned.filter(movable))
    const changed = this.reassign(this.sorted.filter(movable))
    if (!initializing && changed && score(this.current) >= score(before.current)) {
      this.current = before.current
      this.owner = before.owner
    }
    for (const [member, partitions] of fixed) this.current.set(member, partitions)
  }

  private assignToLeastLoaded(partition: TopicPartition): void {
    const member = this.byLoad().find((candidate) => this.topicsOf.get(candidate)?.includes(partition.topic))
    if (member === undefined) return
    this.current.get(member)?.push(partition)
    this.owner.set(partitionKey(partition), member)
  }

  /** Members that can neither gain nor lose anything take no part in balancing. */
  private setFixedAside(): GroupAssignment {
    const fixed: GroupAssignment = new Map()
    for (const member of [...this.active]) {
      if (this.canTakePart(member)) continue
      this.active.delete(member)
      fixed.set(member, this.current.get(member) ?? [])
      this.current.delete(member)
    }
    return fixed
  }

  private mostPossible(member: string): number {
    return (this.topicsOf.get(member) ?? []).reduce((sum, topic) => sum + this.count(topic), 0)
  }

  private canTakePart(member: string): boolean {
    if (this.size(member) < this.mostPossible(member)) return true
    return (this.current.get(member) ?? []).some(({ topic }) => (this.membersOf.get(topic)?.length ?? 0) >= 2)
  }

  private reassign(partitions: readonly TopicPartition[]): boolean {
    let any = false
    for (let modified = true; modified; ) {
      modified = false
      for (const partition of partitions) {
        if (this.isBalanced()) break
        if (this.improve(partition)) {
          modified = true
          any = true
        }
      }
    }
    return any
  }

  /** Moves a partition to its previous owner, or else to the least loaded member, if that evens the load out. */
  private improve(partition: TopicPartition): boolean {
    const key = partitionKey(partition)
    const member = this.owner.get(key) as string
    const previous = this.previous.get(key)
    if (previous !== undefined && this.current.has(previous) && this.size(member) > this.size(previous) + 1) {
      this.move(partition, previous)
      return true
    }
    const others = this.membersOf.get(partition.topic) ?? []
    if (!others.some((other) => this.current.has(other) && this.size(member) > this.size(other) + 1)) return false
    const target = this.byLoad().find((candidate) => this.topicsOf.get(candidate)?.includes(partition.topic))
    if (target === undefined) return false
    this.move(partition, target)
    return true
  }

  private move(wanted: TopicPartition, target: string): void {
    const from = this.owner.get(partitionKey(wanted)) as string
    const partition = this.movements.actualPartition(wanted, from, target)
    const key = partitionKey(partition)
    const source = this.owner.get(key) as string
    this.movements.moved(partition, source, target)
    const list = this.current.get(source) as TopicPartition[]
    this.current.set(
      source,
      list.filter((other) => partitionKey(other) !== key),
    )
    this.current.get(target)?.push(partition)
    this.owner.set(key, target)
  }

  private isBalanced(): boolean {
    const members = this.byLoad()
    const least = this.size(members[0] as string)
    const most = this.size(members.at(-1) as string)
    if (least >= most - 1) return true
    return members.every((member) => this.cannotGain(member))
  }

  private cannotGain(member: string): boolean {
    const size = this.size(member)
    if (size === this.mostPossible(member)) return true
    for (const topic of this.topicsOf.get(member) ?? []) {
      for (let partition = 0; partition < this.count(topic); partition++) {
        const owner = this.owner.get(partitionKey({ topic, partition }))
        if (owner !== undefined && owner !== member && size + 1 < this.size(owner)) return false
      }
    }
    return true
  }
}

function copy(assignment: GroupAssignment): GroupAssignment {
  return new Map([...assignment].map(([member, partitions]) => [member, [...partitions]]))
}

/** How uneven it is: the sum of the differences between all pairs of members. */
function score(assignment: GroupAssignment): number {
  const sizes = [...assignment.values()].map((partitions) => partitions.length)
  let sum = 0
  for (const [i, size] of sizes.entries()) for (const other of sizes.slice(i + 1)) sum += Math.abs(size - other)
  return sum
}
