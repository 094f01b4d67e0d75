/** AssignReplicasToDirs: a broker with several log dirs tells where it put its replicas (KIP-858). */
import type { MetadataRecord } from '../metadata/records.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../protocol/frame.ts'
import type { ControllerState, Decision } from './decision.ts'
import { partitionChange } from './partition-change.ts'
import { changeOf, withoutReplica } from './partitions-of-broker.ts'

type Placement = { readonly dir: string; readonly topicId: string; readonly partition: number; readonly broker: number }

/** AssignReplicasToDirs. */
export function assignReplicasToDirs(
  state: ControllerState,
  request: RequestOf<'AssignReplicasToDirs'>,
): Decision<ResponseInit<'AssignReplicasToDirs'>> {
  const { brokerId: broker, brokerEpoch } = request
  const sender = state.image.brokers.get(broker)
  if (sender?.epoch !== brokerEpoch) return { records: [], response: { errorCode: Errors.STALE_BROKER_EPOCH } }
  const records: MetadataRecord[] = []
  const directories = request.directories.map(({ id: dir, topics }) => ({
    id: dir,
    topics: topics.map(({ topicId, partitions }) => ({
      topicId,
      partitions: partitions.map(({ partitionIndex }) => {
        const errorCode = assign(state, { dir, topicId, partition: partitionIndex, broker }, records)
        return { partitionIndex, errorCode }
      }),
    })),
  }))
  return { records, response: { errorCode: Errors.NONE, directories } }
}

function assign(
  state: ControllerState,
  { dir, topicId, partition, broker }: Placement,
  records: MetadataRecord[],
): ErrorCode {
  const topic = state.image.topicById(topicId)
  if (!topic) return Errors.UNKNOWN_TOPIC_ID
  const known = topic.partitions.get(partition)
  if (!known) return Errors.UNKNOWN_TOPIC_OR_PARTITION
  if (!known.replicas.includes(broker)) return Errors.NOT_LEADER_OR_FOLLOWER
  const placed = { topic, partitionId: partition, partition: known }
  const isOnline = state.image.brokers.get(broker)?.logDirs.includes(dir)
  const change = isOnline ? changeOf(state, placed, 'online') : withoutReplica(state, placed, broker)
  const record = partitionChange({ ...change, directory: { broker, id: dir } })
  if (record) records.push(record)
  return Errors.NONE
}
