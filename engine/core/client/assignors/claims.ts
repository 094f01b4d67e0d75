/** Which partitions members say they own, with conflicting claims settled by generation. */
import { partitionKey, type TopicPartition } from '../topic-partition.ts'
import type { AssignableTopics, MemberSubscription } from './assignor.ts'

/** What a sticky member says of its past. */
export interface MemberHistory {
  readonly partitions: readonly TopicPartition[]
  /** -1: it has none. */
  readonly generation: number
}

export interface Claims {
  /** By member, in the order of their lists. */
  readonly owned: Map<string, TopicPartition[]>
  /** Claimed by two members of one generation: nobody's. */
  readonly disputed: ReadonlySet<string>
  readonly sameSubscriptions: boolean
}

export function settleClaims(
  topics: AssignableTopics,
  members: ReadonlyMap<string, MemberSubscription>,
  historyOf: (subscription: MemberSubscription) => MemberHistory,
): Claims {
  const owned = new Map<string, TopicPartition[]>()
  const owner = new Map<string, { member: string; generation: number }>()
  const disputed = new Set<string>()
  for (const [member, subscription] of members) {
    const { partitions, generation } = historyOf(subscription)
    const mine: TopicPartition[] = []
    owned.set(member, mine)
    for (const partition of partitions.filter(({ topic }) => topics.has(topic))) {
      const key = partitionKey(partition)
      const other = owner.get(key)
      if (other && generation < other.generation) continue
      if (other) remove(owned.get(other.member), key)
      owner.set(key, { member, generation })
      if (other?.generation === generation) disputed.add(key)
      else mine.push(partition)
    }
  }
  return { owned, disputed, sameSubscriptions: areEqual([...members.values()]) }
}

function remove(list: TopicPartition[] | undefined, key: string): void {
  const index = list?.findIndex((partition) => partitionKey(partition) === key) ?? -1
  if (index >= 0) list?.splice(index, 1)
}

function areEqual(members: readonly MemberSubscription[]): boolean {
  const first = new Set(members[0]?.topics)
  return members.every(({ topics }) => new Set(topics).size === first.size && topics.every((topic) => first.has(topic)))
}
