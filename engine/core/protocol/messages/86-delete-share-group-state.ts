/** DeleteShareGroupState (api key 86). */
import { array, type Infer, int16, int32, message, string, struct, uuid } from '../schema.ts'

/** Request of api key 86. Versions 0, flexible 0+. */
export const DeleteShareGroupStateRequest = message({
  name: 'DeleteShareGroupStateRequest',
  apiKey: 86,
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
          }),
        ),
      }),
    ),
  },
})
export type DeleteShareGroupStateRequest = Infer<typeof DeleteShareGroupStateRequest>

/** Answer of api key 86. Versions 0, flexible 0+. */
export const DeleteShareGroupStateResponse = message({
  name: 'DeleteShareGroupStateResponse',
  apiKey: 86,
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
export type DeleteShareGroupStateResponse = Infer<typeof DeleteShareGroupStateResponse>
