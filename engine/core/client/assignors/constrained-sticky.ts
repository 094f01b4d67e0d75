/** Sticky assignment when all members subscribe to the same topics: by quotas, in linear time. */
import { partitionKey, type TopicPartition } from '../topic-partition.ts'
import type { AssignableTopics, GroupAssignment, MemberSubscription } from './assignor.ts'
import type { Claims } from './claims.ts'
import { compareText } from './member-order.ts'
import type { Racks } from './racks.ts'

export interface StickyResult {
  readonly assignment: GroupAssignment
  /** Partitions that one member gives up and another gets, by key: the new owner. */
  readonly transferring: ReadonlyMap<string, string> | undefined
}

export function constrainedAssign(
  topics: AssignableTopics,
  members: ReadonlyMap<string, MemberSubscription>,
  claims: Claims,
  racks: Racks,
): StickyResult {
  return new ConstrainedBuilder(topics, members, claims, racks).build()
}

class ConstrainedBuilder {
  private readonly assignment: GroupAssignment
  private readonly all: readonly TopicPartition[]
  private readonly taken = new Set<string>()
  private readonly revoked = new Set<string>()
  private readonly transferring = new Map<string, string>()
  private readonly minQuota: number
  private readonly maxQuota: number
  /** How many members get more than minQuota. */
  private readonly bigShares: number
  private bigSharesGiven = 0
  private underMin: string[] = []
  private atMin: string[] = []

  constructor(
    topics: AssignableTopics,
    members: ReadonlyMap<string, MemberSubscription>,
    private readonly claims: Claims,
    private readonly racks: Racks,
  ) {
    this.assignment = new Map([...members.keys()].map((member) => [member, []]))
    const subscribed = [...new Set([...members.values()].flatMap((member) => member.topics))].sort(compareText)
    this.all = subscribed.flatMap((topic) =>
      Array.from({ length: topics.get(topic)?.partitionCount ?? 0 }, (_, partition) => ({ topic, partition })),
    )
    this.minQuota = Math.floor(this.all.length / members.size)
    this.maxQuota = Math.ceil(this.all.length / members.size)
    this.bigShares = this.all.length % members.size
  }

  build(): StickyResult {
    for (const [member, owned] of this.claims.owned) this.keepOwned(member, owned)
    this.underMin.sort(compareText)
    this.atMin.sort(compareText)
    const unassigned = this.all.filter((partition) => !this.taken.has(partitionKey(partition)))
    this.dealOut(this.racks.inUse ? this.dealWithinRacks(unassigned) : unassigned)
    return { assignment: this.assignment, transferring: this.transferring }
  }

  private keepOwned(member: string, owned: readonly TopicPartition[]): void {
    const kept = owned
      .filter(
        (partition) => !this.racks.mismatch(member, partition) && !this.claims.disputed.has(partitionKey(partition)),
      )
      .sort((a, b) => a.partition - b.partition || compareText(a.topic, b.topic))
    for (const partition of owned) if (!kept.includes(partition)) this.revoked.add(partitionKey(partition))
    if (kept.length < this.minQuota) {
      this.keep(member, kept, kept.length)
      this.underMin.push(member)
    } else if (kept.length >= this.maxQuota && this.bigSharesGiven < this.bigShares) {
      this.keep(member, kept, this.maxQuota)
      this.bigShareGiven()
    } else {
      this.keep(member, kept, this.minQuota)
      if (this.bigSharesGiven < this.bigShares) this.atMin.push(member)
    }
  }

  private keep(member: string, partitions: readonly TopicPartition[], count: number): void {
    for (const [index, partition] of partitions.entries()) {
      if (index >= count) {
        this.revoked.add(partitionKey(partition))
        continue
      }
      this.assignment.get(member)?.push(partition)
      this.taken.add(partitionKey(partition))
    }
  }

  private bigShareGiven(): void {
    this.bigSharesGiven++
    if (this.bigSharesGiven === this.bigShares) this.atMin = []
  }

  private give(partition: TopicPartition, member: string): number {
    const list = this.assignment.get(member) as TopicPartition[]
    list.push(partition)
    const key = partitionKey(partition)
    if (this.revoked.has(key) || this.claims.disputed.has(key)) this.transferring.set(key, member)
    return list.length
  }

  /** Gives partitions to members in their racks, in turn; returns those left over. */
  private dealWithinRacks(unassigned: readonly TopicPartition[]): TopicPartition[] {
    const left: TopicPartition[] = []
    let next = 0
    for (const partition of this.racks.byFewestMembers(unassigned)) {
      const index = this.racks.nextInRack(partition, this.underMin, next)
      if (index >= 0) next = this.fillUnderMin(partition, index)
      else if (!this.fillAtMin(partition)) left.push(partition)
    }
    return left
  }

  private fillUnderMin(partition: TopicPartition, index: number): number {
    const member = this.underMin[index] as string
    const count = this.give(partition, member)
    if (count < this.minQuota) return (index + 1) % this.underMin.length
    this.underMin.splice(index, 1)
    if (count < this.maxQuota && this.bigSharesGiven < this.bigShares) this.atMin.push(member)
    return this.underMin.length === 0 ? 0 : index % this.underMin.length
  }

  private fillAtMin(partition: TopicPartition): boolean {
    const index = this.racks.nextInRack(partition, this.atMin, 0)
    if (index < 0) return false
    const member = this.atMin[index] as string
    this.atMin.splice(index, 1)
    this.give(partition, member)
    this.bigShareGiven()
    return true
  }

  /** Deals to members below minQuota in turn, then one more to those at it, first come first served. */
  private dealOut(unassigned: readonly TopicPartition[]): void {
    let turn = 0
    for (const partition of unassigned) {
      if (turn >= this.underMin.length) turn = 0
      const isUnder = turn < this.underMin.length
      const member = isUnder ? (this.underMin[turn] as string) : (this.atMin.shift() as string)
      const count = this.give(partition, member)
      if (isUnder && count === this.minQuota) {
        this.underMin.splice(turn, 1)
        this.atMin.push(member)
      } else {
        if (isUnder) turn++
        if (count === this.maxQuota) this.bigShareGiven()
      }
    }
  }
}
