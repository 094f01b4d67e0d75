/** AlterPartitionReassignments and ListPartitionReassignments (`ReplicationControlManager.java`, facts §7). */
import type { PartitionImage, TopicImage } from '../metadata/image.ts'
import type { MetadataRecord } from '../metadata/records.ts'
import { Errors } from '../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../protocol/frame.ts'
import { checkAssignment } from './create-topics.ts'
import { ApiError, type ControllerState, type Decision, uncleanElectionAllowed } from './decision.ts'
import { partitionChange } from './partition-change.ts'
import { changeOf, type PlacedPartition } from './partitions-of-broker.ts'

type Wanted = RequestOf<'AlterPartitionReassignments'>['topics'][number]['partitions'][number]

/** AlterPartitionReassignments: starts, replaces or (without replicas) cancels reassignments, each partition by itself. */
export function alterPartitionReassignments(
  state: ControllerState,
  request: RequestOf<'AlterPartitionReassignments'>,
): Decision<ResponseInit<'AlterPartitionReassignments'>> {
  // An answer that nobody filled in.
  if (request.topics.length === 0) return { records: [], response: { errorMessage: '' } }
  const records: MetadataRecord[] = []
  const { allowReplicationFactorChange } = request
  const responses = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((wanted) => {
      try {
        const record = alterOne(state, name, wanted, { allowReplicationFactorChange })
        if (record) records.push(record)
        return { partitionIndex: wanted.partitionIndex, errorCode: Errors.NONE, errorMessage: null }
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        return { partitionIndex: wanted.partitionIndex, errorCode: error.code, errorMessage: error.text }
      }
    }),
  }))
  return { records, response: { allowReplicationFactorChange, errorMessage: null, responses } }
}

interface Allowed {
  readonly allowReplicationFactorChange: boolean
}

function alterOne(state: ControllerState, name: string, wanted: Wanted, allowed: Allowed): MetadataRecord | null {
  const topic = state.image.topic(name)
  if (!topic) throw new ApiError(Errors.UNKNOWN_TOPIC_OR_PARTITION, `Unable to find a topic named ${name}.`)
  const partition = topic.partitions.get(wanted.partitionIndex)
  if (!partition)
    throw new ApiError(Errors.UNKNOWN_TOPIC_OR_PARTITION, `Unable to find partition ${name}:${wanted.partitionIndex}.`)
  const placed = { topic, partitionId: wanted.partitionIndex, partition }
  return wanted.replicas ? change(state, placed, wanted.replicas, allowed) : cancel(state, placed)
}

function change(
  state: ControllerState,
  placed: PlacedPartition,
  replicas: readonly number[],
  { allowReplicationFactorChange }: Allowed,
): MetadataRecord | null {
  const { partition } = placed
  checkAssignment(state, replicas, undefined)
  const factor = targetReplicas(partition).length
  if (!allowReplicationFactorChange && factor !== replicas.length)
    throw new ApiError(
      Errors.INVALID_REPLICATION_FACTOR,
      `The replication factor is changed from ${factor} to ${replicas.length}`,
    )
  const removing = partition.replicas.filter((id) => !replicas.includes(id)).sort(ascending)
  const adding = replicas.filter((id) => !partition.replicas.includes(id)).sort(ascending)
  return partitionChange({
    ...changeOf(state, placed, 'online'),
    replicas: [...replicas, ...removing],
    adding,
    removing,
  })
}

function cancel(state: ControllerState, placed: PlacedPartition): MetadataRecord | null {
  const { topic, partitionId, partition } = placed
  if (!isMoving(partition)) throw new ApiError(Errors.NO_REASSIGNMENT_IN_PROGRESS)
  const before = (ids: readonly number[]) => ids.filter((id) => !partition.addingReplicas.includes(id))
  const [replicas, isr] = [before(partition.replicas), before(partition.isr)]
  const unclean = isr.length === 0
  if (unclean && !uncleanElectionAllowed(state, topic.name))
    throw new ApiError(
      Errors.INVALID_REPLICA_ASSIGNMENT,
      `Unable to revert partition assignment for ${topic.name}:${partitionId} because it would require an unclean leader election.`,
    )
  return partitionChange({
    ...changeOf(state, placed, unclean ? 'unclean' : 'online'),
    replicas,
    isr: unclean ? replicas.slice(0, 1) : isr,
    adding: [],
    removing: [],
  })
}

function ascending(a: number, b: number): number {
  return a - b
}

function isMoving({ addingReplicas, removingReplicas }: PartitionImage): boolean {
  return addingReplicas.length + removingReplicas.length > 0
}

/** The replicas that a partition will have when its reassignment is over. */
function targetReplicas({ replicas, removingReplicas }: PartitionImage): number[] {
  return replicas.filter((id) => !removingReplicas.includes(id))
}

/** ListPartitionReassignments: those under way, of the given partitions or of all. */
export function listPartitionReassignments(
  { image }: Pick<ControllerState, 'image'>,
  request: RequestOf<'ListPartitionReassignments'>,
): Decision<ResponseInit<'ListPartitionReassignments'>> {
  const all = [...image.topicsById.values()].map((topic) => ({ topic, indexes: [...topic.partitions.keys()] }))
  const given = request.topics?.flatMap(({ name, partitionIndexes }) => {
    const topic = image.topic(name)
    return topic ? [{ topic, indexes: partitionIndexes }] : []
  })
  const topics = (given ?? all)
    .map(({ topic, indexes }) => ({ name: topic.name, partitions: moving(topic, indexes) }))
    .filter(({ partitions }) => partitions.length > 0)
  return { records: [], response: { errorMessage: null, topics } }
}

function moving({ partitions }: TopicImage, indexes: readonly number[]) {
  return indexes.flatMap((partitionIndex) => {
    const partition = partitions.get(partitionIndex)
    if (!partition || !isMoving(partition)) return []
    const { replicas, addingReplicas, removingReplicas } = partition
    return [
      {
        partitionIndex,
        replicas: [...replicas],
        addingReplicas: [...addingReplicas],
        removingReplicas: [...removingReplicas],
      },
    ]
  })
}
