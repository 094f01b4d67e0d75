/** WriteTxnMarkers (api key 27). */
import { array, bool, type Infer, int8, int16, int32, int64, message, string, struct } from '../schema.ts'

/** Request of api key 27. Versions 1-2, flexible 1+. */
export const WriteTxnMarkersRequest = message({
  name: 'WriteTxnMarkersRequest',
  apiKey: 27,
  versions: '1-2',
  flexible: '1+',
  listeners: ['broker'],
  fields: {
    markers: array(
      struct({
        producerId: int64(),
        producerEpoch: int16(),
        transactionResult: bool(),
        topics: array(
          struct({
            name: string(),
            partitionIndexes: array(int32()),
          }),
        ),
        coordinatorEpoch: int32(),
        transactionVersion: int8({ versions: '2+', ignorable: true }),
      }),
    ),
  },
})
export type WriteTxnMarkersRequest = Infer<typeof WriteTxnMarkersRequest>

/** Answer of api key 27. Versions 1-2, flexible 1+. */
export const WriteTxnMarkersResponse = message({
  name: 'WriteTxnMarkersResponse',
  apiKey: 27,
  versions: '1-2',
  flexible: '1+',
  fields: {
    markers: array(
      struct({
        producerId: int64(),
        topics: array(
          struct({
            name: string(),
            partitions: array(
              struct({
                partitionIndex: int32(),
                errorCode: int16(),
              }),
            ),
          }),
        ),
      }),
    ),
  },
})
export type WriteTxnMarkersResponse = Infer<typeof WriteTxnMarkersResponse>
