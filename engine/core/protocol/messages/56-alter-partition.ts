/** AlterPartition (api key 56). */
import { array, type Infer, int8, int16, int32, int64, message, struct, uuid } from '../schema.ts'

/** Request of api key 56. Versions 2-3, flexible 0+. */
export const AlterPartitionRequest = message({
  name: 'AlterPartitionRequest',
  apiKey: 56,
  versions: '2-3',
  flexible: '0+',
  listeners: ['controller'],
  fields: {
    brokerId: int32(),
    brokerEpoch: int64({ default: -1 }),
    topics: array(
      struct({
        topicId: uuid({ versions: '2+', ignorable: true }),
        partitions: array(
          struct({
            partitionIndex: int32(),
            leaderEpoch: int32(),
            newIsr: array(int32(), { versions: '0-2' }),
            newIsrWithEpochs: array(
              struct({
                brokerId: int32({ versions: '3+' }),
                brokerEpoch: int64({ versions: '3+', default: -1 }),
              }),
              { versions: '3+' },
            ),
            leaderRecoveryState: int8({ versions: '1+' }),
            partitionEpoch: int32(),
          }),
        ),
      }),
    ),
  },
})
export type AlterPartitionRequest = Infer<typeof AlterPartitionRequest>

/** Answer of api key 56. Versions 2-3, flexible 0+. */
export const AlterPartitionResponse = message({
  name: 'AlterPartitionResponse',
  apiKey: 56,
  versions: '2-3',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    topics: array(
      struct({
        topicId: uuid({ versions: '2+', ignorable: true }),
        partitions: array(
          struct({
            partitionIndex: int32(),
            errorCode: int16(),
            leaderId: int32(),
            leaderEpoch: int32(),
            isr: array(int32()),
            leaderRecoveryState: int8({ versions: '1+', ignorable: true }),
            partitionEpoch: int32(),
          }),
        ),
      }),
    ),
  },
})
export type AlterPartitionResponse = Infer<typeof AlterPartitionResponse>
