import type { Admin } from '../../engine/core/client/admin.ts'
import type { TopicDescription } from '../../engine/core/client/admin-topics.ts'
import { PartitionMap, type TopicPartition, topicPartition } from '../../engine/core/client/topic-partition.ts'
import type { Timers } from '../../engine/core/env/env.ts'
import type { BrokerInfo, ClusterState, GroupState, PartitionState, ReplicaState, TopicState } from './cluster-state.ts'

/** How long one question may take before the picture is drawn without its answer, ms. */
const PATIENCE_MS = 1500

/**
 * Reads all of it; what a dead or frozen broker does not tell is left out. Rejects when no broker answers. `quorum` asks
 * for the controller.
 */
export async function readClusterState(admin: Admin, quorum: Admin, timers: Timers): Promise<ClusterState> {
  const { clusterId, nodes } = await admin.describeCluster()
  const names = [...(await admin.listTopics({ listInternal: true })).keys()]
  const ask: Ask = (question, otherwise) => within(timers, question, otherwise)
  const brokers = nodes.map(({ id, host, port }) => ({ id, host, port }))
  const [topics, groups, controllerId] = await Promise.all([
    readTopics(admin, names, brokers, ask),
    ask(readGroups(admin), []),
    ask(activeController(quorum), -1),
  ])
  return { clusterId, controllerId, brokers, topics, groups }
}

/** The quorum's leader: what brokers name as controller to clients is any broker, as in Kafka. */
async function activeController(admin: Admin): Promise<number> {
  return (await admin.describeMetadataQuorum()).leaderId
}

/** Gives `otherwise` for a question that fails or takes too long. */
type Ask = <T>(question: Promise<T>, otherwise: T) => Promise<T>

function within<T>(timers: Timers, question: Promise<T>, otherwise: T): Promise<T> {
  return new Promise((resolve) => {
    const timer = timers.after(PATIENCE_MS, () => resolve(otherwise))
    question
      .catch(() => otherwise)
      .then((answer) => {
        timer.cancel()
        resolve(answer)
      })
  })
}

async function readTopics(
  admin: Admin,
  names: readonly string[],
  brokers: readonly BrokerInfo[],
  ask: Ask,
): Promise<Map<string, TopicState>> {
  const described = await admin.describeTopics(names).outcomes()
  const found = [...described.values()].flatMap((outcome) => (outcome.error ? [] : [outcome.value]))
  const partitions = found.filter(({ internal }) => !internal).flatMap(led)
  const [starts, ends, copies] = await Promise.all([
    offsets(admin, partitions, 'earliest', ask),
    offsets(admin, partitions, 'latest', ask),
    readCopies(admin, brokers, ask),
  ])
  return new Map(found.map((topic) => [topic.name, topicState(topic, starts, ends, copies)]))
}

/** A partition that has a leader. */
interface Led {
  readonly leader: number
  readonly key: TopicPartition
}

function led({ name, partitions }: TopicDescription): Led[] {
  const withLeader = partitions.filter(({ leader }) => leader >= 0)
  return withLeader.map(({ leader, partition }) => ({ leader, key: topicPartition(name, partition) }))
}

/** Each leader is asked by itself: one that does not answer hides only its own partitions. */
async function offsets(
  admin: Admin,
  partitions: readonly Led[],
  spec: 'earliest' | 'latest',
  ask: Ask,
): Promise<PartitionMap<number>> {
  const known = new PartitionMap<number>()
  const leaders = [...new Set(partitions.map(({ leader }) => leader))]
  await Promise.all(
    leaders.map(async (id) => {
      const here = partitions.filter(({ leader }) => leader === id)
      const listed = admin.listOffsets(here.map(({ key }) => [key, spec] as const)).outcomes()
      for (const [partition, outcome] of await ask(listed, new PartitionMap()))
        if (!outcome.error) known.set(partition, outcome.value.offset)
    }),
  )
  return known
}

type Copies = PartitionMap<Map<number, ReplicaState>>

async function readCopies(admin: Admin, brokers: readonly BrokerInfo[], ask: Ask): Promise<Copies> {
  const copies: Copies = new PartitionMap()
  await Promise.all(
    brokers.map(async ({ id }) => {
      const dirs = (await ask(admin.describeLogDirs([id]), new Map())).get(id) ?? []
      for (const replica of dirs.flatMap((dir) => dir.replicas)) {
        const known = copies.get(replica) ?? new Map<number, ReplicaState>()
        copies.set(replica, known.set(id, { size: replica.size, lag: replica.offsetLag }))
      }
    }),
  )
  return copies
}

function topicState(
  { name, topicId, internal, partitions }: TopicDescription,
  starts: PartitionMap<number>,
  ends: PartitionMap<number>,
  copies: Copies,
): TopicState {
  const states = partitions.map((info): PartitionState => {
    const key = topicPartition(name, info.partition)
    const { leader, leaderEpoch, replicas, isr } = info
    const logStartOffset = starts.get(key) ?? 0
    const highWatermark = ends.get(key) ?? -1
    const here = copies.get(key) ?? new Map<number, ReplicaState>()
    const size = here.get(leader)?.size ?? 0
    return { ...key, leader, leaderEpoch, replicas, isr, logStartOffset, highWatermark, size, copies: here }
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
