/** EndQuorumEpoch (api key 54). */
import { array, type Infer, int16, int32, message, string, struct, uint16, uuid } from '../schema.ts'

/** Request of api key 54. Versions 0-1, flexible 1+. */
export const EndQuorumEpochRequest = message({
  name: 'EndQuorumEpochRequest',
  apiKey: 54,
  versions: '0-1',
  flexible: '1+',
  listeners: ['controller'],
  fields: {
    clusterId: string({ nullable: '0+', default: null }),
    topics: array(
      struct({
        topicName: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            leaderId: int32(),
            leaderEpoch: int32(),
            preferredSuccessors: array(int32(), { versions: '0', ignorable: true }),
            preferredCandidates: array(
              struct({
                candidateId: int32({ versions: '1+' }),
                candidateDirectoryId: uuid({ versions: '1+' }),
              }),
              { versions: '1+', ignorable: true },
            ),
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
export type EndQuorumEpochRequest = Infer<typeof EndQuorumEpochRequest>

/** Answer of api key 54. Versions 0-1, flexible 1+. */
export const EndQuorumEpochResponse = message({
  name: 'EndQuorumEpochResponse',
  apiKey: 54,
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
export type EndQuorumEpochResponse = Infer<typeof EndQuorumEpochResponse>
