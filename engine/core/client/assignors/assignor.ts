/** What an assignor of the classic group protocol is. It runs in the group's leader. */
import type { TopicPartition } from '../topic-partition.ts'

/** What a member told of itself when it joined. */
export interface MemberSubscription {
  readonly topics: readonly string[]
  readonly userData: Uint8Array | null
  readonly ownedPartitions: readonly TopicPartition[]
  /** -1: the member has none. */
  readonly generationId: number
  readonly rackId: string | null
  readonly groupInstanceId: string | null
}

/** A topic to be assigned: for each partition the racks that hold a replica of it. */
export interface AssignableTopic {
  readonly name: string
  readonly partitionCount: number
  /** By partition; empty when the brokers name no racks. */
  readonly racks: readonly (readonly string[])[]
}

/** Topics by name; one that is absent does not exist. */
export type AssignableTopics = ReadonlyMap<string, AssignableTopic>

/** Partitions by member id. */
export type GroupAssignment = Map<string, TopicPartition[]>

export interface ConsumerPartitionAssignor {
  /** As the group protocol names it: `range`. */
  readonly name: string
  /** COOPERATIVE: members keep what they own during a rebalance. */
  readonly supportedProtocols: readonly ('EAGER' | 'COOPERATIVE')[]
  /** What the member adds to its subscription; null: nothing. */
  subscriptionUserData(topics: readonly string[]): Uint8Array | null
  assign(topics: AssignableTopics, members: ReadonlyMap<string, MemberSubscription>): GroupAssignment
  /** Told what the member got in which generation. */
  onAssignment(partitions: readonly TopicPartition[], generation: number): void
}
