/** Leaders and replicas of partitions: elections and reassignments. */
import { Errors } from '../protocol/errors.ts'
import { type AdminCalls, type CallOptions, outcomeOf } from './admin-calls.ts'
import { exceptionOf } from './errors.ts'
import type { Outcome } from './keyed-result.ts'
import { byTopic, PartitionMap, type TopicPartition } from './topic-partition.ts'

/** PREFERRED: the first replica of the assignment; UNCLEAN: any live replica, also one that has lost records. */
export const ELECTION_TYPES = { PREFERRED: 0, UNCLEAN: 1 } as const
export type ElectionType = keyof typeof ELECTION_TYPES

/**
 * Elects leaders; `partitions` null: of all partitions that need it. Those that need none have an
 * ElectionNotNeededException when they were named, and are absent otherwise.
 */
export async function electLeaders(
  calls: AdminCalls,
  type: ElectionType,
  partitions: readonly TopicPartition[] | null,
  options: CallOptions = {},
): Promise<Map<TopicPartition, Outcome<void>>> {
  const topicPartitions = partitions && indexes(partitions).map(([topic, ids]) => ({ topic, partitions: ids }))
  const timeoutMs = Math.round(calls.deadline(options).left)
  const body = await calls.request(
    'electLeaders',
    'controller',
    'ElectLeaders',
    { electionType: ELECTION_TYPES[type], topicPartitions, timeoutMs },
    { ...options, check: throwError },
  )
  return new Map(
    body.replicaElectionResults.flatMap(({ topic, partitionResult }) =>
      partitionResult.map(({ partitionId, errorCode, errorMessage }) => [
        { topic, partition: partitionId },
        outcomeOf(errorCode, errorMessage, () => undefined),
      ]),
    ),
  )
}

function throwError(answer: { errorCode: number; errorMessage?: string | null }): void {
  if (answer.errorCode !== Errors.NONE) throw exceptionOf(answer.errorCode, answer.errorMessage)
}

/** Starts or, for a target of null, cancels reassignments. */
export async function alterPartitionReassignments(
  calls: AdminCalls,
  wanted: Iterable<readonly [TopicPartition, readonly number[] | null]>,
  options: CallOptions & { allowReplicationFactorChange?: boolean } = {},
): Promise<Map<TopicPartition, Outcome<void>>> {
  const targets = new PartitionMap(wanted)
  const topics = indexes(targets.keys()).map(([name, ids]) => ({
    name,
    partitions: ids.map((partitionIndex) => ({
      partitionIndex,
      replicas: asList(targets.get({ topic: name, partition: partitionIndex })),
    })),
  }))
  const timeoutMs = Math.round(calls.deadline(options).left)
  const allowReplicationFactorChange = options.allowReplicationFactorChange ?? true
  const body = await calls.request(
    'alterPartitionReassignments',
    'controller',
    'AlterPartitionReassignments',
    (version) => ({ timeoutMs, topics, ...(version >= 1 && { allowReplicationFactorChange }) }),
    { ...options, check: throwError },
  )
  return new Map(
    body.responses.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, errorCode, errorMessage }) => [
        { topic: name, partition: partitionIndex },
        outcomeOf(errorCode, errorMessage, () => undefined),
      ]),
    ),
  )
}

/** Partition numbers by topic. */
function indexes(partitions: readonly TopicPartition[]): [string, number[]][] {
  return [...byTopic(partitions)].map(([topic, list]) => [topic, list.map(({ partition }) => partition)])
}

function asList(replicas: readonly number[] | null | undefined): number[] | null {
  return replicas ? [...replicas] : null
}

/** A reassignment that has not ended. */
export interface PartitionReassignment {
  /** All replicas, those that come and those that go among them. */
  readonly replicas: readonly number[]
  readonly addingReplicas: readonly number[]
  readonly removingReplicas: readonly number[]
}

/** Reassignments under way, of the given partitions or of all. */
export async function listPartitionReassignments(
  calls: AdminCalls,
  options: CallOptions & { partitions?: readonly TopicPartition[] } = {},
): Promise<PartitionMap<PartitionReassignment>> {
  const topics = options.partitions
    ? indexes(options.partitions).map(([name, partitionIndexes]) => ({ name, partitionIndexes }))
    : null
  const timeoutMs = Math.round(calls.deadline(options).left)
  const body = await calls.request(
    'listPartitionReassignments',
    'controller',
    'ListPartitionReassignments',
    { timeoutMs, topics },
    { ...options, check: throwError },
  )
  return new PartitionMap(
    body.topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, replicas, addingReplicas, removingReplicas }) => [
        { topic: name, partition: partitionIndex },
        { replicas, addingReplicas, removingReplicas },
      ]),
    ),
  )
}
