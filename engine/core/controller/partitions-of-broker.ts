/** What becomes of partitions when a broker's state changes (`ReplicationControlManager.generateLeaderAndIsrUpdates`). */
import { UNASSIGNED_DIR, type Uuid } from '../base/uuid.ts'
import { recordVersions } from '../metadata/features.ts'
import type { ClusterImage, PartitionImage, TopicImage } from '../metadata/image.ts'
import type { MetadataRecord } from '../metadata/records.ts'
import { replicaDirIsOnline } from '../metadata/replay.ts'
import { type ControllerState, elrEnabled, minInsyncReplicas, uncleanElectionAllowed } from './decision.ts'
import { type ChangeRequest, type Election, NO_LEADER, partitionChange } from './partition-change.ts'

/** A partition with its place. */
export interface PlacedPartition {
  readonly topic: TopicImage
  readonly partitionId: number
  readonly partition: PartitionImage
}

/** Every partition, topics in the order of their creation. */
export function* allPartitions(state: Pick<ControllerState, 'image'>): Iterable<PlacedPartition> {
  for (const topic of state.image.topicsById.values())
    for (const [partitionId, partition] of topic.partitions) yield { topic, partitionId, partition }
}

/** Whether a broker may lead: registered, unfenced, not shutting down, the replica's log dir online. */
export function isActive(state: Pick<ControllerState, 'image'>, id: number): boolean {
  const broker = state.image.brokers.get(id)
  return broker !== undefined && !broker.fenced && !broker.inControlledShutdown
}

/** The parts of a change that are the same for every reason. */
export function changeOf(
  state: Pick<ControllerState, 'image' | 'config'>,
  { topic, partitionId, partition }: PlacedPartition,
  election: Election,
): ChangeRequest {
  return {
    topicId: topic.id,
    partitionId,
    before: partition,
    election,
    isAcceptable: (id) => isActive(state, id) && replicaDirIsOnline(state.image, partition, id),
    elr: elrEnabled(state.image),
    minIsr: minInsyncReplicas(state, topic.name),
    defaultDir: (id) => defaultDir(state.image, id),
    recordVersion: recordVersions(state.image.metadataVersion).partitionChange,
  }
}

/** A broker with one log dir has no choice; one with several tells later where it put the replica. */
export function defaultDir(image: ClusterImage, id: number): Uuid {
  const dirs = image.brokers.get(id)?.logDirs ?? []
  return dirs.length === 1 ? (dirs[0] as Uuid) : UNASSIGNED_DIR
}

/** A log dir of the broker is offline: its replicas there leave every ISR, and what they lead gets another leader. */
export function directoryLeaves(state: ControllerState, id: number, directory: Uuid): MetadataRecord[] {
  const records: MetadataRecord[] = []
  for (const placed of allPartitions(state)) {
    const { replicas, directories } = placed.partition
    if (directories[replicas.indexOf(id)] !== directory) continue
    const record = partitionChange(withoutReplica(state, placed, id))
    if (record) records.push(record)
  }
  return records
}

/** The change of a partition whose replica on this broker cannot be used now. */
export function withoutReplica(
  state: Pick<ControllerState, 'image' | 'config'>,
  placed: PlacedPartition,
  id: number,
): ChangeRequest {
  const change = changeOf(state, placed, uncleanElectionAllowed(state, placed.topic.name) ? 'unclean' : 'online')
  return {
    ...change,
    isr: placed.partition.isr.filter((member) => member !== id),
    isAcceptable: (other) => other !== id && change.isAcceptable(other),
  }
}

/** The broker leaves every ISR, and what it leads gets another leader. `unclean`: it lost its claim to be eligible too. */
export function brokerLeaves(state: ControllerState, id: number, how: 'clean' | 'unclean'): MetadataRecord[] {
  const records: MetadataRecord[] = []
  for (const placed of allPartitions(state)) {
    const { partition } = placed
    const concerned =
      partition.isr.includes(id) || partition.leader === id || (how === 'unclean' && partition.elr.includes(id))
    if (!concerned) continue
    const uncleanReplicas = how === 'unclean' ? [id] : []
    const record = partitionChange({ ...withoutReplica(state, placed, id), uncleanReplicas })
    if (record) records.push(record)
  }
  return records
}

/** The broker is about to be unfenced: partitions without a leader may get it. */
export function brokerComesBack(state: ControllerState, id: number): MetadataRecord[] {
  const records: MetadataRecord[] = []
  for (const placed of allPartitions(state)) {
    if (placed.partition.leader !== NO_LEADER || !placed.partition.replicas.includes(id)) continue
    const change = changeOf(state, placed, uncleanElectionAllowed(state, placed.topic.name) ? 'unclean' : 'online')
    const isAcceptable = (other: number) =>
      (other === id || isActive(state, other)) && replicaDirIsOnline(state.image, placed.partition, other)
    const record = partitionChange({ ...change, isAcceptable })
    if (record) records.push(record)
  }
  return records
}
