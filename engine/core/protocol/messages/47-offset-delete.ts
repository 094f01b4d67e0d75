/** OffsetDelete (api key 47). */
import { array, type Infer, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 47. Versions 0, flexible none. */
export const OffsetDeleteRequest = message({
  name: 'OffsetDeleteRequest',
  apiKey: 47,
  versions: '0',
  flexible: 'none',
  listeners: ['broker'],
  fields: {
    groupId: string(),
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
          }),
        ),
      }),
    ),
  },
})
export type OffsetDeleteRequest = Infer<typeof OffsetDeleteRequest>

/** Answer of api key 47. Versions 0, flexible none. */
export const OffsetDeleteResponse = message({
  name: 'OffsetDeleteResponse',
  apiKey: 47,
  versions: '0',
  flexible: 'none',
  fields: {
    errorCode: int16(),
    throttleTimeMs: int32({ ignorable: true }),
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
  },
})
export type OffsetDeleteResponse = Infer<typeof OffsetDeleteResponse>
