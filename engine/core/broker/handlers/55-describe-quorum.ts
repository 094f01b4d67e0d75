/** DescribeQuorum, versions 0-2. 1 fetch times; 2 directory ids, node endpoints (KIP-853). Answered by the quorum's leader. */
import { ZERO_UUID } from '../../base/uuid.ts'
import type { ClusterImage } from '../../metadata/image.ts'
import { Errors } from '../../protocol/errors.ts'
import type { ResponseInit } from '../../protocol/frame.ts'
import type { ReplicaInfo } from '../../raft/quorum-info.ts'
import type { RaftClient } from '../../raft/raft-client.ts'
import { METADATA_TOPIC } from '../../raft/wire.ts'
import type { Handler } from '../handler.ts'

/** What the answer is made from. */
export interface DescribeQuorumServices {
  readonly image: ClusterImage
  readonly raft: () => RaftClient
}

type Partition = NonNullable<NonNullable<ResponseInit<'DescribeQuorum'>['topics']>[number]['partitions']>[number]

export const describeQuorum: Handler<'DescribeQuorum', DescribeQuorumServices> = ({ version }, request, services) => {
  const [topic, ...others] = request.topics
  const isAlone = others.length === 0 && topic?.partitions.length === 1
  const wanted = request.topics.map(({ topicName, partitions }) => ({
    topicName,
    partitions: partitions.map(({ partitionIndex }): Partition => {
      if (isAlone && topicName === METADATA_TOPIC && partitionIndex === 0) return quorum(services, version)
      return {
        partitionIndex,
        errorCode: Errors.UNKNOWN_TOPIC_OR_PARTITION,
        errorMessage: 'This server does not host this topic-partition.',
      }
    }),
  }))
  const known = wanted.some(({ partitions }) => partitions.some(({ errorCode }) => errorCode === Errors.NONE))
  const withNodes = known && version >= 2
  return { errorCode: Errors.NONE, errorMessage: '', topics: wanted, nodes: withNodes ? nodes(services.image) : [] }
}

function quorum({ raft }: DescribeQuorumServices, version: number): Partition {
  const found = raft().describe()
  if (!found) {
    const errorMessage =
      'For requests intended only for the leader, this error indicates that the broker is not the current leader. For requests intended for any replica, this error indicates that the broker is not a replica of the topic partition.'
    return { partitionIndex: 0, errorCode: Errors.NOT_LEADER_OR_FOLLOWER, errorMessage }
  }
  const { leaderId, epoch: leaderEpoch, highWatermark, voters, observers } = found
  return {
    partitionIndex: 0,
    errorCode: Errors.NONE,
    errorMessage: '',
    leaderId,
    leaderEpoch,
    highWatermark,
    currentVoters: voters.map((info) => replica(info, version)),
    observers: observers.map((info) => replica(info, version)),
  }
}

function replica({ key, ...rest }: ReplicaInfo, version: number) {
  return { replicaId: key.id, replicaDirectoryId: (version >= 2 && key.directoryId) || ZERO_UUID, ...rest }
}

function nodes(image: ClusterImage) {
  return [...image.controllers.values()].map(({ id, listeners }) => ({
    nodeId: id,
    listeners: listeners.map(({ name, host, port }) => ({ name, host, port })),
  }))
}
