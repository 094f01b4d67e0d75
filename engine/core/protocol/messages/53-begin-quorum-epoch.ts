/** BeginQuorumEpoch (api key 53). */
import { array, type Infer, int16, int32, message, string, struct, uint16, uuid } from '../schema.ts'

/** Request of api key 53. Versions 0-1, flexible 1+. */
export const BeginQuorumEpochRequest = message({
  name: 'BeginQuorumEpochRequest',
  apiKey: 53,
  versions: '0-1',
  flexible: '1+',
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
            voterDirectoryId: uuid({ versions: '1+', ignorable: true }),
            leaderId: int32(),
            leaderEpoch: int32(),
          }),
        ),
      }),
    ),
    leaderEndpoints: array(
      struct({
        name: string({ versions: '1+' }),
        host: string({ versions: '1+' }),
        port: uint16({ versions: '1+' }),
      }),
      { versions: '1+', ignorable: true },
    ),
  },
})
export type BeginQuorumEpochRequest = Infer<typeof BeginQuorumEpochRequest>

/** Answer of api key 53. Versions 0-1, flexible 1+. */
export const BeginQuorumEpochResponse = message({
  name: 'BeginQuorumEpochResponse',
  apiKey: 53,
  versions: '0-1',
  flexible: '1+',
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
export type BeginQuorumEpochResponse = Infer<typeof BeginQuorumEpochResponse>
