/** Vote (api key 52). */
import { array, bool, type Infer, int16, int32, int64, message, string, struct, uint16, uuid } from '../schema.ts'

/** Request of api key 52. Versions 0-2, flexible 0+. */
export const VoteRequest = message({
  name: 'VoteRequest',
  apiKey: 52,
  versions: '0-2',
  flexible: '0+',
  listeners: ['controller'],
  fields: {
    clusterId: string({ nullable: '0+', default: null }),
    voterId: int32({ versions: '1+', default: -1, ignorable: true }),
    topics: array(
      struct({
        topicName: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            replicaEpoch: int32(),
            replicaId: int32(),
            replicaDirectoryId: uuid({ versions: '1+', ignorable: true }),
            voterDirectoryId: uuid({ versions: '1+', ignorable: true }),
            lastOffsetEpoch: int32(),
            lastOffset: int64(),
            preVote: bool({ versions: '2+' }),
          }),
        ),
      }),
    ),
  },
})
export type VoteRequest = Infer<typeof VoteRequest>

/** Answer of api key 52. Versions 0-2, flexible 0+. */
export const VoteResponse = message({
  name: 'VoteResponse',
  apiKey: 52,
  versions: '0-2',
  flexible: '0+',
  fields: {
    errorCode: int16(),
    topics: array(
      struct({
        topicName: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            errorCode: int16(),
            leaderId: int32(),
            leaderEpoch: int32(),
            voteGranted: bool(),
          }),
        ),
      }),
    ),
    nodeEndpoints: array(
      struct({
        nodeId: int32({ versions: '1+' }),
        host: string({ versions: '1+' }),
        port: uint16({ versions: '1+' }),
      }),
      { versions: '1+', tag: 0 },
    ),
  },
})
export type VoteResponse = Infer<typeof VoteResponse>
