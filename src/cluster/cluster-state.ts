import type { Admin } from '../../engine/core/client/admin.ts'
import type { TopicDescription } from '../../engine/core/client/admin-topics.ts'
import { PartitionMap, type TopicPartition, topicPartition } from '../../engine/core/client/topic-partition.ts'

/** The cluster's true state as the protocol tells it: what pictures draw and goals are checked against. */
export interface ClusterState {
  readonly clusterId: string
  readonly controllerId: number
  readonly brokers: readonly BrokerInfo[]
  /** By name; internal ones too. */
  readonly topics: ReadonlyMap<string, TopicState>
  readonly groups: readonly GroupState[]
}

export interface BrokerInfo {
  readonly id: number
  readonly host: string
  readonly port: number
}

export interface TopicState {
  readonly name: string
  readonly id: string
  readonly internal: boolean
  readonly partitions: readonly PartitionState[]
}

export interface PartitionState extends TopicPartition {
  /** -1: no leader. */
  readonly leader: number
  readonly leaderEpoch: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  readonly logStartOffset: number
  /** -1 while no leader answers. */
  readonly highWatermark: number
  /** Bytes of the leader's log. */
  readonly size: number
}

export interface GroupState {
  readonly id: string
  /** Empty, PreparingRebalance, CompletingRebalance, Stable, Dead. */
  readonly state: string
  readonly members: readonly GroupMember[]
  readonly committed: readonly (TopicPartition & { readonly offset: number })[]
}

export interface GroupMember {
  readonly memberId: string
  readonly clientId: string
  readonly partitions: readonly TopicPartition[]
}

export const EMPTY_STATE: ClusterState = { clusterId: '', controllerId: -1, brokers: [], topics: new Map(), groups: [] }

/** Reads all of it. Rejects when no broker answers. */
export async function readClusterState(admin: Admin): Promise<ClusterState> {
  const { clusterId, controllerId, nodes } = await admin.describeCluster()
  const names = [...(await admin.listTopics({ listInternal: true })).keys()]
  const [topics, groups] = await Promise.all([
    readTopics(
      admin,
      names,
      nodes.map(({ id }) => id),
    ),
    readGroups(admin),
  ])
  const brokers = nodes.map(({ id, host, port }) => ({ id, host, port }))
  return { clusterId, controllerId, brokers, topics, groups }
}

async function readTopics(
  admin: Admin,
  names: readonly string[],
  brokers: readonly number[],
): Promise<Map<string, TopicState>> {
  const described = await admin.describeTopics(names).outcomes()
  const found = [...described.values()].flatMap((outcome) => (outcome.error ? [] : [outcome.value]))
  const partitions = found.filter(({ internal }) => !internal).flatMap(led)
  const [starts, ends, sizes] = await Promise.all([
    offsets(admin, partitions, 'earliest'),
    offsets(admin, partitions, 'latest'),
    logSizes(admin, brokers),
  ])
  return new Map(found.map((topic) => [topic.name, topicState(topic, starts, ends, sizes)]))
}

function led({ name, partitions }: TopicDescription): TopicPartition[] {
  return partitions.filter(({ leader }) => leader >= 0).map(({ partition }) => topicPartition(name, partition))
}

async function offsets(
  admin: Admin,
  partitions: readonly TopicPartition[],
  spec: 'earliest' | 'latest',
): Promise<PartitionMap<number>> {
  const listed = await admin.listOffsets(partitions.map((partition) => [partition, spec] as const)).outcomes()
  const known = new PartitionMap<number>()
  for (const [partition, outcome] of listed) if (!outcome.error) known.set(partition, outcome.value.offset)
  return known
}

async function logSizes(admin: Admin, brokers: readonly number[]): Promise<PartitionMap<number>> {
  const sizes = new PartitionMap<number>()
  for (const dirs of (await admin.describeLogDirs(brokers)).values()) {
    for (const replica of dirs.flatMap((dir) => dir.replicas)) sizes.set(replica, replica.size)
  }
  return sizes
}

function topicState(
  { name, topicId, internal, partitions }: TopicDescription,
  starts: PartitionMap<number>,
  ends: PartitionMap<number>,
  sizes: PartitionMap<number>,
): TopicState {
  const states = partitions.map((info): PartitionState => {
    const key = topicPartition(name, info.partition)
    const { leader, leaderEpoch, replicas, isr } = info
    const logStartOffset = starts.get(key) ?? 0
    const highWatermark = ends.get(key) ?? -1
    return { ...key, leader, leaderEpoch, replicas, isr, logStartOffset, highWatermark, size: sizes.get(key) ?? 0 }
  })
  return { name, id: topicId, internal, partitions: states }
}

async function readGroups(admin: Admin): Promise<GroupState[]> {
  const listings = await admin.listGroups()
  if (listings.length === 0) return []
  const described = await admin.describeConsumerGroups(listings.map(({ groupId }) => groupId)).outcomes()
  const groups = [...described.values()].flatMap((outcome) => (outcome.error ? [] : [outcome.value]))
  return Promise.all(
    groups.map(async (group) => ({
      id: group.groupId,
      state: group.state,
      members: group.members.map(({ memberId, clientId, assignment }) => ({
        memberId,
        clientId,
        partitions: assignment,
      })),
      committed: [...(await admin.listConsumerGroupOffsets(group.groupId))].map(([partition, { offset }]) => ({
        ...partition,
        offset,
      })),
    })),
  )
}
