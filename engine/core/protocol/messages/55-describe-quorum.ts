/** DescribeQuorum (api key 55). */
import { array, type Infer, int16, int32, int64, message, string, struct, uint16, uuid } from '../schema.ts'

/** Request of api key 55. Versions 0-2, flexible 0+. */
export const DescribeQuorumRequest = message({
  name: 'DescribeQuorumRequest',
  apiKey: 55,
  versions: '0-2',
  flexible: '0+',
  listeners: ['broker', 'controller'],
  fields: {
    topics: array(
      struct({
        topicName: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
          }),
        ),
      }),
    ),
  },
})
export type DescribeQuorumRequest = Infer<typeof DescribeQuorumRequest>

const describeQuorumResponseReplicaState = {
  replicaId: int32(),
  replicaDirectoryId: uuid({ versions: '2+' }),
  logEndOffset: int64(),
  lastFetchTimestamp: int64({ versions: '1+', default: -1, ignorable: true }),
  lastCaughtUpTimestamp: int64({ versions: '1+', default: -1, ignorable: true }),
}

/** Answer of api key 55. Versions 0-2, flexible 0+. */
export const DescribeQuorumResponse = message({
  name: 'DescribeQuorumResponse',
  apiKey: 55,
  versions: '0-2',
  flexible: '0+',
  fields: {
    errorCode: int16(),
    errorMessage: string({ versions: '2+', nullable: '2+', ignorable: true }),
    topics: array(
      struct({
        topicName: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            errorCode: int16(),
            errorMessage: string({ versions: '2+', nullable: '2+', ignorable: true }),
            leaderId: int32(),
            leaderEpoch: int32(),
            highWatermark: int64(),
            currentVoters: array(struct(describeQuorumResponseReplicaState)),
            observers: array(struct(describeQuorumResponseReplicaState)),
          }),
        ),
      }),
    ),
    nodes: array(
      struct({
        nodeId: int32({ versions: '2+' }),
        listeners: array(
          struct({
            name: string({ versions: '2+' }),
            host: string({ versions: '2+' }),
            port: uint16({ versions: '2+' }),
          }),
          { versions: '2+' },
        ),
      }),
      { versions: '2+' },
    ),
  },
})
export type DescribeQuorumResponse = Infer<typeof DescribeQuorumResponse>
