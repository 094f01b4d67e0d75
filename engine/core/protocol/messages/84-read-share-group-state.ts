/** ReadShareGroupState (api key 84). */
import { array, type Infer, int8, int16, int32, int64, message, string, struct, uuid } from '../schema.ts'

/** Request of api key 84. Versions 0, flexible 0+. */
export const ReadShareGroupStateRequest = message({
  name: 'ReadShareGroupStateRequest',
  apiKey: 84,
  versions: '0',
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
            leaderEpoch: int32(),
          }),
        ),
      }),
    ),
  },
})
export type ReadShareGroupStateRequest = Infer<typeof ReadShareGroupStateRequest>

/** Answer of api key 84. Versions 0, flexible 0+. */
export const ReadShareGroupStateResponse = message({
  name: 'ReadShareGroupStateResponse',
  apiKey: 84,
  versions: '0',
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
            stateEpoch: int32(),
            startOffset: int64(),
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
export type ReadShareGroupStateResponse = Infer<typeof ReadShareGroupStateResponse>
