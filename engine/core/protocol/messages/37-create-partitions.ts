/** CreatePartitions (api key 37). */
import { array, bool, type Infer, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 37. Versions 0-3, flexible 2+. */
export const CreatePartitionsRequest = message({
  name: 'CreatePartitionsRequest',
  apiKey: 37,
  versions: '0-3',
  flexible: '2+',
  listeners: ['broker', 'controller'],
  fields: {
    topics: array(
      struct({
        name: string(),
        count: int32(),
        assignments: array(
          struct({
            brokerIds: array(int32()),
          }),
          { nullable: '0+' },
        ),
      }),
    ),
    timeoutMs: int32(),
    validateOnly: bool(),
  },
})
export type CreatePartitionsRequest = Infer<typeof CreatePartitionsRequest>

/** Answer of api key 37. Versions 0-3, flexible 2+. */
export const CreatePartitionsResponse = message({
  name: 'CreatePartitionsResponse',
  apiKey: 37,
  versions: '0-3',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32(),
    results: array(
      struct({
        name: string(),
        errorCode: int16(),
        errorMessage: string({ nullable: '0+', default: null }),
      }),
    ),
  },
})
export type CreatePartitionsResponse = Infer<typeof CreatePartitionsResponse>
