/** InitializeShareGroupState (api key 83). */
import { array, type Infer, int16, int32, int64, message, string, struct, uuid } from '../schema.ts'

/** Request of api key 83. Versions 0, flexible 0+. */
export const InitializeShareGroupStateRequest = message({
  name: 'InitializeShareGroupStateRequest',
  apiKey: 83,
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
            stateEpoch: int32(),
            startOffset: int64(),
          }),
        ),
      }),
    ),
  },
})
export type InitializeShareGroupStateRequest = Infer<typeof InitializeShareGroupStateRequest>

/** Answer of api key 83. Versions 0, flexible 0+. */
export const InitializeShareGroupStateResponse = message({
  name: 'InitializeShareGroupStateResponse',
  apiKey: 83,
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
          }),
        ),
      }),
    ),
  },
})
export type InitializeShareGroupStateResponse = Infer<typeof InitializeShareGroupStateResponse>
