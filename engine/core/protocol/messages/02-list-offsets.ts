/**
 * ListOffsets (api key 2). What versions brought: 1 single offset; 2 isolation; 4 current leader epoch; 6
 * flexible; 7 -3; 8 -4; 9 -5; 10 timeout_ms (KIP-1075); 11 -6.
 */
import { array, type Infer, int8, int16, int32, int64, message, string, struct } from '../schema.ts'

/** Request of api key 2. Versions 1-11, flexible 6+. */
export const ListOffsetsRequest = message({
  name: 'ListOffsetsRequest',
  apiKey: 2,
  versions: '1-11',
  flexible: '6+',
  listeners: ['broker'],
  fields: {
    replicaId: int32(),
    isolationLevel: int8({ versions: '2+' }),
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            currentLeaderEpoch: int32({ versions: '4+', default: -1, ignorable: true }),
            timestamp: int64(),
          }),
        ),
      }),
    ),
    timeoutMs: int32({ versions: '10+', ignorable: true }),
  },
})
export type ListOffsetsRequest = Infer<typeof ListOffsetsRequest>

/** Answer of api key 2. Versions 1-11, flexible 6+. */
export const ListOffsetsResponse = message({
  name: 'ListOffsetsResponse',
  apiKey: 2,
  versions: '1-11',
  flexible: '6+',
  fields: {
    throttleTimeMs: int32({ versions: '2+', ignorable: true }),
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            errorCode: int16(),
            timestamp: int64({ versions: '1+', default: -1 }),
            offset: int64({ versions: '1+', default: -1 }),
            leaderEpoch: int32({ versions: '4+', default: -1 }),
          }),
        ),
      }),
    ),
  },
})
export type ListOffsetsResponse = Infer<typeof ListOffsetsResponse>
