/** How far reassignments are, as --verify and --cancel see it. */
import type { Admin } from '../client/admin.ts'
import { KafkaException } from '../client/errors.ts'
import { PartitionMap, partitionKey, type TopicPartition } from '../client/topic-partition.ts'
import { executionException } from './errors.ts'
import { type Assignment, comparePartitions, type ReplicaDir } from './reassign-json.ts'

/** Gives a call's failure as Java's futures do. */
export async function answered<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw executionException(error)
  }
}

/** Where partitions' replicas are now. Throws when a topic or partition does not exist. */
export async function currentAssignments(
  admin: Admin,
  partitions: readonly TopicPartition[],
): Promise<PartitionMap<readonly number[]>> {
  const assigned = await assignmentsOfTopics(admin, [...new Set(partitions.map(({ topic }) => topic))])
  const missing = partitions.find((partition) => !assigned.has(partition))
  if (missing) throw executionException(unknownPartition(`Unable to find partition: ${partitionKey(missing)}`))
  return new PartitionMap(partitions.map((partition) => [partition, assigned.get(partition) as readonly number[]]))
}

/** Replicas of all partitions of topics. */
export async function assignmentsOfTopics(
  admin: Admin,
  topics: readonly string[],
): Promise<PartitionMap<readonly number[]>> {
  const found = new PartitionMap<readonly number[]>()
  for (const [topic, { error, ...described }] of await admin.describeTopics(topics).outcomes()) {
    if (error?.name === 'UnknownTopicOrPartitionException')
      throw executionException(unknownPartition(`Topic ${topic} not found.`))
    if (error) throw executionException(error)
    if (!('value' in described)) continue
    for (const { partition, replicas } of described.value.partitions) found.set({ topic, partition }, replicas)
  }
  return found
}

function unknownPartition(message: string): KafkaException {
  return new KafkaException(message, { javaClass: 'org.apache.kafka.common.errors.UnknownTopicOrPartitionException' })
}

/** Text of --verify for partitions, and whether any is still on its way. */
export async function partitionStates(
  admin: Admin,
  wanted: readonly Assignment[],
): Promise<{ text: string; ongoing: boolean }> {
  const current = await answered(admin.listPartitionReassignments())
  const done = wanted.filter(({ partition }) => !current.has(partition))
  const replicas = await replicasOrNone(admin, [...new Set(done.map(({ partition }) => partition.topic))])
  const lines = [...wanted]
    .sort((a, b) => comparePartitions(a.partition, b.partition))
    .map((one) => stateOf(one, current.has(one.partition), replicas.get(one.partition) ?? []))
  return { text: ['Status of partition reassignment:', ...lines].join('\n'), ongoing: done.length < wanted.length }
}

function stateOf({ partition, replicas }: Assignment, isOngoing: boolean, current: readonly number[]): string {
  const key = partitionKey(partition)
  if (isOngoing) return `Reassignment of partition ${key} is still in progress.`
  if (current.join() === replicas.join()) return `Reassignment of partition ${key} is completed.`
  return `There is no active reassignment of partition ${key}, but replica set is ${current.join(',')} rather than ${replicas.join(',')}.`
}

async function replicasOrNone(admin: Admin, topics: readonly string[]): Promise<PartitionMap<readonly number[]>> {
  const found = new PartitionMap<readonly number[]>()
  if (topics.length === 0) return found
  for (const [topic, { error, ...described }] of await admin.describeTopics(topics).outcomes()) {
    if (error && error.name !== 'UnknownTopicOrPartitionException') throw executionException(error)
    if (!('value' in described)) continue
    for (const { partition, replicas } of described.value.partitions) found.set({ topic, partition }, replicas)
  }
  return found
}

/** A replica's directories: where it is, and where it is being copied to. */
export interface ReplicaDirs {
  readonly current: string | null
  readonly future: string | null
}

/** Directories of replicas, by partition and broker (`t-0-1`). Brokers that are not there tell nothing. */
export async function replicaDirs(
  admin: Admin,
  replicas: readonly { readonly partition: TopicPartition; readonly broker: number }[],
): Promise<ReadonlyMap<string, ReplicaDirs>> {
  const found = new Map<string, ReplicaDirs>()
  if (replicas.length === 0) return found
  const live = new Set((await answered(admin.describeCluster())).nodes.map(({ id }) => id))
  const brokers = [...new Set(replicas.map(({ broker }) => broker))].filter((id) => live.has(id))
  for (const [broker, dirs] of await answered(admin.describeLogDirs(brokers))) {
    for (const { logDir, replicas: held } of dirs) {
      for (const replica of held) {
        const key = replicaKey(replica, broker)
        const known = found.get(key) ?? { current: null, future: null }
        found.set(key, replica.isFuture ? { ...known, future: logDir } : { ...known, current: logDir })
      }
    }
  }
  return found
}

/** `t-0-1`: the replica of t-0 on broker 1. */
export function replicaKey(partition: TopicPartition, broker: number): string {
  return `${partitionKey(partition)}-${broker}`
}

/** Text of --verify for moves between directories, and whether any is still on its way. */
export async function moveStates(
  admin: Admin,
  wanted: readonly ReplicaDir[],
): Promise<{ text: string; ongoing: boolean }> {
  const dirs = await replicaDirs(admin, wanted)
  const sorted = [...wanted].sort((a, b) => comparePartitions(a.partition, b.partition) || a.broker - b.broker)
  const states = sorted.map((one) => moveState(one, dirs.get(replicaKey(one.partition, one.broker))))
  return { text: states.map(({ text }) => text).join('\n'), ongoing: states.some(({ ongoing }) => ongoing) }
}

function moveState(
  { partition, broker, dir }: ReplicaDir,
  is: ReplicaDirs | undefined,
): { text: string; ongoing: boolean } {
  const [key, replica] = [partitionKey(partition), replicaKey(partition, broker)]
  const ended = (text: string) => ({ text, ongoing: false })
  if (!is) return ended(`Partition ${key} cannot be found in any live log directory on broker ${broker}.`)
  if (is.current === null)
    return ended(
      `Partition ${key} is not found in any live log dir on broker ${broker}. There is likely an offline log directory on the broker.`,
    )
  if (is.future === dir) return { text: `Reassignment of replica ${replica} is still in progress.`, ongoing: true }
  if (is.future !== null)
    return {
      text: `Partition ${key} on broker ${broker} is being moved to log dir ${is.future} instead of ${dir}.`,
      ongoing: true,
    }
  if (is.current === dir) return ended(`Reassignment of replica ${replica} completed successfully.`)
  return ended(`Partition ${key} on broker ${broker} is not being moved from log dir ${is.current} to ${dir}.`)
}
