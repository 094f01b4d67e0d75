/** WriteShareGroupState (api key 85). */
import { array, type Infer, int8, int16, int32, int64, message, string, struct, uuid } from '../schema.ts'

/** Request of api key 85. Versions 0-1, flexible 0+. */
export const WriteShareGroupStateRequest = message({
  name: 'WriteShareGroupStateRequest',
  apiKey: 85,
  versions: '0-1',
  flexible: '0+',
  listeners: ['broker'],
  fields: {
    groupId: string(),
    topics: array(
      struct({
        topicId: uuid(),
        partitions: array(
          struct({
            partition: int32(),
            stateEpoch: int32(),
            leaderEpoch: int32(),
            startOffset: int64(),
            deliveryCompleteCount: int32({ versions: '1+', default: -1, ignorable: true }),
            stateBatches: array(
              struct({
                firstOffset: int64(),
                lastOffset: int64(),
                deliveryState: int8(),
                deliveryCount: int16(),
              }),
            ),
          }),
        ),
      }),
    ),
  },
})
export type WriteShareGroupStateRequest = Infer<typeof WriteShareGroupStateRequest>

/** Answer of api key 85. Versions 0-1, flexible 0+. */
export const WriteShareGroupStateResponse = message({
  name: 'WriteShareGroupStateResponse',
  apiKey: 85,
  versions: '0-1',
  flexible: '0+',
  fields: {
    results: array(
      struct({
        topicId: uuid(),
        partitions: array(
          struct({
            partition: int32(),
            errorCode: int16(),
            errorMessage: string({ nullable: '0+', default: null }),
          }),
        ),
      }),
    ),
  },
})
export type WriteShareGroupStateResponse = Infer<typeof WriteShareGroupStateResponse>
