/** Throttles of reassignments: dynamic configs of the topics that move and of the brokers that send and receive. */

import { textsInHashOrder } from '../base/java-order.ts'
import type { Admin } from '../client/admin.ts'
import type { AlterConfigOp, ConfigChange } from '../client/admin-configs.ts'
import type { PartitionReassignment } from '../client/admin-partitions.ts'
import { type PartitionMap, partitionKey, type TopicPartition } from '../client/topic-partition.ts'
import { executionException } from './errors.ts'
import type { Assignment } from './reassign-json.ts'
import type { ToolIo } from './tool.ts'

const LEADER_RATE = 'leader.replication.throttled.rate'
const FOLLOWER_RATE = 'follower.replication.throttled.rate'
const DIR_RATE = 'replica.alter.log.dirs.io.max.bytes.per.second'
const LEADER_REPLICAS = 'leader.replication.throttled.replicas'
const FOLLOWER_REPLICAS = 'follower.replication.throttled.replicas'

/** Which brokers a partition's records come from and which get them. */
export interface PartitionMove {
  readonly partition: TopicPartition
  readonly sources: ReadonlySet<number>
  readonly destinations: ReadonlySet<number>
}

/** Moves under way and those proposed, the latter from where the former come. */
export function proposedMoves(
  current: PartitionMap<PartitionReassignment>,
  proposed: readonly Assignment[],
  assigned: PartitionMap<readonly number[]>,
): readonly PartitionMove[] {
  const moves = new Map(
    [...current].map(([partition, { replicas, addingReplicas }]) => {
      const sources = new Set(replicas.filter((id) => !addingReplicas.includes(id)))
      return [partitionKey(partition), { partition, sources, destinations: new Set(addingReplicas) }] as const
    }),
  )
  for (const { partition, replicas } of proposed) {
    const key = partitionKey(partition)
    const sources = moves.get(key)?.sources ?? new Set(assigned.get(partition))
    moves.set(key, { partition, sources, destinations: new Set(replicas.filter((id) => !sources.has(id))) })
  }
  return [...moves.values()]
}

/** Throttles the moves; says so when the brokers' limit stands. */
export async function throttleMoves(
  admin: Admin,
  io: ToolIo,
  moves: readonly PartitionMove[],
  bytesPerSecond: number,
): Promise<void> {
  await alter(admin, topicThrottles(moves))
  const brokers = new Set(moves.flatMap(({ sources, destinations }) => [...sources, ...destinations]))
  await alter(admin, brokerChanges(brokers, [LEADER_RATE, FOLLOWER_RATE].map(setTo(bytesPerSecond))))
  io.stdout.write(`The inter-broker throttle limit was set to ${bytesPerSecond} B/s\n`)
}

function topicThrottles(moves: readonly PartitionMove[]): ConfigChange[] {
  const topics = [...new Set(moves.map(({ partition }) => partition.topic))]
  return topics.map((name) => {
    const own = moves.filter(({ partition }) => partition.topic === name)
    const replicas = (of: (move: PartitionMove) => ReadonlySet<number>) =>
      own.flatMap((move) => [...of(move)].map((id) => `${move.partition.partition}:${id}`))
    const value = (list: readonly string[]) => [...list].sort().join(',')
    return {
      type: 'TOPIC',
      name,
      ops: [
        { name: LEADER_REPLICAS, op: 'SET', value: value(replicas(({ sources }) => sources)) },
        { name: FOLLOWER_REPLICAS, op: 'SET', value: value(replicas(({ destinations }) => destinations)) },
      ],
    }
  })
}

/** Throttles moves between log directories of these brokers. */
export async function throttleDirMoves(
  admin: Admin,
  io: ToolIo,
  brokers: Iterable<number>,
  bytesPerSecond: number,
): Promise<void> {
  await alter(admin, brokerChanges(brokers, [DIR_RATE].map(setTo(bytesPerSecond))))
  io.stdout.write(`The replica-alter-dir throttle limit was set to ${bytesPerSecond} B/s\n`)
}

/** Lifts all throttles, of every live broker and of those that the assignments name. */
export async function clearThrottles(admin: Admin, io: ToolIo, assignments: readonly Assignment[]): Promise<void> {
  const { nodes } = await admin.describeCluster()
  const named = assignments.flatMap(({ replicas }) => replicas)
  const brokers = [...new Set([...nodes.map(({ id }) => id), ...named])].sort((a, b) => a - b)
  io.stdout.write(`Clearing broker-level throttles on broker${plural(brokers)} ${brokers.join(',')}\n`)
  await alter(admin, brokerChanges(brokers, [LEADER_RATE, FOLLOWER_RATE, DIR_RATE].map(cleared)))
  const topics = textsInHashOrder([...new Set(assignments.map(({ partition }) => partition.topic))])
  io.stdout.write(`Clearing topic-level throttles on topic${plural(topics)} ${topics.join(',')}\n`)
  const ops = [LEADER_REPLICAS, FOLLOWER_REPLICAS].map(cleared)
  await alter(
    admin,
    topics.map((name) => ({ type: 'TOPIC', name, ops })),
  )
}

/** The `s` of Kafka's sentences, which stands for none too. */
export function plural(list: readonly unknown[]): string {
  return list.length === 1 ? '' : 's'
}

function setTo(value: number): (name: string) => AlterConfigOp {
  return (name) => ({ name, op: 'SET', value: String(value) })
}

function cleared(name: string): AlterConfigOp {
  return { name, op: 'DELETE' }
}

function brokerChanges(brokers: Iterable<number>, ops: readonly AlterConfigOp[]): ConfigChange[] {
  return [...brokers].map((id) => ({ type: 'BROKER', name: String(id), ops }))
}

async function alter(admin: Admin, changes: readonly ConfigChange[]): Promise<void> {
  await admin.incrementalAlterConfigs(changes).catch((error: unknown) => {
    throw executionException(error)
  })
}
